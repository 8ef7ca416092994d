#include "ui/forward/evidence/pixel_journey.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/terms/explain.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QPainter>
#include <QTimer>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kJourneySliceMs = 6; // of drawing chains, in one paint
constexpr double kAround = 88;     // of the playhead: its number beside it
constexpr int kLegendTop = 56, kTightLegendTop = 46, kLegendRow = JourneyPlot::kLegendRow, kLegendRight = 172,
              kSide = 16;
constexpr int kChannelHeight = 26, kChannelGap = 8;

// In a low plot the legend moves up, so that the choice of the channel stays clear of it.
int legendTop(int height)
{
    const int needed = kLegendTop + 4 * kLegendRow + kChannelHeight + 2;
    return height < needed ? kTightLegendTop : kLegendTop;
}

} // namespace

PixelJourney::PixelJourney(QWidget* parent)
    : Chart(tr("One pixel’s journey"), parent),
      channel_(new SegmentedControl({{"0", "R", {}}, {"1", "G", {}}, {"2", "B", {}}}, this)),
      mean_(new NumberLabel(12, 600, this)), sigma_(new NumberLabel(12, 600, this)),
      jump_(new NumberLabel(12, 600, this)), walkNow_(new NumberLabel(12, 600, this))
{
    setObjectName("pixelJourney");
    channel_->setObjectName("channel");
    channel_->setAccessibleName(tr("Colour channel"));
    jump_->setObjectName("jumpValue");
    walkNow_->setObjectName("walkValue");
    mean_->setConcept(Concept::Signal);
    sigma_->setConcept(Concept::Noise);
    for (NumberLabel* label : {mean_, sigma_, jump_, walkNow_})
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    explainParts(this, [this](const QPoint& at) { return legendAt(at); });
    connect(channel_, &SegmentedControl::currentChanged, this,
            [this](const QString& id) { Q_EMIT channelChosen(id.toInt()); });
    computeChains();
}

std::optional<Explained> PixelJourney::legendAt(const QPoint& at) const
{
    const std::pair<const char*, const NumberLabel*> rows[] = {
        {"pixelMean", mean_}, {"pixelBand", sigma_}, {"pixelJump", jump_}, {"pixelWalk", walkNow_}};
    for (const auto& [term, label] : rows)
        if (const QRect place(kSide, label->y(), kLegendRight - kSide, label->height()); place.contains(at))
            return Explained{term, label->text(), place};
    return std::nullopt;
}

void PixelJourney::setSchedule(const Schedule& schedule)
{
    plot_.schedule = schedule;
    step_ = std::min(step_, plot_.schedule.timesteps());
    computeChains();
}

void PixelJourney::setSeed(quint64 seed)
{
    plot_.seed = seed;
    computeChains();
}

void PixelJourney::setPixel(const Pixel& pixel)
{
    if (pixel == plot_.pixel)
        return;
    plot_.pixel = pixel;
    channel_->setVisible(pixel.channels >= 3);
    channel_->setCurrent(QString::number(pixel.channel));
    computeChains();
}

void PixelJourney::setWalk(bool walk, const std::vector<float>& values)
{
    const bool same = walk == plot_.walk && values == plot_.walked;
    const bool own = plot_.ownWalk();
    plot_.walk = walk;
    plot_.walked = values;
    if (same)
        return;
    showLegend();
    lines_ = {}; // a walk that grows leaves the chains as they are
    if (own != plot_.ownWalk())
        curves_ = {};
    update();
}

void PixelJourney::setStep(int step)
{
    const double before = plot_.xOf(step_);
    step_ = std::clamp(step, 0, plot_.schedule.timesteps());
    showLegend();
    const double now = plot_.xOf(step_), low = std::min(before, now) - kAround;
    update(QRectF(low, 0, std::max(before, now) + kAround - low, height()).toAlignedRect());
}

void PixelJourney::alignToTrack(int left, int width)
{
    if (left == plot_.left && width == plot_.width)
        return;
    plot_.left = left;
    plot_.width = width;
    invalidate();
}

double PixelJourney::valueNow() const { return plot_.jumpAt(step_); }

void PixelJourney::computeChains()
{
    plot_.computeChains();
    showLegend();
    invalidate();
}

void PixelJourney::showLegend()
{
    mean_->setText(number(plot_.meanAt(step_), 3));
    sigma_->setText(number(plot_.sigmaAt(step_), 3));
    jump_->setText(number(plot_.jumpAt(step_), 3));
    const bool known = plot_.walk && std::size_t(step_) < plot_.walked.size();
    walkNow_->setText(known ? number(plot_.valueAt(step_), 3) : QString());
    setAccessibleName(tr("Journey of the pixel at %1").arg(plot_.placeWords()));
    Q_EMIT numbersChanged();
}

ChartTable PixelJourney::table() const
{
    ChartTable table;
    table.title = tr("One pixel’s journey");
    table.about =
        tr("%1: x₀ %2, ε %3").arg(plot_.placeWords(), number(plot_.pixel.data, 4), number(plot_.pixel.noise, 4));
    table.columns = {{tr("step")}, {tr("mean"), {}, 5}, {tr("σ"), {}, 5}, {tr("jump"), {}, 5}, {tr("walk"), {}, 5}};
    for (std::size_t chain = 0; chain < plot_.chains.size(); ++chain)
        table.columns.push_back({tr("chain %1").arg(chain + 1), {}, 5});
    table.rows = plot_.schedule.timesteps() + 1;
    table.now = step_;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const int step = int(row);
        const double values[] = {double(step), plot_.meanAt(step), plot_.sigmaAt(step), plot_.jumpAt(step)};
        if (column < 4)
            return column == 0 ? QVariant(qlonglong(row)) : QVariant(values[column]);
        const std::vector<float>& walk = column == 4 ? plot_.walked : plot_.chains[std::size_t(column) - 5];
        if (std::size_t(row) >= walk.size() || (column == 4 && !plot_.walk))
            return {};
        return double(walk[std::size_t(row)]);
    };
    return table;
}

void PixelJourney::invalidate()
{
    curves_ = lines_ = {};
    update();
}

void PixelJourney::resizeEvent(QResizeEvent*)
{
    plot_.height = height();
    const int top = legendTop(height());
    int row = 0;
    for (NumberLabel* label : {mean_, sigma_, jump_, walkNow_})
        label->setGeometry(kLegendRight - 60, top + kLegendRow * row++ - 2, 60, kLegendRow - 2);
    channel_->setGeometry(kSide, std::min(top + 4 * kLegendRow + kChannelGap, height() - kChannelHeight - 2), 92,
                          kChannelHeight);
    invalidate();
}

void PixelJourney::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        invalidate();
    QWidget::changeEvent(event);
}

// Ragged lines are slow to draw smoothly, ten milliseconds each on a fine screen: a few in every paint, so that the
// window is never away for long.
void PixelJourney::drawMoreChains()
{
    if (drawn_ >= plot_.chains.size())
        return;
    QElapsedTimer clock;
    clock.start();
    QPainter painter(&curves_);
    painter.setRenderHint(QPainter::Antialiasing);
    for (; drawn_ < plot_.chains.size() && clock.elapsed() < kJourneySliceMs; ++drawn_)
        plot_.drawChain(painter, paletteOf(this), drawn_);
    if (drawn_ < plot_.chains.size())
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
    plot_.drawBands(painter, paletteOf(this));
    plot_.drawGrid(painter, paletteOf(this));
}

void PixelJourney::renderLines()
{
    const Palette& palette = paletteOf(this);
    lines_ = blank();
    QPainter painter(&lines_);
    painter.setRenderHint(QPainter::Antialiasing);
    plot_.drawLines(painter, palette);
    painter.setFont(textFont(12, 600));
    painter.setPen(palette.text1);
    painter.drawText(QPointF(kSide, 24), tr("One pixel’s journey"));
    painter.setFont(textFont(11));
    painter.setPen(palette.text3);
    painter.drawText(QPointF(kSide, 41), plot_.placeWords());
    plot_.drawLegend(painter, palette, QPointF(kSide, legendTop(height())));
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
    painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), palette.line);
    painter.drawPixmap(0, 0, curves_);
    painter.drawPixmap(0, 0, lines_);
    plot_.drawPlayhead(painter, palette, step_);
}

} // namespace diffuscope::ui
