#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace diffuscope {

// What the system tells about the processor. Elsewhere than on Linux: "unknown", and no sets.
struct ProcessorFacts {
    std::string name = "unknown";
    std::vector<std::string> instructionSets; // those that matter to a network's kernels, as the system names them
    bool nativeBfloat16 = false;
};
ProcessorFacts processorFacts(const std::string& file = "/proc/cpuinfo");

// Bytes of main memory that this process held at most since it started or since restartPeakMemory(); 0 where the
// system does not tell. restart also gives freed memory back to the system; false where the peak cannot be restarted.
std::uint64_t peakMemory();
bool restartPeakMemory();

} // namespace diffuscope
