#include "control/sink_reference.h"

#include <string_view>

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;

constexpr std::string_view kIntroduction = R"(# Sinks

Where a job delivers to: `--to`, or `to` in its specification; several get the same rows, each at its own
pace. `mysimbdp reference sinks` prints this page.

A kind's options stand in the specification under its name: `"sinks": {"kafka": {"compression": "zstd"}}`.
)";

std::string_view name_of(FieldType type) {
  switch (type) {
    case FieldType::kText:
      return "text";
    case FieldType::kBoolean:
      return "boolean";
    case FieldType::kInteger:
      return "integer";
    case FieldType::kByteSize:
      return "bytes";
    case FieldType::kTextList:
      return "list of texts";
    case FieldType::kMap:
      return "map";
    case FieldType::kAny:
      return "anything";
  }
  return "anything";
}

/// `text` in a cell of a table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

void add_option(const FieldSpec& option, std::string& page) {
  page += "| `" + std::string(option.name) + "` | ";
  if (option.choices.empty()) {
    page += name_of(option.type);
  } else {
    std::string_view before;
    for (const std::string_view choice : option.choices) {
      page += std::string(before) + "`" + std::string(choice) + "`";
      before = ", ";
    }
  }
  page += " | ";
  if (!option.fallback.empty()) page += "`" + std::string(option.fallback) + "`";
  if (option.required) page += "must be given";
  page += " | " + cell(option.help) + " |\n";
}

}  // namespace

std::string sink_reference(std::span<const SinkKind* const> kinds) {
  std::string page(kIntroduction);
  for (const SinkKind* kind : kinds) {
    page += "\n## " + std::string(kind->name) + "\n\n`" + std::string(kind->form) + "` - " +
            std::string(kind->summary) + ".\n";
    if (kind->options.empty()) continue;
    page += "\n| option | type | default | meaning |\n| --- | --- | --- | --- |\n";
    for (const FieldSpec& option : kind->options) add_option(option, page);
  }
  return page;
}

}  // namespace bdp
