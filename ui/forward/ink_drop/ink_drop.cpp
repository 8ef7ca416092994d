#include "ui/forward/ink_drop/ink_drop.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <QThread>

#include <array>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kInkShades = 1024;
constexpr double kAbsorption = 2.6; // of pure ink through the panel: about 93 %

QRgb blended(const QColor& from, const QColor& to, double share)
{
    const auto mix = [share](int a, int b) { return int(std::lround(a + (b - a) * share)); };
    return qRgb(mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue()));
}

} // namespace

InkDrop::InkDrop(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("A drop of ink in water, as far dissolved as the picture"));
    setToolTip(
        tr("A drop of ink on the same clock: it falls, rolls up, and spreads until nothing tells where it was.\n"
           "Computed: a heavy fluid sinking in a light one, then diffusion. The step alone decides what is seen."));
}

InkDrop::~InkDrop()
{
    leave_ = true;
    if (thread_)
        thread_->wait(); // a few milliseconds: one step of the flow
}

bool InkDrop::ready() const { return model_.finished(); }

void InkDrop::setTime(double time)
{
    if (time == time_ && shownFrames_ == InkDropModel::kFrames)
        return;
    time_ = time;
    picture_ = {};
    setAccessibleDescription(tr("%1 % of the way to uniform").arg(int(std::lround(time * 100))));
    update();
}

void InkDrop::showEvent(QShowEvent*) { begin(); }

void InkDrop::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        picture_ = {};
    QWidget::changeEvent(event);
}

void InkDrop::begin()
{
    if (thread_ || ready())
        return;
    thread_.reset(QThread::create([this] {
        for (int seen = model_.frames(); !model_.finished() && !leave_; model_.advance())
            if (model_.frames() != seen) { // a new frame: perhaps the one that is waited for
                seen = model_.frames();
                QMetaObject::invokeMethod(
                    this, [this] { picture_ = {}, update(); }, Qt::QueuedConnection);
            }
        if (!leave_)
            QMetaObject::invokeMethod(
                this, [this] { picture_ = {}, update(); }, Qt::QueuedConnection);
    }));
    thread_->setObjectName(QStringLiteral("ink drop"));
    thread_->start(QThread::LowestPriority);
}

void InkDrop::render()
{
    const Palette& p = paletteOf(this);
    std::array<QRgb, kInkShades + 1> shades;
    for (int i = 0; i <= kInkShades; ++i)
        shades[std::size_t(i)] =
            blended(p.canvas, p.state.graphic, 1 - std::exp(-kAbsorption * double(i) / kInkShades));
    shownFrames_ = model_.frames();
    model_.at(time_, ink_);
    constexpr int kHalf = InkDropModel::kColumns, kRows = InkDropModel::kRows;
    picture_ = QImage(2 * kHalf, kRows, QImage::Format_RGB32);
    for (int row = 0; row < kRows; ++row) {
        auto* line = reinterpret_cast<QRgb*>(picture_.scanLine(row));
        const float* ink = &ink_[std::size_t(row) * kHalf];
        for (int i = 0; i < kHalf; ++i)
            line[kHalf + i] = line[kHalf - 1 - i] = shades[std::size_t(ink[i] * float(kInkShades) + 0.5f)];
    }
}

void InkDrop::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (picture_.isNull())
        render();
    drawBox(painter, rect(), 4, p.canvas, QColor());
    QPainterPath window;
    window.addRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 3, 3);
    painter.save();
    painter.setClipPath(window);
    // Narrow panels show the middle: the walls are far from it.
    const double wide = height() * double(picture_.width()) / picture_.height();
    painter.drawImage(QRectF((width() - wide) / 2, 0, wide, height()), picture_);
    painter.restore();
    drawBox(painter, rect(), 4, QColor(), p.line);
}

} // namespace diffuscope::ui
