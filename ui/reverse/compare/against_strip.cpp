#include "ui/reverse/compare/against_strip.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/view_link.h"

#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kTitle = 34, kStripImage = 74, kStripWords = 36, kSecondLine = 14, kStripGap = 24;
} // namespace

AgainstStrip::AgainstStrip(QWidget* parent)
    : QWidget(parent), a_(new ImageView(Concept::State, this)), b_(new ImageView(Concept::State, this)),
      difference_(new ImageView(Concept::Error, this)), rms_(new NumberLabel(12, 600, this))
{
    setObjectName(QStringLiteral("againstStrip"));
    rms_->setObjectName(QStringLiteral("againstRms"));
    rms_->setConcept(Concept::Error);
    a_->setAccessibleName(tr("A, the kept run, finished"));
    b_->setAccessibleName(tr("B, this run, finished"));
    difference_->setAccessibleName(tr("difference of A and B"));
    difference_->setRole(QStringLiteral("reverse/against"), {DisplayScale::Colours::Magnitude, 0, -1});
    auto* link = new ViewLink(this);
    for (ImageView* view : {a_, b_, difference_}) {
        view->setLink(link);
        connect(view, &ImageView::clicked, this, &AgainstStrip::opened);
    }
}

void AgainstStrip::setNames(const Made& a, const Made& b)
{
    madeA_ = a;
    madeB_ = b;
    a_->setToolTip(tr("A, kept: %1").arg(a.text()));
    b_->setToolTip(tr("B, this run: %1").arg(b.text()));
    a_->setAccessibleName(tr("A, the kept run, finished: %1").arg(a.text()));
    b_->setAccessibleName(tr("B, this run, finished: %1").arg(b.text()));
    update();
}

void AgainstStrip::setPair(const Image& a, const Image& b)
{
    a_->setImage(a);
    b_->setImage(b);
    PictureDifference difference = differenceOf(a, b);
    reason_ = difference.reason;
    rms_->setText(difference.comparable() ? number(difference.rms, 3) : QString());
    rms_->resize(rms_->sizeHint());
    rms_->move(width() - rms_->geometry().width(), 10);
    difference.comparable() ? difference_->setImage(std::move(difference.values)) : difference_->setFailed(reason_);
    update();
}

QSize AgainstStrip::sizeHint() const { return {240, kTitle + kStripImage + kStripWords}; }

void AgainstStrip::resizeEvent(QResizeEvent*)
{
    const int gap = std::clamp((width() - 3 * kStripImage) / 2, 4, kStripGap);
    int x = 0;
    for (ImageView* view : {a_, b_, difference_}) {
        view->setGeometry(x, kTitle, kStripImage, kStripImage);
        x += kStripImage + gap;
    }
    rms_->move(width() - rms_->geometry().width(), 10);
}

void AgainstStrip::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), p.line);
    painter.setFont(textFont(12, 600));
    painter.setPen(p.text1);
    painter.drawText(QPointF(0, 22), tr("A against B, finished"));
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    const QString words = tr("RMS difference");
    const double start = rms_->x() - 6 - QFontMetricsF(painter.font()).horizontalAdvance(words);
    if (reason_.isEmpty() && start > 150)
        painter.drawText(QPointF(start, 22), words);
    const double base = kTitle + kStripImage + 15;
    const std::pair<const ImageView*, Made> names[] = {{a_, {tr("A: %1").arg(madeA_.sampler), madeA_.how}},
                                                       {b_, {tr("B: %1").arg(madeB_.sampler), madeB_.how}},
                                                       {difference_, {tr("|A − B|"), {}}}};
    const QFontMetricsF metrics(painter.font());
    const double column = b_->x() - a_->x() - 6;
    for (const auto& [view, name] : names) {
        painter.setPen(view == difference_ ? p.error.text : p.text2);
        painter.drawText(QPointF(view->x() + 2, base), metrics.elidedText(name.sampler, Qt::ElideRight, column));
        painter.drawText(QPointF(view->x() + 2, base + kSecondLine),
                         metrics.elidedText(name.how, Qt::ElideRight, column));
    }
}

} // namespace diffuscope::ui
