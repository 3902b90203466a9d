#include "pipeline/vector_json.h"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "record/container.h"

namespace bdp {
namespace {

/// Builds a Value from the events of nlohmann's parser; nothing here calls itself.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(Arena& arena) : arena_(arena) {}

  Value result() const { return result_; }
  const std::string& problem() const { return problem_; }

  bool null() override { return put(Value::null()); }
  bool boolean(bool value) override { return put(Value::boolean(value)); }
  bool number_integer(std::int64_t value) override { return put(Value::integer(value)); }
  bool number_unsigned(std::uint64_t value) override {
    if (value <= INT64_MAX) return put(Value::integer(static_cast<std::int64_t>(value)));
    return put(Value::big_integer(arena_.copy(std::to_string(value))));
  }
  bool number_float(double value, const std::string& text) override {
    const bool whole = text.find_first_of(".eE") == std::string::npos;
    return put(whole ? Value::big_integer(arena_.copy(text)) : Value::real(value));
  }
  bool string(std::string& value) override { return put(Value::text(arena_.copy(value))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value::object(Object::make(arena_))); }
  bool key(std::string& value) override {
    open_.back().key = arena_.copy(value);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Value::list(List::make(arena_))); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception& exception) override {
    problem_ = exception.what();
    return false;
  }

 private:
  struct Open {
    Value container;
    std::string_view key;
  };

  bool put(Value value) {
    if (open_.empty()) {
      result_ = value;
    } else if (open_.back().container.is(Tag::kList)) {
      open_.back().container.as_list().push_back(arena_, value);
    } else {
      open_.back().container.as_object().set(arena_, open_.back().key, value);
    }
    return true;
  }
  bool open(Value container) {
    put(container);
    open_.push_back({container, {}});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Arena& arena_;
  std::vector<Open> open_;
  Value result_;
  std::string problem_;
};

}  // namespace

Result<Value> parse_json_value(std::string_view text, Arena& arena) {
  Builder builder(arena);
  if (nlohmann::json::sax_parse(text, &builder)) return builder.result();
  return Error(Code::kInvalid, builder.problem());
}

}  // namespace bdp
