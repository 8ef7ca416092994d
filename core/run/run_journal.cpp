#include "core/run/run_journal.h"

#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/run/folder/event_file.h"
#include "core/run/folder/run_folder.h"
#include "core/train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <span>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::size_t kLongestLog = 4 << 20; // bytes that wait for the disk
constexpr std::int64_t kScalarsEvery = 10;   // steps; TensorBoard shows a thousand points of a curve
constexpr std::int64_t kColumnSteps = 10;    // of loss_by_timestep.csv

std::string timeText()
{
    const std::time_t time = std::time(nullptr);
    std::tm local{};
    localtime_r(&time, &local);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local)};
}

template <typename Row> std::span<const Row> behind(const std::vector<Row>& rows, std::size_t written)
{
    return std::span(rows).subspan(std::min(written, rows.size()));
}

} // namespace

std::optional<std::int64_t> timedFrom(const std::vector<CheckpointMark>& marks)
{
    if (marks.empty())
        return std::nullopt;
    return marks.front().seconds > 0 ? 0 : marks.front().step;
}

RunJournal::RunJournal(RunFolder& files, std::int64_t firstStep, int timesteps, RunRecords earlier)
    : files_(files), firstStep_(firstStep), timesteps_(timesteps),
      records_(std::move(earlier)), written_{records_.log.size(), records_.steps.size(), records_.validations.size(),
                                             records_.byTimestep.size(), records_.checkpoints.size()}
{
}

RunJournal::~RunJournal() = default;

void RunJournal::add(const LossPoint& result, double imagesPerSecond)
{
    if (!result.skipped) {
        if (column_.first == 0)
            column_.first = result.step;
        column_.last = result.step;
        column_.add(result.byTimestep, timesteps_);
    }
    if (result.step % kColumnSteps == 0)
        closeColumn();
    LossPoint row = result;
    row.byTimestep.clear(); // it is in column_
    records_.steps.push_back(std::move(row));
    addScalarsOf(result, imagesPerSecond);
}

void RunJournal::add(const ValidationPoint& result)
{
    records_.validations.push_back(result);
    addScalarsOf(result);
}

void RunJournal::beginTimes(std::int64_t step) { records_.checkpoints.push_back({step, 0}); }

void RunJournal::closeColumn()
{
    if (column_.first > 0)
        records_.byTimestep.push_back(std::exchange(column_, {}));
}

void RunJournal::addScalarsOf(const LossPoint& result, double imagesPerSecond)
{
    if (result.skipped || result.step % kScalarsEvery != 0)
        return;
    std::vector<std::pair<std::string, double>> scalars = {{"train/loss", result.loss},
                                                           {"train/gradient_norm", result.gradientNorm},
                                                           {"train/learning_rate", result.learningRate}};
    if (imagesPerSecond > 0)
        scalars.emplace_back("train/images_per_second", imagesPerSecond);
    addScalars(result.step, scalars);
}

void RunJournal::addScalarsOf(const ValidationPoint& result)
{
    std::vector<std::pair<std::string, double>> scalars = {{"validation/loss", result.loss}};
    for (const auto& [timestep, loss] : result.byTimestep)
        scalars.emplace_back("validation/loss_at_t" + std::to_string(timestep), double(loss));
    addScalars(result.step, scalars);
}

void RunJournal::addScalars(std::int64_t step, const std::vector<std::pair<std::string, double>>& scalars)
{
    scalars_.push_back({step, secondsSince1970(), scalars});
}

void RunJournal::log(const std::string& text)
{
    if (records_.log.size() - written_.log < kLongestLog)
        records_.log += timeText() + "  " + text + "\n";
}

bool RunJournal::takeRestored() { return std::exchange(restored_, false); }

// The folder is empty again: all that is known is news to it.
void RunJournal::forgetWritten()
{
    written_ = {};
    events_.reset(); // its file went with the folder
    scalars_.clear();
    for (const LossPoint& result : records_.steps)
        addScalarsOf(result, 0);
    for (const ValidationPoint& result : records_.validations)
        addScalarsOf(result);
}

std::optional<Error> RunJournal::write()
{
    return attempt([this] {
        if (files_.restore()) {
            forgetWritten();
            restored_ = true;
            log("The run's folder had gone and was made again; its earlier checkpoints and previews are lost");
        }
        writeTables();
        if (scalars_.empty())
            return;
        if (!events_)
            events_ = std::make_unique<EventFile>(files_.root(), firstStep_ + 1);
        for (const Scalars& point : std::exchange(scalars_, {}))
            events_->add(point.step, point.values, point.time);
        events_->flush();
    });
}

void RunJournal::writeTables()
{
    if (written_.log < records_.log.size())
        appendText(files_.root() / "log.txt", std::string_view(records_.log).substr(written_.log));
    written_.log = records_.log.size();
    files_.appendMetrics(behind(records_.steps, written_.steps));
    written_.steps = records_.steps.size();
    files_.appendValidation(behind(records_.validations, written_.validations));
    written_.validations = records_.validations.size();
    files_.appendByTimestep(behind(records_.byTimestep, written_.byTimestep), timesteps_);
    written_.byTimestep = records_.byTimestep.size();
    files_.appendCheckpoints(behind(records_.checkpoints, written_.checkpoints));
    written_.checkpoints = records_.checkpoints.size();
}

std::optional<Error> RunJournal::writeAll(RunFolder& other, const CheckpointMark& saved)
{
    closeColumn();
    std::vector<CheckpointMark> marks = records_.checkpoints;
    if (marks.empty() || marks.back().step < saved.step)
        marks.push_back(saved);
    return attempt([&] {
        other.appendMetrics(records_.steps);
        other.appendValidation(records_.validations);
        other.appendByTimestep(records_.byTimestep, timesteps_);
        other.appendCheckpoints(marks);
        appendText(other.root() / "log.txt", records_.log);
    });
}

// The tables are on the disk before the checkpoint says that its steps are done.
std::optional<Error> RunJournal::checkpoint(const Trainer& trainer, const std::vector<std::string>& classNames,
                                            double seconds)
{
    closeColumn(); // whoever goes on from here finds all of its rows
    if (auto error = write())
        return error; // older checkpoints are not in the way of the tables
    const auto save = [&] {
        return attempt([&] {
            for (const char* name : {"metrics.csv", "validation.csv", "loss_by_timestep.csv"})
                if (std::filesystem::exists(files_.root() / name))
                    syncFile(files_.root() / name);
            files_.saveCheckpoint(trainer, classNames);
        });
    };
    auto error = save();
    while (error && files_.makeRoom(RunFolder::bytesFree(files_.root()))) {
        log("The disk is full: the oldest checkpoint makes room for the newest");
        error = save();
    }
    auto& marks = records_.checkpoints;
    if (!error && (marks.empty() || marks.back().step < trainer.steps())) {
        marks.push_back({trainer.steps(), seconds});
        (void)write(); // else with the next rows
    }
    return error;
}

} // namespace diffuscope
