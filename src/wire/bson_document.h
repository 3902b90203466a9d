#pragma once

#include <bson/bson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "config/document.h"

namespace bdp {

/// A document of libbson, owned.
class BsonDocument {
 public:
  BsonDocument() : document_(bson_new()) {}
  /// Takes `document` over.
  explicit BsonDocument(bson_t* document) : document_(document) {}
  BsonDocument(BsonDocument&& other) noexcept
      : document_(std::exchange(other.document_, nullptr)) {}
  BsonDocument& operator=(BsonDocument&& other) noexcept {
    std::swap(document_, other.document_);
    return *this;
  }
  ~BsonDocument() {
    if (document_ != nullptr) bson_destroy(document_);
  }

  bson_t* get() const { return document_; }
  bson_t& operator*() const { return *document_; }

 private:
  bson_t* document_;
};

/// A document that stays where it is; `bytes` are whole and outlive it. Does not move: libbson's
/// views point into themselves.
class BsonView {
 public:
  BsonView() = default;
  explicit BsonView(std::string_view bytes) { look_at(bytes); }
  BsonView(const BsonView&) = delete;
  BsonView& operator=(const BsonView&) = delete;

  void look_at(std::string_view bytes) {
    bson_init_static(&document_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  const bson_t& operator*() const { return document_; }
  const bson_t* get() const { return &document_; }

 private:
  bson_t document_{};
};

inline std::string_view bytes_of(const bson_t& document) {
  return {reinterpret_cast<const char*>(bson_get_data(&document)), document.len};
}

inline void append_text(bson_t& to, const char* name, std::string_view text) {
  bson_append_utf8(&to, name, -1, text.empty() ? "" : text.data(), static_cast<int>(text.size()));
}

/// A map of a configuration as a document, its keys in the order in which they were written. Whole
/// numbers are int32 where they fit, then int64. kInvalid: one is beyond 64 bits.
Result<BsonDocument> bson_of(const config::Node& map);

/// As MongoDB's tools show it: relaxed extended JSON.
std::string json_of(const bson_t& document);

/// The text in `field` of `document`; empty: there is none.
std::string text_in(const bson_t& document, const char* field);

/// The whole number in `field`, of whatever numeric type; 0: there is none.
std::int64_t integer_in(const bson_t& document, const char* field);

}  // namespace bdp
