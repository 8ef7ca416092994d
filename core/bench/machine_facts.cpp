#include "core/bench/machine_facts.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace diffuscope {
namespace {

const char* const kSets[] = {"sse4_2",   "avx",      "f16c",        "fma",         "avx2",        "avx_vnni",
                             "avx512f",  "avx512bw", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_tile",
                             "amx_bf16", "asimd",    "sve",         "sve2",        "bf16",        "i8mm"};
const char* const kBfloat16Sets[] = {"avx512_bf16", "amx_bf16", "bf16"};

// "model name\t: AMD EPYC" -> "AMD EPYC" where the line has that key.
bool readField(const std::string& line, const std::string& key, std::string& value)
{
    const auto colon = line.find(':');
    if (colon == std::string::npos || !line.starts_with(key) || line.find_first_not_of(" \t", key.size()) != colon)
        return false;
    const auto from = line.find_first_not_of(" \t", colon + 1);
    value = from == std::string::npos ? "" : line.substr(from);
    return true;
}

} // namespace

ProcessorFacts processorFacts(const std::string& file)
{
    ProcessorFacts facts;
    std::string name, flags;
    std::ifstream text(file);
    for (std::string line; std::getline(text, line) && (name.empty() || flags.empty());)
        if (!readField(line, "model name", name) && !readField(line, "flags", flags))
            readField(line, "Features", flags); // on ARM
    if (!name.empty())
        facts.name = name;
    std::set<std::string> words;
    std::istringstream stream(flags);
    for (std::string word; stream >> word;)
        words.insert(word);
    for (const char* known : kSets)
        if (words.contains(known))
            facts.instructionSets.emplace_back(known);
    facts.nativeBfloat16 = std::any_of(std::begin(kBfloat16Sets), std::end(kBfloat16Sets),
                                       [&words](const char* known) { return words.contains(known); });
    return facts;
}

std::uint64_t peakMemory()
{
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        unsigned long long kilobytes = 0;
        if (std::sscanf(line.c_str(), "VmHWM: %llu kB", &kilobytes) == 1)
            return kilobytes * 1024;
    }
    return 0;
}

bool restartPeakMemory()
{
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
    std::ofstream file("/proc/self/clear_refs");
    file << "5" << std::flush; // proc(5): resets the peak resident set size
    return bool(file);
}

} // namespace diffuscope
