#include "core/base/user_folders.h"
#include "core/run/runs.h"
#include "core/session/session_impl.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace diffuscope {
namespace {

// A folder that cannot be read holds nothing to go on with: the user's own one often does not exist yet.
std::vector<RunSummary> interruptedIn(std::vector<std::string> folders)
{
    (void)attempt([&folders] { folders.push_back(userRunsFolder().string()); });
    std::vector<RunSummary> runs;
    std::set<std::filesystem::path> seen;
    for (const std::string& folder : folders) {
        std::vector<RunSummary> found;
        (void)attempt([&] { found = listRuns(folder); });
        for (RunSummary& run : found) {
            std::error_code ignored;
            const bool fresh = seen.insert(std::filesystem::weakly_canonical(run.folder, ignored)).second;
            if (fresh && run.state == RunSummary::State::Interrupted)
                runs.push_back(std::move(run));
        }
    }
    std::stable_sort(runs.begin(), runs.end(),
                     [](const RunSummary& a, const RunSummary& b) { return a.modified > b.modified; });
    return runs;
}

} // namespace

JobId Session::findInterruptedRuns(const std::vector<std::string>& folders)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->files, job, Task::FindRuns, std::stop_source(), [parts = impl_.get(), folders](std::stop_token) {
        parts->sink.send(InterruptedRuns{interruptedIn(folders)});
    });
    return job;
}

} // namespace diffuscope
