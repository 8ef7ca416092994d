#include "core/base/memory.h"
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/session/session_impl.h"
#include "core/train/train_presets.h"
#include "core/train/trainer.h"
#include "core/train/training_memory.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace diffuscope {
namespace {

constexpr int kSpeedBatch = 8, kSpeedSteps = 3;
constexpr double kSpeedSeconds = 1.5;     // enough for the large presets, which take as long a step
constexpr std::uint64_t kMemoryParts = 4; // of what is free, at most one is taken: nobody asked for this

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
        (available > 0 && trainingMemory(config.network, config.size, config.batch, 0) > available / kMemoryParts))
        return 0;
    Trainer trainer(config, plainPictures(config, request.classes));
    double start = secondsNow();
    (void)trainer.step(); // fills caches, and counts only where it has taken all the time there is
    int steps = 1;
    double seconds = secondsNow() - start;
    if (seconds < kSpeedSeconds) {
        start += seconds;
        steps = 0;
        seconds = 0;
    }
    while (steps < kSpeedSteps && seconds < kSpeedSeconds && !stop.stop_requested()) {
        (void)trainer.step();
        ++steps;
        seconds = secondsNow() - start;
    }
    return stop.stop_requested() || seconds <= 0 ? 0 : steps * config.batch / seconds;
}

std::vector<std::string> smallestFirst(std::vector<std::string> presets)
{
    const auto place = [](const std::string& id) {
        const auto& known = trainPresets();
        return std::find_if(known.begin(), known.end(), [&id](const TrainPreset& one) { return one.id == id; }) -
               known.begin();
    };
    std::stable_sort(presets.begin(), presets.end(),
                     [&place](const std::string& a, const std::string& b) { return place(a) < place(b); });
    return presets;
}

} // namespace

JobId Session::measureSpeed(const SpeedRequest& request)
{
    const JobId job = impl_->nextJob();
    Impl* const parts = impl_.get();
    const auto ticket = parts->speedJobs.next();
    const auto work = [parts, request, job, ticket](std::stop_token stopWorker) {
        const std::stop_callback link(stopWorker, [ticket]() mutable { ticket.request_stop(); });
        for (const std::string& preset : smallestFirst(request.presets)) {
            SpeedMeasured measured{job, preset, 0, request.channels, 0};
            (void)attempt([&] { // a promise that cannot be made is not made
                measured.imagesPerSecond = trainingSpeed(preset, request, measured.side, ticket.get_token());
            });
            if (ticket.stop_requested())
                return;
            if (measured.imagesPerSecond <= 0)
                continue;
            parts->sink.send(measured);
            if (measured.imagesPerSecond < SpeedRequest::kSlow)
                return;
        }
    };
    if (!parts->control.isActive()) // the same worker trains
        parts->training.post(work, [](const Error&) {});
    return job;
}

void Session::cancelSpeed() { impl_->speedJobs.cancel(); }

} // namespace diffuscope
