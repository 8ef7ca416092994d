#include "ui/frame/canvas_fade.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QEvent>
#include <QPainter>

namespace diffuscope::ui {

namespace {

constexpr int kMs = 160;

} // namespace

CanvasFade* CanvasFade::begin(QWidget* page, QWidget* window)
{
    delete window->findChild<CanvasFade*>(); // the newest change alone is shown
    if (!page || !page->isVisible() || page->size().isEmpty() || animationTime(window) == 0)
        return nullptr;
    return new CanvasFade(page, window);
}

CanvasFade::CanvasFade(QWidget* page, QWidget* window) : QWidget(window)
{
    setObjectName(QStringLiteral("canvasFade"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    before_ = QPixmap(page->size() * page->devicePixelRatioF());
    before_.setDevicePixelRatio(page->devicePixelRatioF());
    before_.fill(paletteOf(page).canvas);
    page->render(&before_, QPoint(), QRegion(), QWidget::DrawChildren);
    setGeometry(QRect(page->mapTo(window, QPoint()), page->size()));
    window->installEventFilter(this);
    fade_.setDuration(kMs);
    fade_.setStartValue(1.0);
    fade_.setEndValue(0.0);
    connect(&fade_, &QVariantAnimation::valueChanged, this, [this] { update(); });
    connect(&fade_, &QVariantAnimation::finished, this, &QObject::deleteLater);
    fade_.start();
    show();
    raise();
}

void CanvasFade::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setOpacity(fade_.currentValue().toDouble());
    painter.drawPixmap(0, 0, before_);
}

// In a window of another size the old picture is in the way.
bool CanvasFade::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::PaletteChange) {
        hide();
        deleteLater();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace diffuscope::ui
