#pragma once
#include "app/cli/event_queue.h"
#include "core/messages/requests.h"

#include <string>
#include <vector>

namespace diffuscope::cli {

// What may still become of a picture, from several steps of its walk.
struct Fan {
    FuturesStarted started;
    std::vector<FuturesFrom> points; // from noise to data
    FuturesFinished finished;
    std::vector<std::string> files;
};

// Says before it starts what it will take; with a sheet it writes one, a row of futures for each step. After an
// interrupt those that were finished.
Fan makeFan(Session& session, EventQueue& events, const FuturesRequest& request, const std::string& sheet);

} // namespace diffuscope::cli
