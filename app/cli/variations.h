#pragma once
#include "app/cli/event_queue.h"
#include "core/messages/requests.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace diffuscope::cli {

// What came of a request with variations.
struct MadeVariations {
    VariationsStarted started;
    VariationsFinished finished;
    std::vector<std::vector<Image>> rows; // of each variation its pictures
    SamplingRecipe recipe;                // of the sheet
    std::vector<std::string> files;
    double seconds = 0;
    int networkCalls = 0;
};

// Says before it starts what it will take; with a sheet it writes one, a row for each variation. After an interrupt
// those that were finished.
MadeVariations makeVariations(Session& session, EventQueue& events, const VariationsRequest& request,
                              const std::string& sheet);

std::string nameOf(const VariationsStarted::Variation& one); // "DDIM, 50 steps, guidance 2"

// A row of the result, as JSON has it.
nlohmann::ordered_json rowJson(const MadeVariations& made, std::size_t row);

} // namespace diffuscope::cli
