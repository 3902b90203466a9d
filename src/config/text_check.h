#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/document.h"

namespace bdp::config {

/// What must hold before a text is worth parsing: not empty, not too large, UTF-8 without NUL
/// bytes. Returns the text without a byte order mark.
Result<std::string_view> check_text(std::string_view text, const std::string& file,
                                    std::size_t max_bytes = kMaxDocumentBytes);

/// Where the byte at `offset` stands.
Position position_of(std::string_view text, std::size_t offset);

/// The offset of the first byte that is not UTF-8 (RFC 3629), if there is one.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// The beginning of `text` of at most `max_bytes`, cut between characters: for messages.
std::string shortened(std::string_view text, std::size_t max_bytes);

}  // namespace bdp::config
