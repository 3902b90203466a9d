#include "filters/ecs_option.h"

namespace bdp {

EcsMode ecs_mode(const Options& options) {
  if (!options.given(kEcsOption.name)) return options.settings().ecs;
  const std::string_view mode = options.string(kEcsOption.name);
  if (mode == "disabled") return EcsMode::kDisabled;
  return mode == "v1" ? EcsMode::kV1 : EcsMode::kV8;
}

}  // namespace bdp
