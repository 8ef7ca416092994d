#pragma once
#include "core/messages/requests.h"

#include <CLI/CLI.hpp>

#include <string>

namespace diffuscope::cli {

// What every walk along a model's steps is told: model, steps, spacing, classes.
void addWalkOptions(CLI::App& parser, SampleRequest& request);

// Runs a request to its end, writes the contact sheet and the film that are asked for, and names every file written.
int makeSamples(const SampleRequest& request, const std::string& sheet, const std::string& film);

} // namespace diffuscope::cli
