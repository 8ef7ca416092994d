#include "ui/forward/pixel_journey.h"

#include "core/base/random.h"
#include "ui/style/theme.h"
#include "ui/timeline/timeline_geometry.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/math_text.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kChains = 14, kMarked = 5;
constexpr double kReach = 3;   // values -3 .. 3
constexpr int kSliceMs = 6;    // of drawing chains, in one paint
constexpr double kAround = 88; // of the playhead: its number beside it
constexpr int kTop = 24, kBottom = 14;
constexpr int kLegendTop = 56, kLegendRow = 22, kLegendRight = 172, kSide = 16;

QString channelWord(const PixelJourney::Pixel& pixel)
{
    static const char* const kNames[] = {QT_TR_NOOP("red"), QT_TR_NOOP("green"), QT_TR_NOOP("blue")};
    return pixel.channels < 3 ? PixelJourney::tr("grey") : PixelJourney::tr(kNames[std::clamp(pixel.channel, 0, 2)]);
}

} // namespace

PixelJourney::PixelJourney(QWidget* parent)
    : QWidget(parent), channel_(new SegmentedControl({{"0", "R", {}}, {"1", "G", {}}, {"2", "B", {}}}, this)),
      mean_(new NumberLabel(12, 600, this)), sigma_(new NumberLabel(12, 600, this)),
      jump_(new NumberLabel(12, 600, this)), walkNow_(new NumberLabel(12, 600, this))
{
    setObjectName("pixelJourney");
    channel_->setObjectName("channel");
    channel_->setAccessibleName(tr("Colour channel"));
    jump_->setObjectName("jumpValue");
    mean_->setConcept(Concept::Signal);
    sigma_->setConcept(Concept::Noise);
    int row = 0;
    for (NumberLabel* label : {mean_, sigma_, jump_, walkNow_}) {
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        label->setGeometry(kLegendRight - 60, kLegendTop + kLegendRow * row++ - 2, 60, kLegendRow - 2);
    }
    connect(channel_, &SegmentedControl::currentChanged, this,
            [this](const QString& id) { Q_EMIT channelChosen(id.toInt()); });
    computeChains();
}

void PixelJourney::setSchedule(const Schedule& schedule)
{
    schedule_ = schedule;
    step_ = std::min(step_, schedule_.timesteps());
    computeChains();
}

void PixelJourney::setSeed(quint64 seed)
{
    seed_ = seed;
    computeChains();
}

void PixelJourney::setPixel(const Pixel& pixel)
{
    if (pixel == pixel_)
        return;
    pixel_ = pixel;
    channel_->setVisible(pixel.channels >= 3);
    channel_->setCurrent(QString::number(pixel.channel));
    computeChains();
}

void PixelJourney::setWalk(bool walk, const std::vector<float>& values)
{
    const bool same = walk == walk_ && values.size() == walked_.size() && values == walked_;
    const bool own = ownWalk();
    walk_ = walk;
    walked_ = values;
    if (same)
        return;
    showLegend();
    lines_ = {}; // a walk that grows leaves the chains as they are
    if (own != ownWalk())
        curves_ = {};
    update();
}

void PixelJourney::setStep(int step)
{
    const double before = xOf(step_);
    step_ = std::clamp(step, 0, schedule_.timesteps());
    showLegend();
    const double now = xOf(step_), low = std::min(before, now) - kAround;
    update(QRectF(low, 0, std::max(before, now) + kAround - low, height()).toAlignedRect());
}

void PixelJourney::alignToTrack(int left, int width)
{
    if (left == left_ && width == width_)
        return;
    left_ = left;
    width_ = width;
    invalidate();
}

double PixelJourney::meanAt(int step) const { return schedule_.signalScale(step - 1) * pixel_.data; }
double PixelJourney::sigmaAt(int step) const { return schedule_.noiseScale(step - 1); }
double PixelJourney::jumpAt(int step) const { return meanAt(step) + sigmaAt(step) * pixel_.noise; }
double PixelJourney::valueNow() const { return jumpAt(step_); }

// Scalar Markov chains from the pixel's value; the streams are the seed's, so they stay when the pixel is probed again.
void PixelJourney::computeChains()
{
    chains_.assign(kChains, {});
    for (int k = 0; k < kChains; ++k) {
        Random random(seed_, "pixel", quint64(k));
        float value = float(pixel_.data);
        chains_[std::size_t(k)].push_back(value);
        for (int t = 0; t < schedule_.timesteps(); ++t) {
            value =
                float(std::sqrt(schedule_.alpha(t))) * value + float(std::sqrt(schedule_.beta(t))) * random.normal();
            chains_[std::size_t(k)].push_back(value);
        }
    }
    showLegend();
    invalidate();
}

void PixelJourney::showLegend()
{
    mean_->setText(number(meanAt(step_), 2));
    sigma_->setText(number(sigmaAt(step_), 2));
    jump_->setText(number(jumpAt(step_), 2));
    const bool known = walk_ && std::size_t(step_) < walked_.size();
    walkNow_->setText(known ? number(double(walked_[std::size_t(step_)]), 2) : QString());
    setAccessibleName(tr("Journey of the pixel at column %1, row %2, %3: %4 at step %5")
                          .arg(pixel_.place.x())
                          .arg(pixel_.place.y())
                          .arg(channelWord(pixel_), jump_->text())
                          .arg(step_));
}

void PixelJourney::invalidate()
{
    curves_ = lines_ = {};
    update();
}

void PixelJourney::resizeEvent(QResizeEvent*)
{
    channel_->setGeometry(kSide, kLegendTop + 4 * kLegendRow + 8, 92, 26);
    invalidate();
}

void PixelJourney::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        invalidate();
    QWidget::changeEvent(event);
}

double PixelJourney::xOf(double step) const
{
    return left_ + TimelineGeometry{double(width_), schedule_.timesteps()}.xOf(step);
}

double PixelJourney::yOf(double value) const
{
    return kTop +
           (height() - kTop - kBottom) * (kReach - std::clamp(value, -kReach - 0.1, kReach + 0.1)) / (2 * kReach);
}

namespace {

// Visits about one step per logical pixel, always the first and the last.
template <typename Visit> void alongSteps(int steps, int pixels, Visit visit)
{
    const int pieces = std::clamp(pixels, 1, steps);
    for (int i = 0; i <= pieces; ++i)
        visit(int(std::lround(double(i) * steps / pieces)));
}

} // namespace

void PixelJourney::drawBands(QPainter& painter) const
{
    const Palette& palette = paletteOf(this);
    for (const auto& [sigmas, opacity] : {std::pair{2.0, 0.09f}, std::pair{1.0, 0.13f}}) {
        QPolygonF upper, lower;
        alongSteps(schedule_.timesteps(), width_ / 4, [&, s = sigmas](int step) {
            upper.append({xOf(step), yOf(meanAt(step) + s * sigmaAt(step))});
            lower.prepend({xOf(step), yOf(meanAt(step) - s * sigmaAt(step))});
        });
        QColor fill = palette.noise.graphic;
        fill.setAlphaF(palette.dark ? opacity * 1.5f : opacity);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(upper + lower);
    }
}

void PixelJourney::drawGrid(QPainter& painter) const
{
    const Palette& palette = paletteOf(this);
    painter.setFont(textFont(11));
    for (int value = -2; value <= 2; ++value) {
        const double y = std::round(yOf(value)) + 0.5;
        painter.setPen(QPen(palette.line, 1, value ? Qt::DotLine : Qt::SolidLine));
        painter.drawLine(QPointF(xOf(0), y), QPointF(xOf(schedule_.timesteps()), y));
        painter.setPen(palette.text3);
        painter.drawText(QRectF(xOf(0) - 40, y - 8, 32, 16), Qt::AlignRight | Qt::AlignVCenter, number(value, 0));
    }
    painter.drawText(QRectF(xOf(schedule_.timesteps()) - 120, 4, 120, 16), Qt::AlignRight | Qt::AlignVCenter,
                     tr("pixel value"));
}

void PixelJourney::drawChain(QPainter& painter, const std::vector<float>& values, float opacity, double width) const
{
    const int last = int(values.size()) - 1;
    if (last < 1)
        return;
    QPolygonF line;
    alongSteps(last, width_ * last / schedule_.timesteps(), [&](int step) {
        line.append({xOf(step), yOf(double(values[std::size_t(step)]))});
    });
    QColor colour = paletteOf(this).state.graphic;
    colour.setAlphaF(opacity);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, width));
    painter.drawPolyline(line);
}

// Ragged lines are slow to draw smoothly, ten milliseconds each on a fine screen: a few in every paint, so that the
// window is never away for long.
void PixelJourney::drawMoreChains()
{
    if (drawn_ >= chains_.size())
        return;
    QElapsedTimer clock;
    clock.start();
    QPainter painter(&curves_);
    painter.setRenderHint(QPainter::Antialiasing);
    for (; drawn_ < chains_.size() && clock.elapsed() < kSliceMs; ++drawn_) {
        const bool marked = drawn_ == kMarked && !ownWalk();
        drawChain(painter, chains_[drawn_], marked ? 0.6f : 0.13f, marked ? 1.15 : 0.8);
    }
    if (drawn_ < chains_.size())
        QTimer::singleShot(0, this, qOverload<>(&QWidget::update));
}

QPixmap PixelJourney::blank() const
{
    QPixmap pixmap((size() * devicePixelRatioF()).expandedTo({1, 1}));
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    pixmap.fill(Qt::transparent);
    return pixmap;
}

void PixelJourney::renderCurves()
{
    curves_ = blank();
    drawn_ = 0;
    QPainter painter(&curves_);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBands(painter);
    drawGrid(painter);
}

void PixelJourney::renderLines()
{
    const Palette& palette = paletteOf(this);
    lines_ = blank();
    QPainter painter(&lines_);
    painter.setRenderHint(QPainter::Antialiasing);
    if (ownWalk())
        drawChain(painter, walked_, 0.9f, 1.4);
    QPolygonF mean, jump;
    alongSteps(schedule_.timesteps(), width_ / 2, [&](int step) {
        mean.append({xOf(step), yOf(meanAt(step))});
        jump.append({xOf(step), yOf(jumpAt(step))});
    });
    painter.setPen(QPen(palette.signal.graphic, 2.25));
    painter.drawPolyline(mean);
    QPen dashes(palette.state.graphic, 1.75);
    dashes.setDashPattern({5, 3});
    dashes.setCapStyle(Qt::FlatCap);
    if (walk_)
        dashes.setWidthF(1.25);
    painter.setPen(dashes);
    painter.drawPolyline(jump);
    drawLegendKeys(painter);
}

void PixelJourney::drawPlayhead(QPainter& painter) const
{
    const Palette& palette = paletteOf(this);
    const double x = xOf(step_);
    painter.setPen(QPen(palette.text1, 1.5));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    const bool walked = walk_ && std::size_t(step_) < walked_.size();
    const double value = walked ? double(walked_[std::size_t(step_)]) : jumpAt(step_);
    const auto dot = [&](double atX, double atY, const QColor& colour, double radius) {
        painter.setPen(QPen(palette.surface, 1.5));
        painter.setBrush(colour);
        painter.drawEllipse(QPointF(atX, atY), radius, radius);
    };
    dot(xOf(0), yOf(pixel_.data), palette.signal.graphic, 4);
    dot(x, yOf(meanAt(step_)), palette.signal.graphic, 4);
    dot(x, yOf(value), palette.state.graphic, 5);
    const QFont font = textFont(12, 600);
    const QString text = number(value, 2);
    const double wide = NumberLabel::width(text, font);
    const bool atLeft = x + 14 + wide > xOf(schedule_.timesteps()) + 10;
    painter.setPen(palette.text1);
    NumberLabel::draw(painter, {atLeft ? x - 10 - wide : x + 10, std::max(18.0, yOf(value) - 7)}, text, font);
}

void PixelJourney::drawLegendKeys(QPainter& painter) const
{
    const Palette& palette = paletteOf(this);
    painter.setFont(textFont(12, 600));
    painter.setPen(palette.text1);
    painter.drawText(QPointF(kSide, 24), tr("One pixel’s journey"));
    painter.setFont(textFont(11));
    painter.setPen(palette.text3);
    painter.drawText(QPointF(kSide, 41),
                     tr("column %1, row %2, %3").arg(pixel_.place.x()).arg(pixel_.place.y()).arg(channelWord(pixel_)));
    painter.setFont(textFont(12));
    for (int row = 0; row < 4; ++row) {
        const double middle = kLegendTop + kLegendRow * row + 8;
        painter.setPen(QPen(row == 0 ? palette.signal.graphic : palette.state.graphic,
                            row == 0   ? 2.25
                            : row == 2 ? 1.75
                                       : 1,
                            row == 2 ? Qt::DashLine : Qt::SolidLine));
        if (row == 1)
            painter.fillRect(QRectF(kSide, middle - 5, 18, 10), palette.noise.wash);
        else if (row < 3)
            painter.drawLine(QPointF(kSide, middle), QPointF(kSide + 18, middle));
        else
            painter.drawPolyline(QPolygonF{{kSide + 0.0, middle},
                                           {kSide + 3.0, middle - 3},
                                           {kSide + 6.0, middle + 1},
                                           {kSide + 9.0, middle - 5},
                                           {kSide + 12.0, middle},
                                           {kSide + 15.0, middle - 3},
                                           {kSide + 18.0, middle + 1}});
        painter.setPen(palette.text2);
        const QPointF at(kSide + 26, middle + 4.5);
        if (row == 0) {
            painter.drawText(at, tr("mean"));
            MathText::draw(painter, at + QPointF(36, 0), "\\sqrt{\\bar{\\alpha}_t} x_0", 14, palette.text2, this);
        } else if (row == 2) {
            painter.drawText(at, tr("jump, this"));
            MathText::draw(painter, at + QPointF(62, 0), "\\epsilon", 14, palette.text2, this);
        } else {
            painter.drawText(at, row == 1 ? QStringLiteral("± 1σ, ± 2σ")
                                 : walk_  ? tr("this walk")
                                          : tr("walk, 14 chains"));
        }
    }
}

void PixelJourney::paintEvent(QPaintEvent*)
{
    if (curves_.isNull() || curves_.devicePixelRatio() != devicePixelRatioF())
        renderCurves();
    if (lines_.isNull() || lines_.devicePixelRatio() != devicePixelRatioF())
        renderLines();
    drawMoreChains();
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), palette.surface);
    painter.fillRect(0, 0, width(), 1, palette.line);
    painter.drawPixmap(0, 0, curves_);
    painter.drawPixmap(0, 0, lines_);
    drawPlayhead(painter);
}

} // namespace diffuscope::ui
