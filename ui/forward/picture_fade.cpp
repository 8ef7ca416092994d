#include "ui/forward/picture_fade.h"

#include "ui/style/paint_kit.h"

#include <QPainter>

namespace diffuscope::ui {

namespace {

constexpr int kFadeMs = 250;

} // namespace

PictureFade::PictureFade(QWidget* parent) : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
    motion_.setDuration(kFadeMs);
    motion_.setStartValue(1.0);
    motion_.setEndValue(0.0);
    motion_.setEasingCurve(QEasingCurve::OutCubic);
    connect(&motion_, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&motion_, &QVariantAnimation::finished, this, [this] {
        hide();
        before_ = {};
    });
}

void PictureFade::from(QWidget* shown)
{
    if (!shown->isVisible() || animationTime(shown) == 0)
        return;
    motion_.stop();
    hide();
    before_ = shown->grab();
    setGeometry(shown->geometry());
    raise();
    show();
    motion_.start();
}

void PictureFade::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setOpacity(motion_.currentValue().toDouble());
    painter.drawPixmap(0, 0, before_);
}

} // namespace diffuscope::ui
