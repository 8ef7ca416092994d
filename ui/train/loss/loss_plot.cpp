#include "ui/train/loss/loss_plot.h"

#include <algorithm>
#include <cmath>

#include <QMouseEvent>

namespace diffuscope::ui {

namespace {
constexpr int kLeft = 52, kRight = 64;
} // namespace

LossPlot::LossPlot(const RunHistory& history, QWidget* parent)
    : Chart(tr("Loss over training steps"), parent), history_(history)
{
    setMouseTracking(true);
    setMinimumSize(240, 120);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&history, &RunHistory::curveChanged, this, [this](bool rewritten) {
        if (rewritten)
            hover_ = -1;
        Q_EMIT numbersChanged();
        update();
    });
}

// The measured point nearest to a step; none lies between two of them, so none is made up.
const RunHistory::Validation* LossPlot::validationNear(std::int64_t step) const
{
    const RunHistory::Validation* nearest = nullptr;
    for (const auto& point : history_.validation())
        if (!nearest || std::abs(point.step - step) < std::abs(nearest->step - step))
            nearest = &point;
    return nearest;
}

QSize LossPlot::sizeHint() const { return {720, 300}; }

std::pair<int, int> LossPlot::axisPixels() const { return {kLeft, std::max(kLeft + 1, width() - kRight)}; }

void LossPlot::mouseMoveEvent(QMouseEvent* event)
{
    const auto [left, right] = axisPixels();
    const double share = (event->position().x() - left) / (right - left);
    const auto& points = history_.points();
    int nearest = -1;
    if (!points.empty() && share >= -0.01 && share <= 1.01) {
        const auto step = std::int64_t(std::llround(share * double(std::max<std::int64_t>(1, history_.lastStep()))));
        const auto found =
            std::lower_bound(points.begin(), points.end(), step,
                             [](const RunHistory::Point& point, std::int64_t at) { return point.step < at; });
        nearest = std::min(int(found - points.begin()), int(points.size()) - 1);
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
