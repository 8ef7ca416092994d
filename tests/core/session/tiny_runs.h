#pragma once
#include "core/session/session.h"

#include <filesystem>
#include <functional>

namespace diffuscope {

namespace fs = std::filesystem;

// Requests small enough for a test, and what to wait for.

inline const ParamValues kTiny = {{"size", 16LL},         {"batch", 4LL},         {"limit", 40LL},
                                  {"steps", 100000LL},    {"preview_count", 2LL}, {"preview_steps", 2LL},
                                  {"preview_every", 5LL}, {"warmup_steps", 0LL},  {"checkpoint_every", 100000LL}};

inline TrainRequest tinyRun(const fs::path& folder, ParamValues changed = {})
{
    TrainRequest request;
    request.source = "builtin:digits";
    request.folder = folder.string();
    request.overrides = kTiny;
    request.retrySeconds = 0.3;
    for (const auto& [key, value] : changed)
        request.overrides[key] = value;
    return request;
}

inline TrainRequest continued(const fs::path& folder, ParamValues overrides = {})
{
    TrainRequest request;
    request.folder = folder.string();
    request.overrides = std::move(overrides);
    request.resume = true;
    return request;
}

inline SampleRequest pictures(const std::string& model, int steps,
                              const std::function<void(SampleRequest&)>& change = {})
{
    SampleRequest request;
    request.model = model;
    request.steps = steps;
    if (change)
        change(request);
    return request;
}

inline bool inState(const TrainStatus& status, TrainState state) { return status.state == state; }
inline auto state(TrainState wanted)
{
    return [wanted](const TrainStatus& status) { return inState(status, wanted); };
}
inline auto failedJob(JobId job)
{
    return [job](const Failed& failed) { return failed.job == job; };
}

} // namespace diffuscope
