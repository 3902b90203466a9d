#include "control/platform_config.h"

#include <array>

#include "config/interpolation.h"
#include "config/section.h"

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;
using config::Section;

constexpr auto kFields = std::to_array<FieldSpec>({
    {.name = "generic", .type = FieldType::kMap, .help = "what every file must hold to"},
});

constexpr auto kGenericFields = std::to_array<FieldSpec>({
    {.name = "max_file_size",
     .type = FieldType::kByteSize,
     .help = "how many bytes one file may have"},
    {.name = "max_file_name_length",
     .type = FieldType::kInteger,
     .help = "how many characters a file's name may have",
     .least = 1},
    {.name = "file_name_regex",
     .type = FieldType::kText,
     .help = "what a file's whole name must match"},
});

}  // namespace

Result<PlatformConfig> load_platform_config(os::Files& files, const std::string& path,
                                            const os::Variables& variables) {
  Result<config::Document> loaded = config::load_document(files, path);
  if (!loaded && loaded.error().code() == Code::kNotFound) return PlatformConfig{};
  TRY_ASSIGN(config::Document document, std::move(loaded));
  TRY(config::interpolate(document, variables));

  config::Problems problems(document);
  const Section top(document.root, "", kFields, problems);
  const Section generic(top, "generic", kGenericFields);
  PlatformConfig platform;
  if (generic.given("max_file_size")) {
    platform.generic.max_file_bytes = generic.byte_size("max_file_size");
  }
  if (generic.given("max_file_name_length")) {
    platform.generic.max_file_name_length = generic.integer("max_file_name_length");
  }
  if (generic.given("file_name_regex")) {
    Result<NamePattern> pattern = NamePattern::compile(generic.text("file_name_regex"));
    if (pattern) {
      platform.generic.name_pattern = *std::move(pattern);
    } else {
      generic.problem("file_name_regex",
                      "'file_name_regex' " + std::string(pattern.error().message()));
    }
  }
  TRY(problems.status());
  return platform;
}

}  // namespace bdp
