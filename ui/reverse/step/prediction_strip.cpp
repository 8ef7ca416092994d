#include "ui/reverse/step/prediction_strip.h"

#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/widgets/math/math_text.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace diffuscope::ui {

namespace {
constexpr int kStripTop = 12, kStripHeight = 40, kBarsTop = 68, kBarsMargin = 12, kLoupe = 52;
}

PredictionStrip::PredictionStrip(QWidget* parent) : AxisChart(tr("The guess over time"), parent)
{
    explainParts(this, [this](const QPoint& at) { return guessAt(at); });
}

std::optional<Explained> PredictionStrip::guessAt(const QPoint& at) const
{
    if (at.x() < trackLeft() || at.x() > trackLeft() + trackWidth())
        return Explained{"x0Hat", {}, QRect(0, 0, trackLeft(), height())};
    const int step = TimelineGeometry{double(trackWidth()), totalSteps(), false}.stepAt(at.x() - trackLeft());
    const int holder = std::min(holderAt(step), int(changes_.size()) - 1);
    if (holder < 0)
        return Explained{"x0Hat", {}, rect()};
    const Frame& frame = trajectory_->frame(holder);
    const QString now = holder < 2 ? tr("the first guess, at t = %1").arg(frame.fromStep)
                                   : tr("the guess at t = %1, changed by %2 (RMS)")
                                         .arg(frame.fromStep)
                                         .arg(number(changes()[std::size_t(holder)], 4));
    return Explained{"x0Hat", now, QRect(at.x() - 2, 0, 4, height())};
}

void PredictionStrip::setTrajectory(const Trajectory* trajectory, int picture)
{
    trajectory_ = trajectory;
    picture_ = picture;
    predictions_.clear();
    changes_.clear();
    refresh();
}

void PredictionStrip::refresh()
{
    const int frames = trajectory_ ? trajectory_->frames() : 0;
    predictions_.resize(std::size_t(frames));
    Q_EMIT numbersChanged();
    invalidate();
}

// Unpacks what has come since, once somebody looks.
const std::vector<double>& PredictionStrip::changes() const
{
    for (int k = int(changes_.size()); trajectory_ && k < trajectory_->frames(); ++k)
        changes_.push_back(trajectory_->predictionChange(k, picture_));
    return changes_;
}

// A row for each step of the sampler that has a prediction before it to compare with.
ChartTable PredictionStrip::table() const
{
    ChartTable table;
    table.title = tr("Change of the guess, per sampler step");
    table.columns = {{tr("from step")}, {tr("to")}, {tr("change"), {}, 5}};
    const int frames = trajectory_ ? trajectory_->frames() : 0;
    table.rows = std::max(0, frames - 2);
    for (qsizetype row = 0; row < table.rows && table.now < 0; ++row)
        if (trajectory_->frame(int(row) + 2).step <= step())
            table.now = row;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const Frame& frame = trajectory_->frame(int(row) + 2);
        return column == 2 ? QVariant(changes()[std::size_t(row) + 2])
                           : QVariant(qlonglong(column == 0 ? frame.fromStep : frame.step));
    };
    return table;
}

void PredictionStrip::setFolded(bool folded)
{
    if (folded == folded_)
        return;
    folded_ = folded;
    updateGeometry();
    invalidate();
}

int PredictionStrip::totalSteps() const
{
    return trajectory_ && trajectory_->started() ? trajectory_->schedule().timesteps() : 1000;
}

int PredictionStrip::holderAt(int step) const
{
    int best = -1, distance = 0;
    for (int k = 1; trajectory_ && k < trajectory_->frames(); ++k) {
        const int away = std::abs(trajectory_->frame(k).fromStep - step);
        if (best < 0 || away < distance)
            best = k, distance = away;
    }
    return best;
}

const QImage& PredictionStrip::predictionOf(int frame)
{
    QImage& kept = predictions_[std::size_t(frame)];
    if (kept.isNull())
        kept = toQImage(trajectory_->predictedData(frame, picture_));
    return kept;
}

void PredictionStrip::paintEvent(QPaintEvent*)
{
    if (trajectory_ && int(predictions_.size()) < trajectory_->frames())
        refresh(); // whose walk it is may not have told of the newest frames yet
    if (ahead_.size() != size() * devicePixelRatioF() || ahead_.devicePixelRatio() != devicePixelRatioF()) {
        render(ahead_, false);
        render(played_, true);
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, ahead_);
    const double x = xOf(step());
    painter.save();
    painter.setClipRect(QRectF(x, 0, width() - x, height())); // it plays from the right, from noise to data
    painter.drawPixmap(0, 0, played_);
    painter.restore();
    painter.setRenderHint(QPainter::Antialiasing);
    paintPlayhead(painter);
}

void PredictionStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        invalidate();
    QWidget::changeEvent(event);
}

void PredictionStrip::invalidate()
{
    ahead_ = played_ = {};
    update();
}

// All but the playhead, with the bars as they are before or after it has passed.
void PredictionStrip::render(QPixmap& layer, bool played)
{
    const Palette& colours = paletteOf(this);
    layer = QPixmap((size() * devicePixelRatioF()).expandedTo({1, 1}));
    layer.setDevicePixelRatio(devicePixelRatioF());
    layer.fill(colours.surface);
    QPainter painter(&layer);
    painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), colours.line);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    paintWords(painter);
    paintCells(painter);
    if (!folded_)
        paintBars(painter, played);
}

void PredictionStrip::paintWords(QPainter& painter) const
{
    const Palette& colours = paletteOf(this);
    const QString symbol = QStringLiteral("\\prediction{\\hat{x}_0}");
    const qreal advance = MathText::draw(painter, QPointF(16, 37), symbol, 17, colours.text1, this);
    painter.setFont(textFont(12, 600));
    painter.setPen(colours.text1);
    painter.drawText(QPointF(16 + advance + 8, 36), tr("The guess over time"));
    if (folded_)
        return;
    painter.setFont(textFont(11));
    painter.setPen(colours.text2);
    painter.drawText(QRect(16, kBarsTop + 2, trackLeft() - 40, 44), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     tr("Change of the guess, per sampler step"));
}

void PredictionStrip::paintCells(QPainter& painter)
{
    const Palette& colours = paletteOf(this);
    const TimelineGeometry geometry{double(trackWidth()), totalSteps(), false};
    const int cells = geometry.cellCount();
    const int reached = trajectory_ && trajectory_->frames() > 1 ? trajectory_->frame(trajectory_->frames() - 1).step
                                                                 : totalSteps() + 1;
    for (int cell = 0; cell < cells; ++cell) {
        const QRectF box(trackLeft() + cell * geometry.cellWidth(), kStripTop, geometry.cellWidth(), kStripHeight);
        const int step = geometry.stepOfCell(cell);
        const int holder = step >= reached ? holderAt(step) : -1;
        if (holder < 0) {
            painter.setPen(QPen(colours.line2, 1, Qt::DashLine));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), 3, 3);
            continue;
        }
        const QImage& prediction = predictionOf(holder);
        if (!prediction.isNull()) // the middle of the picture in the cell's shape
            painter.drawImage(box, prediction, [&] {
                const double shape = box.width() / box.height();
                const double wide = std::min(double(prediction.width()), prediction.height() * shape),
                             high = wide / shape;
                return QRectF((prediction.width() - wide) / 2, (prediction.height() - high) / 2, wide, high);
            }());
        painter.fillRect(hairline(painter, QRectF(box.right() - 0.5, box.top(), 1, box.height())), colours.surface);
    }
    QColor frame = colours.prediction.graphic;
    frame.setAlphaF(0.8f);
    drawBox(painter, QRectF(trackLeft(), kStripTop, trackWidth(), kStripHeight), 0, QColor(),
            reached <= totalSteps() ? frame : colours.line);
}

void PredictionStrip::paintBars(QPainter& painter, bool played) const
{
    const Palette& colours = paletteOf(this);
    const double bottom = height() - kBarsMargin;
    painter.fillRect(hairline(painter, QRectF(xOf(0), bottom, xOf(totalSteps()) - xOf(0), 1)), colours.line2);
    const std::vector<double>& all = changes();
    const double top = all.empty() ? 0 : *std::max_element(all.begin(), all.end());
    if (top <= 0)
        return;
    for (std::size_t k = 2; k < all.size(); ++k) {
        const Frame& frame = trajectory_->frame(int(k));
        const double left = xOf(frame.step), right = xOf(frame.fromStep);
        const double gap = right - left > 9 ? 2 : right - left > 4 ? 1 : 0;
        const double high = (bottom - kBarsTop) * all[k] / top;
        QColor colour = colours.prediction.graphic;
        colour.setAlphaF(played ? 0.95f : 0.38f);
        painter.fillRect(QRectF(left + gap, bottom - high, std::max(1.0, right - left - 2 * gap), high), colour);
    }
}

void PredictionStrip::paintPlayhead(QPainter& painter)
{
    if (!trajectory_ || trajectory_->frames() < 1)
        return;
    const Palette& colours = paletteOf(this);
    const double x = xOf(step());
    painter.fillRect(QRectF(x - 0.75, 0, 1.5, height()), colours.text1);
    const auto holder = trajectory_->predictionOf(trajectory_->indexAt(step()));
    if (!holder || predictionOf(*holder).isNull())
        return;
    const double left = std::clamp(x - kLoupe / 2.0, double(trackLeft()), double(trackLeft() + trackWidth() - kLoupe));
    const QRectF loupe(left, kStripTop - 6, kLoupe, kLoupe);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.surface);
    painter.drawRoundedRect(loupe.adjusted(-2, -2, 2, 2), 4, 4);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(loupe, predictionOf(*holder));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.prediction.graphic, 2));
    painter.drawRoundedRect(loupe, 2.5, 2.5);
}

} // namespace diffuscope::ui
