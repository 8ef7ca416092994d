#include "ui/train/loss/loss_plot.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kLeft = 52, kRight = 64, kLeastDrag = 6;
constexpr double kFewestSteps = 8, kZoomStep = 1.25;

} // namespace

LossPlot::LossPlot(const RunHistory& history, QWidget* parent)
    : Chart(tr("Loss over training steps"), parent), history_(history)
{
    setMouseTracking(true);
    setMinimumSize(240, 120);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setProperty("takesArrows", true); // where it has the focus: they walk its points
    connect(&history, &RunHistory::curveChanged, this, [this](bool rewritten) {
        if (rewritten) {
            hover_ = -1;
            lookAtAll();
        }
        Q_EMIT numbersChanged();
        Q_EMIT axisChanged();
        update();
    });
    connect(&history, &RunHistory::statusChanged, this, qOverload<>(&QWidget::update)); // changed settings
}

void LossPlot::setQuantity(Quantity quantity)
{
    quantity_ = quantity;
    const QString names[] = {tr("Loss over training steps"), tr("Gradient norm over training steps"),
                             tr("Learning rate over training steps"), tr("Throughput over training steps")};
    setAccessibleName(names[int(quantity)]);
    Q_EMIT numbersChanged();
    update();
}

void LossPlot::setLogSteps(bool log)
{
    logSteps_ = log;
    Q_EMIT axisChanged();
    update();
}

double LossPlot::valueOf(const RunHistory::Point& point) const
{
    switch (quantity_) {
    case Quantity::GradientNorm:
        return point.gradientNorm;
    case Quantity::LearningRate:
        return point.learningRate;
    case Quantity::Throughput:
        return point.imagesPerSecond;
    case Quantity::Loss:
        break;
    }
    return point.loss;
}

StepAxis LossPlot::axis() const
{
    const double last = double(std::max<std::int64_t>(1, history_.lastStep()));
    if (!looksCloser())
        return {0, last, logSteps_};
    return {from_, std::max(to_, from_ + 1), logSteps_};
}

void LossPlot::look(double firstStep, double lastStep)
{
    const double last = double(std::max<std::int64_t>(1, history_.lastStep()));
    const double width = std::clamp(lastStep - firstStep, std::min(kFewestSteps, last), last);
    const double middle = (firstStep + lastStep) / 2;
    from_ = std::clamp(middle - width / 2, 0.0, last - width);
    to_ = from_ + width;
    if (width >= last)
        from_ = to_ = -1;
    Q_EMIT axisChanged();
    update();
}

void LossPlot::lookAtAll()
{
    if (!looksCloser())
        return;
    from_ = to_ = -1;
    Q_EMIT axisChanged();
    update();
}

void LossPlot::zoom(double factor, double around)
{
    const StepAxis now = axis();
    const double fixed = now.step(around);
    const double low = now.step(around - around / factor), high = now.step(around + (1 - around) / factor);
    look(std::min(low, fixed), std::max(high, fixed));
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

std::pair<std::size_t, std::size_t> LossPlot::shownPoints() const
{
    const auto& points = history_.points();
    const StepAxis now = axis();
    const auto before = [](const RunHistory::Point& point, double step) { return double(point.step) < step; };
    const auto first = std::lower_bound(points.begin(), points.end(), now.first, before);
    const auto end = std::lower_bound(first, points.end(), std::floor(now.last) + 1, before);
    return {std::size_t(first - points.begin()), std::size_t(end - points.begin())};
}

int LossPlot::pointAt(double x) const
{
    const auto [left, right] = axisPixels();
    const double share = (x - left) / (right - left);
    const auto [first, end] = shownPoints();
    if (first == end || share < -0.01 || share > 1.01)
        return -1;
    const auto step = std::int64_t(std::llround(axis().step(share)));
    const auto& points = history_.points();
    const auto found =
        std::lower_bound(points.begin() + std::ptrdiff_t(first), points.begin() + std::ptrdiff_t(end), step,
                         [](const RunHistory::Point& point, std::int64_t at) { return point.step < at; });
    return std::min(int(found - points.begin()), int(end) - 1);
}

void LossPlot::mouseMoveEvent(QMouseEvent* event)
{
    if (pressed_ >= 0)
        dragged_ = event->position().x();
    const int nearest = pointAt(event->position().x());
    if (std::exchange(hover_, nearest) != nearest || pressed_ >= 0)
        update();
}

void LossPlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !history_.points().empty())
        pressed_ = dragged_ = event->position().x();
    QWidget::mousePressEvent(event);
}

// A drag looks at what it went over.
void LossPlot::mouseReleaseEvent(QMouseEvent* event)
{
    const double from = std::exchange(pressed_, -1), to = std::exchange(dragged_, -1);
    update();
    if (from < 0 || std::abs(to - from) < kLeastDrag)
        return QWidget::mouseReleaseEvent(event);
    const auto [left, right] = axisPixels();
    const auto stepAt = [this, l = left, r = right](double x) {
        return axis().step(std::clamp((x - l) / (r - l), 0.0, 1.0));
    };
    look(stepAt(std::min(from, to)), stepAt(std::max(from, to)));
}

void LossPlot::mouseDoubleClickEvent(QMouseEvent*) { lookAtAll(); }

void LossPlot::wheelEvent(QWheelEvent* event)
{
    if (history_.points().empty() || event->angleDelta().y() == 0)
        return event->ignore();
    const auto [left, right] = axisPixels();
    const double around = std::clamp((event->position().x() - left) / (right - left), 0.0, 1.0);
    zoom(std::pow(kZoomStep, event->angleDelta().y() / 120.0), around);
    event->accept();
}

void LossPlot::leaveEvent(QEvent* event)
{
    hover_ = -1;
    update();
    QWidget::leaveEvent(event);
}

void LossPlot::walkTo(int point)
{
    const auto [first, end] = shownPoints();
    if (first == end)
        return;
    hover_ = std::clamp(point, int(first), int(end) - 1);
    Q_EMIT numbersChanged(); // assistive programs hear where it is
    update();
}

void LossPlot::keyPressEvent(QKeyEvent* event)
{
    const auto [first, end] = shownPoints();
    const int count = int(end - first), here = hover_ < 0 ? int(end) - 1 : hover_;
    const int far = std::max(1, count / 10);
    const double around =
        hover_ < 0 ? 0.5 : std::clamp(axis().share(double(history_.points()[std::size_t(hover_)].step)), 0.0, 1.0);
    switch (event->key()) {
    case Qt::Key_Left:
        return walkTo(hover_ < 0 ? here : here - 1);
    case Qt::Key_Right:
        return walkTo(here + 1);
    case Qt::Key_PageUp:
        return walkTo(here - far);
    case Qt::Key_PageDown:
        return walkTo(here + far);
    case Qt::Key_Home:
        return walkTo(int(first));
    case Qt::Key_End:
        return walkTo(int(end) - 1);
    case Qt::Key_Plus:
    case Qt::Key_Up:
        return zoom(kZoomStep, around);
    case Qt::Key_Minus:
    case Qt::Key_Down:
        return zoom(1 / kZoomStep, around);
    case Qt::Key_0:
        return lookAtAll();
    default:
        Chart::keyPressEvent(event);
    }
}

} // namespace diffuscope::ui
