#include "core/train/run_folder.h"

#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/model/ema.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>

namespace diffuscope {
namespace fs = std::filesystem;

namespace {

constexpr const char* kConfig = "config.toml";
constexpr const char* kMetricsHeader = "step,loss,gradient_norm,learning_rate,skipped\n";

std::string stepName(std::int64_t step)
{
    char text[40];
    std::snprintf(text, sizeof text, "step-%09lld", static_cast<long long>(step));
    return text;
}

// Whole checkpoints, oldest first. A SaveFolder's temporary does not carry this name.
std::vector<fs::path> checkpointsOf(const fs::path& root)
{
    std::vector<fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root / "checkpoints", ignored)) {
        const std::string name = entry.path().filename().string();
        const bool named = name.rfind("step-", 0) == 0 && name.find_first_not_of("0123456789", 5) == std::string::npos;
        if (named && fs::exists(entry.path() / "training" / "state.json", ignored))
            found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string metricsRow(const StepResult& result)
{
    char text[160];
    std::snprintf(text, sizeof text, "%lld,%.8g,%.8g,%.8g,%d\n", static_cast<long long>(result.step), result.loss,
                  result.gradientNorm, result.learningRate, result.skipped ? 1 : 0);
    return text;
}

template <typename Number> bool takeNumber(const char*& from, const char* end, Number& value)
{
    const auto [rest, failure] = std::from_chars(from, end, value);
    from = rest + (rest != end && *rest == ',');
    return failure == std::errc();
}

std::optional<StepResult> resultOf(const std::string& row)
{
    StepResult result;
    int skipped = 0;
    const char *from = row.data(), *end = from + row.size();
    if (!takeNumber(from, end, result.step) || !takeNumber(from, end, result.loss) ||
        !takeNumber(from, end, result.gradientNorm) || !takeNumber(from, end, result.learningRate) ||
        !takeNumber(from, end, skipped))
        return std::nullopt;
    result.skipped = skipped != 0;
    return result;
}

} // namespace

RunFolder::RunFolder(fs::path root, int kept) : root_(std::move(root)), kept_(std::max(1, kept)) {}

void RunFolder::create(const TrainConfig& config)
{
    std::error_code failure;
    if (fs::exists(root_, failure) && !fs::is_directory(root_, failure))
        throw Error("Cannot start the run here", root_.string(), "This is a file; choose a folder.");
    if (isRun(root_))
        throw Error("This folder already holds a run", root_.string(), "Resume it, or choose another folder.");
    if (fs::exists(root_, failure) && !fs::is_empty(root_, failure))
        throw Error("This folder is not empty", root_.string(), "Choose a new or an empty folder for the run.");
    saveText(root_ / "metrics.csv", kMetricsHeader);
    for (const char* name : {"previews", "checkpoints"}) {
        fs::create_directories(root_ / name, failure);
        if (failure)
            throw Error("Cannot create the run's folder", (root_ / name).string(), failure.message() + ".");
    }
    saveText(root_ / kConfig, trainConfigToToml(config)); // last: it makes the folder a run
}

TrainConfig RunFolder::readConfig(const fs::path& root)
{
    if (!isRun(root))
        throw Error("This is not a run", root.string(), std::string("A run folder has a ") + kConfig + " in it.");
    const fs::path file = root / kConfig;
    return trainConfigFromToml(readFile(file, 1 << 20), file.string());
}

fs::path RunFolder::saveCheckpoint(const Trainer& trainer, const std::vector<std::string>& classNames)
{
    const fs::path target = root_ / "checkpoints" / stepName(trainer.steps());
    std::error_code failure;
    if (fs::exists(target / "training" / "state.json", failure))
        return target; // the same step, the same weights
    SaveFolder folder(target);
    const auto snapshot = trainer.snapshot();
    const bool conditional = trainer.config().network.numClassEmbeds.has_value();
    writeModelFolder(folder.temporary(), trainer.config().network, stateOf(snapshot->network), trainer.scheduler(),
                     trainer.steps(), conditional ? classNames : std::vector<std::string>());
    trainer.saveState(folder.temporary() / "training");
    folder.commit();
    auto all = checkpointsOf(root_);
    for (std::size_t i = 0; i + std::size_t(kept_) < all.size(); ++i)
        fs::remove_all(all[i], failure); // a leftover does no harm
    return target;
}

void RunFolder::appendMetrics(const std::vector<StepResult>& results)
{
    if (results.empty())
        return;
    const fs::path file = root_ / "metrics.csv";
    std::ofstream stream(file, std::ios::binary | std::ios::app);
    for (const auto& result : results)
        stream << metricsRow(result);
    stream.flush();
    if (!stream)
        throw Error("Cannot write the run's metrics", file.string(),
                    "Check that the disk is not full and the folder is writable.");
}

void RunFolder::truncateMetrics(std::int64_t step)
{
    const fs::path file = root_ / "metrics.csv";
    std::error_code failure;
    if (!fs::exists(file, failure))
        return saveText(file, kMetricsHeader);
    std::istringstream lines(readFile(file));
    std::string kept = kMetricsHeader, line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        const auto comma = line.find(',');
        if (comma != std::string::npos && std::atoll(line.substr(0, comma).c_str()) <= step)
            kept += line + "\n";
    }
    saveText(file, kept);
}

std::vector<StepResult> RunFolder::readMetrics() const
{
    std::vector<StepResult> results;
    std::istringstream lines(readFile(root_ / "metrics.csv"));
    for (std::string line; std::getline(lines, line);)
        if (const auto result = resultOf(line))
            results.push_back(*result);
    return results;
}

fs::path RunFolder::previewPath(std::int64_t step) const { return root_ / "previews" / (stepName(step) + ".png"); }

fs::path RunFolder::newestCheckpoint(const fs::path& root)
{
    const auto all = checkpointsOf(root);
    return all.empty() ? fs::path() : all.back();
}

bool RunFolder::isRun(const fs::path& root)
{
    std::error_code ignored;
    return fs::exists(root / kConfig, ignored);
}

} // namespace diffuscope
