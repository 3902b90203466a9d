#include "pipeline/vector_case.h"

#include <utility>

#include "formats/json_reader.h"
#include "record/container.h"

namespace bdp {
namespace {

Error no_vector(std::string_view why) {
  return {Code::kInvalid, "not a vector: " + std::string(why)};
}

Status read_settings(const Object& settings, LanguageSettings& into) {
  for (const Object::Entry& entry : settings) {
    const Value value = entry.value;
    if (entry.key() == "config.support_escapes" && value.is(Tag::kBool)) {
      into.support_escapes = value.as_bool();
    } else if (entry.key() == "pipeline.ecs_compatibility" && value.is(Tag::kText)) {
      const std::string_view mode = value.as_text();
      if (mode != "disabled" && mode != "v1" && mode != "v8") {
        return no_vector("pipeline.ecs_compatibility is disabled, v1 or v8");
      }
      into.ecs = mode == "disabled" ? EcsMode::kDisabled
                 : mode == "v1"     ? EcsMode::kV1
                                    : EcsMode::kV8;
    } else {
      return no_vector("unknown setting '" + std::string(entry.key()) +
                       "'; known are config.support_escapes and pipeline.ecs_compatibility");
    }
  }
  return {};
}

Status read_events(const Value* list, std::string_view key, std::vector<Value>& into) {
  if (list == nullptr || !list->is(Tag::kList)) {
    return no_vector("'" + std::string(key) + "' must be a list of objects");
  }
  for (const Value& event : list->as_list()) {
    if (!event.is(Tag::kObject)) {
      return no_vector("'" + std::string(key) + "' must be a list of objects");
    }
    into.push_back(event);
  }
  return {};
}

Status read_expected(const Object& object, VectorCase& into) {
  const Value* error = object.find("error");
  if (error == nullptr || error->is(Tag::kNull)) {
    return read_events(object.find("out"), "out", into.out);
  }
  if (error->is(Tag::kText) && error->as_text() == "config") {
    into.expected = VectorCase::Expected::kRefusal;
  } else if (error->is(Tag::kText) && error->as_text() == "pipeline_crash") {
    into.expected = VectorCase::Expected::kSurvival;
  } else {
    return no_vector("'error' must be \"config\" or \"pipeline_crash\"");
  }
  return {};
}

}  // namespace

Result<VectorCase> parse_vector(std::string_view line) {
  VectorCase result;
  TRY_ASSIGN(const Value value, parse_json_value(result.memory.copy(line), result.memory));
  if (!value.is(Tag::kObject)) return no_vector("it must be an object");
  const Object& object = value.as_object();
  const Value* name = object.find("name");
  const Value* filter = object.find("filter");
  if (name == nullptr || !name->is(Tag::kText)) return no_vector("'name' must be a text");
  if (filter == nullptr || !filter->is(Tag::kText)) return no_vector("'filter' must be a text");
  result.name = name->as_text();
  result.filter = filter->as_text();
  TRY(read_events(object.find("in"), "in", result.in));
  TRY(read_expected(object, result));
  if (const Value* settings = object.find("settings")) {
    if (!settings->is(Tag::kObject)) return no_vector("'settings' must be an object");
    TRY(read_settings(settings->as_object(), result.settings));
  }
  if (const Value* order = object.find("hash_order")) {
    result.hash_order = order->is(Tag::kBool) && order->as_bool();
  }
  if (const Value* fields = object.find("volatile")) {
    if (!fields->is(Tag::kList)) return no_vector("'volatile' must be a list of field names");
    for (const Value& field : fields->as_list()) {
      if (!field.is(Tag::kText)) return no_vector("'volatile' must be a list of field names");
      result.volatile_fields.emplace_back(field.as_text());
    }
  }
  return result;
}

}  // namespace bdp
