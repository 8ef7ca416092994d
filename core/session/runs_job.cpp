#include "core/base/user_folders.h"
#include "core/base/worker.h"
#include "core/model/files/model_layout.h"
#include "core/run/folder/run_folder.h"
#include "core/run/runs.h"
#include "core/session/session_impl.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace diffuscope {
namespace {

// In the folders and in the user's own one, each once, newest first. A folder that cannot be read holds none.
std::vector<RunSummary> runsIn(std::vector<std::string> folders)
{
    (void)attempt([&folders] { folders.push_back(userRunsFolder().string()); });
    std::vector<RunSummary> runs;
    std::set<std::filesystem::path> seen;
    for (const std::string& folder : folders) {
        std::vector<RunSummary> found;
        (void)attempt([&] { found = listRuns(folder); }); // the user's own one often does not exist yet
        for (RunSummary& run : found) {
            std::error_code ignored;
            if (seen.insert(std::filesystem::weakly_canonical(run.folder, ignored)).second)
                runs.push_back(std::move(run));
        }
    }
    std::stable_sort(runs.begin(), runs.end(),
                     [](const RunSummary& a, const RunSummary& b) { return a.modified > b.modified; });
    return runs;
}

ModelChoices choicesFor(const std::string& path, const std::vector<std::string>& folders)
{
    ModelChoices choices;
    if (const auto run = path.empty() ? std::filesystem::path() : RunFolder::runOf(path); !run.empty()) {
        choices.run = run.string();
        choices.weights = weightsOfRun(choices.run);
    }
    for (const std::string& folder : folders)
        if (RunFolder::runOf(folder).empty() && looksLikeModel(folder))
            choices.models.push_back(folder);
    choices.runs = runsIn(folders);
    std::erase_if(choices.runs, [](const RunSummary& run) { return run.step <= 0 || !run.problem.empty(); });
    return choices;
}

} // namespace

JobId Session::findInterruptedRuns(const std::vector<std::string>& folders)
{
    const JobId job = impl_->nextJob();
    impl_->post(impl_->files, job, Task::FindRuns, std::stop_source(), [parts = impl_.get(), folders](std::stop_token) {
        InterruptedRuns found{runsIn(folders)};
        std::erase_if(found.runs, [](const RunSummary& run) { return run.state != RunSummary::State::Interrupted; });
        parts->sink.send(std::move(found));
    });
    return job;
}

JobId Session::findModels(const std::string& path, const std::vector<std::string>& folders)
{
    const JobId job = impl_->nextJob();
    impl_->recipes.post(
        [parts = impl_.get(), path, folders, job](std::stop_token) {
            ModelChoices choices;
            // Of a disk that went away there is nothing to choose.
            (void)attempt([&] { choices = choicesFor(path, folders); });
            choices.job = job;
            parts->sink.send(std::move(choices));
        },
        {});
    return job;
}

} // namespace diffuscope
