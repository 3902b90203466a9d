#include "control/spec_fingerprint.h"

#include "lang/parser.h"
#include "os/file_hash.h"

namespace bdp {
namespace {

// The structured bindings below name every member, so that a new one is not forgotten here.
class Dump {
 public:
  void block(const lang::Block& statements) {
    begin("block");
    for (const auto& [node] : statements) {
      if (const auto* plugin = std::get_if<lang::Plugin>(&node)) {
        this->plugin(*plugin);
      } else {
        conditional(std::get<lang::Conditional>(node));
      }
    }
    end();
  }

  std::string take() { return std::move(text_); }

 private:
  void begin(std::string_view what) { (text_ += '(') += what; }
  void end() { text_ += ')'; }
  void word(std::string_view value) { (text_ += ' ') += config::quoted_json(value); }
  template <class Kind>
  void kind(Kind value) {
    (text_ += ' ') += std::to_string(static_cast<int>(value));
  }

  void plugin(const lang::Plugin& plugin) {
    const auto& [name, attributes, at] = plugin;
    begin("plugin");
    word(name);
    for (const auto& [attribute, value, place] : attributes) {
      word(attribute);
      literal(value);
    }
    end();
  }

  void literal(const lang::Literal& literal) {
    const auto& [type, text, items, at] = literal;
    begin("value");
    // Quotes around a word change nothing.
    kind(type == lang::Literal::Kind::kBareword ? lang::Literal::Kind::kString : type);
    word(text);
    for (const lang::Literal& item : items) this->literal(item);
    end();
  }

  void conditional(const lang::Conditional& conditional) {
    const auto& [branches] = conditional;
    begin("if");
    for (const auto& [condition, body, at] : branches) {
      if (condition != nullptr) expression(*condition);
      block(body);
    }
    end();
  }

  void expression(const lang::Expression& expression) {
    const auto& [type, left, right, children, at] = expression;
    begin("test");
    kind(type);
    operand(left);
    operand(right);
    for (const lang::Expression& child : children) this->expression(child);
    end();
  }

  void operand(const lang::Operand& operand) {
    const auto& [type, text, items, at] = operand;
    begin("side");
    kind(type);
    word(text);
    for (const lang::Operand& item : items) this->operand(item);
    end();
  }

  std::string text_;
};

std::string events_text(const EventFields& events) {
  const auto& [message, timestamp, version, path, offset, host] = events;
  std::string text;
  for (const bool on : {message, timestamp, version, path, offset, host}) text += on ? '1' : '0';
  return text;
}

/// Limits against bombs are left out: they decide whether a file is read, not what becomes of it.
std::string input_text(const InputOptions& input) {
  const auto& [format, quoted_newlines, max_line_bytes, identity, decompression] = input;
  return std::to_string(static_cast<int>(format)) + (quoted_newlines ? " 1 " : " 0 ") +
         std::to_string(max_line_bytes) + ' ' + std::to_string(static_cast<int>(identity));
}

std::string language_text(const LanguageSettings& language) {
  return std::to_string(static_cast<int>(language.ecs)) + (language.support_escapes ? " 1" : " 0");
}

std::string words_for(const std::string& part) {
  if (part == "filter") return "the filter";
  if (part == "input_filter") return "what the input adds";
  if (part == "language") return "logstash_config_args";
  return part;
}

}  // namespace

std::string canonical_filter(std::string_view text, bool support_escapes) {
  lang::Diagnostics diagnostics("filter");
  const lang::Block block = lang::parse_block(text, support_escapes, diagnostics);
  if (!diagnostics.empty()) return std::string(text);
  Dump dump;
  dump.block(block);
  return dump.take();
}

SpecFingerprint fingerprint_of(const JobSpec& spec) {
  SpecFingerprint parts;
  const auto add = [&](const char* part, const std::string& text) {
    parts[part] = os::hash_of(text).hex();
  };
  add("filter", canonical_filter(spec.filter, spec.language.support_escapes));
  if (!spec.input_filter.empty()) {
    add("input_filter", canonical_filter(spec.input_filter, spec.language.support_escapes));
  }
  add("language", language_text(spec.language));
  add("index_name", spec.index_name);
  add("elasticsearch_index_config", config::canonical_json(spec.index_config));
  add("events", events_text(spec.events));
  add("input", input_text(spec.input));
  add("document_id", spec.document_id);
  return parts;
}

std::vector<std::string> changed_parts(const SpecFingerprint& before, const SpecFingerprint& now) {
  std::map<std::string, std::string> all = before;
  all.insert(now.begin(), now.end());
  std::vector<std::string> changed;
  for (const auto& [part, hash] : all) {
    const auto left = before.find(part);
    const auto right = now.find(part);
    const bool same = left != before.end() && right != now.end() && left->second == right->second;
    if (!same) changed.push_back(words_for(part));
  }
  return changed;
}

}  // namespace bdp
