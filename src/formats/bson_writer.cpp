#include "formats/bson_writer.h"

#include <cstring>
#include <string_view>

#include "formats/bson_value.h"
#include "formats/simd.h"

namespace bdp {
namespace {

using namespace std::string_view_literals;

/// Texts are copied in blocks of this size, the last one beyond its end: few branches, and none
/// that depends on the length of a short text.
constexpr std::size_t kBlock = 32;
/// The largest value that is no text and no container, with its type; decimals go the slow way.
constexpr std::size_t kScalarRoom = 16;
/// In front of a key that is no row id; its type is written later.
constexpr auto kKeyName = "\0_id\0"sv;
/// In front of a row id: the type, the name, the size and the subtype.
constexpr auto kIdName = "\x05_id\0\x10\0\0\0\0"sv;

BDP_INLINE char* copy_in_blocks(char* to, const char* from, std::size_t size) {
  for (std::size_t i = 0; i < size; i += kBlock) std::memcpy(to + i, from + i, kBlock);
  return to + size;
}

template <class Number>
BDP_INLINE char* store(char* to, Number number) {
  std::memcpy(to, &number, sizeof number);
  return to + sizeof number;
}

}  // namespace

/// Where the row is being written. Between two values there is always room for a whole row that
/// has no texts and containers.
struct BsonRowWriter::Cursor {
  Bytes& out;
  std::size_t room;
  char* at = nullptr;
  const char* limit = nullptr;

  void open(std::size_t more = 0) {
    at = out.reserve(room + more);
    limit = out.limit();
  }
  void close() const { out.set_end(at); }

  /// Room for `size` bytes more than a row needs.
  BDP_INLINE void need(std::size_t size) {
    if (static_cast<std::size_t>(limit - at) < room + size) [[unlikely]] {
      close();
      open(size);
    }
  }

  /// Writes an element whose name, with a byte for the type in front, is `name`.
  BDP_INLINE bool write(std::string_view name, Value value) {
    const Tag tag = value.tag();
    if (tag == Tag::kText && (value.text_flags() & kBrokenText) == 0) [[likely]] {
      const std::string_view text = value.as_text();
      need(text.size());
      char* const type = begin(name);
      *type = static_cast<char>(BsonType::kText);
      at = store(at, static_cast<std::int32_t>(text.size() + 1));
      at = copy_in_blocks(at, text.data(), text.size());
      *at++ = '\0';
    } else if (tag == Tag::kDouble) {
      *begin(name) = static_cast<char>(BsonType::kDouble);
      at = store(at, value.as_double());
    } else if (tag == Tag::kInt) {
      *begin(name) = static_cast<char>(BsonType::kInt64);
      at = store(at, value.as_int());
    } else if (tag == Tag::kTimestamp) {
      *begin(name) = static_cast<char>(BsonType::kDate);
      at = store(at, bson_date(value.as_timestamp()));
    } else {
      return write_slowly(name, value);
    }
    return true;
  }

  BDP_INLINE char* begin(std::string_view name) {
    char* const type = at;
    at = copy_in_blocks(at, name.data(), name.size());
    return type;
  }

  bool write_slowly(std::string_view name, Value value) {
    close();
    name.remove_prefix(1);
    name.remove_suffix(1);
    const bool good = append_bson_element(name, kPlainText, value, 1, out);
    open();
    return good;
  }
};

BsonRowWriter::BsonRowWriter(const Batch& batch) : batch_(batch) {
  row_room_ = 4 * kBlock + kIdName.size() + sizeof(RowId);
  texts_.append(kKeyName);
  for (Slot slot = 0; slot < batch.columns(); ++slot) {
    const Column& column = batch.column(slot);
    std::string_view name = batch.name(slot);
    if (column.empty() || name == "@metadata") continue;
    if (!column.is_dense() && !column[0].present()) continue;
    if (name == "_id") name = kBsonEventId;

    const bool joins = !pieces_.empty() && pieces_.back().column == nullptr && !column.is_dense();
    if (!joins) pieces_.push_back({texts_.size(), 0, nullptr});
    Piece& piece = pieces_.back();
    if (column.is_dense()) {
      piece.column = &column;
      texts_.push_back('\0');
      append_bson_name(name, kBrokenText, texts_);
      row_room_ += kScalarRoom + kBlock;
    } else if (!append_bson_element(name, kBrokenText, column[0], 1, texts_)) {
      too_deep_ = true;
    }
    piece.size = texts_.size() - piece.begin;
  }
  row_room_ += texts_.size();
  texts_.reserve(kBlock);
}

bool BsonRowWriter::write_row(RowIndex row, Value key, Cursor& cursor) const {
  if (key.present()) {
    if (!cursor.write({texts_.data(), kKeyName.size()}, key)) return false;
  } else {
    const auto id = batch_.id(row).bytes();
    std::memcpy(cursor.at, kIdName.data(), kIdName.size());
    std::memcpy(cursor.at + kIdName.size(), id.data(), id.size());
    cursor.at += kIdName.size() + id.size();
  }
  const char* texts = texts_.data();
  for (const Piece& piece : pieces_) {
    const char* const text = texts + piece.begin;
    if (piece.column == nullptr) {
      cursor.at = copy_in_blocks(cursor.at, text, piece.size);
      continue;
    }
    const Value value = (*piece.column)[row];
    if (value.present() && !cursor.write({text, piece.size}, value)) return false;
  }
  return true;
}

bool BsonRowWriter::append(RowIndex row, Value key, Bytes& out) const {
  if (too_deep_) return false;
  const std::size_t begin = out.size();
  Cursor cursor{out, row_room_};
  cursor.open();
  cursor.at += sizeof(std::int32_t);
  const bool good = write_row(row, key, cursor);
  *cursor.at++ = '\0';
  cursor.close();
  if (!good) {
    out.truncate(begin);
    return false;
  }
  store(out.data() + begin, static_cast<std::int32_t>(out.size() - begin));
  return true;
}

}  // namespace bdp
