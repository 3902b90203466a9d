#include "filters/dissect/dissect.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "filters/dissect/conversion.h"
#include "filters/dissect/mapping.h"

namespace bdp {
namespace {

using dissect::Conversion;
using dissect::Mapping;
using dissect::RowStates;

constexpr std::string_view kDefaultTags = "[\"_dissectfailure\"]";

constexpr OptionField kOptions[] = {
    {.name = "mapping",
     .type = OptionType::kHash,
     .help = "field, and the dissection of its text: %{a} %{+a} %{b->} %{?key}=%{&key} %{}",
     .role = OptionRole::kReads},
    {.name = "convert_datatype",
     .type = OptionType::kHash,
     .help = "type of a field: int or float",
     .role = OptionRole::kChanges},
    {.name = "tag_on_failure",
     .type = OptionType::kList,
     .help = "tags of an event whose text does not have all the delimiters",
     .fallback = kDefaultTags},
};

class Dissect final : public Filter {
 public:
  Dissect(std::vector<Mapping> mappings, std::vector<Conversion> conversions, Slot tags,
          std::vector<std::string> failure_tags)
      : mappings_(std::move(mappings)),
        conversions_(std::move(conversions)),
        tags_(tags),
        failure_tags_(std::move(failure_tags)) {}

  std::unique_ptr<Scratch> new_scratch() const override {
    return std::make_unique<dissect::Memory>();
  }
  std::string_view failure_tag() const override {
    return failure_tags_.empty() ? "_dissectfailure" : std::string_view(failure_tags_.front());
  }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    auto& memory = static_cast<dissect::Memory&>(*scratch);
    memory.states.start(batch.rows(), mappings_.empty());
    memory.sources.resize(mappings_.size());
    for (std::size_t i = 0; i < mappings_.size(); ++i) {
      mappings_[i].take_sources(batch, rows, memory.sources[i]);
    }
    for (std::size_t i = 0; i < mappings_.size(); ++i) {
      mappings_[i].apply(batch, rows, memory.sources[i], memory);
    }
    if (memory.states.any_failed()) {
      for (const RowIndex row : rows) {
        if (memory.states.failed(row)) tag(batch, row);
      }
    }
    for (const Conversion& conversion : conversions_) {
      conversion.apply(batch, rows, tags_, [&](RowIndex row) {
        memory.states.fail(row);
        tag(batch, row);
      });
    }
    if (matched == nullptr) return;
    for (const RowIndex row : rows) {
      if (memory.states.matched(row)) matched->push_back(row);
    }
  }

 private:
  void tag(Batch& batch, RowIndex row) const {
    for (const std::string& tag : failure_tags_) tag_failure(batch, row, tags_, tag);
  }

  std::vector<Mapping> mappings_;
  std::vector<Conversion> conversions_;
  Slot tags_;
  std::vector<std::string> failure_tags_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  std::vector<Mapping> mappings;
  for (const Options::HashEntry& entry : options.hash("mapping")) {
    auto mapping = Mapping::compile(entry.key, entry.value->text, layout);
    if (!mapping) {
      return options.error(entry.at, "dissect cannot use the mapping of '" + entry.key +
                                         "': " + std::string(mapping.error().message()));
    }
    mappings.push_back(*std::move(mapping));
  }
  std::vector<Conversion> conversions;
  for (const Options::HashEntry& entry : options.hash("convert_datatype")) {
    auto conversion = Conversion::compile(entry.key, entry.value->text, layout);
    if (!conversion) {
      return options.error(entry.at, std::string(conversion.error().message()));
    }
    conversions.push_back(*std::move(conversion));
  }
  const auto tags = options.list("tag_on_failure");
  return std::make_unique<Dissect>(std::move(mappings), std::move(conversions), layout.add("tags"),
                                   std::vector<std::string>(tags.begin(), tags.end()));
}

/// `%{?key}=%{&key}` takes the name of a field from the text.
bool may_make(const Options& options, std::string_view) {
  return std::ranges::any_of(options.hash("mapping"), [](const Options::HashEntry& entry) {
    return entry.value->text.find("%{&") != std::string::npos;
  });
}

}  // namespace

constinit const FilterKind kDissect = {
    .name = "dissect",
    .summary = "cuts a text at delimiters into fields",
    .options = kOptions,
    .build = build,
    .may_make = may_make,
};

}  // namespace bdp
