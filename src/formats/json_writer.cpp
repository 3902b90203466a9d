#include "formats/json_writer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "formats/json_text.h"
#include "formats/lines.h"
#include "record/scalar_text.h"

namespace bdp {
namespace {

/// Texts are copied in blocks of this size, the last one beyond its end: few branches, and none
/// that depends on the length of a short text.
constexpr std::size_t kBlock = 32;

BDP_INLINE char* copy_in_blocks(char* to, const char* from, std::size_t size) {
  for (std::size_t i = 0; i < size; i += kBlock) std::memcpy(to + i, from + i, kBlock);
  return to + size;
}

}  // namespace

/// Where the row is being written. Between two values there is always room for a whole row that
/// has no texts and containers.
struct JsonRowWriter::Cursor {
  Bytes& out;
  std::size_t room;
  SimdLevel level;
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

  BDP_INLINE void write(Value value) {
    switch (value.tag()) {
      case Tag::kText:
        if ((value.text_flags() & kPlainText) != 0) [[likely]] {
          const std::string_view text = value.as_text();
          need(text.size());
          *at = '"';
          at = copy_in_blocks(at + 1, text.data(), text.size());
          *at++ = '"';
        } else {
          write_slowly(value);
        }
        break;
      case Tag::kDouble:
        if (!std::isfinite(value.as_double())) [[unlikely]] {
          write_slowly(value);
        } else {
          at = write_double(at, value.as_double());
        }
        break;
      case Tag::kInt:
        at = write_integer(at, value.as_int());
        break;
      case Tag::kNull:
        std::memcpy(at, "null", 4);
        at += 4;
        break;
      case Tag::kTimestamp:
        *at = '"';
        at = write_timestamp(at + 1, value.as_timestamp());
        *at++ = '"';
        break;
      default:
        write_slowly(value);
    }
  }

  void write_slowly(Value value) {
    close();
    append_json(value, out, level);
    open();
  }
};

JsonRowWriter::JsonRowWriter(const Batch& batch, const JsonLinesOptions& options)
    : level_(options.level) {
  row_room_ = 2 * kBlock + kScalarTextRoom;
  for (Slot slot = 0; slot < batch.columns(); ++slot) {
    const Column& column = batch.column(slot);
    const std::string_view name = batch.name(slot);
    if (column.empty() || (name == "@metadata" && !options.metadata)) continue;
    if (std::ranges::find(options.without, slot) != options.without.end()) continue;
    if (!column.is_dense() && !column[0].present()) continue;

    const bool joins = !pieces_.empty() && pieces_.back().column == nullptr && !column.is_dense();
    if (!joins) pieces_.push_back({texts_.size(), 0, nullptr});
    Piece& piece = pieces_.back();
    // The name lies in a layout, without the slack that vector loops want.
    Bytes padded;
    padded.append(name);
    std::memset(padded.reserve(kReadSlack), 0, kReadSlack);
    texts_.push_back(',');
    append_json_string(padded.view(), text_flags_of(padded.view()), texts_, level_);
    texts_.push_back(':');
    if (column.is_dense()) {
      piece.column = &column;
      row_room_ += kScalarTextRoom + kBlock;
    } else {
      append_json(column[0], texts_, level_);
    }
    piece.size = texts_.size() - piece.begin;
  }
  row_room_ += texts_.size();
  texts_.reserve(kBlock);
}

void JsonRowWriter::write_row(RowIndex row, Cursor& cursor) const {
  const auto begin = static_cast<std::size_t>(cursor.at - cursor.out.data());
  const char* texts = texts_.data();
  for (const Piece& piece : pieces_) {
    if (piece.column == nullptr) {
      cursor.at = copy_in_blocks(cursor.at, texts + piece.begin, piece.size);
      continue;
    }
    const Value value = (*piece.column)[row];
    if (!value.present()) continue;
    cursor.at = copy_in_blocks(cursor.at, texts + piece.begin, piece.size);
    cursor.write(value);
  }
  // Every field began with a comma; the first one's is the object's brace.
  char* const first = cursor.out.data() + begin;
  if (first == cursor.at) ++cursor.at;
  *first = '{';
  *cursor.at++ = '}';
}

void JsonRowWriter::append(RowIndex row, Bytes& out) const {
  Cursor cursor{out, row_room_, level_};
  cursor.open();
  write_row(row, cursor);
  cursor.close();
}

void JsonRowWriter::append_lines(const Selection& rows, Bytes& out) const {
  Cursor cursor{out, row_room_, level_};
  cursor.open();
  for (const RowIndex row : rows) {
    cursor.need(0);
    write_row(row, cursor);
    *cursor.at++ = '\n';
  }
  cursor.close();
}

void encode_json_lines(const Batch& batch, const Selection& rows, const JsonLinesOptions& options,
                       Bytes& out) {
  JsonRowWriter(batch, options).append_lines(rows, out);
}

}  // namespace bdp
