#include "lang/regex_ambiguity.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "lang/regex_tree.h"

namespace bdp::lang {
namespace {

using Kind = RegexTree::Kind;
using Places = std::vector<std::uint32_t>;

constexpr std::size_t kMostPlaces = 300;
constexpr std::size_t kMostPairs = 40000;
/// A repeat up to this size is written out; a larger one is taken for one without a limit.
constexpr std::size_t kMostWrittenOut = 64;

/// Glushkov's automaton: a state for each place where a character is taken, an edge for each way
/// from one to the next. Two edges between the same two places are two ways to do the same.
class Automaton {
 public:
  struct Loop {
    std::uint32_t first = 0;  ///< The places in it, first to last.
    std::uint32_t last = 0;
    std::size_t begin = 0;  ///< In the expression.
    std::size_t end = 0;
  };

  /// False: it is too large.
  bool build(const RegexTree& tree) {
    Part whole = part(tree);
    ends_ = std::move(whole.last);
    return !too_large_;
  }

  std::size_t size() const { return sets_.size(); }
  const Places& next(std::uint32_t place) const { return next_[place]; }
  bool meet(std::uint32_t a, std::uint32_t b) const { return (sets_[a] & sets_[b]).any(); }
  bool may_end(std::uint32_t place) const { return std::ranges::find(ends_, place) != ends_.end(); }
  const std::vector<Loop>& loops() const { return loops_; }

 private:
  struct Part {
    bool empty = true;  ///< May match the empty text.
    Places first = {};
    Places last = {};
  };

  Part place(const RegexTree::Set& set) {
    if (size() >= kMostPlaces) {
      too_large_ = true;
      return {};
    }
    const auto number = static_cast<std::uint32_t>(size());
    sets_.push_back(set);
    next_.emplace_back();
    return {.empty = false, .first = {number}, .last = {number}};
  }

  void connect(const Places& from, const Places& to) {
    for (const std::uint32_t place : from) {
      next_[place].insert(next_[place].end(), to.begin(), to.end());
    }
  }

  Part joined(Part left, Part right) {
    connect(left.last, right.first);
    if (left.empty) left.first.insert(left.first.end(), right.first.begin(), right.first.end());
    if (right.empty) {
      right.last.insert(right.last.end(), left.last.begin(), left.last.end());
    }
    return {.empty = left.empty && right.empty,
            .first = std::move(left.first),
            .last = std::move(right.last)};
  }

  Part part(const RegexTree& tree) {
    if (too_large_) return {};
    switch (tree.kind) {
      case Kind::kSet:
        return place(tree.set);
      case Kind::kBarrier:
        return place({});
      case Kind::kSequence: {
        Part all;
        for (const RegexTree& child : tree.children) all = joined(std::move(all), part(child));
        return all;
      }
      case Kind::kAlternatives: {
        Part all{.empty = false};
        for (const RegexTree& child : tree.children) {
          const Part one = part(child);
          all.empty = all.empty || one.empty;
          all.first.insert(all.first.end(), one.first.begin(), one.first.end());
          all.last.insert(all.last.end(), one.last.begin(), one.last.end());
        }
        return all;
      }
      case Kind::kRepeat:
        return repeat(tree);
    }
    return {};
  }

  Part repeat(const RegexTree& tree) {
    const RegexTree& child = tree.children.front();
    const bool limited = tree.most != RegexTree::kNoLimit;
    const std::size_t copies = limited ? tree.most : std::max(1U, tree.least);
    if (copies * width(child) > kMostWrittenOut) return loop(tree, tree.least == 0);
    Part all;
    for (std::uint32_t i = 1; i < tree.least; ++i) all = joined(std::move(all), part(child));
    if (!limited) return joined(std::move(all), loop(tree, tree.least == 0));
    if (tree.least > 0) all = joined(std::move(all), part(child));
    return joined(std::move(all), up_to(child, tree.most - std::min(tree.most, tree.least)));
  }

  /// (child(child(child)?)?)?
  Part up_to(const RegexTree& child, std::uint32_t times) {
    if (times == 0 || too_large_) return {};
    Part first = part(child);
    Part all = joined(std::move(first), up_to(child, times - 1));
    all.empty = true;
    return all;
  }

  Part loop(const RegexTree& tree, bool empty) {
    const auto first = static_cast<std::uint32_t>(size());
    Part all = part(tree.children.front());
    connect(all.last, all.first);
    if (size() > first) {
      loops_.push_back({first, static_cast<std::uint32_t>(size() - 1), tree.begin, tree.end});
    }
    all.empty = all.empty || empty;
    return all;
  }

  static std::size_t width(const RegexTree& tree) {
    if (tree.kind == Kind::kSet || tree.kind == Kind::kBarrier) return 1;
    std::size_t sum = 0;
    for (const RegexTree& child : tree.children) sum += width(child);
    const bool limited = tree.kind == Kind::kRepeat && tree.most != RegexTree::kNoLimit;
    return limited ? std::min(kMostWrittenOut + 1, sum * std::max(1U, tree.most)) : sum;
  }

  std::vector<RegexTree::Set> sets_;
  std::vector<Places> next_;
  Places ends_;
  std::vector<Loop> loops_;
  bool too_large_ = false;
};

/// Tarjan's strongly connected components, without recursion. `next(node)`: a range of nodes.
template <class Next>
std::vector<std::uint32_t> components(std::size_t nodes, const Next& next) {
  constexpr std::uint32_t kNone = ~std::uint32_t{0};
  struct Frame {
    std::uint32_t node;
    std::size_t edge;
  };
  std::vector<std::uint32_t> order(nodes, kNone);
  std::vector<std::uint32_t> low(nodes, 0);
  std::vector<std::uint32_t> component(nodes, kNone);
  std::vector<std::uint32_t> open;
  std::vector<Frame> frames;
  std::uint32_t counter = 0;
  std::uint32_t found = 0;
  const auto enter = [&](std::uint32_t node) {
    order[node] = low[node] = counter++;
    open.push_back(node);
    frames.push_back({node, 0});
  };
  for (std::uint32_t root = 0; root < nodes; ++root) {
    if (order[root] != kNone) continue;
    enter(root);
    while (!frames.empty()) {
      Frame& frame = frames.back();
      const std::uint32_t node = frame.node;
      const auto& edges = next(node);
      if (frame.edge < edges.size()) {
        const std::uint32_t to = edges[frame.edge++];
        if (order[to] == kNone) {
          enter(to);
        } else if (component[to] == kNone) {
          low[node] = std::min(low[node], order[to]);
        }
        continue;
      }
      frames.pop_back();
      if (!frames.empty()) low[frames.back().node] = std::min(low[frames.back().node], low[node]);
      if (low[node] != order[node]) continue;
      std::uint32_t member = 0;
      do {
        member = open.back();
        open.pop_back();
        component[member] = found;
      } while (member != node);
      ++found;
    }
  }
  return component;
}

/// The places of one cycle: from each the others can be reached.
using Cycle = std::vector<std::uint32_t>;

std::vector<Cycle> cycles_of(const Automaton& automaton) {
  // A place without characters lets nothing pass.
  std::vector<Places> passable(automaton.size());
  for (std::uint32_t i = 0; i < automaton.size(); ++i) {
    if (!automaton.meet(i, i)) continue;
    std::ranges::copy_if(automaton.next(i), std::back_inserter(passable[i]),
                         [&](std::uint32_t to) { return automaton.meet(to, to); });
  }
  const auto component =
      components(automaton.size(), [&](std::uint32_t i) -> const Places& { return passable[i]; });
  std::map<std::uint32_t, Cycle> cycles;
  for (std::uint32_t i = 0; i < automaton.size(); ++i) cycles[component[i]].push_back(i);
  std::vector<Cycle> result;
  for (auto& [number, cycle] : cycles) {
    const bool alone = cycle.size() == 1 &&
                       std::ranges::find(passable[cycle[0]], cycle[0]) == passable[cycle[0]].end();
    if (!alone) result.push_back(std::move(cycle));
  }
  return result;
}

/// Two ways lead from a place of the cycle back to it over the same text.
bool is_ambiguous(const Automaton& automaton, const Cycle& cycle) {
  std::vector<std::uint32_t> number(automaton.size(), ~std::uint32_t{0});
  for (std::uint32_t i = 0; i < cycle.size(); ++i) number[cycle[i]] = i;
  std::vector<Places> inside(cycle.size());
  for (std::uint32_t i = 0; i < cycle.size(); ++i) {
    for (const std::uint32_t to : automaton.next(cycle[i])) {
      if (number[to] == ~std::uint32_t{0}) continue;
      if (std::ranges::find(inside[i], number[to]) != inside[i].end()) return true;
      inside[i].push_back(number[to]);
    }
  }
  const std::size_t size = cycle.size();
  if (size * size > kMostPairs) return false;
  std::vector<Places> pairs(size * size);
  for (std::uint32_t a = 0; a < size; ++a) {
    for (std::uint32_t b = 0; b < size; ++b) {
      for (const std::uint32_t to_a : inside[a]) {
        for (const std::uint32_t to_b : inside[b]) {
          if (!automaton.meet(cycle[to_a], cycle[to_b])) continue;
          pairs[a * size + b].push_back(static_cast<std::uint32_t>(to_a * size + to_b));
        }
      }
    }
  }
  const auto component =
      components(pairs.size(), [&](std::uint32_t i) -> const Places& { return pairs[i]; });
  std::vector<bool> has_equal(pairs.size(), false);
  for (std::size_t a = 0; a < size; ++a) has_equal[component[a * size + a]] = true;
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = 0; b < size; ++b) {
      if (a != b && has_equal[component[a * size + b]]) return true;
    }
  }
  return false;
}

/// The innermost repeat around all of the cycle.
const Automaton::Loop* loop_around(const Automaton& automaton, const Cycle& cycle) {
  const Automaton::Loop* best = nullptr;
  for (const Automaton::Loop& loop : automaton.loops()) {
    if (loop.first > cycle.front() || loop.last < cycle.back()) continue;
    // Of loops of the same places, the outer one is found last: it is the one that is too much.
    if (best == nullptr || loop.last - loop.first <= best->last - best->first) best = &loop;
  }
  return best;
}

}  // namespace

std::optional<std::string> runaway_repeat(std::string_view ruby, bool grok) {
  const auto tree = read_regex_tree(ruby, grok);
  Automaton automaton;
  if (!tree || !automaton.build(*tree)) return std::nullopt;
  for (const Cycle& cycle : cycles_of(automaton)) {
    // Where the expression may end behind any round, the first try succeeds.
    const bool succeeds =
        std::ranges::any_of(cycle, [&](std::uint32_t i) { return automaton.may_end(i); });
    if (succeeds || !is_ambiguous(automaton, cycle)) continue;
    if (const Automaton::Loop* loop = loop_around(automaton, cycle)) {
      return std::string(ruby.substr(loop->begin, loop->end - loop->begin));
    }
  }
  return std::nullopt;
}

}  // namespace bdp::lang
