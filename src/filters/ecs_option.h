#pragma once

#include "pipeline/filter_kind.h"

namespace bdp {

inline constexpr std::string_view kEcsModes[] = {"disabled", "v1", "v8"};

/// The option of filters whose work depends on the Elastic Common Schema.
inline constexpr OptionField kEcsOption = {
    .name = "ecs_compatibility",
    .type = OptionType::kString,
    .help = "which version of the Elastic Common Schema to follow; the pipeline's, if not given",
    .choices = kEcsModes,
};

/// The mode of one filter: its own option, else the pipeline's setting.
EcsMode ecs_mode(const Options& options);

}  // namespace bdp
