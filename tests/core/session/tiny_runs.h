#pragma once
#include "core/session/session.h"

#include <filesystem>
#include <functional>
#include <future>

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

// The files worker has something to do for as long as this lives, as with a scan of a slow disk.
class BusyFiles {
public:
    BusyFiles(Session& session, const fs::path& target)
    {
        session.save({target.string(), [done = done_.get_future().share()] {
                          done.wait();
                          return std::string();
                      }});
    }
    ~BusyFiles() { done_.set_value(); }
    BusyFiles(const BusyFiles&) = delete;
    BusyFiles& operator=(const BusyFiles&) = delete;

private:
    std::promise<void> done_;
};

} // namespace diffuscope
