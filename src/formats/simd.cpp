#include "formats/simd.h"

namespace bdp {

SimdLevel best_simd_level() {
#if defined(BDP_HAVE_AVX2)
  static const SimdLevel level =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
              __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("lzcnt") &&
              __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul")
          ? SimdLevel::kAvx2
          : SimdLevel::kPortable;
  return level;
#else
  return SimdLevel::kPortable;
#endif
}

}  // namespace bdp
