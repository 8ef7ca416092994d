#include "ui/widgets/image_view.h"

#include "ui/style/paint_kit.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/math_text.h"
#include "ui/widgets/picture_paint.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDir>
#include <QDrag>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QTemporaryFile>
#include <QUrl>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kMargin = 5, kHeader = 26; // border and gap; symbol and words

} // namespace

ImageView::ImageView(Concept frame, QWidget* parent) : QWidget(parent), concept_(frame)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::ClickFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumSize(48, 48);
}

void ImageView::setImage(const Image& image, float range)
{
    image_ = image;
    range_ = range;
    picture_ = toQImage(image_, range_);
    if (probe_ && !QRect(0, 0, image_.width, image_.height).contains(*probe_))
        probe_.reset();
    update();
}

void ImageView::clear(const QString& hint)
{
    image_ = {};
    picture_ = {};
    hint_ = hint;
    update();
}

void ImageView::setSymbol(const QString& mathMarkup, const QString& words)
{
    if (mathMarkup == symbol_ && words == words_)
        return;
    symbol_ = mathMarkup;
    words_ = words;
    setAccessibleName(QStringLiteral("%1, %2").arg(QString(mathMarkup).replace(u'_', u' ').remove(u'\\'), words));
    update();
}

void ImageView::setCaption(const QString& text)
{
    if (text == caption_)
        return;
    caption_ = text;
    update();
}

void ImageView::setProbe(std::optional<QPoint> pixel)
{
    if (pixel == probe_)
        return;
    probe_ = pixel;
    update();
}

void ImageView::setFramed(bool framed)
{
    framed_ = framed;
    update();
}

bool ImageView::hasHeader() const { return !symbol_.isEmpty() || !words_.isEmpty() || !caption_.isEmpty(); }

// Whole multiples of device pixels, on device pixels of the window, header and frame centred together.
QRectF ImageView::picturePlace() const
{
    const int header = hasHeader() ? kHeader : 0, margin = framed_ ? kMargin : 0;
    const QRectF room = QRectF(rect()).adjusted(margin, margin + header, -margin, -margin);
    const double dpr = devicePixelRatioF();
    const QSize pixels = picture_.isNull() ? QSize(1, 1) : picture_.size();
    double scale = std::min(room.width() * dpr / pixels.width(), room.height() * dpr / pixels.height());
    if (scale >= 1 && !picture_.isNull())
        scale = std::floor(scale);
    const QSizeF size = QSizeF(pixels) * std::max(scale, 0.0) / dpr;
    const QPointF window = QPointF(mapTo(this->window(), QPoint())) * dpr;
    const auto aligned = [&](double at, double shift) { return (std::round(at * dpr + shift) - shift) / dpr; };
    return {QPointF(aligned(room.center().x() - size.width() / 2, window.x()),
                    aligned(room.center().y() - size.height() / 2, window.y())),
            size};
}

QRect ImageView::pictureRect() const { return picturePlace().toRect(); }

QRectF ImageView::frameRect() const { return picturePlace().adjusted(-kMargin, -kMargin, kMargin, kMargin); }

QSize ImageView::sizeHint() const
{
    const int side = 192 + (framed_ ? 2 * kMargin : 0);
    return {side, side + (hasHeader() ? kHeader : 0)};
}

std::optional<QPoint> ImageView::pixelAt(const QPointF& position) const
{
    const QRectF place = picturePlace();
    if (picture_.isNull() || !place.contains(position))
        return std::nullopt;
    const int column = int((position.x() - place.left()) / place.width() * picture_.width());
    const int row = int((position.y() - place.top()) / place.height() * picture_.height());
    return QPoint(std::min(column, picture_.width() - 1), std::min(row, picture_.height() - 1));
}

void ImageView::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    const QRectF place = picturePlace(), frame = framed_ ? frameRect() : place;
    if (hasHeader())
        drawHeader(painter, frame);
    if (picture_.isNull()) {
        drawDashedCell(painter, frame, p, concept_);
        painter.setFont(textFont(12));
        painter.setPen(p.text3);
        painter.drawText(frame.adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, hint_);
        return;
    }
    if (framed_)
        drawBox(painter, frame, 3, QColor(), p.of(concept_).graphic, concept_ == Concept::State ? 3 : 2);
    drawPicture(painter, picture_, place);
    if (probe_) {
        const QSizeF cell(place.width() / picture_.width(), place.height() / picture_.height());
        drawProbe(painter,
                  QRectF(place.topLeft() + QPointF(probe_->x() * cell.width(), probe_->y() * cell.height()), cell));
    }
}

void ImageView::drawHeader(QPainter& painter, const QRectF& frame) const
{
    const Palette& p = paletteOf(this);
    const double baseline = std::round(frame.top() - 9);
    double x = frame.left() + 2;
    if (!symbol_.isEmpty())
        x += MathText::draw(painter, {x, baseline}, symbol_, 19, p.of(concept_).text, this) + 8;
    const QFont font = textFont(12), small = textFont(11);
    const QFontMetricsF metrics(font);
    const double reserved = caption_.isEmpty() ? 0 : QFontMetricsF(small).horizontalAdvance(caption_) + 12;
    const double right = std::max(frame.right(), std::min<double>(width(), frame.left() + 150));
    const QString words = metrics.elidedText(words_, Qt::ElideRight, right - x - reserved);
    painter.setFont(font);
    painter.setPen(p.text2);
    painter.drawText(QPointF(x, baseline), words);
    painter.setFont(small);
    painter.setPen(p.text3);
    painter.drawText(QPointF(right - reserved + 12, baseline), caption_);
}

void ImageView::mouseMoveEvent(QMouseEvent* event)
{
    if ((event->buttons() & Qt::LeftButton) && !picture_.isNull() &&
        (event->position().toPoint() - pressed_).manhattanLength() >= QApplication::startDragDistance() * 2)
        return dragOut();
    if (!event->buttons())
        Q_EMIT probed(pixelAt(event->position()));
}

void ImageView::mousePressEvent(QMouseEvent* event)
{
    pressed_ = event->position().toPoint();
    if (event->button() == Qt::LeftButton)
        Q_EMIT clicked();
}

void ImageView::leaveEvent(QEvent* event)
{
    Q_EMIT probed(std::nullopt);
    QWidget::leaveEvent(event);
}

void ImageView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy) && !picture_.isNull())
        return copyToClipboard();
    QWidget::keyPressEvent(event);
}

void ImageView::contextMenuEvent(QContextMenuEvent* event)
{
    if (picture_.isNull())
        return;
    QMenu menu(this);
    menu.addAction(tr("Copy picture"), this, &ImageView::copyToClipboard);
    menu.exec(event->globalPos());
}

void ImageView::copyToClipboard() const { QApplication::clipboard()->setImage(picture_); }

void ImageView::dragOut()
{
    QTemporaryFile file(QDir::temp().filePath(QStringLiteral("diffuscope-XXXXXX.png")));
    file.setAutoRemove(false); // the receiver may read it after the drop; the system empties its temporary folder
    auto* mime = new QMimeData;
    mime->setImageData(picture_);
    if (file.open() && picture_.save(&file, "PNG"))
        mime->setUrls({QUrl::fromLocalFile(file.fileName())});
    file.close();
    auto* drag = new QDrag(this);
    drag->setMimeData(mime);
    drag->setPixmap(QPixmap::fromImage(picture_.scaled(64, 64, Qt::KeepAspectRatio)));
    drag->exec(Qt::CopyAction);
}

} // namespace diffuscope::ui
