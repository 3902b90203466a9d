#include "pipeline/filter_facts.h"

#include <algorithm>

#include "pipeline/options.h"
#include "record/field_path.h"

namespace bdp {
namespace {

using lang::Literal;

bool has_field(std::string_view text) {
  return text.find("%{") != std::string_view::npos;
}

class FactFinder {
 public:
  FactFinder(const lang::Plugin& plugin, const FilterKind& kind, const Options& options)
      : plugin_(plugin), kind_(kind), options_(options) {}

  FilterFacts find() {
    for (const OptionField& field : kind_.options) option(field);
    common_options();
    Layout own;
    if (kind_.build(options_, own)) {
      for (Slot slot = 0; slot < own.size(); ++slot) used(own.name(slot));
    }
    return std::move(facts_);
  }

 private:
  /// What no option reads is written; so is what an option reads and another one names.
  void used(std::string_view name) {
    if (!facts_.reads.contains(name) || named_.contains(name)) facts_.writes.emplace(name);
  }

  void reads(std::string_view reference) {
    if (has_field(reference)) add_template_fields(reference, facts_.reads);
    if (auto path = FieldPath::parse(reference)) facts_.reads.insert(std::move(path->top));
  }

  void writes(std::string_view reference) {
    if (has_field(reference)) {
      facts_.names_from_events = true;
      add_template_fields(reference, facts_.reads);
    } else if (auto path = FieldPath::parse(reference)) {
      facts_.writes.insert(std::move(path->top));
    }
  }

  void names(std::string_view text) {
    if (has_field(text)) add_template_fields(text, facts_.reads);
    if (auto path = FieldPath::parse(text)) named_.insert(std::move(path->top));
  }

  /// The texts of the option: of a hash its keys.
  std::vector<std::string> texts_of(const OptionField& field) const {
    std::vector<std::string> texts;
    if (field.type == OptionType::kHash) {
      for (const Options::HashEntry& entry : options_.hash(field.name)) texts.push_back(entry.key);
    } else if (field.type == OptionType::kList) {
      const auto list = options_.list(field.name);
      texts.assign(list.begin(), list.end());
    } else if (field.type == OptionType::kString) {
      const std::string_view text = options_.string(field.name);
      if (!text.empty()) texts.emplace_back(text);
    }
    return texts;
  }

  void option(const OptionField& field) {
    const std::vector<std::string> texts = texts_of(field);
    switch (field.role) {
      case OptionRole::kNone:
        for (const std::string& text : texts) plain(field, text);
        each_value(field, [this](const Literal& value) { templates(value); });
        break;
      case OptionRole::kReads:
        std::ranges::for_each(texts, [this](const auto& text) { reads(text); });
        break;
      case OptionRole::kReadsFirst:
        if (!texts.empty()) reads(texts.front());
        break;
      case OptionRole::kReadsByRegex:
      case OptionRole::kReadsByGrok:
        std::ranges::for_each(texts, [this](const auto& text) { reads(text); });
        patterns(field, field.role == OptionRole::kReadsByGrok);
        break;
      case OptionRole::kChanges:
        std::ranges::for_each(texts, [this](const auto& text) { changes(text); });
        each_value(field, [this](const Literal& value) { templates(value); });
        break;
      case OptionRole::kMoves:
        std::ranges::for_each(texts, [this](const auto& text) { reads(text); });
        each_value(field, [this](const Literal& value) { writes(value.text); });
        break;
      case OptionRole::kMerges:
        std::ranges::for_each(texts, [this](const auto& text) { changes(text); });
        each_value(field, [this](const Literal& value) { reads(value.text); });
        break;
      case OptionRole::kSubstitutes:
        substitutes(field, texts);
        break;
      case OptionRole::kRegex:
      case OptionRole::kGrok:
        patterns(field, field.role == OptionRole::kGrok);
        break;
    }
  }

  void changes(std::string_view reference) {
    reads(reference);
    writes(reference);
  }

  /// A text that no role is known of: it may be a field that is written.
  void plain(const OptionField& field, const std::string& text) {
    if (field.type == OptionType::kHash && has_field(text)) {
      writes(text);
    } else {
      names(text);
    }
  }

  void templates(const Literal& value) {
    add_template_fields(value.text, facts_.reads);
    for (const Literal& item : value.items) templates(item);
  }

  /// Calls `visit` for the values of a hash, and the items of those that are lists.
  template <class Visit>
  void each_value(const OptionField& field, const Visit& visit) const {
    if (field.type != OptionType::kHash) return;
    for (const Options::HashEntry& entry : options_.hash(field.name)) {
      if (entry.value->kind != Literal::Kind::kList) visit(*entry.value);
      for (const Literal& item : entry.value->items) visit(item);
    }
  }

  /// The literals of the option as they are written, lists taken apart.
  std::vector<const Literal*> literals_of(std::string_view name) const {
    std::vector<const Literal*> result;
    for (const lang::Attribute& attribute : plugin_.attributes) {
      if (attribute.name != name) continue;
      if (attribute.value.kind != Literal::Kind::kList) result.push_back(&attribute.value);
      for (const Literal& item : attribute.value.items) result.push_back(&item);
    }
    return result;
  }

  void patterns(const OptionField& field, bool grok) {
    const auto add = [this, grok](const Literal& value) {
      facts_.patterns.push_back({value.text, grok, value.at});
    };
    each_value(field, add);
    if (field.type == OptionType::kHash) return;
    for (const Literal* literal : literals_of(field.name)) add(*literal);
  }

  void substitutes(const OptionField& field, const std::vector<std::string>& texts) {
    for (std::size_t i = 0; i + 2 < texts.size(); i += 3) {
      changes(texts[i]);
      add_template_fields(texts[i + 2], facts_.reads);
    }
    const auto literals = literals_of(field.name);
    for (std::size_t i = 1; i < literals.size(); i += 3) {
      facts_.patterns.push_back({literals[i]->text, false, literals[i]->at});
    }
  }

  void common_options() {
    for (const Options::HashEntry& entry : options_.hash("add_field")) {
      writes(entry.key);
      templates(*entry.value);
    }
    for (const std::string& name : options_.list("remove_field")) {
      if (auto path = FieldPath::parse(name); path && !has_field(name)) {
        (path->is_flat() ? facts_.removes : facts_.writes).insert(path->top);
      }
    }
    for (const std::string_view option : {"add_tag", "remove_tag"}) {
      for (const std::string& tag : options_.list(option)) {
        facts_.writes.insert("tags");
        add_template_fields(tag, facts_.reads);
      }
    }
  }

  const lang::Plugin& plugin_;
  const FilterKind& kind_;
  const Options& options_;
  FilterFacts facts_;
  FieldNames named_;  ///< By options of which no role is known.
};

}  // namespace

FilterFacts facts_of(const lang::Plugin& plugin, const FilterKind& kind, const Options& options) {
  return FactFinder(plugin, kind, options).find();
}

void add_template_fields(std::string_view text, FieldNames& to) {
  for (std::size_t at = text.find("%{"); at != std::string_view::npos; at = text.find("%{", at)) {
    at += 2;
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) return;
    const std::string_view name = text.substr(at, end - at);
    if (name.empty() || name.front() == '+') continue;
    if (auto path = FieldPath::parse(name)) to.insert(std::move(path->top));
  }
}

}  // namespace bdp
