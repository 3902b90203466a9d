#include "formats/json_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "formats/json_parser.h"
#include "formats/lines.h"
#include "formats/utf8.h"

namespace bdp {
namespace {

constexpr std::string_view kNotUtf8 = "a byte that is not UTF-8";
constexpr std::string_view kTooManyNames =
    "other names than in the lines before, and there is no room for more";

std::shared_ptr<const Layout> no_fields() {
  static const auto layout = std::make_shared<const Layout>();
  return layout;
}

}  // namespace

/// Fills the columns of one batch, object by object. Expects that a name is followed by the one
/// that followed it last time, so that most names are compared and never looked up.
class JsonLinesReader::Rows {
 public:
  enum class Outcome : std::uint8_t { kDone, kNoObject, kNoRoom };

  Rows(Batch& batch, RowIndex rows, const JsonOptions& options)
      : batch_(batch),
        rows_(rows),
        options_(options),
        parser_(batch.arena(), options.max_depth, options.level),
        fields_(batch.columns()) {}

  Outcome add(std::string_view text, RowIndex row) {
    parser_.open(text, 1);
    parser_.skip_blanks();
    if (!parser_.pass('{')) return no_object("a JSON object");
    parser_.skip_blanks();
    if (!parser_.pass('}')) {
      const Outcome outcome = add_fields(row);
      if (outcome != Outcome::kDone) return outcome;
    }
    parser_.skip_blanks();
    return parser_.at_end() ? Outcome::kDone : no_object("nothing behind the object");
  }

  const std::string& problem() const { return parser_.problem(); }
  std::size_t column() const { return parser_.column(); }

  /// Takes back what an object set before it proved to be none.
  void clear(RowIndex row) {
    for (Field& field : fields_) {
      if (field.values != nullptr) field.values[row] = Value();
    }
  }

  void note_tags() {
    for (Slot slot = 0; slot < fields_.size(); ++slot) batch_.column(slot).note(fields_[slot].tags);
  }

 private:
  struct Field {
    Value* values = nullptr;
    const char* quoted = nullptr;  ///< The name as it stands in a text that has no blanks.
    std::uint32_t quoted_size = 0;
    Slot next = kNone;  ///< What followed last time.
    TagSet tags = 0;
  };
  static constexpr Slot kNone = ~Slot{0};

  Outcome no_object(std::string_view expected) {
    parser_.expected(expected);
    return Outcome::kNoObject;
  }

  Outcome add_fields(RowIndex row) {
    Slot before = kNone;
    for (std::uint32_t count = 0;; ++count) {
      if (count == options_.max_fields) return no_object("no more fields");
      const Slot guess = before == kNone ? first_ : fields_[before].next;
      Slot slot = guess;
      if (guess == kNone || fields_[guess].quoted == nullptr ||
          !parser_.pass_name(fields_[guess].quoted, fields_[guess].quoted_size)) {
        const Outcome outcome = look_up(slot);
        if (outcome != Outcome::kDone) return outcome;
        (before == kNone ? first_ : fields_[before].next) = slot;
      }
      before = slot;
      parser_.skip_blanks();
      if (!parser_.pass(':')) return no_object("':'");
      parser_.skip_blanks();
      Value value;
      if (!parser_.parse_value(value)) return Outcome::kNoObject;
      Field& field = fields_[slot];
      field.values[row] = value;
      field.tags = static_cast<TagSet>(field.tags | tag_bit(value.tag()));
      parser_.skip_blanks();
      if (parser_.pass('}')) return Outcome::kDone;
      if (!parser_.pass(',')) return no_object("',' or '}'");
      parser_.skip_blanks();
    }
  }

  Outcome look_up(Slot& slot) {
    std::string_view name;
    if (!parser_.parse_name(name)) return Outcome::kNoObject;
    slot = batch_.slot(name);
    if (slot >= fields_.size()) fields_.resize(slot + 1);
    Field& field = fields_[slot];
    if (field.values != nullptr) return Outcome::kDone;
    if (rows_ > 1 && cells_ + rows_ > options_.max_cells) return Outcome::kNoRoom;
    cells_ += rows_;
    field.values = batch_.column(slot).dense(rows_, batch_.arena());
    remember(name, field);
    return Outcome::kDone;
  }

  void remember(std::string_view name, Field& field) {
    if (std::ranges::any_of(name, [](char c) {
          return c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' ';
        })) {
      return;
    }
    char* const quoted = batch_.arena().allocate_text(name.size() + 2);
    quoted[0] = '"';
    name.copy(quoted + 1, name.size());
    quoted[name.size() + 1] = '"';
    field.quoted = quoted;
    field.quoted_size = static_cast<std::uint32_t>(name.size() + 2);
  }

  Batch& batch_;
  RowIndex rows_;
  const JsonOptions& options_;
  JsonParser parser_;
  std::vector<Field> fields_;  ///< By slot.
  Slot first_ = kNone;
  std::size_t cells_ = 0;
};

JsonLinesReader::JsonLinesReader(const JsonOptions& options)
    : options_(options), lines_(no_fields()) {
  CHECK(options.max_depth > 0);
}

void JsonLinesReader::open(std::string_view bytes, std::uint64_t position) {
  lines_.reset();
  // Empty lines are kept here so that the others can be counted.
  const LineOptions options{.max_line_bytes = options_.max_line_bytes, .keep_empty_lines = true};
  cut_lines(bytes, position, options, lines_, texts_, options_.level);
  next_line_ = 0;
  next_rejected_ = 0;
  window_ = std::max<RowIndex>(lines_.rows(), 1);
}

bool JsonLinesReader::next(Batch& batch) {
  CHECK(batch.rows() == 0);
  while (next_line_ < lines_.rows()) {
    const RowIndex most = std::min(window_, lines_.rows() - next_line_);
    batch.set_rows(most);
    batch.positions().resize(most);
    batch.originals().resize(most);
    Rows rows(batch, most, options_);
    RowIndex row = 0;
    bool full = false;
    RowIndex line = next_line_;
    for (; line < next_line_ + most; ++line) {
      const Value text = texts_[line];
      if (text.present() && text.as_text().empty()) continue;
      if (!text.present()) {
        batch.reject(row, std::move(lines_.rejected()[next_rejected_++].reason));
      } else if ((text.text_flags() & kBrokenText) != 0) {
        reject(batch, row, line, valid_utf8_prefix(text.as_text()) + 1, kNotUtf8);
      } else {
        const Rows::Outcome outcome = rows.add(text.as_text(), row);
        if (outcome == Rows::Outcome::kNoRoom && options_.one_batch) {
          rows.clear(row);
          reject(batch, row, line, 1, kTooManyNames);
        } else if (outcome == Rows::Outcome::kNoRoom) {
          full = true;
          break;
        }
        if (outcome == Rows::Outcome::kNoObject) {
          rows.clear(row);
          reject(batch, row, line, rows.column(), rows.problem());
        }
      }
      batch.positions()[row] = lines_.positions()[line];
      batch.originals()[row] = lines_.originals()[line];
      ++row;
    }
    rows.note_tags();
    batch.set_rows(row);
    batch.positions().resize(row);
    batch.originals().resize(row);
    next_line_ = line;
    // After a batch that came to its limit the next ones have as many rows as it could hold.
    window_ = !full      ? std::min(lines_.rows(), window_ * 2)
              : row == 0 ? std::max<RowIndex>(1, most / 16)
                         : row;
    if (row > 0) return true;
  }
  return false;
}

void JsonLinesReader::reject(Batch& batch, RowIndex row, RowIndex line, std::size_t column,
                             std::string_view problem) {
  std::string message = options_.first_line != 0
                            ? "line " + std::to_string(options_.first_line + line)
                            : "offset " + std::to_string(lines_.positions()[line]);
  message += ", column " + std::to_string(column) + ": ";
  message += problem;
  batch.reject(row, Error(Code::kInvalid, std::move(message)));
}

Result<Value> parse_json_value(std::string_view text, Arena& arena, std::uint32_t max_depth) {
  JsonParser parser(arena, max_depth, best_simd_level());
  parser.open(text);
  const auto error = [&parser] {
    return Error(Code::kInvalid,
                 "column " + std::to_string(parser.column()) + ": " + parser.problem());
  };
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    parser.fail(valid_utf8_prefix(text), kNotUtf8);
    return error();
  }
  Value value;
  parser.skip_blanks();
  if (!parser.parse_value(value)) return error();
  parser.skip_blanks();
  if (!parser.at_end()) {
    parser.expected("nothing behind the value");
    return error();
  }
  return value;
}

}  // namespace bdp
