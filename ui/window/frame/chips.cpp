#include "ui/window/frame/chips.h"

#include "core/session/catalog.h"
#include "ui/bridge/train_words.h"
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/number_label.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kHeight = 32, kPad = 10, kIcon = 18, kChipGap = 8;
constexpr int kLongestName = 190;

qreal textWidth(const QString& text, int weight)
{
    return text.isEmpty() ? 0 : QFontMetricsF(textFont(12, weight)).horizontalAdvance(text);
}

void drawChip(QPainter& painter, const QWidget* widget, bool hovered)
{
    const Palette& palette = paletteOf(widget);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette.line, 1));
    painter.setBrush(hovered ? palette.raised : palette.surface);
    painter.drawRoundedRect(QRectF(widget->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    if (showsFocus(widget))
        drawFocusRing(painter, QRectF(widget->rect()).adjusted(2, 2, -2, -2), 5, palette);
}

qreal drawWords(QPainter& painter, qreal left, int height, const QString& text, int weight, const QColor& colour)
{
    painter.setFont(textFont(12, weight));
    painter.setPen(colour);
    painter.drawText(QRectF(left, 0, 2000, height), Qt::AlignLeft | Qt::AlignVCenter, text);
    return textWidth(text, weight);
}

} // namespace

MenuChip::MenuChip(const QString& iconName, const QString& role, QWidget* parent)
    : QAbstractButton(parent), icon_(iconName), role_(role)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setTexts(role, {});
}

void MenuChip::setTexts(const QString& name, const QString& detail)
{
    name_ = name;
    detail_ = detail;
    setToolTip(detail.isEmpty() ? name : name + ", " + detail);
    setAccessibleName(role_ + ": " + toolTip());
    updateGeometry();
    update();
}

void MenuChip::setShort(bool isShort)
{
    short_ = isShort;
    updateGeometry();
    update();
}

QSize MenuChip::sizeHint() const
{
    qreal width = kPad + kIcon + kChipGap + std::min<qreal>(textWidth(name_, 500), short_ ? 120 : kLongestName) +
                  kChipGap + 16 + kChipGap;
    if (!short_ && !detail_.isEmpty())
        width += kChipGap + textWidth(detail_, 400);
    return {int(width + 1), kHeight};
}

QSize MenuChip::minimumSizeHint() const { return {kPad + kIcon + kChipGap + 60 + kChipGap + 16 + kChipGap, kHeight}; }

void MenuChip::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    drawChip(painter, this, underMouse() || isDown());
    drawIcon(painter, icon_, {kPad, (height() - kIcon) / 2.0, kIcon, kIcon}, palette.text3);
    qreal left = kPad + kIcon + kChipGap;
    const qreal end = width() - kChipGap - 16 - kChipGap;
    const QString name =
        QFontMetricsF(textFont(12, 500))
            .elidedText(name_, Qt::ElideMiddle, std::min<qreal>(end - left, short_ ? 120 : kLongestName + 1));
    left += drawWords(painter, left, height(), name, 500, palette.text1) + kChipGap;
    if (!short_ && left + textWidth(detail_, 400) <= end + 1)
        drawWords(painter, left, height(), detail_, 400, palette.text3);
    drawIcon(painter, "chevron", {width() - kChipGap - 16.0, (height() - 16) / 2.0, 16, 16}, palette.text3);
}

TrainingChip::TrainingChip(QWidget* parent) : QWidget(parent), toggle_(new IconButton("pause", "Pause training", this))
{
    setObjectName("trainingChip");
    toggle_->setObjectName("trainingToggle");
    toggle_->setBox(32, 28, 18);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setVisible(false);
    setCursor(Qt::PointingHandCursor);
    connect(toggle_, &QAbstractButton::clicked, this, [this] {
        if (status_.state == TrainState::Paused)
            Q_EMIT resumeRequested();
        else
            Q_EMIT pauseRequested();
    });
}

void TrainingChip::setStatus(const TrainStatus& status)
{
    const bool sizeMayChange = status.state != status_.state || cells().size() != 0;
    status_ = status;
    const bool paused = status.state == TrainState::Paused;
    toggle_->setIconName(paused ? "play" : "pause");
    toggle_->setToolTip(paused ? "Go on training" : "Pause training");
    toggle_->setAccessibleName(toggle_->toolTip());
    toggle_->setVisible(paused || status.state == TrainState::Running);
    // What could not even start has not failed: Train says what is wrong with its settings.
    setVisible(status.state != TrainState::Idle && !(status.state == TrainState::Failed && status.step == 0));
    setAccessibleName(
        QStringLiteral("%1, step %2 of %3").arg(trainStateText(status)).arg(status.step).arg(status.totalSteps) +
        (status.diskError ? ", cannot be saved" : ""));
    setToolTip(status.message.empty() ? accessibleName() : translated(status.message));
    if (sizeMayChange)
        updateGeometry();
    resizeEvent(nullptr);
    update();
}

void TrainingChip::setShort(bool isShort)
{
    short_ = isShort;
    updateGeometry();
    update();
}

QList<TrainingChip::Cell> TrainingChip::cells() const
{
    const bool running = status_.state == TrainState::Running;
    const QString left = status_.secondsLeft >= 0 ? clockText(status_.secondsLeft) : QStringLiteral("–:––");
    QList<Cell> list;
    if (short_)
        return {{running ? QString() : trainStateText(status_), running ? left : QString(), {}}};
    list.append({trainStateText(status_) + (status_.totalSteps > 0 ? "  step " : ""),
                 status_.totalSteps > 0 ? grouped(status_.step) : QString(),
                 status_.totalSteps > 0 ? "/ " + grouped(status_.totalSteps) : QString()});
    if (running && status_.imagesPerSecond > 0)
        list.append({{}, number(status_.imagesPerSecond, status_.imagesPerSecond < 20 ? 1 : 0), "img/s"});
    if (running)
        list.append({"ETA", left, {}});
    return list;
}

// Digits are measured by their widest, so that a running count doesn't make the bar jump.
qreal TrainingChip::cellWidth(const Cell& cell) const
{
    qreal width = 2 * kPad + NumberLabel::width(cell.strong, textFont(12, 600));
    for (const QString& words : {cell.lead, cell.tail})
        width += words.isEmpty() ? 0 : textWidth(words, 500) + 5;
    return width;
}

QSize TrainingChip::sizeHint() const
{
    qreal width = kPad + 20;
    for (const Cell& cell : cells())
        width += cellWidth(cell);
    if (!toggle_->isHidden())
        width += 34;
    return {int(width + 1), kHeight};
}

void TrainingChip::drawCell(QPainter& painter, const Cell& cell, qreal left) const
{
    const Palette& palette = paletteOf(this);
    const bool failed = status_.state == TrainState::Failed;
    left += kPad;
    if (!cell.lead.isEmpty())
        left += drawWords(painter, left, height(), cell.lead, 500, failed ? palette.error.text : palette.text2) + 5;
    if (!cell.strong.isEmpty()) {
        const QFont font = textFont(12, 600);
        painter.setPen(palette.text1);
        const QFontMetricsF metrics(font);
        const QPointF baseline(left, (height() + metrics.ascent() - metrics.descent()) / 2);
        left += NumberLabel::draw(painter, baseline, cell.strong, font) + 5;
    }
    if (!cell.tail.isEmpty())
        drawWords(painter, left, height(), cell.tail, 400, palette.text3);
}

void TrainingChip::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    drawChip(painter, this, false);
    const QRectF ring(kPad + 2.5, height() / 2.0 - 7.5, 15, 15);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette.line2, 2.5));
    painter.drawEllipse(ring);
    const double part = status_.totalSteps > 0 ? double(status_.step) / double(status_.totalSteps) : 0;
    painter.setPen(QPen(status_.state == TrainState::Failed ? palette.error.graphic : palette.prediction.graphic, 2.5,
                        Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, 90 * 16, -int(part * 360 * 16));
    if (status_.diskError) { // not on disk; the tooltip says why
        painter.setPen(QPen(palette.surface, 2));
        painter.setBrush(palette.error.graphic);
        painter.drawEllipse(QPointF(ring.right() - 1, ring.top() + 1), 5, 5);
        painter.setBrush(Qt::NoBrush);
    }
    qreal left = kPad + 20;
    bool first = true;
    for (const Cell& cell : cells()) {
        if (!first)
            painter.fillRect(hairline(painter, QRectF(int(left), 1, 1, height() - 2)), palette.line);
        drawCell(painter, cell, left);
        left += cellWidth(cell);
        first = false;
    }
    if (!toggle_->isHidden())
        painter.fillRect(hairline(painter, QRectF(int(left), 1, 1, height() - 2)), palette.line);
}

void TrainingChip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT clicked();
}

void TrainingChip::resizeEvent(QResizeEvent*)
{
    toggle_->move(width() - toggle_->width() - 1, (height() - toggle_->height()) / 2);
}

ExportsChip::ExportsChip(QWidget* parent) : QAbstractButton(parent)
{
    setObjectName("exportsChip");
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setVisible(false);
}

QString ExportsChip::words() const
{
    if (short_)
        return QString::number(running_);
    return running_ == 1 ? tr("1 export") : tr("%1 exports").arg(running_);
}

void ExportsChip::setRunning(int running, double share)
{
    const bool resized = running != running_;
    running_ = running;
    share_ = share;
    setVisible(running > 0);
    setAccessibleName(tr("Exports: %1 running").arg(running));
    setToolTip(tr("What is being written, and how far it is"));
    if (resized)
        updateGeometry();
    update();
}

void ExportsChip::setShort(bool isShort)
{
    short_ = isShort;
    updateGeometry();
    update();
}

QSize ExportsChip::sizeHint() const { return {int(2 * kPad + 20 + 4 + textWidth(words(), 500) + 1), kHeight}; }

void ExportsChip::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    drawChip(painter, this, underMouse() || isDown());
    const QRectF ring(kPad + 2.5, height() / 2.0 - 7.5, 15, 15);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette.line2, 2.5));
    painter.drawEllipse(ring);
    painter.setPen(QPen(palette.prediction.graphic, 2.5, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, 90 * 16, -int(share_ * 360 * 16));
    drawWords(painter, kPad + 24, height(), words(), 500, palette.text1);
}

DeviceChip::DeviceChip(const ComputeSummary& compute, QWidget* parent)
    : QWidget(parent), device_(QString::fromStdString(compute.device)),
      threads_(compute.threads == 1 ? QStringLiteral("1 thread") : QStringLiteral("%1 threads").arg(compute.threads)),
      slow_(!compute.optimised)
{
    setObjectName("deviceChip");
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    QString about = device_ + ", " + threads_;
    if (!compute.blas.empty())
        about += "\nLinear algebra: " + QString::fromStdString(compute.blas);
    if (slow_)
        about += "\nThis is a reference library, many times slower than it could be. Install OpenBLAS to train faster.";
    setToolTip(about);
    setAccessibleName("Computes on " + about);
}

void DeviceChip::setShort(bool isShort)
{
    short_ = isShort;
    updateGeometry();
    update();
}

QSize DeviceChip::sizeHint() const
{
    if (short_)
        return {kHeight, kHeight};
    return {int(2 * kPad + kIcon + kChipGap + textWidth(device_, 500) + 6 + textWidth(threads_, 400) + 1), kHeight};
}

void DeviceChip::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    drawChip(painter, this, false);
    const QColor colour = slow_ ? palette.error.text : palette.text3;
    drawIcon(painter, "chip", {short_ ? (width() - kIcon) / 2.0 : kPad, (height() - kIcon) / 2.0, kIcon, kIcon},
             colour);
    if (short_)
        return;
    const qreal left = kPad + kIcon + kChipGap;
    const qreal after = drawWords(painter, left, height(), device_, 500, slow_ ? palette.error.text : palette.text1);
    drawWords(painter, left + after + 6, height(), threads_, 400, colour);
}

} // namespace diffuscope::ui
