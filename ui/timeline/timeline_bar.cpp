#include "ui/timeline/timeline_bar.h"

#include "ui/style/paint_kit.h"

#include "ui/timeline/readout_panel.h"
#include "ui/timeline/timeline_track.h"
#include "ui/timeline/transport_panel.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kLongStep = 10, kForgetTyped = 3000; // ms
} // namespace

TimelineBar::TimelineBar(QWidget* parent)
    : QWidget(parent), transport_(new TransportPanel(this)), track_(new TimelineTrack(this)),
      readouts_(new ReadoutPanel(this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(TimelineGeometry{}.height());
    connect(readouts_, &ReadoutPanel::stepTyped, this, [this](int step) {
        if (model_) {
            model_->pause();
            model_->setStep(step);
        }
    });
    typing_.setSingleShot(true);
    typing_.setInterval(kForgetTyped);
    connect(&typing_, &QTimer::timeout, this, [this] { setTyped({}); });
}

void TimelineBar::setModel(TimelineModel* model)
{
    if (model == model_)
        return;
    if (model_) {
        model_->pause();
        disconnect(model_, nullptr, this, nullptr);
    }
    model_ = model;
    setTyped({});
    transport_->setModel(model);
    track_->setModel(model);
    readouts_->setModel(model);
    if (model_)
        connect(model_, &QObject::destroyed, this, [this] { model_ = nullptr; });
}

void TimelineBar::setCompact(bool compact)
{
    compact_ = compact;
    setFixedHeight(TimelineGeometry{840, 1000, compact}.height());
    transport_->setCompact(compact);
    track_->setCompact(compact);
    readouts_->setCompact(compact);
    arrange();
}

void TimelineBar::setReadoutWidth(int width)
{
    readoutWidth_ = width;
    arrange();
}

int TimelineBar::trackLeft() const { return track_->x(); }

int TimelineBar::trackWidth() const { return track_->width(); }

void TimelineBar::arrange()
{
    const int left = TransportPanel::kWidth, wide = std::max(80, width() - left - readoutWidth_);
    const QRect before = track_->geometry();
    transport_->setGeometry(0, 0, left, height());
    track_->setGeometry(left, 0, wide, height());
    readouts_->setGeometry(left + wide, 1, readoutWidth_, height() - 1);
    if (before.x() != track_->x() || before.width() != track_->width())
        Q_EMIT trackMoved();
}

void TimelineBar::resizeEvent(QResizeEvent*) { arrange(); }

void TimelineBar::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), p.line2);
}

void TimelineBar::keyPressEvent(QKeyEvent* event)
{
    if (!handleKey(event->key(), event->modifiers(), event->text()))
        QWidget::keyPressEvent(event);
}

void TimelineBar::setTyped(const QString& digits)
{
    typed_ = digits;
    readouts_->setTyped(typed_);
    typed_.isEmpty() ? typing_.stop() : typing_.start();
}

// Digits gather until Enter jumps to them; Escape or a pause forgets them.
bool TimelineBar::handleTyping(int key, const QString& text)
{
    if (text.size() == 1 && text[0] >= u'0' && text[0] <= u'9' && typed_.size() < 5) {
        setTyped(typed_ + text);
        return true;
    }
    if (typed_.isEmpty())
        return false;
    if (key == Qt::Key_Return || key == Qt::Key_Enter)
        model_->setStep(typed_.toInt());
    else if (key == Qt::Key_Backspace)
        return setTyped(typed_.chopped(1)), true;
    else if (key != Qt::Key_Escape)
        return false;
    setTyped({});
    return true;
}

bool TimelineBar::handleKey(int key, Qt::KeyboardModifiers modifiers, const QString& text)
{
    const auto plain = modifiers & ~Qt::KeypadModifier;
    if (!model_ || (plain & ~Qt::ShiftModifier))
        return false;
    if (handleTyping(key, text))
        return true;
    const int stride = plain & Qt::ShiftModifier ? kLongStep : 1;
    switch (key) {
    case Qt::Key_Left:
        return model_->moveBy(-stride), true;
    case Qt::Key_Right:
        return model_->moveBy(stride), true;
    case Qt::Key_Home:
        return model_->toData(), true;
    case Qt::Key_End:
        return model_->toNoise(), true;
    case Qt::Key_I:
        return plain & Qt::ShiftModifier ? model_->toIn() : model_->toggleIn(), true; // again: takes the mark away
    case Qt::Key_O:
        return plain & Qt::ShiftModifier ? model_->toOut() : model_->toggleOut(), true;
    default:
        return plain == Qt::NoModifier && handleLetter(key);
    }
}

bool TimelineBar::handleLetter(int key)
{
    switch (key) {
    case Qt::Key_Space:
        return model_->togglePlay(), true;
    case Qt::Key_Comma:
        return model_->setSpeedIndex(model_->speedIndex() - 1), true;
    case Qt::Key_Period:
        return model_->setSpeedIndex(model_->speedIndex() + 1), true;
    case Qt::Key_L:
        return transport_->cycleLoop(), true;
    case Qt::Key_X:
        return model_->clearRange(), true;
    default:
        return false;
    }
}

} // namespace diffuscope::ui
