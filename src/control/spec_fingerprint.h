#pragma once

#include <map>
#include <string>
#include <vector>

#include "control/job_spec.h"

namespace bdp {

/// A hash of each part of a specification that decides what is stored: "filter", "mapping", ...
/// What does not (the order of keys, comments, blanks, which files are taken) is not in it.
using SpecFingerprint = std::map<std::string, std::string>;

SpecFingerprint fingerprint_of(const JobSpec& spec);

/// The parts in which two fingerprints differ, for people: {"the filter", "input"}.
std::vector<std::string> changed_parts(const SpecFingerprint& before, const SpecFingerprint& now);

/// A filter text without what means nothing: the same for texts that differ in comments, blanks and
/// kinds of quotes only. A text that cannot be parsed is returned as it is.
std::string canonical_filter(std::string_view text, bool support_escapes);

}  // namespace bdp
