#include "sinks/secret.h"

#include <cstdint>
#include <optional>

namespace bdp {
namespace {

constexpr std::uint64_t kMostBytes = 4096;

}  // namespace

Result<std::string> read_secret(const lang::VariableLookup& variable, os::Files& files,
                                const std::string& name) {
  if (!variable) return std::string();
  const std::optional<std::string> value = variable(name);
  const std::optional<std::string> path = variable(name + "_FILE");
  if (value && path) {
    return Error(Code::kInvalid, name + " and " + name + "_FILE are both set; set one of them");
  }
  if (!path) return value.value_or("");
  auto text = os::read_whole(files, *path, kMostBytes);
  if (!text) return std::move(text).error().during(name + "_FILE");
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  return text;
}

}  // namespace bdp
