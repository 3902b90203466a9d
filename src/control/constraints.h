#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "control/collection.h"
#include "control/platform_config.h"
#include "control/service_profile.h"
#include "control/violation.h"

namespace bdp {

/// What `collection` breaks, of all rules and files. `profile` may be null: then only the
/// platform's own rules hold. Touches nothing, so it comes before the first byte is read.
std::vector<Violation> check_constraints(const Collection& collection,
                                         const ServiceProfile* profile,
                                         const GenericConstraints& generic);

/// What one file breaks by its name, size and rights; limits of a whole job are not looked at.
std::vector<Violation> check_file(const CollectedFile& file, const ServiceProfile* profile,
                                  const GenericConstraints& generic);

/// The answer of the second report, of the first violation:
/// {"error":"Total file size exceeds limit","status":"failed"}
std::string refusal_json(std::span<const Violation> violations);

/// The same with "violations" behind: a list of {"rule","key","file","limit","actual"}.
std::string detailed_refusal_json(std::span<const Violation> violations);

/// A limit on bytes whose number is only known while they are read.
struct ReadingLimit {
  std::uint64_t max_bytes = 0;
  Rule rule = Rule::kTotalSize;
  std::string key;

  /// What is broken when there are more bytes.
  Violation violation() const;
};

/// The tightest limit on standard input; nothing: it may be of any size.
std::optional<ReadingLimit> reading_limit(const ServiceProfile* profile,
                                          const GenericConstraints& generic);

/// What the name given to standard input breaks: format, length, pattern.
std::vector<Violation> check_source_name(std::string_view name, const ServiceProfile* profile,
                                         const GenericConstraints& generic);

}  // namespace bdp
