#pragma once
#include "core/messages/requests.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace diffuscope::cli {

// Where a walk starts, what it keeps and where it changes, as the command line says it.
struct StartOptions {
    std::string image, mask;
    std::vector<double> strengths;
    int redos = 1;
    int branchAt = 0; // a timestep
    std::uint64_t branchSeed = 0;
    std::vector<std::string> branchClasses; // numbers, or names that the model has for them
    double branchGuidance = 1;
    std::string branchSampler;
    int branchSteps = 0;
    CLI::Option *imageOption = nullptr, *strengthOption = nullptr, *maskOption = nullptr, *redosOption = nullptr,
                *branchOption = nullptr, *branchSeedOption = nullptr, *branchClassOption = nullptr,
                *branchGuidanceOption = nullptr, *branchSamplerOption = nullptr, *branchStepsOption = nullptr;

    bool given() const; // any of them
    bool changesBranch() const;
};
void addStartOptions(CLI::App& parser, StartOptions& options);

// Puts what was given into the request; several strengths become variations of it, in the place of others. The classes
// of the branch have been looked up. What contradicts itself is wrong usage.
void applyStart(const StartOptions& options, const std::vector<int>& branchClasses, SampleRequest& request,
                std::vector<SampleChange>& variations);

} // namespace diffuscope::cli
