#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bdp::date_filter {

/// Words and the numbers they stand for, found at the front of a text.
class Words {
 public:
  void add(std::string word, unsigned number);
  /// Puts the words in order; none is added after that.
  void finish();

  /// Takes the longest word that `text` begins with off its front; false when there is none.
  bool take(std::string_view& text, unsigned& number) const {
    if (text.empty()) return false;
    const auto first = static_cast<unsigned char>(text.front());
    for (std::size_t i = begins_[first]; i < begins_[first + 1U]; ++i) {
      if (!text.starts_with(words_[i].text)) continue;
      text.remove_prefix(words_[i].text.size());
      number = words_[i].number;
      return true;
    }
    return false;
  }

 private:
  struct Word {
    std::string text;
    unsigned number;
  };
  std::vector<Word> words_;  ///< By their first byte, long ones first.
  std::array<std::uint16_t, 257> begins_{};
};

/// The names that dates have in one language, short and long, in small letters, capitals, and as
/// they are written.
struct Names {
  Words months;     ///< 1 to 12.
  Words weekdays;   ///< Monday is 1.
  Words half_days;  ///< 0: before noon.
  Words eras;       ///< 0: before Christ.

  /// Of a locale such as `fr` or `de-CH`. Languages that are not known have English names.
  static std::shared_ptr<const Names> of_locale(std::string_view locale);
};

}  // namespace bdp::date_filter
