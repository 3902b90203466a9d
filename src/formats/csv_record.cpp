#include "formats/csv_record.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace bdp {
namespace {

constexpr std::string_view kLf = "\n";
constexpr std::string_view kCr = "\r";
constexpr std::string_view kCrLf = "\r\n";

/// The line end that comes first; LF when there is none.
std::string_view row_separator(std::string_view text) {
  const std::size_t lf = text.find('\n');
  const std::size_t cr = text.substr(0, lf).find('\r');
  if (cr == std::string_view::npos) return kLf;
  return cr + 1 == lf ? kCrLf : kCr;
}

/// The first character, by the length that its first byte tells.
std::string_view first_character(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  const std::size_t size = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  return text.substr(0, size);
}

class RecordParser {
 public:
  RecordParser(std::string_view text, const CsvDialect& dialect, Arena& arena,
               std::vector<CsvField>& fields)
      : text_(text),
        separator_(dialect.separator),
        quote_(dialect.quote),
        max_fields_(dialect.max_fields),
        row_end_(row_separator(text)),
        separator_start_(first_character(separator_)),
        arena_(arena),
        fields_(fields) {}

  CsvFault parse() {
    if (text_.empty()) return CsvFault::kNoRow;
    const std::string_view line = text_.substr(0, text_.find(row_end_));
    if (line.empty()) return CsvFault::kNone;
    if (quote_.empty()) return split(line);
    if (line.find(quote_) == std::string_view::npos) return split(line);
    // With a longer separator a line may be well-formed to the splitter only, or to the parser.
    if (separator_.size() > 1 && split_quoted(line)) return CsvFault::kNone;
    fields_.clear();
    return parse_fields();
  }

 private:
  /// Ruby's quick way: every separator counts.
  CsvFault split(std::string_view line) {
    for (;;) {
      const std::size_t end = line.find(separator_);
      if (!add({line.substr(0, end), false})) return CsvFault::kTooManyFields;
      if (end == std::string_view::npos) return CsvFault::kNone;
      line.remove_prefix(end + separator_.size());
    }
  }

  /// The quick way for fields that are quoted whole or not at all; false when one is otherwise.
  bool split_quoted(std::string_view line) {
    if (split(line) != CsvFault::kNone) return false;
    for (CsvField& field : fields_) {
      const std::size_t first = field.text.find(quote_);
      if (first == std::string_view::npos) continue;
      const std::size_t second = field.text.find(quote_, first + quote_.size());
      if (first != 0 || second == std::string_view::npos ||
          second + quote_.size() != field.text.size()) {
        return false;
      }
      field = {field.text.substr(first + quote_.size(), second - quote_.size()), true};
    }
    return true;
  }

  CsvFault parse_fields() {
    for (;;) {
      CsvField field;
      if (rest().starts_with(quote_)) {
        if (!take_quoted(field)) return CsvFault::kUnclosedQuote;
      } else {
        take_unquoted(field);
      }
      const bool at_end = at_ == text_.size();
      if (!at_end && !rest().starts_with(separator_) && !rest().starts_with(row_end_)) {
        return fault_behind(field);
      }
      if (!add(field)) return CsvFault::kTooManyFields;
      if (at_end || !rest().starts_with(separator_)) return CsvFault::kNone;
      at_ += separator_.size();
    }
  }

  std::string_view rest() const { return text_.substr(at_); }

  bool add(CsvField field) {
    if (fields_.size() == max_fields_) return false;
    fields_.push_back(field);
    return true;
  }

  /// Passes the quotes that stand here and says how many.
  std::size_t skip_quotes() {
    std::size_t count = 0;
    for (; rest().starts_with(quote_); ++count) at_ += quote_.size();
    return count;
  }

  bool take_quoted(CsvField& field) {
    field.quoted = true;
    const std::size_t begin = at_ + quote_.size();
    std::size_t run = skip_quotes();
    bool doubled = run > 2;
    if (run % 2 == 1) {
      do {
        const std::size_t next = text_.find(quote_, at_);
        if (next == std::string_view::npos) return false;
        at_ = next;
        run = skip_quotes();
        doubled = doubled || run > 1;
      } while (run % 2 == 0);
    }
    field.text = text_.substr(begin, at_ - quote_.size() - begin);
    if (doubled) field.text = undouble(field.text);
    return true;
  }

  std::string_view undouble(std::string_view raw) {
    char* const begin = arena_.allocate_text(raw.size());
    char* to = begin;
    for (std::size_t from = 0; from < raw.size();) {
      const std::size_t quote = raw.find(quote_, from);
      const std::size_t end = quote == std::string_view::npos ? raw.size() : quote + quote_.size();
      std::memcpy(to, raw.data() + from, end - from);
      to += end - from;
      from = quote == std::string_view::npos ? end : end + quote_.size();
    }
    const auto size = static_cast<std::size_t>(to - begin);
    arena_.give_back(raw.size() - size);
    return {begin, size};
  }

  /// Passes what may stand in a field outside quotes.
  void skip_unquoted() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\r' || c == '\n') return;
      if (c == separator_start_.front() && rest().starts_with(separator_start_)) return;
      if (c == quote_.front() && rest().starts_with(quote_)) return;
      ++at_;
    }
  }

  void take_unquoted(CsvField& field) {
    const std::size_t begin = at_;
    skip_unquoted();
    if (separator_.size() > separator_start_.size() && at_ > begin) {
      // The separator's first character alone belongs to the field.
      while (!rest().starts_with(separator_) && rest().starts_with(separator_start_)) {
        while (rest().starts_with(separator_start_)) at_ += separator_start_.size();
        const std::size_t before = at_;
        skip_unquoted();
        if (at_ == before) break;
      }
    }
    field.text = text_.substr(begin, at_ - begin);
  }

  CsvFault fault_behind(const CsvField& field) const {
    if (field.quoted) return CsvFault::kTextAfterQuote;
    if (rest().starts_with(quote_)) return CsvFault::kQuoteInText;
    const char c = text_[at_];
    return c == '\r' || c == '\n' ? CsvFault::kNewLine : CsvFault::kSeparatorPart;
  }

  std::string_view text_;
  std::string_view separator_;
  std::string_view quote_;
  std::size_t max_fields_;
  std::string_view row_end_;
  std::string_view separator_start_;
  Arena& arena_;
  std::vector<CsvField>& fields_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view describe(CsvFault fault) {
  switch (fault) {
    case CsvFault::kNone:
      return "well-formed";
    case CsvFault::kNoRow:
      return "no row in an empty text";
    case CsvFault::kUnclosedQuote:
      return "a quoted field is not closed";
    case CsvFault::kTextAfterQuote:
      return "text after the closing quote of a field";
    case CsvFault::kQuoteInText:
      return "a quote inside a field that is not quoted";
    case CsvFault::kNewLine:
      return "a line end that is not the record's inside a field without quotes";
    case CsvFault::kSeparatorPart:
      return "a field begins with a part of the separator";
    case CsvFault::kTooManyFields:
      return "too many fields";
  }
  return "";
}

CsvFault parse_csv_record(std::string_view text, const CsvDialect& dialect, Arena& arena,
                          std::vector<CsvField>& fields) {
  CHECK(!dialect.separator.empty());
  fields.clear();
  return RecordParser(text, dialect, arena, fields).parse();
}

}  // namespace bdp
