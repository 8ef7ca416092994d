// The part of the training loop that looks at the network: previews, probes and published weights.
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/export/format.h"
#include "core/session/jobs/generate.h"
#include "core/session/jobs/outbox.h"
#include "core/session/jobs/train_loop.h"
#include "core/train/run_folder.h"

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr int kFirstPreviewStep = 20;
constexpr double kFirstPreviewSeconds = 8; // so that there is something to see within half a minute
constexpr double kPreviewShare = 0.1;      // of the time, at most

} // namespace

bool TrainLoop::previewIsDue() const
{
    const std::int64_t step = run_.trainer->steps(), done = step - firstStep_;
    if (lastPreview_ < 0)
        return done >= kFirstPreviewStep || clock_.seconds() > kFirstPreviewSeconds;
    return step >= nextPreview_;
}

void TrainLoop::preview()
{
    const double start = clock_.seconds();
    const TrainConfig& config = run_.trainer->config();
    const std::shared_ptr<const ModelSnapshot> model = publish();
    SampleRequest request;
    request.model = "training";
    request.steps = std::min(config.previewSteps, config.schedule.timesteps);
    request.params = {{"eta", 1.0}}; // fresh noise in every step repairs what a young network gets wrong
    request.seed = config.seed;
    request.count = config.previewCount;
    SampleFinished made;
    const auto error = attempt([&] { made = generate(model, request, {}, control_.stopToken()); });
    lastPreview_ = run_.trainer->steps();
    if (error)
        trouble(*error);
    if (!made.images.empty()) {
        outbox_.send(TrainPreview{lastPreview_, made.images});
        savePreview(made.images);
        if (const auto wanted = control_.probe())
            probe(*wanted);
    }
    planNextPreview(clock_.seconds() - start);
}

void TrainLoop::savePreview(const std::vector<Image>& images)
{
    const auto error = attempt([&] {
        exportFormat("contact_sheet").write({images, ""}, folder_->previewPath(lastPreview_), {});
    });
    if (error)
        trouble(*error);
}

// Previews keep to multiples of their interval, and leave some out where they would take too much of the time.
void TrainLoop::planNextPreview(double cost)
{
    const std::int64_t interval = std::max(1, run_.trainer->config().previewEvery);
    const double perStep = meter_.secondsPerStep();
    const double apart = perStep > 0 ? std::min(1e9, cost / (kPreviewShare * perStep)) : 0;
    const std::int64_t earliest = lastPreview_ + std::max<std::int64_t>(1, std::int64_t(std::ceil(apart)));
    nextPreview_ = (earliest + interval - 1) / interval * interval;
}

void TrainLoop::probe(const TrainCommands::Probe& wanted)
{
    const int timestep = std::clamp(wanted.timestep, 0, run_.trainer->config().schedule.timesteps - 1);
    const int picture = std::clamp(wanted.picture, 0, run_.set->size() - 1);
    NetworkView view = run_.trainer->view(timestep, picture);
    outbox_.send(ProbeView{run_.trainer->steps(), timestep, std::move(view.data), std::move(view.noise),
                           std::move(view.noisy), std::move(view.predictedNoise), std::move(view.predictedData),
                           std::move(view.error), view.meanError});
}

std::shared_ptr<const ModelSnapshot> TrainLoop::publish()
{
    SnapshotPtr snapshot = run_.trainer->snapshot();
    control_.publish(snapshot);
    return snapshot;
}

} // namespace diffuscope
