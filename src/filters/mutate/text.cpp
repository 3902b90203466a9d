#include "filters/mutate/text.h"

#include <utility>

#include "lang/ruby_split.h"
#include "lang/value_text.h"

namespace bdp::mutate {
namespace {

constexpr TagSet kTextOrList = tag_bit(Tag::kText) | tag_bit(Tag::kList);
/// What event.get() gives as something: every value but null.
constexpr TagSet kNotNull = static_cast<TagSet>(~(tag_bit(Tag::kAbsent) | tag_bit(Tag::kNull)));

class ChangeCase final : public Operation {
 public:
  ChangeCase(Field field, lang::TextCase to) : field_(std::move(field)), to_(to) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    Arena& arena = batch.arena();
    // Values of other types are set too, as they are: the field's rule may refuse them.
    const bool plain = field_ && field_->is_plain_column();
    change_field(
        batch, rows, field_, plain ? kTextOrList : kNotNull, failed, [&](RowIndex, Value& value) {
          if (value.is(Tag::kList)) {
            return change_items(arena, value, [&](Value& item) { return change(arena, item); });
          }
          return change(arena, value);
        });
  }

 private:
  Change change(Arena& arena, Value& value) const {
    if (value.is(Tag::kText)) value = lang::change_case(arena, value, to_);
    return Change::kSet;
  }

  Field field_;
  lang::TextCase to_;
};

class Strip final : public Operation {
 public:
  explicit Strip(Field field) : field_(std::move(field)) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    Arena& arena = batch.arena();
    change_field(batch, rows, field_, kTextOrList, failed, [&](RowIndex, Value& value) {
      return value.is(Tag::kList) ? change_items(arena, value, strip) : strip(value);
    });
  }

 private:
  static Change strip(Value& value) {
    if (!value.is(Tag::kText)) return Change::kRaised;
    value = Value::text(lang::strip(value.as_text()), value.text_flags());
    return Change::kSet;
  }

  Field field_;
};

class Split final : public Operation {
 public:
  Split(Field field, std::string separator)
      : field_(std::move(field)), separator_(std::move(separator)) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    change_field(batch, rows, field_, tag_bit(Tag::kText), failed, [&](RowIndex, Value& value) {
      value = Value::list(lang::split(batch.arena(), value, separator_));
      return Change::kSet;
    });
  }

 private:
  Field field_;
  std::string separator_;
};

class Join final : public Operation {
 public:
  Join(Field field, std::string separator)
      : field_(std::move(field)), separator_(std::move(separator)) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    change_field(batch, rows, field_, tag_bit(Tag::kList), failed, [&](RowIndex, Value& value) {
      value = lang::join(batch.arena(), value.as_list(), separator_);
      return Change::kSet;
    });
  }

 private:
  Field field_;
  std::string separator_;
};

}  // namespace

std::unique_ptr<Operation> change_case(Field field, lang::TextCase to) {
  return std::make_unique<ChangeCase>(std::move(field), to);
}

std::unique_ptr<Operation> strip(Field field) {
  return std::make_unique<Strip>(std::move(field));
}

std::unique_ptr<Operation> split(Field field, std::string separator) {
  return std::make_unique<Split>(std::move(field), std::move(separator));
}

std::unique_ptr<Operation> join(Field field, std::string separator) {
  return std::make_unique<Join>(std::move(field), std::move(separator));
}

}  // namespace bdp::mutate
