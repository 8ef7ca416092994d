#include "core/run/preview_walks.h"

#include "core/base/error.h"
#include "core/base/smoothing.h"
#include "core/base/worker.h"
#include "core/model/model_folder.h"
#include "core/run/folder/run_folder.h"
#include "core/run/folder/walk_files.h"
#include "core/run/train_setup.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace diffuscope {
namespace fs = std::filesystem;

namespace {

// Of `count` frames, evenly, the first and the last among them.
bool isKept(int index, int count)
{
    const int most = PreviewWalk::kMostStops;
    if (count <= most)
        return true;
    const int nearest = int(std::lround(double(index) * (most - 1) / (count - 1)));
    return int(std::lround(double(nearest) * (count - 1) / (most - 1))) == index;
}

// Bytes as a file of the picture has them.
PackedImage packedAsPicture(const Image& image)
{
    PackedImage::Parts parts{image.channels, image.height, image.width, 8, -1, 2.0f / 255, {}};
    for (const float value : image.values)
        parts.data.push_back(toByte(value));
    return PackedImage(std::move(parts));
}

std::vector<std::int64_t> checkpointSteps(const fs::path& run, const std::vector<std::int64_t>& walked)
{
    std::vector<std::int64_t> steps;
    for (const fs::path& folder : RunFolder::checkpoints(run))
        if (const std::int64_t step = RunFolder::stepOf(folder);
            !std::binary_search(walked.begin(), walked.end(), step))
            steps.push_back(step);
    return steps;
}

// As the window smoothes them, at each of the given steps; rising.
class SmoothedLosses {
public:
    explicit SmoothedLosses(const fs::path& run)
    {
        double smoothed = 0;
        std::int64_t count = 0;
        (void)attempt([&] {
            for (const LossPoint& point : RunFolder(run).readMetrics())
                if (!point.skipped && std::isfinite(point.loss)) {
                    smoothed += smoothingWeight(++count) * (point.loss - smoothed);
                    losses_.emplace_back(point.step, smoothed);
                }
        });
    }
    double at(std::int64_t step) const // negative: unknown
    {
        const auto next = std::upper_bound(losses_.begin(), losses_.end(), std::pair(step, double(INFINITY)));
        return next == losses_.begin() ? -1 : std::prev(next)->second;
    }

private:
    std::vector<std::pair<std::int64_t, double>> losses_;
};

std::int64_t lastStepOf(const fs::path& run)
{
    std::int64_t last = RunFolder(run).newestStep();
    (void)attempt([&] {
        if (const auto rows = RunFolder(run).readMetrics(); !rows.empty())
            last = std::max(last, rows.back().step);
    });
    return std::max<std::int64_t>(0, last);
}

// The finished pictures alone, from the sheets that every run writes, up to a step.
void tellFinishedPictures(const fs::path& run, const TrainConfig& config, std::int64_t last,
                          const std::function<void(PreviewWalk)>& tell)
{
    const SmoothedLosses losses(run);
    std::vector<TrainPreview> previews = earlierPreviews(RunFolder(run), config, last, kPreviewWalkBytes);
    std::vector<std::int64_t> steps;
    for (const TrainPreview& preview : previews)
        steps.push_back(preview.step);
    while (steps.size() > std::size_t(kMostPreviewWalks)) {
        const std::size_t spared = superfluousMoment(steps);
        steps.erase(steps.begin() + std::ptrdiff_t(spared));
        previews.erase(previews.begin() + std::ptrdiff_t(spared));
    }
    for (const TrainPreview& preview : previews) {
        PreviewWalk walk;
        walk.folder = run.string();
        walk.step = preview.step;
        walk.loss = losses.at(preview.step);
        walk.stops = {0};
        for (const Image& image : preview.images)
            if (walk.pictures.size() < std::size_t(PreviewWalk::kMostPictures))
                walk.pictures.push_back({{packedAsPicture(image)}, {PackedImage()}});
        tell(std::move(walk));
    }
}

} // namespace

SampleRequest previewRequest(const TrainConfig& config)
{
    SampleRequest request;
    request.model = "training";
    request.steps = std::min(config.previewSteps, config.schedule.timesteps);
    request.params = {{"eta", 1.0}}; // fresh noise in every step repairs what a young network gets wrong
    request.seed = config.seed;
    request.count = config.previewCount;
    return request;
}

PreviewWalkRecord::PreviewWalkRecord(const TrainConfig& config)
    : budget_(previewWalkBudget(std::size_t(config.channels) * std::size_t(config.size) * std::size_t(config.size),
                                config.previewCount, std::min(config.previewSteps + 1, PreviewWalk::kMostStops)))
{
}

GenerationObserver PreviewWalkRecord::observer()
{
    stops_.clear();
    pictures_.clear();
    asks_ = false;
    return {{}, [this](const FramePtr& frame) { see(*frame); }, {}};
}

void PreviewWalkRecord::see(const Frame& frame)
{
    pictures_.resize(std::size_t(std::min(frame.pictures.count(), budget_.pictures)));
    for (std::size_t k = 0; asks_ && k < pictures_.size(); ++k)
        pictures_[k].guesses.back() = PackedImage(frame.pictures.predictedData(int(k)), 8);
    asks_ = isKept(frame.index, frame.count);
    if (!asks_)
        return;
    stops_.push_back(frame.step);
    for (std::size_t k = 0; k < pictures_.size(); ++k) {
        pictures_[k].states.emplace_back(frame.pictures.state(int(k)), 8);
        pictures_[k].guesses.emplace_back();
    }
}

PreviewWalk PreviewWalkRecord::taken(const std::vector<Image>& made)
{
    PreviewWalk walk;
    walk.stops.assign(stops_.rbegin(), stops_.rend());
    walk.pictures = std::exchange(pictures_, {});
    for (std::size_t k = 0; k < walk.pictures.size(); ++k) {
        PreviewWalk::Picture& picture = walk.pictures[k];
        std::reverse(picture.states.begin(), picture.states.end());
        std::reverse(picture.guesses.begin(), picture.guesses.end());
        if (k < made.size() && !picture.states.empty() && walk.stops.front() == 0)
            picture.states.front() = packedAsPicture(made[k]);
    }
    stops_.clear();
    return walk;
}

PreviewWalksFound describePreviewWalks(const fs::path& run, const TrainConfig& config)
{
    PreviewWalksFound found;
    found.folder = run.string();
    found.name = run.filename().string();
    found.betas = makeSchedule(config.schedule).betas();
    found.classes = config.classCount();
    found.seed = config.seed;
    found.pictures = config.previewCount;
    found.step = lastStepOf(run);
    found.moments = previewWalkSteps(run);
    found.checkpoints = checkpointSteps(run, found.moments);
    return found;
}

void readPreviewWalks(const fs::path& run, const TrainConfig& config, const std::stop_token& stop,
                      const std::function<void(PreviewWalk)>& tell)
{
    std::int64_t firstKept = std::numeric_limits<std::int64_t>::max(); // by a preview
    std::vector<PreviewWalk> walks;
    for (const std::int64_t step : previewWalkSteps(run)) {
        if (stop.stop_requested())
            return;
        PreviewWalk walk;
        if (const auto error = attempt([&] { walk = readPreviewWalk(run, step); })) {
            walk = {};
            walk.folder = run.string();
            walk.step = step;
            walk.problem = error->what();
        }
        if (!walk.fromCheckpoint)
            firstKept = std::min(firstKept, step);
        walks.push_back(std::move(walk));
    }
    // Before those of checkpoints, which take the place of what is told twice.
    tellFinishedPictures(run, config, firstKept - 1, tell);
    for (PreviewWalk& walk : walks)
        tell(std::move(walk));
}

void walkCheckpoints(const fs::path& run, const std::stop_token& stop, const std::function<void(PreviewWalk)>& tell)
{
    const TrainConfig config = RunFolder::readConfig(run);
    const SmoothedLosses losses(run);
    const std::vector<std::int64_t> walked = previewWalkSteps(run);
    for (const fs::path& checkpoint : RunFolder::checkpoints(run)) {
        const std::int64_t step = RunFolder::stepOf(checkpoint);
        if (std::binary_search(walked.begin(), walked.end(), step))
            continue;
        const SnapshotPtr model = openModel(checkpoint);
        PreviewWalkRecord record(config);
        SampleRequest request = previewRequest(config);
        request.model = checkpoint.string();
        const SampleFinished made = generate(model, request, record.observer(), stop);
        if (made.cancelled)
            return;
        PreviewWalk walk = record.taken(made.images);
        walk.folder = run.string();
        walk.step = step;
        walk.loss = losses.at(step);
        walk.fromCheckpoint = true;
        writePreviewWalk(run, walk);
        tell(std::move(walk));
    }
}

} // namespace diffuscope
