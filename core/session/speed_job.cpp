#include "core/base/memory.h"
#include "core/data/dataset.h"
#include "core/session/session_impl.h"
#include "core/train/trainer.h"
#include "core/train/training_memory.h"

#include <algorithm>
#include <chrono>

namespace diffuscope {
namespace {

constexpr int kSpeedBatch = 8, kSpeedSteps = 3;
constexpr double kSpeedSeconds = 1.5; // enough for the large presets, which take as long a step

double secondsNow()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Any pictures will do: what a step takes does not depend on what they show.
std::shared_ptr<const Dataset> plainPictures(const TrainConfig& config, int classes)
{
    auto set = std::make_shared<Dataset>();
    set->source = set->name = "plain";
    set->channels = config.channels;
    set->height = set->width = config.size;
    for (int k = 0; k < std::max(classes, 1); ++k)
        set->classNames.push_back(std::to_string(k));
    for (int k = 0; k < std::max(kSpeedBatch, classes); ++k)
        set->labels.push_back(classes > 0 ? k % classes : 0);
    set->values.assign(set->labels.size() * set->imageBytes(), 128);
    return set;
}

// Pictures a second; 0: stopped, or too large for this machine.
double trainingSpeed(const std::string& preset, const SpeedRequest& request, int& side, const std::stop_token& stop)
{
    TrainConfig config = makeTrainConfig("", preset, request.overrides, request.channels, request.classes);
    config.batch = std::min(config.batch, kSpeedBatch);
    config.gradientAccumulation = 1;
    config.validationShare = 0;
    config.emaMore.clear();
    side = config.size;
    const std::uint64_t available = availableMemory();
    if (stop.stop_requested() ||
        (available > 0 && trainingMemory(config.network, config.size, config.batch, 0) > available / 2))
        return 0;
    Trainer trainer(config, plainPictures(config, request.classes));
    (void)trainer.step(); // the first one fills caches
    const double start = secondsNow();
    int steps = 0;
    double seconds = 0;
    while (steps < kSpeedSteps && seconds < kSpeedSeconds && !stop.stop_requested()) {
        (void)trainer.step();
        ++steps;
        seconds = secondsNow() - start;
    }
    return stop.stop_requested() || seconds <= 0 ? 0 : steps * config.batch / seconds;
}

} // namespace

JobId Session::measureSpeed(const SpeedRequest& request)
{
    const JobId job = impl_->nextJob();
    Impl* const parts = impl_.get();
    const auto ticket = parts->speedJobs.next();
    const auto work = [parts, request, job, ticket](std::stop_token stopWorker) {
        const std::stop_callback link(stopWorker, [ticket]() mutable { ticket.request_stop(); });
        for (const std::string& preset : request.presets) {
            SpeedMeasured measured{job, preset, 0, request.channels, 0};
            measured.imagesPerSecond = trainingSpeed(preset, request, measured.side, ticket.get_token());
            if (measured.imagesPerSecond > 0)
                parts->sink.send(measured);
        }
    };
    parts->speed.post(work, [](const Error&) {}); // a promise that cannot be made is not made
    return job;
}

void Session::cancelSpeed() { impl_->speedJobs.cancel(); }

} // namespace diffuscope
