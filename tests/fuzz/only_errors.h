#pragma once
#include "core/base/error.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace diffuscope::fuzz {

// What a fuzz target claims about an input that was accepted or refused.
inline void claim(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "claim failed: %s\n", what);
    std::abort();
}

// Runs `work`; false when it refused its input. A refusal is an Error that names the file; anything else thrown ends
// the target.
template <typename Work> bool accepted(const std::string& file, const Work& work)
{
    try {
        work();
        return true;
    } catch (const Error& error) {
        claim(std::string(error.what()).find(file) != std::string::npos, "a refusal names the file");
        return false;
    }
}

} // namespace diffuscope::fuzz
