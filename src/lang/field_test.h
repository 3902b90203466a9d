#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "lang/predicate.h"
#include "lang/regex.h"
#include "lang/value_order.h"
#include "lang/value_text.h"
#include "record/container.h"

// The leaves of conditions. Each is a small test of one Value, or of two, that the two classes at
// the end apply to fields.

namespace bdp::lang {

/// A value written in a condition. Owns its text.
class Constant {
 public:
  static Constant text(std::string text) { return {Value::text({}), std::move(text)}; }
  static Constant number(Value value, std::string digits) { return {value, std::move(digits)}; }

  Value value() const {
    if (value_.is(Tag::kText)) return Value::text(text_);
    if (value_.is(Tag::kBigInt)) return Value::big_integer(text_);
    return value_;
  }

 private:
  Constant(Value value, std::string text) : value_(value), text_(std::move(text)) {}
  Value value_;
  std::string text_;
};

/// False for what is missing, null, false, "false" and "".
struct IsTrue {
  static constexpr TagSet kRelevant = kAllTags;
  Verdict operator()(Value value) const {
    switch (value.tag()) {
      case Tag::kAbsent:
      case Tag::kNull:
        return Verdict::kNo;
      case Tag::kBool:
        return verdict(value.as_bool());
      case Tag::kText:
        return verdict(!value.as_text().empty() && value.as_text() != "false");
      default:
        return Verdict::kYes;
    }
  }
};

struct EqualsText {
  static constexpr TagSet kRelevant = tag_bit(Tag::kText);
  std::string text;
  bool wanted;
  Verdict operator()(Value value) const {
    return verdict((value.is(Tag::kText) && value.as_text() == text) == wanted);
  }
};

struct EqualsNumber {
  static constexpr TagSet kRelevant =
      static_cast<TagSet>(tag_bit(Tag::kInt) | tag_bit(Tag::kDouble) | tag_bit(Tag::kBigInt));
  Constant number;
  bool wanted;
  Verdict operator()(Value value) const {
    return verdict(same_value(value, number.value()) == wanted);
  }
};

/// The orders for which `<`, `<=`, `>` or `>=` holds.
struct Orders {
  bool less;
  bool equal;
  bool greater;
  Verdict of(Value left, Value right) const {
    const auto order = order_of(left, right);
    if (!order) return Verdict::kFails;
    return verdict(*order == 0 ? equal : *order < 0 ? less : *order > 0 && greater);
  }
};

struct ComparesToConstant {
  static constexpr TagSet kRelevant = kAllTags;
  Constant constant;
  Orders orders;
  Verdict operator()(Value value) const { return orders.of(value, constant.value()); }
};

struct MatchesRegex {
  static constexpr TagSet kRelevant = tag_bit(Tag::kText);
  Regex regex;
  bool wanted;
  Verdict operator()(Value value) const {
    if (!value.is(Tag::kText)) return verdict(!wanted);
    const Found found = regex.search(Subject(value));
    if (found == Found::kLimit) return Verdict::kFails;
    return verdict((found == Found::kMatch) == wanted);
  }
};

/// `[field] in "text"`: the field is a part of the text.
struct IsPartOfText {
  static constexpr TagSet kRelevant = tag_bit(Tag::kText);
  std::string text;
  bool wanted;
  Verdict operator()(Value value) const {
    const bool is_part = value.is(Tag::kText) && text.find(value.as_text()) != std::string::npos;
    return verdict(is_part == wanted);
  }
};

/// `constant in [field]`: an item of a list or, for a text, a part of a text.
struct HasConstant {
  static constexpr TagSet kRelevant =
      static_cast<TagSet>(tag_bit(Tag::kText) | tag_bit(Tag::kList));
  Constant constant;
  bool wanted;
  Verdict operator()(Value value) const { return verdict(has(value) == wanted); }

 private:
  bool has(Value value) const {
    const Value sought = constant.value();
    if (value.is(Tag::kText)) {
      return sought.is(Tag::kText) && value.as_text().find(sought.as_text()) != std::string::npos;
    }
    if (!value.is(Tag::kList)) return false;
    for (const Value& item : value.as_list()) {
      if (same_value(item, sought)) return true;
    }
    return false;
  }
};

struct FieldsAreSame {
  bool wanted;
  Verdict operator()(Value left, Value right) const {
    return verdict(same_value(left, right) == wanted);
  }
};

struct FieldsCompare {
  Orders orders;
  Verdict operator()(Value left, Value right) const { return orders.of(left, right); }
};

/// `[left] in [right]`
struct FieldIsInField {
  bool wanted;
  Verdict operator()(Value left, Value right) const { return verdict(in(left, right) == wanted); }

 private:
  static bool in(Value left, Value right) {
    if (!left.present() || left.is(Tag::kList) || left.is(Tag::kObject)) return false;
    if (left.is(Tag::kText) && right.is(Tag::kText)) {
      return right.as_text().find(left.as_text()) != std::string_view::npos;
    }
    if (!right.is(Tag::kList)) return same_value(left, right);
    for (const Value& item : right.as_list()) {
      if (same_value(item, left)) return true;
    }
    return false;
  }
};

/// `[field] in ["a", 1]`: compares what is printed, so that "1" is in [1, 2].
class FieldIsInList final : public Predicate {
 public:
  FieldIsInList(FieldRef field, std::vector<std::string> texts, bool wanted)
      : field_(std::move(field)),
        texts_(std::make_move_iterator(texts.begin()), std::make_move_iterator(texts.end())),
        wanted_(wanted) {}

  void test(const Batch& batch, std::span<const RowIndex> rows, Verdict* verdicts,
            ConditionScratch& scratch) const override {
    scratch.arena.reset();
    test_field(batch, field_, rows, verdicts, kAllTags,
               [&](Value value) { return verdict(has(value, scratch.arena) == wanted_); });
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  bool has(Value value, Arena& arena) const {
    if (!value.present() || value.is(Tag::kList) || value.is(Tag::kObject)) return false;
    if (value.is(Tag::kText)) return texts_.contains(value.as_text());
    TextBuilder text(arena, 32);
    append_to_s(text, value);
    const bool found = texts_.contains(text.finish());
    text.abandon();
    return found;
  }

  FieldRef field_;
  std::unordered_set<std::string, Hash, std::equal_to<>> texts_;
  bool wanted_;
};

/// The same for all rows.
class ConstantVerdict final : public Predicate {
 public:
  explicit ConstantVerdict(Verdict verdict) : verdict_(verdict) {}
  void test(const Batch&, std::span<const RowIndex> rows, Verdict* verdicts,
            ConditionScratch&) const override {
    std::fill_n(verdicts, rows.size(), verdict_);
  }

 private:
  Verdict verdict_;
};

template <class Test>
class FieldTest final : public Predicate {
 public:
  FieldTest(FieldRef field, Test test) : field_(std::move(field)), test_(std::move(test)) {}
  void test(const Batch& batch, std::span<const RowIndex> rows, Verdict* verdicts,
            ConditionScratch&) const override {
    test_field(batch, field_, rows, verdicts, Test::kRelevant, test_);
  }

 private:
  FieldRef field_;
  Test test_;
};

template <class Test>
class FieldPairTest final : public Predicate {
 public:
  FieldPairTest(FieldRef left, FieldRef right, Test test)
      : left_(std::move(left)), right_(std::move(right)), test_(std::move(test)) {}
  void test(const Batch& batch, std::span<const RowIndex> rows, Verdict* verdicts,
            ConditionScratch&) const override {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      verdicts[i] = test_(get_field(batch, rows[i], left_), get_field(batch, rows[i], right_));
    }
  }

 private:
  FieldRef left_;
  FieldRef right_;
  Test test_;
};

}  // namespace bdp::lang
