#include "ui/reverse/trajectories/trajectory.h"

#include "core/session/catalog.h"

#include <QCoreApplication>

#include <cmath>
#include <cstdlib>

namespace diffuscope::ui {

void Trajectory::begin(const SampleStarted& started, const SampleRequest& request)
{
    clear();
    stops_ = started.frameSteps;
    up_ = started.up;
    schedule_.emplace(started.betas);
    request_ = request;
    recipe_ = started.recipe;
    storage_ = started.storage;
    bytes_ = 0;
    for (const FramePtr& frame : up_)
        bytes_ += frame->pictures.bytes();
    seconds_ = 0;
}

void Trajectory::clear()
{
    frames_.clear();
    up_.clear();
    stops_.clear();
    recipe_ = {};
}

void Trajectory::add(const FramePtr& frame)
{
    if (!frame || frame->index != frames())
        return;
    frames_.push_back(frame);
    bytes_ += frame->pictures.bytes();
}

int Trajectory::pictures() const { return frames_.empty() ? 0 : frames_.front()->pictures.count(); }

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
    if (index < 0 || holder < 1 || !frame(holder).pictures.predicted())
        return std::nullopt;
    return holder;
}

Image Trajectory::state(int index, int which) const
{
    return has(which) ? frame(index).pictures.state(which) : Image();
}

Image Trajectory::predictedData(int index, int which) const
{
    return has(which) ? frame(index).pictures.predictedData(which) : Image();
}

Image Trajectory::predictedNoise(int index, int which) const
{
    return has(which) ? frame(index).pictures.predictedNoise(which) : Image();
}

std::vector<Image> Trajectory::states(int index) const
{
    std::vector<Image> all;
    for (int k = 0; k < pictures(); ++k)
        all.push_back(state(index, k));
    return all;
}

double Trajectory::predictionChange(int index, int which) const
{
    if (index < 2 || index >= frames())
        return 0;
    const Image now = predictedData(index, which), before = predictedData(index - 1, which);
    if (now.empty() || !now.sameShape(before))
        return 0;
    double sum = 0;
    for (std::size_t k = 0; k < now.values.size(); ++k) {
        const double difference = double(now.values[k]) - double(before.values[k]);
        sum += difference * difference;
    }
    return std::sqrt(sum / double(now.values.size()));
}

QString samplerName(const Trajectory& trajectory)
{
    const std::string& id = trajectory.request().sampler;
    for (const CatalogEntry& entry : samplers())
        if (entry.id == id)
            return QString::fromStdString(entry.name);
    return QString::fromStdString(id);
}

QString nameOf(const Trajectory& trajectory)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("Trajectory", text); };
    const SampleRequest& request = trajectory.request();
    QString name =
        tr("%1, %2 steps, seed %3").arg(samplerName(trajectory)).arg(trajectory.expected() - 1).arg(request.seed);
    if (trajectory.frames() > 0 && !trajectory.finished())
        name += tr(", up to t = %1").arg(trajectory.frame(trajectory.frames() - 1).step);
    return name;
}

} // namespace diffuscope::ui
