#include "app/cli/faults.h"

#include <CLI/CLI.hpp>

#include <charconv>

namespace diffuscope::cli {
namespace {

struct Switch {
    const char* word;
    bool Faults::*member;
};
constexpr Switch kSwitches[] = {{"no-noise", &Faults::noNoise},       {"no-input-scaling", &Faults::noInputScaling},
                                {"no-clipping", &Faults::noClipping}, {"large-variance", &Faults::largeVariance},
                                {"frozen-time", &Faults::frozenTime}, {"cut-skips", &Faults::cutSkips},
                                {"raw-weights", &Faults::rawWeights}};
constexpr std::string_view kOffset = "t-offset=";

bool takeOffset(const std::string& word, Faults& faults)
{
    if (!word.starts_with(kOffset))
        return false;
    int number = 0;
    const char* end = word.data() + word.size();
    const auto [stopped, problem] = std::from_chars(word.data() + kOffset.size(), end, number);
    if (problem != std::errc() || stopped != end || number == 0 || number < -Faults::kMostOffset ||
        number > Faults::kMostOffset)
        throw CLI::ValidationError("--break", word + ": the offset is a whole number other than 0, up to " +
                                                  std::to_string(Faults::kMostOffset) + " either way");
    faults.timestepOffset = number;
    return true;
}

bool takeSwitch(const std::string& word, Faults& faults)
{
    for (const Switch& known : kSwitches)
        if (word == known.word)
            return faults.*known.member = true;
    return false;
}

} // namespace

Faults faultsOf(const std::vector<std::string>& words)
{
    Faults faults;
    for (const std::string& word : words)
        if (!takeOffset(word, faults) && !takeSwitch(word, faults))
            throw CLI::ValidationError("--break", word + " is no fault; there are " + faultsHelp());
    return faults;
}

std::string faultsHelp()
{
    std::string text = "t-offset=N";
    for (const Switch& known : kSwitches)
        text += std::string(", ") + known.word;
    return text;
}

} // namespace diffuscope::cli
