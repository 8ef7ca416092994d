#include "core/base/memory.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <new>
#include <string_view>

#include <unistd.h>

namespace diffuscope {
namespace {

std::uint64_t pagesToBytes(std::uint64_t pages) { return pages * std::uint64_t(std::max(1l, sysconf(_SC_PAGESIZE))); }

std::uint64_t numberIn(const char* path)
{
    std::uint64_t value = 0;
    std::ifstream(path) >> value; // "max" and a missing file leave 0
    return value;
}

std::uint64_t systemAvailable()
{
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        unsigned long long kilobytes = 0;
        if (std::sscanf(line.c_str(), "MemAvailable: %llu kB", &kilobytes) == 1)
            return kilobytes * 1024;
    }
    return 0;
}

} // namespace

std::uint64_t residentMemory()
{
    std::uint64_t whole = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> whole >> resident;
    return pagesToBytes(resident);
}

std::uint64_t availableMemory()
{
    const std::uint64_t available = systemAvailable();
    const std::uint64_t limit = numberIn("/sys/fs/cgroup/memory.max"), used = numberIn("/sys/fs/cgroup/memory.current");
    return limit > used && limit > 0 ? std::min(available, limit - used) : available;
}

bool isOutOfMemory(const std::exception& error)
{
    if (dynamic_cast<const std::bad_alloc*>(&error) || dynamic_cast<const OutOfMemory*>(&error))
        return true;
    if (dynamic_cast<const Error*>(&error))
        return false; // in our own words
    const std::string_view said = error.what();
    for (const char* words : {"out of memory", "can't allocate memory", "not enough memory", "Cannot allocate memory",
                              "Insufficient memory"})
        if (said.find(words) != said.npos)
            return true;
    return false;
}

OutOfMemory outOfMemory(const std::string& subject)
{
    return {"Out of memory", subject, "Choose a smaller batch, picture size or network, or close other programs."};
}

std::string memoryText(std::uint64_t bytes)
{
    char text[40];
    const double megabytes = double(bytes) / 1e6;
    if (megabytes >= 1000)
        std::snprintf(text, sizeof text, "%.1f GB", megabytes / 1000);
    else
        std::snprintf(text, sizeof text, "%.0f MB", megabytes);
    return text;
}

} // namespace diffuscope
