// After R. Giulietti, "The Schubfach way to render doubles" (2020). Written from the paper; names
// of the quantities are the paper's where it has any.
#include "record/shortest_decimal.h"

#include <array>
#include <bit>
#include <cstddef>

namespace bdp {
namespace {

__extension__ using Uint128 = unsigned __int128;

struct Words {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};

// The powers of ten that scale a double to 17 digits.
constexpr int kLeastPower = -292;
constexpr int kMostPower = 324;

/// Unsigned arithmetic wide enough for 5^324, lowest word first.
class Wide {
 public:
  static constexpr std::size_t kWords = 34;

  constexpr explicit Wide(std::size_t bit) { words_[bit / 32] = std::uint32_t{1} << (bit % 32); }

  constexpr void multiply_by_5() {
    std::uint64_t carry = 0;
    for (std::uint32_t& word : words_) {
      carry += std::uint64_t{word} * 5;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
  }
  constexpr void divide_by_5() {
    std::uint64_t rest = 0;
    for (std::size_t i = kWords; i-- > 0;) {
      rest = (rest << 32U) | words_[i];
      words_[i] = static_cast<std::uint32_t>(rest / 5);
      rest %= 5;
    }
  }
  /// The 128 bits from the highest set one on; `more`: a bit below them is set.
  constexpr Words top(bool& more) const {
    std::size_t first = kWords;
    while (words_[first - 1] == 0) --first;
    const auto word = [this, first](std::size_t i) {
      return i < first ? std::uint64_t{words_[first - 1 - i]} : 0;
    };
    const auto shift = static_cast<unsigned>(std::countl_zero(words_[first - 1]));
    const auto pair = [&word, shift](std::size_t i) {
      const std::uint64_t high = word(i) << 32U | word(i + 1);
      return high << shift | (shift == 0 ? 0 : word(i + 2) >> (32 - shift));
    };
    more = (word(4) << shift & 0xFFFFFFFFU) != 0;
    for (std::size_t i = 5; i < first; ++i) more = more || word(i) != 0;
    return {pair(0), pair(2)};
  }

 private:
  std::array<std::uint32_t, kWords> words_{};
};

constexpr Words rounded_up(const Wide& number, bool inexact) {
  bool more = false;
  Words words = number.top(more);
  if (more || inexact) {
    ++words.low;
    if (words.low == 0) ++words.high;
  }
  return words;
}

/// 10^k * 2^r rounded up to an integer of 128 bits whose highest is set, for every k.
constexpr auto kPowers = [] {
  std::array<Words, kMostPower - kLeastPower + 1> powers{};
  Wide five(0);
  for (int k = 0; k <= kMostPower; ++k) {
    powers[static_cast<std::size_t>(k - kLeastPower)] = rounded_up(five, false);
    five.multiply_by_5();
  }
  Wide fifth(Wide::kWords * 32 - 1);
  for (int k = -1; k >= kLeastPower; --k) {
    fifth.divide_by_5();
    powers[static_cast<std::size_t>(k - kLeastPower)] = rounded_up(fifth, true);
  }
  return powers;
}();

/// floor(log2(10^k))
constexpr int log2_of_power(int k) {
  return (k * 1741647) >> 19;
}

/// The integer part of g * c / 2^128, its last bit set when anything was cut off.
std::uint64_t round_to_odd(Words g, std::uint64_t c) {
  const auto low = static_cast<std::uint64_t>((Uint128{g.low} * c) >> 64U);
  const Uint128 product = Uint128{g.high} * c + low;
  // What is cut off may be too large by the rounding of g, which never reaches 2.
  return static_cast<std::uint64_t>(product >> 64U) |
         (static_cast<std::uint64_t>(product) > 1 ? 1U : 0U);
}

}  // namespace

ShortestDecimal shortest_decimal(double number) {
  constexpr unsigned kFractionBits = 52;
  constexpr std::uint64_t kHiddenBit = std::uint64_t{1} << kFractionBits;
  const auto bits = std::bit_cast<std::uint64_t>(number);
  const std::uint64_t fraction = bits & (kHiddenBit - 1);
  const int biased = static_cast<int>(bits >> kFractionBits);
  const std::uint64_t c = fraction | kHiddenBit;
  const int q = biased - 1075;
  // The neighbour below a power of two is nearer than the one above.
  const bool irregular = fraction == 0 && biased > 1;

  // 10^k <= the width of the interval that rounds to `number` < 10^(k+1)
  const int k = (q * 1262611 - (irregular ? 524031 : 0)) >> 22;
  const int h = q + log2_of_power(-k) + 1;
  const Words g = kPowers[static_cast<std::size_t>(-k - kLeastPower)];
  const std::uint64_t scaled = round_to_odd(g, (4 * c) << h);
  const std::uint64_t open = c & 1U;
  const std::uint64_t lower = round_to_odd(g, (4 * c - 2 + (irregular ? 1 : 0)) << h) + open;
  const std::uint64_t upper = round_to_odd(g, (4 * c + 2) << h) - open;

  // Which of the candidates it is cannot be foreseen, so nothing of this branches.
  const std::uint64_t s = scaled / 4;
  const std::uint64_t tens = s / 10 * 10;
  const bool tens_below = lower <= 4 * tens;
  const bool tens_above = 4 * tens + 40 <= upper;
  const bool below = lower <= 4 * s;
  const bool above = 4 * s + 4 <= upper;
  const std::uint64_t middle = 4 * s + 2 - (s & 1U);
  const bool up = below != above ? above : scaled > middle;
  const std::uint64_t near = s + (up ? 1 : 0);
  const std::uint64_t round = tens + (tens_above ? 10 : 0);
  return {tens_below != tens_above ? round : near, k};
}

}  // namespace bdp
