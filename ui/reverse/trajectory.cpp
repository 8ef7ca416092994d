#include "ui/reverse/trajectory.h"

#include <cmath>
#include <cstdlib>

namespace diffuscope::ui {

namespace {

Image picture(const std::vector<PackedImage>& images, int index)
{
    return index >= 0 && index < int(images.size()) ? images[std::size_t(index)].unpacked() : Image();
}

} // namespace

void Trajectory::begin(const SampleStarted& started, const SampleRequest& request)
{
    clear();
    stops_ = started.frameSteps;
    schedule_.emplace(started.betas);
    request_ = request;
    recipe_ = started.recipe;
}

void Trajectory::clear()
{
    frames_.clear();
    stops_.clear();
    recipe_.clear();
}

void Trajectory::add(const FramePtr& frame)
{
    if (frame && frame->index == frames())
        frames_.push_back(frame);
}

int Trajectory::pictures() const { return frames_.empty() ? 0 : int(frames_.front()->state.size()); }

int Trajectory::indexAt(int step) const
{
    int best = -1, distance = 0;
    for (int k = 0; k < frames(); ++k) {
        const int away = std::abs(frame(k).step - step);
        if (best < 0 || away < distance)
            best = k, distance = away;
    }
    return best;
}

std::optional<int> Trajectory::predictionOf(int index) const
{
    const int holder = std::min(index + 1, frames() - 1);
    if (index < 0 || holder < 1 || frame(holder).predictedData.empty())
        return std::nullopt;
    return holder;
}

Image Trajectory::state(int index, int which) const { return picture(frame(index).state, which); }
Image Trajectory::guess(int index, int which) const { return picture(frame(index).predictedData, which); }
Image Trajectory::noise(int index, int which) const { return picture(frame(index).predictedNoise, which); }

std::vector<Image> Trajectory::states(int index) const
{
    std::vector<Image> all;
    for (const PackedImage& image : frame(index).state)
        all.push_back(image.unpacked());
    return all;
}

double Trajectory::guessChange(int index, int which) const
{
    if (index < 2 || index >= frames())
        return 0;
    const Image now = guess(index, which), before = guess(index - 1, which);
    if (now.empty() || !now.sameShape(before))
        return 0;
    double sum = 0;
    for (std::size_t k = 0; k < now.values.size(); ++k) {
        const double difference = double(now.values[k]) - double(before.values[k]);
        sum += difference * difference;
    }
    return std::sqrt(sum / double(now.values.size()));
}

} // namespace diffuscope::ui
