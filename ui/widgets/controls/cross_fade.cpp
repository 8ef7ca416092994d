#include "ui/widgets/controls/cross_fade.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QEvent>
#include <QPainter>

namespace diffuscope::ui {

CrossFade* CrossFade::begin(QWidget* shown, QWidget* over, int milliseconds)
{
    delete over->findChild<CrossFade*>(QString(), Qt::FindDirectChildrenOnly);
    if (!shown || !shown->isVisible() || shown->size().isEmpty() || animationTime(over) == 0)
        return nullptr;
    return new CrossFade(shown, over, milliseconds);
}

CrossFade::CrossFade(QWidget* shown, QWidget* over, int milliseconds) : QWidget(over)
{
    setObjectName(QStringLiteral("crossFade"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    before_ = QPixmap(shown->size() * shown->devicePixelRatioF());
    before_.setDevicePixelRatio(shown->devicePixelRatioF());
    before_.fill(paletteOf(shown).canvas);
    shown->render(&before_, QPoint(), QRegion(), QWidget::DrawChildren);
    setGeometry(QRect(shown->mapTo(over, QPoint()), shown->size()));
    over->installEventFilter(this);
    motion_.setDuration(milliseconds);
    motion_.setStartValue(1.0);
    motion_.setEndValue(0.0);
    motion_.setEasingCurve(QEasingCurve::OutCubic);
    connect(&motion_, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&motion_, &QVariantAnimation::finished, this, &QObject::deleteLater);
    motion_.start();
    show();
    raise();
}

void CrossFade::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setOpacity(motion_.currentValue().toDouble());
    painter.drawPixmap(0, 0, before_);
}

// In a window of another size the old picture is in the way.
bool CrossFade::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::PaletteChange) {
        hide();
        deleteLater();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace diffuscope::ui
