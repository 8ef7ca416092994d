#pragma once
#include "core/messages/requests.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace diffuscope::cli {

// What the commands that try something with one model are told.
struct DrawOptions {
    SampleRequest request;
    std::vector<std::string> classes; // numbers, or names that the model has for them
    std::string sheet;
    bool json = false;
};
void addDrawOptions(CLI::App& parser, DrawOptions& options, const std::string& jsonHelp);
// Those that not every one of these commands has, or not in this form.
void addSampler(CLI::App& parser, SampleRequest& request);
void addSteps(CLI::App& parser, SampleRequest& request);
void addGuidance(CLI::App& parser, SampleRequest& request);
void addCount(CLI::App& parser, SampleRequest& request, int usual);
CLI::Option* addSheet(CLI::App& parser, DrawOptions& options, const std::string& help);
CLI::Option* addClasses(CLI::App& parser, DrawOptions& options);

} // namespace diffuscope::cli
