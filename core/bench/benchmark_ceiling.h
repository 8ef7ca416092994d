#pragma once
#include "core/bench/benchmark.h"

#include <functional>
#include <string>

namespace diffuscope {

// Times convolutions of several shapes for about `seconds` in all. precision: float32 or bfloat16. Without a result
// (gflops 0) when stopped.
BenchmarkCeiling measureCeiling(const std::string& precision, double seconds, const std::function<bool()>& stopped);

} // namespace diffuscope
