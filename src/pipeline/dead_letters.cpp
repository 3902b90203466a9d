#include "pipeline/dead_letters.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <utility>

#include "formats/lines.h"
#include "os/utc_text.h"
#include "record/arena.h"

namespace bdp {
namespace {

/// Letters are gathered up to this before they are written.
constexpr std::size_t kPendingBytes = std::size_t{256} * 1024;

std::string_view name_of(DeadLetterStage stage) {
  switch (stage) {
    case DeadLetterStage::kDecode:
      return "decode";
    case DeadLetterStage::kFilter:
      return "filter";
    case DeadLetterStage::kSink:
      return "sink";
  }
  return "";
}

std::string_view name_of(Code code) {
  switch (code) {
    case Code::kInvalid:
      return "invalid";
    case Code::kNotFound:
      return "not_found";
    case Code::kDenied:
      return "denied";
    case Code::kConflict:
      return "conflict";
    case Code::kExhausted:
      return "exhausted";
    case Code::kUnavailable:
      return "unavailable";
    case Code::kCorrupt:
      return "corrupt";
    case Code::kCancelled:
      return "cancelled";
  }
  return "";
}

void append_quoted(std::string& to, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  to += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      to += '\\';
      to += c;
    } else if (const auto byte = static_cast<unsigned char>(c); byte < 0x20U) {
      to += "\\u00";
      to += kHex[byte >> 4U];
      to += kHex[byte & 15U];
    } else {
      to += c;
    }
  }
  to += '"';
}

void append_base64(std::string& to, std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view three = bytes.substr(i, 3);
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8U | (k < three.size() ? static_cast<unsigned char>(three[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      to += k <= three.size() ? kDigits[bits >> (18 - 6 * k) & 63U] : '=';
    }
  }
}

}  // namespace

Result<std::unique_ptr<DeadLetters>> DeadLetters::open(os::Files& files, os::Clock& clock,
                                                       const std::string& path,
                                                       std::uint64_t length, bool durable) {
  std::unique_ptr<DeadLetters> letters(new DeadLetters(files, clock, path, length, durable));
  const auto info = files.info(path);
  if (!info && info.error().code() != Code::kNotFound) return info.error();
  const std::uint64_t there = info ? info->size : 0;
  if (there < length) {
    return Error(Code::kCorrupt, "the dead letters in '" + path +
                                     "' are cut: " + std::to_string(there) + " bytes are left of " +
                                     std::to_string(length) +
                                     "; put the file back, or start again with --restart");
  }
  if (info) {
    TRY_ASSIGN(letters->file_, files.open(path, os::OpenMode::kModify));
    TRY(letters->file_->truncate(length));
    TRY(letters->file_->seek(length));
  }
  return letters;
}

Status DeadLetters::add(const DeadLetter& letter) {
  padded_.assign(letter.original);
  padded_.append(kReadSlack, '\0');
  const std::string_view original(padded_.data(), letter.original.size());
  const bool broken = (text_flags_of(original) & kBrokenText) != 0;

  pending_ += "{\"time\":\"" + os::utc_text(clock_.wall()) + "\",\"id\":\"" + letter.id.hex();
  pending_ += "\",\"path\":";
  append_quoted(pending_, letter.path);
  pending_ += ",\"position\":" + std::to_string(letter.position) + ",\"stage\":\"";
  pending_ += name_of(letter.stage);
  pending_ += "\",\"code\":\"";
  pending_ += name_of(letter.reason.code());
  pending_ += "\",\"reason\":";
  append_quoted(pending_, letter.reason.message());
  pending_ += ",\"bytes\":" + std::to_string(letter.length);
  if (broken) {
    pending_ += ",\"base64\":\"";
    append_base64(pending_, original);
    pending_ += '"';
  } else {
    pending_ += ",\"text\":";
    append_quoted(pending_, original);
  }
  pending_ += "}\n";
  return pending_.size() >= kPendingBytes ? write_out() : Status();
}

Status DeadLetters::write_out() {
  if (pending_.empty()) return {};
  if (!file_) {
    TRY_ASSIGN(file_, files_.open(path_, os::OpenMode::kCreate));
  }
  TRY(file_->write(pending_));
  length_ += pending_.size();
  pending_.clear();
  unsynced_ = true;
  return {};
}

Status DeadLetters::flush() {
  TRY(write_out());
  if (durable_ && unsynced_) TRY(file_->sync());
  unsynced_ = false;
  return {};
}

}  // namespace bdp
