#include "ui/train/microscope/stepper.h"

#include "ui/style/paint_kit.h"
#include "ui/style/to_qimage.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/image/display_scale.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/math/math_text.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kWholeStepper = 147, kFoldedStepper = 60, kStepperSide = 24, kCircle = 22, kCircleY = 26;
constexpr int kThumb = 48, kThumbFrame = 56, kThumbTop = 61, kSlide = 160;
constexpr double kDoneOpacity = 0.62;

} // namespace

Stepper::Stepper(MicroscopeState& state, QWidget* parent) : QWidget(parent), state_(state)
{
    installStepperAccessible();
    setObjectName(QStringLiteral("stepper"));
    setAccessibleName(tr("One training step"));
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setFixedHeight(height_);
    card_.setStartValue(0.0);
    card_.setEndValue(0.0);
    connect(&card_, &QVariantAnimation::valueChanged, this, [this] { update(); });
    connect(&state_, &MicroscopeState::substepChanged, this, [this] {
        moveCard();
        setAccessibleDescription(nameOf(current()));
        if (QAccessible::isActive() && hasFocus()) {
            QAccessibleEvent moved(this, QAccessible::Focus);
            moved.setChild(current());
            QAccessible::updateAccessibility(&moved);
        }
    });
    connect(&state_, &MicroscopeState::stepChanged, this, qOverload<>(&QWidget::update));
}

void Stepper::setFolded(bool folded)
{
    folded_ = folded;
    height_ = folded ? kFoldedStepper : kWholeStepper;
    setFixedHeight(height_);
    update();
}

void Stepper::setCoveredRight(int width)
{
    covered_ = width;
    update();
}

int Stepper::count() const { return kSubsteps; }
int Stepper::current() const { return state_.substep() - 1; }
bool Stepper::isReached(int index) const { return index < state_.reached(); }

QString Stepper::nameOf(int index) const
{
    const QString where = index == current() ? tr("current") : isReached(index) ? tr("done") : tr("to come");
    const QString name = tr("%1 of %2, %3, %4").arg(index + 1).arg(count()).arg(substepName(index + 1), where);
    return state_.broken() == index + 1 ? name + tr(", not a number") : name;
}

QRect Stepper::columnRect(int index) const
{
    const double wide = (width() - covered_ - 2.0 * kStepperSide) / count();
    const int left = int(std::round(kStepperSide + index * wide));
    return {left, 0, int(std::round(kStepperSide + (index + 1) * wide)) - left, height_};
}

int Stepper::columnAt(const QPoint& position) const
{
    for (int index = 0; index < count(); ++index)
        if (columnRect(index).contains(position))
            return index;
    return -1;
}

void Stepper::choose(int index)
{
    if (index >= 0 && isReached(index))
        state_.setSubstep(index + 1);
}

void Stepper::moveCard()
{
    card_.stop();
    card_.setStartValue(card_.currentValue().isValid() ? card_.currentValue() : QVariant(double(current())));
    card_.setEndValue(double(current()));
    const int time = animationTime(this) > 0 ? kSlide : 0;
    card_.setDuration(time);
    card_.start();
    update();
}

void Stepper::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    painter.fillRect(hairline(painter, QRectF(0, height() - 1, width(), 1)), p.line);
    painter.setRenderHint(QPainter::Antialiasing);
    const double wide = (width() - covered_ - 2.0 * kStepperSide) / count();
    const double middle = kStepperSide + (card_.currentValue().toDouble() + 0.5) * wide;
    const double half = std::min(wide, 115.0) / 2;
    const bool broken = state_.broken() == state_.substep();
    drawLine(painter);
    drawBox(painter, QRectF(middle - half, 7, 2 * half, height() - 15), 6, p.raised, broken ? p.error.graphic : p.text1,
            1);
    for (int index = 0; index < count(); ++index)
        drawColumn(painter, index);
    if (showsFocus(this))
        drawFocusRing(painter, QRectF(middle - half, 7, 2 * half, height() - 15).adjusted(3, 3, -3, -3), 4, p);
}

void Stepper::drawLine(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const auto middle = [this](int index) { return QRectF(columnRect(index)).center().x(); };
    const int far = std::clamp(state_.reached() - 1, 0, count() - 1);
    painter.fillRect(QRectF(middle(0), kCircleY - 1, middle(count() - 1) - middle(0), 2), p.line2);
    painter.fillRect(QRectF(middle(0), kCircleY - 1, middle(far) - middle(0), 2), p.text1);
}

void Stepper::drawColumn(QPainter& painter, int index) const
{
    const Palette& p = paletteOf(this);
    const QRectF column = columnRect(index);
    const bool now = index == current(), done = isReached(index), broken = state_.broken() == index + 1;
    const QRectF circle(column.center().x() - kCircle / 2.0, kCircleY - kCircle / 2.0, kCircle, kCircle);
    painter.setPen(QPen(broken ? p.error.graphic : done ? p.text1 : p.line2, 1.5));
    painter.setBrush(broken ? p.error.graphic : now ? p.text1 : p.surface);
    painter.drawEllipse(circle);
    painter.setFont(textFont(11, 600));
    painter.setPen(now || broken ? p.raised : done ? p.text1 : p.text3);
    painter.drawText(circle, Qt::AlignCenter, QString::number(index + 1));
    painter.setFont(textFont(12, now ? 600 : 400));
    painter.setPen(now ? p.text1 : done ? p.text2 : p.text3);
    const QString name =
        painter.fontMetrics().elidedText(substepName(index + 1), Qt::ElideRight, int(column.width()) - 4);
    painter.drawText(QRectF(column.left(), 39, column.width(), 18), Qt::AlignCenter, name);
    if (folded_)
        return;
    const QRectF frame(column.center().x() - kThumbFrame / 2.0, kThumbTop, kThumbFrame, kThumbFrame);
    if (!done || !state_.step())
        return drawDashedCell(painter, frame, p, Concept::State);
    painter.setOpacity(now ? 1 : kDoneOpacity);
    drawPicture(painter, index + 1, frame);
    painter.setOpacity(1);
    painter.setFont(textFont(11));
    painter.setPen(now ? p.text1 : p.text2);
    const QString value = painter.fontMetrics().elidedText(substepValue(index + 1, *state_.step(), state_.followed()),
                                                           Qt::ElideRight, int(column.width()) - 6);
    painter.drawText(QRectF(column.left(), kThumbTop + kThumbFrame + 3, column.width(), 16), Qt::AlignCenter, value);
}

void Stepper::drawPicture(QPainter& painter, int substep, const QRectF& frame) const
{
    const Palette& p = paletteOf(this);
    const QRectF place(frame.center().x() - kThumb / 2.0, frame.center().y() - kThumb / 2.0, kThumb, kThumb);
    const bool chart = substep == PickTimestep || substep == Backpropagate || substep == Update;
    drawBox(painter, frame, 4, chart ? p.raised : p.canvas, chart ? p.line2 : p.of(substepConcept(substep)).graphic,
            chart ? 1 : 2);
    drawThumbnail(painter, substep, place);
}

void Stepper::drawThumbnail(QPainter& painter, int substep, const QRectF& place) const
{
    const Palette& p = paletteOf(this);
    const LookedAt& seen = state_.followed();
    if (substep == PickTimestep) {
        const Schedule& schedule = state_.schedule();
        const int total = schedule.timesteps();
        QPainterPath curve(place.bottomLeft());
        for (int x = 0; x <= kThumb; x += 2)
            curve.lineTo(place.left() + x,
                         place.bottom() - schedule.noiseScale(std::min(total - 1, x * total / kThumb)) * (kThumb - 8));
        painter.strokePath(curve, QPen(p.noise.graphic, 1.5));
        curve.lineTo(place.bottomRight());
        painter.fillPath(curve, p.noise.wash);
        const double x = place.left() + double(seen.timestep) / total * kThumb;
        painter.fillRect(QRectF(x - 0.75, place.top(), 1.5, kThumb), p.text1);
        return;
    }
    if (substep == Backpropagate || substep == Update) {
        double most = 0;
        const auto valueOf = [substep](const NetworkBlock& block) {
            return substep == Update ? block.change / std::max(1e-12, block.length) : block.gradient;
        };
        const auto& blocks = state_.step()->blocks;
        for (const NetworkBlock& block : blocks)
            most = std::max(most, valueOf(block));
        const double wide = place.width() / double(blocks.size());
        for (std::size_t k = 0; k < blocks.size() && most > 0; ++k) {
            const double share = std::clamp(1 + std::log10(std::max(1e-6, valueOf(blocks[k]) / most)) / 3, 0.04, 1.0);
            painter.fillRect(QRectF(place.left() + double(k) * wide, place.bottom() - share * place.height(),
                                    std::max(1.0, wide - 1), share * place.height()),
                             p.of(substepConcept(substep)).graphic);
        }
        return;
    }
    QImage picture;
    if (substep == Compare)
        shadePicture(seen.difference, {DisplayScale::Colours::Magnitude, DisplayScale::kAutomatic, -1},
                     greatestMagnitude(seen.difference), p, Concept::Error, picture);
    else if (substep == PickPicture)
        picture = toQImage(seen.data);
    else if (substep == Mix)
        picture = toQImage(seen.noisy);
    else
        picture = toQImage(substep == DrawNoise ? seen.noise : seen.answer,
                           substep == Predict && state_.step()->answersData ? 1.0f : kNoiseRange);
    ui::drawPicture(painter, picture, wholePlace(painter, picture.size(), place));
}

void Stepper::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(columnAt(event->position().toPoint()));
}

void Stepper::mouseMoveEvent(QMouseEvent* event)
{
    const int at = columnAt(event->position().toPoint());
    setCursor(at >= 0 && isReached(at) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void Stepper::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Home)
        return state_.setSubstep(1);
    if (event->key() == Qt::Key_End)
        return state_.setSubstep(state_.reached());
    QWidget::keyPressEvent(event);
}

bool Stepper::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int at = columnAt(help->pos());
        if (at >= 0)
            QToolTip::showText(help->globalPos(),
                               isReached(at) ? substepSentence(at + 1) : tr("Not there yet: Next (PgDn) goes on."),
                               this, columnRect(at));
        return true;
    }
    return QWidget::event(event);
}

} // namespace diffuscope::ui
