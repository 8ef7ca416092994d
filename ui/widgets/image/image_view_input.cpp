// ImageView: mouse, touch and keys.
#include "ui/style/paint_kit.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/image_view_parts.h"
#include "ui/widgets/image/pixel_plate.h"
#include "ui/widgets/image/pixel_text.h"
#include "ui/widgets/image/view_link.h"
#include "ui/widgets/terms/terms.h"

#include <QApplication>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kNotch = 120;       // of a wheel
constexpr std::size_t kMostRows = 8; // pictures beside the mouse
constexpr double kSmall = 160;       // logical pixels
constexpr double kRoomAround = 12;   // the marked pixel's
constexpr double kPixelWeight = 400, kWordsWeight = 200, kPictureWeight = 10, kOwnWeight = 2; // see KeptInSight
constexpr auto kTakesOut = Qt::AltModifier | Qt::ControlModifier;

// The focus comes back as it was.
bool passing(const QFocusEvent& event)
{
    return event.reason() == Qt::ActiveWindowFocusReason || event.reason() == Qt::PopupFocusReason;
}

QString gestures()
{
    return ImageView::tr("Ctrl+wheel or a pinch zooms to the mouse, a double click goes there and back.\n"
                         "Dragging takes the picture out as a PNG; zoomed in it moves it, Alt+drag takes it out.\n"
                         "Alt+arrows move the probe, M and Shift+M change colours and range.");
}

} // namespace

// What its symbol means, and what can be done with the picture.
QString ImageView::explanation() const
{
    const Term* term = termOfMarkup(symbol_);
    const QString what = term ? termTip(QLatin1String(term->id), accessibleName()) : accessibleName().toHtmlEscaped();
    return QStringLiteral("<p>%1</p><p>%2</p>")
        .arg(what, gestures().toHtmlEscaped().replace(u'\n', QLatin1String("<br>")));
}

bool ImageView::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::NativeGesture:
        if (nativeZoom(*static_cast<QNativeGestureEvent*>(event)))
            return true;
        break;
    case QEvent::Gesture:
        if (pinch(event))
            return true;
        break;
    case QEvent::ToolTip: // over the picture the numbers are shown
        if (empty_ != Empty::Failed && !image_.empty()) {
            const bool above = !transform().frame.contains(static_cast<QHelpEvent*>(event)->pos());
            setToolTip(above ? explanation() : QString());
        }
        break;
    default:
        break;
    }
    return QWidget::event(event);
}

void ImageView::zoomTo(const QPointF& about, double scale)
{
    if (image_.empty())
        return;
    link_->setLook(transform().zoomed(about, scale));
    if (hovered_)
        hover(transform().pixelAt(about));
}

void ImageView::zoomBy(int levels)
{
    const ViewTransform t = transform();
    const auto pixel = probe();
    const QPointF about = pixel && t.frame.intersects(t.cell(*pixel)) ? t.cell(*pixel).center() : t.frame.center();
    for (int k = 0; k < std::abs(levels); ++k)
        zoomTo(about, transform().nextScale(levels));
}

void ImageView::fit() { link_->fit(); }

void ImageView::actualPixels() { zoomTo(transform().frame.center(), 1); }

// The plain wheel belongs to what is around: a panel that scrolls.
void ImageView::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier) || image_.empty())
        return event->ignore();
    wheel_ += event->angleDelta().y();
    for (; std::abs(wheel_) >= kNotch; wheel_ -= std::copysign(kNotch, wheel_))
        zoomTo(event->position(), transform().nextScale(wheel_ > 0 ? 1 : -1));
    event->accept();
}

bool ImageView::nativeZoom(const QNativeGestureEvent& event)
{
    if (image_.empty())
        return false;
    if (event.gestureType() == Qt::SmartZoomNativeGesture) {
        const ViewTransform t = transform();
        return zoomTo(event.position(), t.look.fitted() ? std::max(4 * t.fitScale, 2.0) : t.fitScale), true;
    }
    if (event.gestureType() == Qt::BeginNativeGesture)
        pinched_ = transform().scale();
    if (event.gestureType() != Qt::ZoomNativeGesture)
        return false;
    pinched_ *= 1 + event.value();
    zoomTo(event.position(), pinched_);
    return true;
}

bool ImageView::pinch(QEvent* event)
{
    auto* gestured = static_cast<QGestureEvent*>(event);
    auto* pinch = static_cast<QPinchGesture*>(gestured->gesture(Qt::PinchGesture));
    if (!pinch || image_.empty())
        return false;
    if (pinch->state() == Qt::GestureStarted)
        pinched_ = transform().scale();
    zoomTo(mapFromGlobal(pinch->centerPoint()), pinched_ * pinch->totalScaleFactor());
    gestured->accept(pinch);
    return true;
}

void ImageView::mousePressEvent(QMouseEvent* event)
{
    pressed_ = panned_ = event->position();
    panning_ = event->button() == Qt::MiddleButton && transform().canPan();
    updateCursor();
    if (event->button() == Qt::LeftButton)
        Q_EMIT clicked();
}

void ImageView::mouseMoveEvent(QMouseEvent* event)
{
    if (!event->buttons())
        return hover(transform().pixelAt(event->position()));
    const double away = (event->position() - pressed_).manhattanLength();
    const bool left = event->buttons() & Qt::LeftButton;
    if (!panning_ && left && !image_.empty() && away >= QApplication::startDragDistance()) {
        if (transform().canPan() && !(event->modifiers() & kTakesOut)) {
            panning_ = true;
            updateCursor();
        } else if (away >= QApplication::startDragDistance() * 2) {
            hidePlate();
            return dragOut();
        }
    }
    if (!panning_)
        return;
    hidePlate();
    link_->setLook(transform().panned(event->position() - panned_));
    panned_ = event->position();
}

void ImageView::mouseReleaseEvent(QMouseEvent* event)
{
    if (panning_ && !event->buttons()) {
        panning_ = false;
        updateCursor();
        hover(transform().pixelAt(event->position()));
    }
}

void ImageView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const ViewTransform t = transform();
    if (event->button() != Qt::LeftButton || !t.frame.contains(event->position()))
        return QWidget::mouseDoubleClickEvent(event);
    zoomTo(event->position(), t.look.fitted() ? std::max(4 * t.fitScale, 2.0) : t.fitScale);
}

void ImageView::updateCursor()
{
    if (panning_)
        setCursor(Qt::ClosedHandCursor);
    else if (!image_.empty() && transform().canPan())
        setCursor(Qt::OpenHandCursor);
    else
        unsetCursor();
}

void ImageView::hover(std::optional<QPoint> pixel)
{
    const bool shared = link_ != own_;
    hovered_ = pixel;
    if (pixel) {
        if (shared)
            setProbe(pixel);
        showPlate(*pixel);
    } else {
        hidePlate();
        if (shared && !link_->keepsProbe())
            link_->setProbe({});
    }
    Q_EMIT probed(pixel);
}

void ImageView::leaveEvent(QEvent* event)
{
    hover(std::nullopt);
    QWidget::leaveEvent(event);
}

void ImageView::hideEvent(QHideEvent* event)
{
    hidePlate();
    QWidget::hideEvent(event);
}

void ImageView::focusInEvent(QFocusEvent* event)
{
    if (!passing(*event))
        keyboardFocus_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QWidget::focusInEvent(event);
    update();
}

void ImageView::focusOutEvent(QFocusEvent* event)
{
    if (!passing(*event))
        keyboardFocus_ = false;
    if (!underMouse())
        hidePlate();
    QWidget::focusOutEvent(event);
    update();
}

void ImageView::showPlate(const QPoint& pixel)
{
    if (image_.empty() || !isVisible())
        return;
    if (!plate_ || plate_->parentWidget() != window()) {
        delete plate_;
        plate_ = new PixelPlate(window());
    }
    for (ImageView* view : link_->views()) // one tells of all; that of the keys would stay beside that of the mouse
        if (view != this)
            view->hidePlate();
    const QPointF share((pixel.x() + 0.5) / image_.width, (pixel.y() + 0.5) / image_.height);
    std::vector<PixelPlate::Row> rows;
    for (const ImageView* view : link_->views()) {
        const Image& image = view->image_;
        const bool listed = view->listing_ == Listing::Visible ? view->isVisible() : view->listing_ == Listing::Always;
        if (image.empty() || !listed || rows.size() >= kMostRows)
            continue;
        const QString words = view->words_.isEmpty() ? view->accessibleName() : view->words_.section(kVariant, 0, 0);
        PixelPlate::Row row{view->symbol_, words, view->concept_, {}, {}, view == this};
        const int x = std::min(int(share.x() * image.width), image.width - 1);
        const int y = std::min(int(share.y() * image.height), image.height - 1);
        for (int channel = 0; channel < (image.channels >= 3 ? 3 : 1); ++channel) {
            row.values.push_back(image.at(channel, y, x));
            row.bytes.push_back(toByte(row.values.back() / view->range()));
        }
        rows.push_back(row);
    }
    const bool zoomed = transform().canPan();
    plate_->setContent(placeText(pixel), rows,
                       zoomed ? tr("Drag moves, double click fits") : tr("Ctrl+wheel zooms; drag out to save a PNG"));
    const QRectF place = transform().cell(pixel);
    const QRect cell(mapTo(window(), place.topLeft().toPoint()), place.size().toSize());
    std::vector<KeptInSight> kept;
    for (const QRect& each : link_->beside())
        kept.push_back({each, kWordsWeight});
    for (const ImageView* view : link_->views())
        if (view->isVisible() && !view->image_.empty())
            view->keepInSight(share, view == this, kept);
    plate_->showBeside(cell, kept);
}

// The marked pixels matter most, then the words above the pictures, then the pictures: a small one has little beside.
void ImageView::keepInSight(const QPointF& share, bool here, std::vector<KeptInSight>& kept) const
{
    const ViewTransform t = transform();
    const auto inWindow = [this](const QRectF& place) {
        const QRect whole = place.toAlignedRect();
        return QRect(mapTo(window(), whole.topLeft()), whole.size());
    };
    const QPoint pixel(std::min(int(share.x() * image_.width), image_.width - 1),
                       std::min(int(share.y() * image_.height), image_.height - 1));
    kept.push_back(
        {inWindow(t.cell(pixel).adjusted(-kRoomAround, -kRoomAround, kRoomAround, kRoomAround)), kPixelWeight});
    if (hasHeader())
        kept.push_back({inWindow({t.frame.left(), t.frame.top() - kViewHeader - kViewMargin, t.frame.width(),
                                  double(kViewHeader)}),
                        kWordsWeight});
    kept.push_back({inWindow(t.frame), here && t.frame.width() >= kSmall ? kOwnWeight : kPictureWeight});
}

void ImageView::hidePlate()
{
    if (plate_)
        plate_->hide();
}

// By the keyboard: from the middle of what is seen, and what is seen follows.
void ImageView::movePixel(const QPoint& by)
{
    const ViewTransform t = transform();
    const auto now = probe();
    QPoint pixel = now ? *now + by : t.visiblePixels().center();
    pixel = {std::clamp(pixel.x(), 0, image_.width - 1), std::clamp(pixel.y(), 0, image_.height - 1)};
    setProbe(pixel);
    link_->setLook(t.revealing(pixel));
    hovered_ = pixel;
    showPlate(pixel);
    Q_EMIT probed(pixel);
}

bool ImageView::zoomKey(const QKeyEvent& event)
{
    const bool control = event.modifiers() & Qt::ControlModifier;
    switch (event.key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomBy(1), true;
    case Qt::Key_Minus:
        return zoomBy(-1), true;
    case Qt::Key_0:
        return fit(), true;
    case Qt::Key_1:
        return !control && (actualPixels(), true);
    default:
        return false;
    }
}

void ImageView::keyPressEvent(QKeyEvent* event)
{
    if (image_.empty())
        return QWidget::keyPressEvent(event);
    if (event->matches(QKeySequence::Copy))
        return copyPicture();
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (event->key() == Qt::Key_C && modifiers == (Qt::ControlModifier | Qt::ShiftModifier))
        return copyValues();
    if (modifiers == Qt::AltModifier || modifiers == (Qt::AltModifier | Qt::ShiftModifier)) {
        const int stride = modifiers & Qt::ShiftModifier ? 8 : 1;
        const int x = int(event->key() == Qt::Key_Right) - int(event->key() == Qt::Key_Left);
        const int y = int(event->key() == Qt::Key_Down) - int(event->key() == Qt::Key_Up);
        if (x != 0 || y != 0)
            return movePixel(QPoint(x, y) * stride);
    }
    if (event->key() == Qt::Key_M && modifiers == Qt::NoModifier)
        return cycleColours();
    if (event->key() == Qt::Key_M && modifiers == Qt::ShiftModifier)
        return cycleRange();
    if (event->key() == Qt::Key_Escape && plate_ && plate_->isVisible())
        return hidePlate();
    if (!(modifiers & ~(Qt::ControlModifier | Qt::ShiftModifier)) && zoomKey(*event))
        return;
    QWidget::keyPressEvent(event);
}

} // namespace diffuscope::ui
