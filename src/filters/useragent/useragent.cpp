#include "filters/useragent/useragent.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <unordered_map>
#include <utility>

#include "filters/ecs_option.h"
#include "filters/useragent/user_agents.h"
#include "lang/event_field.h"
#include "lang/text_builder.h"
#include "record/container.h"

namespace bdp {
namespace {

using lang::EventField;
using useragent::Part;
using useragent::UserAgent;
using useragent::UserAgents;

constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kString,
     .help = "the field with the user agent's text",
     .required = true,
     .role = OptionRole::kReads},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field under which the parts are put; user_agent, or the event without ECS"},
    {.name = "regexes",
     .type = OptionType::kString,
     .help = "a regexes.yaml of uap-core",
     .required = true},
    {.name = "prefix",
     .type = OptionType::kString,
     .help = "what the names of the parts begin with, without ECS",
     .fallback = "\"\""},
    {.name = "lru_cache_size",
     .type = OptionType::kNumber,
     .help = "how many user agents a thread remembers",
     .fallback = "100000"},
    kEcsOption,
};

constexpr std::string_view kFailureTag = "_useragentparsefailure";

/// The fields that are set, in this order.
enum Place : std::size_t {
  kOriginal,
  kName,
  kVersion,
  kMajor,
  kMinor,
  kPatch,
  kOsName,
  kOsVersion,
  kOsFull,
  kOsMajor,
  kOsMinor,
  kOsPatch,
  kDevice,
  kPlaces
};
constexpr std::array<std::string_view, kPlaces> kEcsNames = {
    "[original]",
    "[name]",
    "[version]",
    "[@metadata][filter][user_agent][version][major]",
    "[@metadata][filter][user_agent][version][minor]",
    "[@metadata][filter][user_agent][version][patch]",
    "[os][name]",
    "[os][version]",
    "[os][full]",
    "[@metadata][filter][user_agent][os][version][major]",
    "[@metadata][filter][user_agent][os][version][minor]",
    "[@metadata][filter][user_agent][os][version][patch]",
    "[device][name]",
};
constexpr std::array<std::string_view, kPlaces> kOwnNames = {
    "",           "name",    "version",  "major",    "minor",    "patch", "os_name",
    "os_version", "os_full", "os_major", "os_minor", "os_patch", "device"};

using Texts = std::array<std::string, kPlaces>;

Texts texts_of(const UserAgent& agent) {
  Texts texts;
  texts[kName] = agent.browser.name;
  texts[kVersion] = agent.browser.version_text();
  texts[kOsName] = agent.system.name;
  texts[kOsVersion] = agent.system.version_text();
  texts[kOsFull] = texts[kOsName] + (texts[kOsVersion].empty() ? "" : " " + texts[kOsVersion]);
  for (std::size_t i = 0; i < 3; ++i) {
    texts[kMajor + i] = agent.browser.version[i];
    texts[kOsMajor + i] = agent.system.version[i];
  }
  texts[kDevice] = agent.device;
  return texts;
}

struct Memory final : Scratch {
  std::unordered_map<std::string, Texts> known;
};

class UserAgentFilter final : public Filter {
 public:
  UserAgentFilter(UserAgents agents, FieldRef source,
                  std::array<std::optional<EventField>, kPlaces> fields, std::size_t most_known,
                  Slot tags)
      : agents_(std::move(agents)),
        source_(std::move(source)),
        fields_(std::move(fields)),
        most_known_(most_known),
        tags_(tags) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Memory>(); }
  std::string_view failure_tag() const override { return kFailureTag; }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    auto& memory = static_cast<Memory&>(*scratch);
    if (batch.column(source_.slot).empty()) return;
    for (const RowIndex row : rows) {
      Value source = get_field(batch, row, source_);
      if (source.is(Tag::kList) && !source.as_list().empty()) source = source.as_list()[0];
      if (!source.is(Tag::kText) || source.as_text().empty()) continue;
      if (set(batch, row, source, texts(source.as_text(), memory))) {
        if (matched != nullptr) matched->push_back(row);
      } else {
        tag_failure(batch, row, tags_, kFailureTag);
      }
    }
  }

 private:
  const Texts& texts(std::string_view source, Memory& memory) const {
    if (memory.known.size() >= most_known_) memory.known.clear();
    const auto [entry, is_new] = memory.known.try_emplace(std::string(source));
    if (is_new) entry->second = texts_of(agents_.find(source));
    return entry->second;
  }

  bool set(Batch& batch, RowIndex row, Value source, const Texts& texts) const {
    if (fields_[kOriginal] && !set_event_field(batch, row, *fields_[kOriginal], source)) {
      return false;
    }
    for (std::size_t i = kName; i < kPlaces; ++i) {
      if (texts[i].empty()) continue;
      const std::string_view text = batch.arena().copy(texts[i]);
      if (!set_event_field(batch, row, *fields_[i], Value::text(text, lang::flags_of(text)))) {
        return false;
      }
    }
    return true;
  }

  UserAgents agents_;
  FieldRef source_;
  std::array<std::optional<EventField>, kPlaces> fields_;
  std::size_t most_known_;
  Slot tags_;
};

Result<UserAgents> read_rules(const Options& options) {
  const std::string path(options.string("regexes"));
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.good() && !file.eof()) {
    return options.error("regexes", "the file '" + path + "' cannot be read");
  }
  auto agents = UserAgents::parse(text, path);
  if (!agents) return options.error("regexes", std::string(agents.error().message()));
  return agents;
}

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  const auto source = FieldPath::parse(options.string("source"));
  if (!source) return options.error("source", std::string(source.error().message()));
  const bool ecs = ecs_mode(options) != EcsMode::kDisabled;
  std::string target(options.given("target") ? options.string("target")
                                             : std::string_view(ecs ? "user_agent" : ""));
  if (!target.empty() && !target.starts_with('[')) target = "[" + target + "]";
  std::array<std::optional<EventField>, kPlaces> fields;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    if (!ecs && kOwnNames[i].empty()) continue;
    std::string name(ecs ? kEcsNames[i] : kOwnNames[i]);
    if (!ecs) name = "[" + std::string(options.string("prefix")) + name + "]";
    if (!name.starts_with("[@metadata]")) name = target + name;
    const auto path = FieldPath::parse(name);
    if (!path) return options.error("target", std::string(path.error().message()));
    fields[i] = EventField::resolve(*path, layout);
  }
  TRY_ASSIGN(UserAgents agents, read_rules(options));
  const double most = std::clamp(options.number("lru_cache_size"), 1.0, 1e7);
  return std::make_unique<UserAgentFilter>(std::move(agents), FieldRef::resolve(*source, layout),
                                           std::move(fields), static_cast<std::size_t>(most),
                                           layout.add("tags"));
}

}  // namespace

constinit const FilterKind kUserAgent = {
    .name = "useragent",
    .summary = "takes a user agent's text apart into browser, system and device",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
