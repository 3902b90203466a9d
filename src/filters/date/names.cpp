#include "filters/date/names.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace bdp::date_filter {
namespace {

using icu::DateFormatSymbols;

void add_forms(Words& words, const icu::UnicodeString& name, const icu::Locale& locale,
               unsigned number) {
  icu::UnicodeString lower(name);
  icu::UnicodeString upper(name);
  lower.toLower(locale);
  upper.toUpper(locale);
  for (const icu::UnicodeString& form : {name, lower, upper}) {
    std::string text;
    form.toUTF8String(text);
    if (!text.empty()) words.add(std::move(text), number);
  }
}

constexpr DateFormatSymbols::DtWidthType kWidths[] = {DateFormatSymbols::ABBREVIATED,
                                                      DateFormatSymbols::WIDE};

void add_all(Names& names, const DateFormatSymbols& symbols, const icu::Locale& locale) {
  for (const auto width : kWidths) {
    int32_t count = 0;
    const icu::UnicodeString* const months_begin =
        symbols.getMonths(count, DateFormatSymbols::FORMAT, width);
    const std::span months(months_begin, static_cast<std::size_t>(std::min(count, 12)));
    for (unsigned i = 0; i < months.size(); ++i) {
      add_forms(names.months, months[i], locale, i + 1);
    }
    // Their first is empty, their second Sunday.
    const icu::UnicodeString* const days_begin =
        symbols.getWeekdays(count, DateFormatSymbols::FORMAT, width);
    const std::span days(days_begin, static_cast<std::size_t>(std::min(count, 8)));
    for (unsigned i = 1; i < days.size(); ++i) {
      add_forms(names.weekdays, days[i], locale, i == 1 ? 7 : i - 1);
    }
  }
  int32_t count = 0;
  const icu::UnicodeString* const halves_begin = symbols.getAmPmStrings(count);
  const std::span halves(halves_begin, static_cast<std::size_t>(std::min(count, 2)));
  for (unsigned i = 0; i < halves.size(); ++i) add_forms(names.half_days, halves[i], locale, i);
  const icu::UnicodeString* const eras_begin = symbols.getEras(count);
  const std::span eras(eras_begin, static_cast<std::size_t>(std::min(count, 2)));
  for (unsigned i = 0; i < eras.size(); ++i) add_forms(names.eras, eras[i], locale, i);
}

}  // namespace

void Words::add(std::string word, unsigned number) {
  words_.push_back({std::move(word), number});
}

void Words::finish() {
  std::ranges::sort(words_, {}, [](const Word& word) {
    return std::tuple(static_cast<unsigned char>(word.text.front()), ~word.text.size(),
                      std::string_view(word.text));
  });
  const auto same = std::ranges::unique(words_, {}, [](const Word& word) { return word.text; });
  words_.erase(same.begin(), same.end());
  for (std::size_t byte = 0, at = 0; byte < 256; ++byte) {
    begins_[byte] = static_cast<std::uint16_t>(at);
    while (at < words_.size() && static_cast<unsigned char>(words_[at].text.front()) == byte) ++at;
    begins_[byte + 1] = static_cast<std::uint16_t>(at);
  }
}

std::shared_ptr<const Names> Names::of_locale(std::string_view name) {
  std::string tag(name);
  std::ranges::replace(tag, '_', '-');
  UErrorCode problem = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(tag, problem);
  if (U_FAILURE(problem) != 0 || locale.isBogus() != 0 || *locale.getLanguage() == 0) {
    locale = icu::Locale::getEnglish();
  }
  problem = U_ZERO_ERROR;
  DateFormatSymbols symbols(locale, problem);
  if (U_FAILURE(problem) != 0 || problem == U_USING_DEFAULT_WARNING) {
    problem = U_ZERO_ERROR;
    locale = icu::Locale::getEnglish();
    symbols = DateFormatSymbols(locale, problem);
  }
  auto names = std::make_shared<Names>();
  add_all(*names, symbols, locale);
  // As Joda-Time takes them in every language.
  names->eras.add("BCE", 0);
  names->eras.add("CE", 1);
  for (Words* words : {&names->months, &names->weekdays, &names->half_days, &names->eras}) {
    words->finish();
  }
  return names;
}

}  // namespace bdp::date_filter
