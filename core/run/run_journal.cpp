#include "core/run/run_journal.h"

#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/run/folder/event_file.h"
#include "core/run/folder/run_folder.h"
#include "core/train/trainer.h"

#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <limits>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::size_t kLinesKept = 1000;   // of the log, while it cannot be written
constexpr std::int64_t kScalarsEvery = 10; // steps; TensorBoard shows a thousand points of a curve

std::uint64_t bytesFree(const std::filesystem::path& place)
{
    std::error_code unknown;
    const auto space = std::filesystem::space(place, unknown);
    return unknown ? std::numeric_limits<std::uint64_t>::max() : space.available;
}

std::string timeText()
{
    const std::time_t time = std::time(nullptr);
    std::tm local{};
    localtime_r(&time, &local);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local)};
}

} // namespace

RunJournal::RunJournal(RunFolder& files, std::int64_t firstStep) : files_(files), firstStep_(firstStep) {}
RunJournal::~RunJournal() = default;

void RunJournal::add(const LossPoint& result, double imagesPerSecond)
{
    steps_.push_back(result);
    steps_.back().byTimestep.clear();
    if (!result.skipped && result.step % kScalarsEvery == 0)
        addScalars(result.step, {{"train/loss", result.loss},
                                 {"train/gradient_norm", result.gradientNorm},
                                 {"train/learning_rate", result.learningRate},
                                 {"train/images_per_second", imagesPerSecond}});
}

void RunJournal::add(const ValidationPoint& result)
{
    validations_.push_back(result);
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
    if (lines_.size() < kLinesKept)
        lines_.push_back(timeText() + "  " + text + "\n");
}

std::optional<Error> RunJournal::write()
{
    return attempt([this] {
        if (files_.restore()) {
            events_.reset(); // its file went with the folder
            log("The run's folder had gone and was made again");
        }
        std::string lines;
        for (const std::string& line : lines_)
            lines += line;
        if (!lines.empty())
            appendText(files_.root() / "log.txt", lines);
        lines_.clear();
        files_.appendMetrics(steps_);
        steps_.clear();
        files_.appendValidation(validations_);
        validations_.clear();
        if (scalars_.empty())
            return;
        if (!events_)
            events_ = std::make_unique<EventFile>(files_.root(), firstStep_ + 1);
        for (const Scalars& point : std::exchange(scalars_, {}))
            events_->add(point.step, point.values, point.time);
        events_->flush();
    });
}

// The tables are on the disk before the checkpoint says that its steps are done.
std::optional<Error> RunJournal::checkpoint(const Trainer& trainer, const std::vector<std::string>& classNames)
{
    if (auto error = write())
        return error; // older checkpoints are not in the way of the tables
    const auto save = [&] {
        return attempt([&] {
            for (const char* name : {"metrics.csv", "validation.csv"})
                if (std::filesystem::exists(files_.root() / name))
                    syncFile(files_.root() / name);
            files_.saveCheckpoint(trainer, classNames);
        });
    };
    auto error = save();
    while (error && files_.makeRoom(bytesFree(files_.root()))) {
        log("The disk is full: the oldest checkpoint makes room for the newest");
        error = save();
    }
    return error;
}

} // namespace diffuscope
