#include "control/client_id.h"

#include <algorithm>

#include "config/text_check.h"

namespace bdp {

void check_client_id(const config::Section& section, std::string_view field) {
  if (!section.given(field)) return;
  const std::string id = section.text(field);
  const bool letters = std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.@+").find(c) != std::string_view::npos;
  });
  if (letters && !id.empty() && id.size() <= 128 && id.front() != '.') return;
  section.problem(field, "'" + std::string(field) + "' is " +
                             config::quoted_json(config::shortened(id, 60)) +
                             ", expected 1 to 128 of the letters a-z A-Z 0-9 - _ . @ + with no "
                             "'.' in front: the id names directories");
}

}  // namespace bdp
