#include "pipeline/outline.h"

#include <algorithm>

#include "lang/expression_text.h"
#include "lang/parser.h"
#include "lang/utf8.h"
#include "pipeline/options.h"
#include "record/field_path.h"

namespace bdp {
namespace {

using Kind = OutlineEntry::Kind;
using lang::Expression;
using lang::Operand;

constexpr std::string_view kCut = "...";

class OutlineWriter {
 public:
  OutlineWriter(const LanguageSettings& settings, std::span<const FilterKind* const> kinds)
      : settings_(settings), kinds_(kinds) {}

  void block(const lang::Block& block, unsigned depth) {
    for (const lang::Statement& statement : block) {
      if (const auto* filter = std::get_if<lang::Plugin>(&statement.node)) {
        plugin(*filter, depth);
      } else {
        conditional(std::get<lang::Conditional>(statement.node), depth);
      }
    }
  }

  std::vector<OutlineEntry> take() { return std::move(entries_); }

 private:
  void plugin(const lang::Plugin& plugin, unsigned depth) {
    OutlineEntry& entry = entries_.emplace_back();
    entry.depth = depth;
    entry.text = plugin.name;
    entry.at = plugin.at;
    const auto kind = std::ranges::find(kinds_, plugin.name, &FilterKind::name);
    if (kind == kinds_.end()) return;
    lang::Diagnostics mistakes("");
    const auto options = PluginOptions::parse(plugin, (*kind)->options, settings_, mistakes);
    if (options == nullptr) return;
    FilterFacts facts = facts_of(plugin, **kind, *options);
    entry.reads = std::move(facts.reads);
    entry.writes = std::move(facts.writes);
    entry.removes = std::move(facts.removes);
  }

  void conditional(const lang::Conditional& conditional, unsigned depth) {
    OutlineEntry& choice = entries_.emplace_back();
    choice.kind = Kind::kChoice;
    choice.depth = depth;
    choice.text = "choose";
    choice.at = conditional.branches.front().at;
    choice.branches = conditional.branches.size();
    bool first = true;
    for (const lang::Conditional::Branch& branch : conditional.branches) {
      OutlineEntry& entry = entries_.emplace_back();
      entry.kind = Kind::kBranch;
      entry.depth = depth + 1;
      entry.at = branch.at;
      entry.text = first ? "if " : branch.condition != nullptr ? "else if " : "else";
      if (branch.condition != nullptr) {
        entry.text += lang::text_of(*branch.condition);
        fields(*branch.condition, entry.reads);
      }
      first = false;
      block(branch.body, depth + 2);
    }
  }

  static void fields(const Expression& expression, FieldNames& to) {
    for (const Expression& child : expression.children) fields(child, to);
    for (const Operand* operand : {&expression.left, &expression.right}) {
      if (operand->kind != Operand::Kind::kField || operand->text.empty()) continue;
      if (auto path = FieldPath::parse(operand->text)) to.insert(std::move(path->top));
    }
  }

  const LanguageSettings& settings_;
  std::span<const FilterKind* const> kinds_;
  std::vector<OutlineEntry> entries_;
};

/// `label name#slot name#slot`, on as many lines as it takes.
void append_columns(std::string& to, std::string indent, std::string_view label,
                    const FieldNames& names, const Layout& layout, std::size_t columns) {
  if (names.empty()) return;
  indent.append(label);
  indent.append(9 - std::min<std::size_t>(8, label.size()), ' ');
  std::string line = indent;
  const std::size_t start = line.size();
  for (const std::string& name : names) {
    const auto slot = layout.find(name);
    const std::string word = slot ? name + "#" + std::to_string(*slot) : name;
    if (line.size() > start && line.size() + word.size() > columns) {
      to += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
      line = std::string(start, ' ');
    }
    line += word + " ";
  }
  to += cut_to(line.substr(0, line.find_last_not_of(' ') + 1), columns) + "\n";
}

}  // namespace

std::vector<OutlineEntry> outline_of(std::string_view text, const LanguageSettings& settings,
                                     std::span<const FilterKind* const> kinds) {
  lang::Diagnostics mistakes("");
  const lang::Block block = lang::parse_block(text, settings.support_escapes, mistakes);
  OutlineWriter writer(settings, kinds);
  writer.block(block, 0);
  return writer.take();
}

std::string explanation(std::span<const OutlineEntry> outline, const Layout& layout,
                        std::size_t columns) {
  const std::size_t digits = std::to_string(outline.size()).size();
  std::string result;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const OutlineEntry& entry = outline[i];
    std::string line = std::to_string(i + 1);
    line.insert(0, digits - line.size(), ' ');
    line.append(2 + std::size_t{2} * entry.depth, ' ');
    const std::string indent(line.size() + 2, ' ');
    line += entry.text;
    if (entry.kind == Kind::kChoice) {
      line += entry.branches == 1 ? ": a selection of the rows that"
                                  : ": each row into the first selection that";
    }
    const std::string place =
        "  " + std::to_string(entry.at.line) + ":" + std::to_string(entry.at.column);
    line = cut_to(line, columns - std::min(columns, place.size()));
    result += line + place + "\n";
    append_columns(result, indent, "reads", entry.reads, layout, columns);
    append_columns(result, indent, "writes", entry.writes, layout, columns);
    append_columns(result, indent, "removes", entry.removes, layout, columns);
  }
  return result;
}

std::string cut_to(std::string_view text, std::size_t columns) {
  std::size_t characters = 0;
  std::size_t kept = 0;  ///< Bytes that leave room for the dots.
  for (std::size_t at = 0; at < text.size(); at += lang::character_bytes(text, at)) {
    if (characters + kCut.size() == columns) kept = at;
    if (++characters > columns) return std::string(text.substr(0, kept)) + std::string(kCut);
  }
  return std::string(text);
}

}  // namespace bdp
