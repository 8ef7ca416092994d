#pragma once
#include "core/base/error.h"

#include <cstdint>
#include <exception>
#include <string>

namespace diffuscope {

// Bytes of main memory, as the system tells them now; 0 where it does not.
std::uint64_t residentMemory(); // of this process
std::uint64_t
availableMemory(); // what this process could still take without swapping, its control group's limit in mind

std::string memoryText(std::uint64_t bytes); // "1.4 GB", "12 MB"

// There was not enough memory for what was asked.
class OutOfMemory : public Error {
public:
    using Error::Error;
};

// Whether that is what an exception says, of whichever library: std::bad_alloc, an OutOfMemory, or the words of
// LibTorch, its devices, OpenCV and the system. The only place that knows those words.
bool isOutOfMemory(const std::exception& error);
OutOfMemory outOfMemory(const std::string& subject = {}); // as it is said where nobody knows better advice

} // namespace diffuscope
