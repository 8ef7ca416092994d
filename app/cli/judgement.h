#pragma once
#include "app/cli/event_queue.h"
#include "app/cli/variations.h"

#include <optional>
#include <string>
#include <vector>

namespace diffuscope::cli {

// What the judge said of the rows of a race.
struct Judgement {
    std::vector<double> asTheirClass; // of each row the share of its pictures, 0 .. 1
    int networkCalls = 0;
    double seconds = 0;
};

// Opens the model; wrong usage of --judge where it has no classes.
ModelOpened judgingModel(Session& session, EventQueue& events, const std::string& model);

// Says before it starts what it will take. Empty: interrupted.
std::optional<Judgement> judgeRows(Session& session, EventQueue& events, const VariationsRequest& request,
                                   const MadeVariations& made, const ModelOpened& model);

} // namespace diffuscope::cli
