#include "ui/widgets/image/image_view.h"

#include "ui/settings/preferences.h"
#include "ui/widgets/image/image_view_parts.h"
#include "ui/widgets/image/pixel_plate.h"
#include "ui/widgets/image/pixel_text.h"
#include "ui/widgets/image/view_link.h"
#include "ui/widgets/terms/explain.h"

#include <QAccessibleWidget>
#include <QEvent>
#include <QTemporaryDir>

#include <algorithm>

namespace diffuscope::ui {

namespace {

QAccessibleInterface* accessibleView(const QString&, QObject* object)
{
    auto* view = qobject_cast<ImageView*>(object);
    return view ? new QAccessibleWidget(view, QAccessible::Graphic) : nullptr;
}

void announceRole()
{
    static const bool once = (QAccessible::installFactory(accessibleView), true);
    Q_UNUSED(once)
}

} // namespace

ImageView::ImageView(Concept frame, QWidget* parent) : QWidget(parent), concept_(frame), own_(new ViewLink(this))
{
    announceRole();
    setExplainsItself(this); // see event()
    own_->setKeepsProbe(true);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumSize(48, 48);
    grabGesture(Qt::PinchGesture);
    setLink(nullptr);
}

ImageView::~ImageView()
{
    if (link_)
        link_->views_.removeAll(this);
    delete plate_;
}

void ImageView::setImage(const Image& image, float range)
{
    image_ = image; // into the memory that is there
    imageChanged(range);
}

void ImageView::setImage(Image&& image, float range)
{
    image_ = std::move(image);
    imageChanged(range);
}

void ImageView::imageChanged(float range)
{
    const bool was = !stale_ && !picture_.isNull();
    const bool sameSize = was && picture_.size() == QSize(image_.width, image_.height);
    usualRange_ = range;
    shownRange_.reset();
    leaveFailure();
    stale_ = true; // the bytes are made once a frame, when it is painted
    empty_ = Empty::Hint;
    loading_.clear();
    marked_ = probe();
    const bool legend = display_.range == DisplayScale::kAutomatic;
    sameSize && !legend ? update(frameRect().toAlignedRect()) : update();
    for (ImageView* view : link_->views())
        if (view->plate_ && view->plate_->isVisible() && view->hovered_)
            view->showPlate(*view->hovered_);
    if (marked_)
        setAccessibleDescription(probeText());
}

void ImageView::clear(const QString& hint)
{
    image_ = {};
    picture_ = {};
    shownRange_.reset();
    leaveFailure();
    stale_ = false;
    hint_ = hint;
    loading_.clear();
    empty_ = Empty::Hint;
    marked_.reset();
    hidePlate();
    setAccessibleDescription(hint);
    updateCursor();
    update();
}

void ImageView::setLoading(const QString& words)
{
    if (words == loading_)
        return;
    loading_ = words;
    if (image_.empty()) {
        empty_ = words.isEmpty() ? Empty::Hint : Empty::Loading;
        setAccessibleDescription(words.isEmpty() ? hint_ : words);
    }
    update();
}

void ImageView::setFailed(const QString& what)
{
    clear(what);
    empty_ = Empty::Failed;
    setReason(this, what); // there may be more of it than fits
    update();
}

void ImageView::leaveFailure()
{
    if (empty_ == Empty::Failed)
        setReason(this, {});
}

const QImage& ImageView::picture() const
{
    if (stale_) {
        shadePicture(image_, display_, range(), paletteOf(this), concept_, picture_);
        stale_ = false;
    }
    return picture_;
}

// It is asked for at every read-out under the mouse, and may need a look at every pixel.
float ImageView::range() const
{
    if (!shownRange_)
        shownRange_ = shownRange(display_, image_, usualRange_);
    return *shownRange_;
}

void ImageView::setSymbol(const QString& mathMarkup, const QString& words)
{
    if (mathMarkup == symbol_ && words == words_)
        return;
    symbol_ = mathMarkup;
    words_ = words;
    QStringList spoken{spokenMath(mathMarkup), words.section(kVariant, 0, 0)};
    spoken.removeAll(QString());
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    update();
}

void ImageView::setFrameConcept(Concept which)
{
    if (which == concept_)
        return;
    concept_ = which;
    stale_ = !image_.empty(); // errors have colours of their own
    update();
}

void ImageView::setCaption(const QString& text)
{
    if (text == caption_)
        return;
    caption_ = text;
    update();
}

void ImageView::setRole(const QString& role, const DisplayScale& usual)
{
    role_ = role;
    const QString kept = Preferences::text(("display/" + role.toUtf8()).constData());
    display_ = DisplayScale::fromText(kept, usual);
    shownRange_.reset();
    stale_ = !image_.empty();
    update();
}

void ImageView::setDisplay(const DisplayScale& display)
{
    if (display == display_)
        return;
    display_ = display;
    shownRange_.reset();
    stale_ = !image_.empty();
    if (!role_.isEmpty())
        Preferences::setText(("display/" + role_.toUtf8()).constData(), display.toText());
    if (hovered_ && plate_ && plate_->isVisible())
        showPlate(*hovered_);
    update();
    Q_EMIT displayChanged();
}

void ImageView::setLink(ViewLink* link)
{
    ViewLink* const next = link ? link : own_;
    if (next == link_)
        return;
    if (link_) {
        link_->views_.removeAll(this);
        link_->disconnect(this);
    }
    link_ = next;
    link_->views_.append(this);
    connect(link_, &ViewLink::lookChanged, this, [this] {
        updateCursor();
        update(frameRect().toAlignedRect());
    });
    connect(link_, &ViewLink::probeChanged, this, &ImageView::linkProbeChanged);
    if (link_ != own_) // a link that goes before its views leaves each to itself
        connect(link_, &QObject::destroyed, this, [this] {
            link_ = nullptr;
            setLink(nullptr);
        });
    linkProbeChanged();
    update();
}

void ImageView::setProbe(std::optional<QPoint> pixel)
{
    if (pixel && !image_.empty() && QRect(0, 0, image_.width, image_.height).contains(*pixel))
        link_->setProbe(QPointF((pixel->x() + 0.5) / image_.width, (pixel->y() + 0.5) / image_.height));
    else
        link_->setProbe({});
}

std::optional<QPoint> ImageView::probe() const
{
    if (!link_ || !link_->probe() || image_.empty())
        return std::nullopt;
    const QPointF share = *link_->probe();
    return QPoint(std::clamp(int(share.x() * image_.width), 0, image_.width - 1),
                  std::clamp(int(share.y() * image_.height), 0, image_.height - 1));
}

QString ImageView::probeText() const
{
    const auto pixel = probe();
    return pixel ? placeText(*pixel) + QStringLiteral(": ") + pixelText(image_, *pixel, range()) : QString();
}

void ImageView::linkProbeChanged()
{
    const ViewTransform t = transform();
    const auto dirty = [&](const std::optional<QPoint>& pixel) {
        if (pixel)
            update(t.cell(*pixel).adjusted(-5, -5, 5, 5).toAlignedRect());
    };
    dirty(marked_);
    marked_ = probe();
    dirty(marked_);
    if (!image_.empty())
        setAccessibleDescription(probeText());
}

bool ImageView::hasHeader() const { return !symbol_.isEmpty() || !words_.isEmpty() || !caption_.isEmpty(); }

ViewTransform ImageView::transform() const
{
    const int header = hasHeader() ? kViewHeader : 0, margin = kViewMargin;
    const QRectF room = QRectF(rect()).adjusted(margin, margin + header, -margin, -margin);
    const QSize pixels = image_.empty() ? QSize() : QSize(image_.width, image_.height);
    const double dpr = devicePixelRatioF();
    ViewTransform t = ViewTransform::fit(pixels, room, dpr, QPointF(mapTo(window(), QPoint())) * dpr);
    if (link_)
        t.look = link_->look();
    return t;
}

QRect ImageView::pictureRect() const { return transform().frame.toRect(); }

QRectF ImageView::frameRect() const
{
    return transform().frame.adjusted(-kViewMargin, -kViewMargin, kViewMargin, kViewMargin);
}

QSize ImageView::sizeHint() const
{
    const int side = 192 + 2 * kViewMargin;
    return {side, side + (hasHeader() ? kViewHeader : 0)};
}

void ImageView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        stale_ = !image_.empty(); // tables of colours start at the ground's
    QWidget::changeEvent(event);
}

} // namespace diffuscope::ui
