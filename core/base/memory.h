#pragma once
#include <cstdint>
#include <string>

namespace diffuscope {

// Bytes of main memory, as the system tells them now; 0 where it does not.
std::uint64_t residentMemory(); // of this process
std::uint64_t
availableMemory(); // what this process could still take without swapping, its control group's limit in mind

std::string memoryText(std::uint64_t bytes); // "1.4 GB", "12 MB"

} // namespace diffuscope
