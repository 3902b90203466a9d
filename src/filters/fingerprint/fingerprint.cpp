#include "filters/fingerprint/fingerprint.h"

#include <arpa/inet.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "filters/ecs_option.h"
#include "filters/field_option.h"
#include "filters/fingerprint/digest.h"
#include "filters/fingerprint/murmur3.h"
#include "filters/uuid_text.h"
#include "lang/text_builder.h"
#include "lang/utf8.h"
#include "lang/value_text.h"
#include "record/container.h"

namespace bdp {
namespace {

using fingerprint::Digest;
using fingerprint::Digester;
using lang::EventField;

/// Those of Digest first, in its order.
enum class Method : std::uint8_t {
  kSha1,
  kSha256,
  kSha384,
  kSha512,
  kMd5,
  kMurmur3,
  kMurmur3Wide,
  kIpv4Network,
  kUuid,
  kPunctuation,
};

constexpr std::string_view kMethods[] = {"SHA1", "SHA256",     "SHA384",      "SHA512",
                                         "MD5",  "MURMUR3",    "MURMUR3_128", "IPV4_NETWORK",
                                         "UUID", "PUNCTUATION"};

constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kList,
     .help = "the fields of which the fingerprint is made",
     .fallback = "\"message\"",
     .role = OptionRole::kReads},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets it; if not given, [event][hash], or fingerprint where ECS is "
             "disabled"},
    {.name = "method",
     .type = OptionType::kString,
     .help = "how it is made",
     .fallback = "\"SHA1\"",
     .choices = kMethods},
    {.name = "key",
     .type = OptionType::kPassword,
     .help = "the key of an HMAC; for IPV4_NETWORK the bits of the network's prefix"},
    {.name = "base64encode",
     .type = OptionType::kBoolean,
     .help = "digests are base64 and not hexadecimal digits",
     .fallback = "false"},
    {.name = "concatenate_sources",
     .type = OptionType::kBoolean,
     .help = "one fingerprint of all source fields; if not, that of the last one stays",
     .fallback = "false"},
    {.name = "concatenate_all_fields",
     .type = OptionType::kBoolean,
     .help = "one fingerprint of all fields of the event",
     .fallback = "false"},
    kEcsOption,
};

constexpr std::uint32_t kWideSeed = 2;

struct Source {
  std::string name;
  FieldRef field;
};

struct Rules {
  std::vector<Source> sources;
  EventField target;
  Method method = Method::kSha1;
  std::optional<std::string> key;
  bool base64 = false;
  bool all_sources = false;
  bool all_fields = false;
  unsigned prefix_bits = 0;
  std::uint32_t number = 0;
  Slot metadata = 0;
  Slot tags = 0;
};

/// With the entries of all its objects by name.
Value sorted(Arena& arena, Value value) {
  if (value.is(Tag::kList)) {
    List* list = List::make(arena, value.as_list().size());
    for (const Value& item : value.as_list()) list->push_back(arena, sorted(arena, item));
    return Value::list(list);
  }
  if (!value.is(Tag::kObject)) return value;
  Object* object = Object::make(arena, value.as_object().size());
  for (const Object::Entry& entry : value.as_object()) {
    object->append(arena, entry.key(), sorted(arena, entry.value));
  }
  std::sort(object->begin(), object->end(),
            [](const Object::Entry& a, const Object::Entry& b) { return a.key() < b.key(); });
  return Value::object(object);
}

template <class Number>
std::string_view bytes_of(const Number& number) {
  return {reinterpret_cast<const char*>(&number), sizeof(number)};
}

bool is_punctuation(std::uint32_t code) {
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(code));
  return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_SO;
}

class Fingerprint final : public Filter {
 public:
  explicit Fingerprint(Rules rules) : rules_(std::move(rules)) {}

  std::unique_ptr<Scratch> new_scratch() const override {
    auto memory = std::make_unique<Memory>();
    if (rules_.method <= Method::kMd5) {
      memory->digester.emplace(static_cast<Digest>(rules_.method),
                               rules_.key ? &*rules_.key : nullptr);
    }
    return memory;
  }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    Memory& memory = static_cast<Memory&>(*scratch);
    for (const RowIndex row : rows) {
      if (!make(batch, row, memory)) {
        tag_failure(batch, row, rules_.tags, failure_tag());
      } else if (matched != nullptr) {
        matched->push_back(row);
      }
    }
  }

 private:
  struct Memory final : Scratch {
    std::optional<Digester> digester;
    std::vector<Slot> slots;
  };

  bool make(Batch& batch, RowIndex row, Memory& memory) const {
    if (rules_.method == Method::kUuid) {
      return set_event_field(batch, row, rules_.target, uuid_of_row(batch, row, rules_.number));
    }
    const bool joined = rules_.all_sources || rules_.all_fields;
    if (joined && rules_.method != Method::kPunctuation) {
      return set(batch, row, of(batch.arena(), joined_text(batch, row, memory), memory));
    }
    for (const Source& source : rules_.sources) {
      const Value value = get_field(batch, row, source.field);
      if (!value.present()) continue;
      if (!set(batch, row, of_field(batch.arena(), value, memory))) return false;
    }
    return true;
  }

  bool set(Batch& batch, RowIndex row, Value value) const {
    return value.present() && set_event_field(batch, row, rules_.target, value);
  }

  /// kAbsent: there is none.
  Value of_field(Arena& arena, Value value, Memory& memory) const {
    if (!value.is(Tag::kList) || rules_.method == Method::kPunctuation) {
      return of(arena, value, memory);
    }
    List* list = List::make(arena, value.as_list().size());
    for (const Value& item : value.as_list()) {
      const Value one = of(arena, item, memory);
      if (!one.present()) return {};
      list->push_back(arena, one);
    }
    return Value::list(list);
  }

  Value of(Arena& arena, Value value, Memory& memory) const {
    if (rules_.method == Method::kPunctuation) return punctuation(arena, value);
    const std::string_view text = lang::to_s(arena, sorted(arena, value)).as_text();
    switch (rules_.method) {
      case Method::kMurmur3:
        if (value.is(Tag::kInt)) return Value::integer(murmur3_32(bytes_of(value.as_int()), 0));
        return Value::integer(murmur3_32(text, 0));
      case Method::kMurmur3Wide:
        return wide(arena, value, text);
      case Method::kIpv4Network:
        return network(arena, text);
      default:
        return (*memory.digester)(arena, text, rules_.base64);
    }
  }

  Value wide(Arena& arena, Value value, std::string_view text) const {
    std::array<std::uint32_t, 4> words{};
    if (!value.is(Tag::kInt)) {
      words = murmur3_128(text, kWideSeed);
    } else if (value.as_int() == static_cast<std::int32_t>(value.as_int())) {
      words = murmur3_128(bytes_of(static_cast<std::int32_t>(value.as_int())), kWideSeed);
    } else {
      words = murmur3_128(bytes_of(value.as_int()), kWideSeed);
    }
    const std::string_view bytes = bytes_of(words);
    return rules_.base64 ? fingerprint::base64(arena, bytes)
                         : fingerprint::hexadecimal(arena, bytes);
  }

  Value network(Arena& arena, std::string_view text) const {
    in_addr address{};
    if (inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) return {};
    const std::uint32_t mask =
        rules_.prefix_bits == 0 ? 0 : ~std::uint32_t{0} << (32U - rules_.prefix_bits);
    address.s_addr &= htonl(mask);
    std::array<char, INET_ADDRSTRLEN> shown{};
    inet_ntop(AF_INET, &address, shown.data(), shown.size());
    return Value::text(arena.copy(shown.data()), kPlainText);
  }

  static Value punctuation(Arena& arena, Value value) {
    if (!value.is(Tag::kText)) return {};
    const std::string_view text = value.as_text();
    lang::TextBuilder builder(arena);
    for (std::size_t at = 0; at < text.size();) {
      const lang::Character character = lang::read_character(text, at);
      if (character.valid && is_punctuation(character.code)) {
        builder.append(text.substr(at, character.bytes));
      }
      at += character.bytes;
    }
    const std::string_view result = builder.finish();
    return Value::text(result, lang::flags_of(result));
  }

  /// `|name|value|name|value|`, by name.
  Value joined_text(Batch& batch, RowIndex row, Memory& memory) const {
    std::string text;
    const auto append = [&](std::string_view name, Value value) {
      text.append("|").append(name).append("|");
      text += lang::to_s(batch.arena(), sorted(batch.arena(), value)).as_text();
    };
    if (rules_.all_fields) {
      memory.slots.clear();
      for (Slot slot = 0; slot < batch.columns(); ++slot) {
        if (slot != rules_.metadata && batch.at(slot, row).present()) memory.slots.push_back(slot);
      }
      std::ranges::sort(memory.slots, {}, [&](Slot slot) { return batch.name(slot); });
      for (const Slot slot : memory.slots) append(batch.name(slot), batch.at(slot, row));
    } else {
      for (const Source& source : rules_.sources) {
        append(source.name, get_field(batch, row, source.field));
      }
    }
    text += "|";
    return Value::text(batch.arena().copy(text));
  }

  Rules rules_;
};

Status read_prefix(const Options& options, Rules& rules) {
  if (!rules.key) {
    return options.error(options.position(),
                         "fingerprint with IPV4_NETWORK needs the option 'key': the bits of the "
                         "network's prefix");
  }
  const std::string& key = *rules.key;
  const bool digits =
      !key.empty() && key.size() <= 2 && key.find_first_not_of("0123456789") == std::string::npos;
  rules.prefix_bits = digits ? static_cast<unsigned>(std::stoi(key)) : 33;
  if (rules.prefix_bits <= 32) return {};
  return options.error("key",
                       "fingerprint: key: '" + key + "' is no length of a prefix; write 0 to 32");
}

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  Rules rules;
  for (const std::string& name : options.list("source")) {
    TRY_ASSIGN(EventField field, field_of(options, "source", name, layout));
    rules.sources.push_back({name, std::move(field)});
  }
  rules.method = static_cast<Method>(std::ranges::find(kMethods, options.string("method")) -
                                     std::begin(kMethods));
  rules.base64 = options.boolean("base64encode");
  rules.all_sources = options.boolean("concatenate_sources");
  rules.all_fields = options.boolean("concatenate_all_fields");
  const bool in_order = rules.all_sources || rules.method == Method::kPunctuation;
  if (in_order) std::ranges::sort(rules.sources, {}, &Source::name);
  const bool flat = ecs_mode(options) == EcsMode::kDisabled;
  TRY_ASSIGN(rules.target, field_of(options, "target",
                                    options.given("target") ? options.string("target")
                                    : flat                  ? "fingerprint"
                                                            : "[event][hash]",
                                    layout));
  if (options.given("key")) rules.key = std::string(options.string("key"));
  if (rules.method == Method::kIpv4Network) TRY(read_prefix(options, rules));
  rules.number = options.position().offset;
  rules.metadata = layout.add("@metadata");
  rules.tags = layout.add("tags");
  return std::make_unique<Fingerprint>(std::move(rules));
}

}  // namespace

constinit const FilterKind kFingerprint = {
    .name = "fingerprint",
    .summary = "makes a hash of fields",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
