#include "ui/forward/schedule/schedule_plot.h"

#include "ui/forward/schedule/schedule_plot_handle.h"
#include "ui/style/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kLogSnrLimit = 45; // dB; beyond it the curve leaves the box
constexpr double kEdge = 4, kHandleEdge = 6, kOnCurve = 10, kOut = 26;
constexpr int kPieces = 240;

} // namespace

SchedulePlot::SchedulePlot(Quantity quantity, QWidget* parent)
    : Chart(quantity == Quantity::AlphaBar ? tr("alpha-bar over the steps") : tr("log SNR over the steps"), parent),
      quantity_(quantity)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus); // undo and redo are for whom has just drawn here
}

void SchedulePlot::setSchedule(const Schedule& schedule)
{
    curve_ = lineOf({}, schedule);
    ground_ = {};
    setStep(std::clamp(step_, 0, int(curve_.values.size()) - 1));
}

void SchedulePlot::setOverlays(const std::vector<Overlay>& overlays)
{
    overlays_.clear();
    for (const Overlay& overlay : overlays)
        overlays_.push_back(lineOf(overlay.name, overlay.schedule));
    ground_ = {};
    Q_EMIT numbersChanged();
    update();
}

void SchedulePlot::setStep(int step)
{
    step_ = std::max(0, step);
    Q_EMIT numbersChanged();
    update();
}

// Step 0 is the data, whose log SNR is infinite; the other schedules stand beside where they have as many steps.
ChartTable SchedulePlot::table() const
{
    ChartTable table;
    table.title = accessibleName();
    const int decimals = isAlphaBar() ? 6 : 4;
    const QString unit = isAlphaBar() ? QString() : tr("dB");
    table.columns = {{tr("step")}, {isAlphaBar() ? tr("alpha-bar") : tr("log SNR"), unit, decimals}};
    std::vector<const Line*> lines{&curve_};
    for (const Line& overlay : overlays_)
        if (overlay.values.size() == curve_.values.size()) {
            lines.push_back(&overlay);
            table.columns.push_back({overlay.name, unit, decimals});
        }
    table.rows = qsizetype(curve_.values.size());
    table.now = table.rows > 0 ? std::min<qsizetype>(step_, table.rows - 1) : -1;
    table.cell = [lines, endless = !isAlphaBar()](qsizetype row, int column) -> QVariant {
        if (column == 0)
            return qlonglong(row);
        return row == 0 && endless ? INFINITY : lines[std::size_t(column) - 1]->values[std::size_t(row)];
    };
    return table;
}

void SchedulePlot::setHandles(const std::vector<CurvePoint>& handles)
{
    handles_ = handles;
    syncHandles();
}

void SchedulePlot::setPen(bool on)
{
    pen_ = on;
    setCursor(on ? Qt::CrossCursor : Qt::ArrowCursor);
    for (CurveHandle* ring : rings_)
        ring->setVisible(!on);
    ground_ = {};
    update();
}

void SchedulePlot::setHint(const QString& hint, int roomAtRight)
{
    hint_ = hint;
    hintRoom_ = roomAtRight;
    ground_ = {};
    update();
}

QSize SchedulePlot::sizeHint() const { return {304, isAlphaBar() ? 100 : 56}; }

QRectF SchedulePlot::box() const { return QRectF(rect()).adjusted(1, 1, -1, -1); }

QPointF SchedulePlot::placeOf(double share, double value) const
{
    const double level =
        isAlphaBar() ? value : (std::clamp(value, -kLogSnrLimit, kLogSnrLimit) + kLogSnrLimit) / (2 * kLogSnrLimit);
    const QRectF inside = box();
    return {inside.left() + share * inside.width(), inside.bottom() - kEdge - level * (inside.height() - 2 * kEdge)};
}

CurvePoint SchedulePlot::shareOf(const QPointF& place) const
{
    const QRectF inside = box();
    return {(place.x() - inside.left()) / inside.width(),
            (inside.bottom() - kEdge - place.y()) / (inside.height() - 2 * kEdge)};
}

int SchedulePlot::stepAt(double x) const
{
    const int last = int(curve_.values.size()) - 1;
    return std::clamp(int(std::lround(shareOf({x, 0}).x * last)), 0, std::max(0, last));
}

SchedulePlot::Line SchedulePlot::lineOf(const QString& name, const Schedule& schedule) const
{
    Line line{name, {isAlphaBar() ? 1.0 : kLogSnrLimit}};
    for (int t = 0; t < schedule.timesteps(); ++t)
        line.values.push_back(isAlphaBar() ? schedule.alphaBar(t) : schedule.snrDecibel(t));
    return line;
}

double SchedulePlot::valueOf(const Line& line, double share) const
{
    const std::size_t last = line.values.size() - 1;
    const double place = std::clamp(share, 0.0, 1.0) * double(last);
    const std::size_t before = std::min(std::size_t(place), last), after = std::min(before + 1, last);
    const auto finite = [](double value) { return std::max(value, -1e3); };
    return finite(line.values[before]) +
           (finite(line.values[after]) - finite(line.values[before])) * (place - double(before));
}

QPainterPath SchedulePlot::pathOf(const Line& line) const
{
    QPainterPath path;
    const int last = int(line.values.size()) - 1, pieces = std::min(last, kPieces);
    for (int i = 0; i <= pieces; ++i) {
        const int at = pieces ? int(std::lround(double(i) * last / pieces)) : 0;
        const QPointF point = placeOf(last ? double(at) / last : 0, line.values[std::size_t(at)]);
        i ? path.lineTo(point) : path.moveTo(point);
    }
    return path;
}

int SchedulePlot::overlayNear(const QPointF& place) const
{
    int nearest = -1;
    double distance = 7;
    for (std::size_t i = 0; i < overlays_.size(); ++i) {
        const double share = shareOf(place).x;
        const double off = std::abs(placeOf(share, valueOf(overlays_[i], share)).y() - place.y());
        if (off < distance)
            nearest = int(i), distance = off;
    }
    return nearest;
}

void SchedulePlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        ground_ = {};
    QWidget::changeEvent(event);
}

void SchedulePlot::resizeEvent(QResizeEvent*) { syncHandles(); }

void SchedulePlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || curve_.values.empty())
        return;
    if (pen_) {
        stroke_ = {shareOf(event->position())};
        return update();
    }
    scrubbing_ = true;
    Q_EMIT stepPicked(stepAt(event->position().x()));
}

void SchedulePlot::mouseMoveEvent(QMouseEvent* event)
{
    hover_ = event->position();
    if (!stroke_.empty())
        stroke_.push_back(shareOf(event->position()));
    if (scrubbing_)
        Q_EMIT stepPicked(stepAt(event->position().x()));
    update();
}

void SchedulePlot::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    scrubbing_ = false;
    if (!stroke_.empty()) {
        const std::vector<CurvePoint> stroke = std::move(stroke_);
        stroke_.clear();
        if (stroke.size() > 1)
            Q_EMIT strokeDrawn(stroke);
        update();
    }
}

void SchedulePlot::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || pen_ || handles_.empty())
        return mousePressEvent(event);
    const CurvePoint at = shareOf(event->position());
    const double off = placeOf(at.x, valueOf(curve_, at.x)).y() - event->position().y();
    if (std::abs(off) <= kOnCurve)
        changeHandles(withHandleAt(handles_, at.x), true);
}

void SchedulePlot::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Undo))
        Q_EMIT undoRequested();
    else if (event->matches(QKeySequence::Redo))
        Q_EMIT redoRequested();
    else
        QWidget::keyPressEvent(event);
}

void SchedulePlot::leaveEvent(QEvent*)
{
    hover_.reset();
    update();
}

// One ring for each handle but the first, kept in place where possible: one of them may have the mouse or the focus.
void SchedulePlot::syncHandles()
{
    const std::size_t wanted = handles_.empty() ? 0 : handles_.size() - 1;
    while (rings_.size() > wanted) {
        rings_.back()->hide();
        rings_.back()->deleteLater();
        rings_.pop_back();
    }
    while (rings_.size() < wanted) {
        rings_.push_back(makeHandle());
        QWidget* before = rings_.size() > 1 ? static_cast<QWidget*>(rings_[rings_.size() - 2]) : this;
        setTabOrder(before, rings_.back()); // a new child would come last in the window
    }
    ground_ = {}; // the hint keeps clear of them
    const QRectF inside = box();
    for (std::size_t i = 0; i < rings_.size(); ++i) {
        const CurvePoint& at = handles_[i + 1];
        QPointF place = placeOf(at.x, at.y);
        place.setX(std::clamp(place.x(), inside.left() + kHandleEdge, inside.right() - kHandleEdge));
        place.setY(std::clamp(place.y(), inside.top() + kHandleEdge, inside.bottom() - kHandleEdge));
        rings_[i]->place(place);
        rings_[i]->describe(int(i) + 1, int(rings_.size()), at.x, at.y);
        rings_[i]->setObjectName(QStringLiteral("curveHandle_%1").arg(i + 1));
    }
}

CurveHandle* SchedulePlot::makeHandle()
{
    auto* ring = new CurveHandle(this);
    ring->setVisible(!pen_);
    connect(ring, &CurveHandle::grabbed, this, [this] {
        grabbed_ = handles_;
        dragged_ = false;
    });
    connect(ring, &CurveHandle::draggedTo, this, [this, ring](const QPointF& place) { dragHandle(ring, place); });
    connect(ring, &CurveHandle::dropped, this, [this, ring] { dropHandle(ring); });
    connect(ring, &CurveHandle::nudged, this, [this, ring](double right, double up) { nudgeHandle(ring, right, up); });
    connect(ring, &CurveHandle::removeRequested, this, [this, ring] { removeHandle(ring); });
    connect(ring, &CurveHandle::addRequested, this, [this, ring] {
        const std::size_t at = indexOf(ring), before = at + 1 < handles_.size() ? at : at - 1;
        changeHandles(withHandleAt(handles_, (handles_[before].x + handles_[before + 1].x) / 2), true);
    });
    return ring;
}

std::size_t SchedulePlot::indexOf(const CurveHandle* handle) const
{
    return std::size_t(std::find(rings_.begin(), rings_.end(), handle) - rings_.begin()) + 1;
}

void SchedulePlot::dragHandle(CurveHandle* handle, const QPointF& place)
{
    const bool inner = indexOf(handle) + 1 < grabbed_.size();
    handle->setLeaving(inner && !box().adjusted(-kOut, -kOut, kOut, kOut).contains(place));
    dragged_ = true;
    changeHandles(withHandleMoved(grabbed_, indexOf(handle), shareOf(place)), false);
}

void SchedulePlot::dropHandle(CurveHandle* handle)
{
    if (handle->leaving()) {
        handle->setLeaving(false);
        changeHandles(withoutHandle(grabbed_, indexOf(handle)), true);
    } else if (dragged_) {
        changeHandles(handles_, true);
    }
}

// `up` not a number: to the slider's own value.
void SchedulePlot::nudgeHandle(CurveHandle* handle, double right, double up)
{
    const std::size_t at = indexOf(handle);
    const double y = std::isnan(up) ? handle->value() / 1000.0 : handles_[at].y + up;
    changeHandles(withHandleMoved(handles_, at, {handles_[at].x + right, y}), true);
}

void SchedulePlot::removeHandle(CurveHandle* handle)
{
    const std::size_t at = indexOf(handle);
    changeHandles(withoutHandle(handles_, at), true);
    if (!rings_.empty()) // the focus goes to the next
        rings_[std::min(at - 1, rings_.size() - 1)]->setFocus(Qt::TabFocusReason);
}

void SchedulePlot::changeHandles(std::vector<CurvePoint> handles, bool done)
{
    handles_ = std::move(handles);
    syncHandles();
    Q_EMIT handlesChanged(handles_, done);
}

} // namespace diffuscope::ui
