#include "ui/train/loss/loss_plot.h"
#include "core/base/smoothing.h"

#include <algorithm>
#include <cmath>

#include <QMouseEvent>

namespace diffuscope::ui {

namespace {
constexpr int kLeft = 52, kRight = 64;
} // namespace

LossPlot::LossPlot(QWidget* parent) : Chart(tr("Loss over training steps"), parent)
{
    setMouseTracking(true);
    setMinimumSize(240, 120);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void LossPlot::append(const std::vector<std::pair<std::int64_t, double>>& points)
{
    for (const auto& [step, loss] : points) {
        if (!points_.empty() && step <= points_.back().step) { // training went back to a checkpoint
            while (!points_.empty() && points_.back().step >= step)
                points_.pop_back();
            hover_ = -1;
        }
        const double weight = smoothingWeight(std::int64_t(points_.size()) + 1);
        const double before = points_.empty() ? loss : points_.back().smooth;
        smoothed_ = std::isfinite(loss) ? before + weight * (loss - before) : before;
        points_.push_back({step, loss, smoothed_});
    }
    Q_EMIT numbersChanged();
    update();
}

void LossPlot::appendValidation(const std::vector<std::pair<std::int64_t, double>>& points)
{
    for (const auto& point : points) {
        if (!std::isfinite(point.second) || point.second <= 0)
            continue;
        while (!validation_.empty() && validation_.back().first >= point.first) // back to a checkpoint
            validation_.pop_back();
        validation_.push_back(point);
    }
    Q_EMIT numbersChanged();
    update();
}

void LossPlot::clearValidation()
{
    validation_.clear();
    Q_EMIT numbersChanged();
    update();
}

void LossPlot::addSkipped(std::int64_t step)
{
    if (step < 0 || std::find(skipped_.begin(), skipped_.end(), step) != skipped_.end())
        return;
    skipped_.push_back(step);
    Q_EMIT numbersChanged();
    update();
}

// The measured point nearest to a step; none lies between two of them, so none is made up.
const std::pair<std::int64_t, double>* LossPlot::validationNear(std::int64_t step) const
{
    const std::pair<std::int64_t, double>* nearest = nullptr;
    for (const auto& point : validation_)
        if (!nearest || std::abs(point.first - step) < std::abs(nearest->first - step))
            nearest = &point;
    return nearest;
}

void LossPlot::setCheckpoints(const std::vector<std::int64_t>& steps)
{
    checkpoints_ = steps;
    Q_EMIT numbersChanged();
    update();
}

void LossPlot::clear()
{
    points_.clear();
    validation_.clear();
    checkpoints_.clear();
    skipped_.clear();
    smoothed_ = 0;
    hover_ = -1;
    Q_EMIT numbersChanged();
    update();
}

QSize LossPlot::sizeHint() const { return {720, 300}; }

std::pair<int, int> LossPlot::axisPixels() const { return {kLeft, std::max(kLeft + 1, width() - kRight)}; }

std::int64_t LossPlot::lastStep() const { return points_.empty() ? 0 : points_.back().step; }

void LossPlot::mouseMoveEvent(QMouseEvent* event)
{
    const auto [left, right] = axisPixels();
    const double share = (event->position().x() - left) / (right - left);
    int nearest = -1;
    if (!points_.empty() && share >= -0.01 && share <= 1.01) {
        const auto step = std::int64_t(std::llround(share * double(std::max<std::int64_t>(1, lastStep()))));
        const auto found = std::lower_bound(points_.begin(), points_.end(), step,
                                            [](const Point& point, std::int64_t at) { return point.step < at; });
        nearest = std::min(int(found - points_.begin()), pointCount() - 1);
    }
    if (std::exchange(hover_, nearest) != nearest)
        update();
}

void LossPlot::leaveEvent(QEvent* event)
{
    hover_ = -1;
    update();
    QWidget::leaveEvent(event);
}

} // namespace diffuscope::ui
