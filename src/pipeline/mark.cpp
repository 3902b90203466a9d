#include "pipeline/mark.h"

#include <array>
#include <cstddef>

namespace bdp {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kNumberBytes = 8;

void put_number(std::string& to, std::uint64_t number) {
  for (std::size_t i = 0; i < kNumberBytes; ++i) to += static_cast<char>(number >> (8 * i) & 0xFFU);
}

bool take_number(std::string_view& from, std::uint64_t& number) {
  if (from.size() < kNumberBytes) return false;
  number = 0;
  for (std::size_t i = 0; i < kNumberBytes; ++i) {
    number |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
  }
  from.remove_prefix(kNumberBytes);
  return true;
}

bool take_text(std::string_view& from, std::string& text) {
  std::uint64_t size = 0;
  if (!take_number(from, size) || from.size() < size) return false;
  text = from.substr(0, size);
  from.remove_prefix(size);
  return true;
}

/// The numbers of a mark in their stored order.
template <class M>
auto numbers(M& mark) {
  return std::array{&mark.dead_letter_bytes, &mark.rows.read,          &mark.rows.added,
                    &mark.rows.delivered,    &mark.rows.already_there, &mark.rows.dropped,
                    &mark.rows.dead_letters, &mark.rows.bytes_read};
}

}  // namespace

std::string encode_mark(const Mark& mark) {
  std::string bytes(1, kVersion);
  for (const std::uint64_t* number : numbers(mark)) put_number(bytes, *number);
  for (const std::string* text : {&mark.source.bytes, &mark.sink_position}) {
    put_number(bytes, text->size());
    bytes += *text;
  }
  return bytes;
}

Result<Mark> decode_mark(std::string_view bytes) {
  Mark mark;
  bool whole = !bytes.empty() && bytes.front() == kVersion;
  if (whole) {
    bytes.remove_prefix(1);
    for (std::uint64_t* number : numbers(mark)) whole = whole && take_number(bytes, *number);
    whole = whole && take_text(bytes, mark.source.bytes) && take_text(bytes, mark.sink_position);
  }
  if (!whole || !bytes.empty()) {
    return Error(Code::kCorrupt,
                 "the stored checkpoint of this run is damaged or of another version; start it "
                 "again with --restart");
  }
  return mark;
}

}  // namespace bdp
