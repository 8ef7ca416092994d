#pragma once
#include "core/bench/benchmark.h"

#include <string>

namespace diffuscope::cli {

std::string benchmarkText(const BenchmarkReport& report); // tables
std::string benchmarkJson(const BenchmarkReport& report); // an object, indented

} // namespace diffuscope::cli
