#include "tests/support/test_main.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include <unistd.h>

namespace diffuscope::tests {
namespace {

std::map<std::string, RunTest>& files()
{
    static std::map<std::string, RunTest> known;
    return known;
}

// As the programs do (app/early_settings.h), for a test that is started by hand.
void waitPatiently(char** words)
{
    if (std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT"))
        return;
    setenv("GOMP_SPINCOUNT", "2000", 1);
    execv("/proc/self/exe", words); // comes back only when it failed: then the test is merely slower
}

} // namespace

bool addTest(const char* file, RunTest run)
{
    files()[std::filesystem::path(file).stem().string()] = run;
    return true;
}

} // namespace diffuscope::tests

int main(int count, char** words)
{
    using namespace diffuscope::tests;
    waitPatiently(words);
    const auto chosen = count > 1 ? files().find(words[1]) : files().end();
    if (chosen == files().end()) {
        std::fprintf(stderr, "usage: %s TEST [Qt Test's arguments]; the tests are\n", words[0]);
        for (const auto& entry : files())
            std::fprintf(stderr, "  %s\n", entry.first.c_str());
        return 2;
    }
    words[1] = words[0]; // Qt Test's own arguments follow
    return chosen->second(count - 1, words + 1);
}
