#pragma once

#include <cstddef>
#include <memory>

#include "control/job_spec.h"
#include "formats/unpacker.h"
#include "os/clock.h"
#include "pipeline/source.h"
#include "record/layout.h"
#include "sources/record_cutter.h"

namespace bdp {

/// Small enough that the rows of one chunk find room in one batch, whatever names they have.
inline constexpr std::size_t kJsonChunkBytes = std::size_t{128} * 1024;

/// How a job's input is cut into records.
CutOptions cut_options(const JobSpec& spec);

/// What packed input may become.
UnpackLimits unpack_limits(const JobSpec& spec);

/// What makes events of the records, with the fields that the spec asks for. Its fields get slots
/// in `layout`.
std::unique_ptr<const Decoder> make_decoder(const JobSpec& spec, os::Clock& clock, Layout& layout);

}  // namespace bdp
