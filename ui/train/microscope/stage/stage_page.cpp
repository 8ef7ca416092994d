#include "ui/train/microscope/stage/stage_page.h"

#include "ui/train/microscope/microscope_state.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/image/view_link.h"
#include "ui/widgets/math/math_text.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

namespace diffuscope::ui {

namespace {
constexpr int kStageHeader = 26, kStageFrame = 5, kUnderPicture = 20;
} // namespace

StagePage::StagePage(MicroscopeState& state, QWidget* parent) : QWidget(parent), state_(state) {}

const LookedAt& StagePage::followed() const { return state_.followed(); }

EquationPage::EquationPage(MicroscopeState& state, ViewLink* link, QWidget* parent)
    : StagePage(state, parent), link_(link)
{
    connect(link_, &ViewLink::probeChanged, this, [this] {
        update();
        Q_EMIT numbersChanged();
    });
}

ImageView* EquationPage::add(const QString& name, Concept frame, const QString& symbol, const QString& words)
{
    auto* view = new ImageView(frame, this);
    view->setObjectName(name);
    view->setSymbol(symbol, words);
    view->setMinimumSize(1, 1);
    view->setLink(link_);
    views_.append(view);
    return view;
}

void EquationPage::setSigns(const QList<Sign>& signs)
{
    signs_ = signs;
    arrange();
    update();
}

std::optional<QPoint> EquationPage::pixel() const
{
    const auto at = views_.first()->probe();
    const Image& image = views_.first()->image();
    return at && at->x() < image.width && at->y() < image.height ? at : std::nullopt;
}

void EquationPage::resizeEvent(QResizeEvent* event)
{
    StagePage::resizeEvent(event);
    arrange();
}

void EquationPage::arrange()
{
    const int count = int(views_.size());
    if (count == 0)
        return;
    const int between =
        std::accumulate(signs_.begin(), signs_.end(), 0, [](int sum, const Sign& sign) { return sum + sign.width; });
    const int room = std::min({kLargest, height() - kStageHeader - 2 * kStageFrame - kUnderPicture,
                               (width() - between) / count - 2 * kStageFrame});
    const int pixels = std::max(1, views_.first()->image().width);
    side_ = std::max(16, room);
    if (const int whole = wholeSide(side_, pixels, devicePixelRatioF()); whole > 0 && whole <= side_)
        side_ = whole;
    const int wide = side_ + 2 * kStageFrame;
    int x = 0;
    for (int k = 0; k < count; ++k) {
        views_[k]->setGeometry(x, 0, wide, wide + kStageHeader);
        x += wide + (k < signs_.size() ? signs_[k].width : 0);
    }
}

QRectF EquationPage::signPlace(int index) const
{
    const QRectF before = views_[index]->geometry();
    return {before.right() + 1, double(kStageHeader), double(signs_[index].width), before.height() - kStageHeader};
}

void EquationPage::drawMore(QPainter&) {}

void EquationPage::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int k = 0; k < signs_.size(); ++k) {
        const QRectF place = signPlace(k);
        const Sign& sign = signs_[k];
        if (sign.arrow) {
            const QPointF left(place.left() + 10, place.center().y()), right(place.right() - 10, place.center().y());
            painter.setPen(QPen(p.text2, 1.5));
            painter.drawLine(left, right);
            painter.drawPolyline(QPolygonF({right + QPointF(-6, -4), right, right + QPointF(-6, 4)}));
            continue;
        }
        const QSizeF size = MathText::measure(sign.markup, 20);
        const double down = sign.below.isEmpty() ? 0 : 10;
        MathText::draw(painter, {place.center().x() - size.width() / 2, place.center().y() + 6 - down}, sign.markup, 20,
                       p.text1, this);
        painter.setFont(textFont(13, 600));
        painter.setPen(p.of(sign.colour).text);
        painter.drawText(QRectF(place.left(), place.center().y() + 8, place.width(), 18), Qt::AlignCenter, sign.below);
    }
    if (const auto at = pixel())
        for (const ImageView* view : views_)
            if (view->hasImage() && view->image().width > at->x() && view->image().height > at->y()) {
                painter.setFont(textFont(11, 600));
                painter.setPen(p.of(view->frameConcept()).text);
                painter.drawText(QRectF(view->x(), view->geometry().bottom() + 2, view->width(), 16), Qt::AlignCenter,
                                 number(double(view->image().at(0, at->y(), at->x())), 3));
            }
    drawMore(painter);
}

} // namespace diffuscope::ui
