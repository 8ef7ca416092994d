#include "ui/reverse/step/sum_row.h"

#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/math/math_text.h"
#include "ui/widgets/terms/explain.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kSumHeader = 26, kSumFrame = 5, kSumValue = 20; // above, around and below a picture
int weightWidth() { return presentationType() ? 92 : 72; }
} // namespace

SumRow::SumRow(const QString& name, ViewLink* link, QWidget* parent) : QWidget(parent), name_(name), link_(link)
{
    setExplainsItself(this);
}

int SumRow::widthFor(int pictures, int side)
{
    return pictures * (side + 2 * kSumFrame) + (pictures - 1) * weightWidth();
}

int SumRow::heightFor(int side) { return kSumHeader + 2 * kSumFrame + side + kSumValue; }

ImageView* SumRow::view(int index)
{
    while (views_.size() <= index) {
        auto* view = new ImageView(Concept::State, this);
        view->setObjectName(name_ + QString::number(views_.size()));
        view->setMinimumSize(1, 1);
        view->setLink(link_);
        views_.append(view);
    }
    return views_[index];
}

void SumRow::fill(int index)
{
    ImageView* shown = view(index);
    const StepPart& what = part(index);
    shown->setFrameConcept(what.which);
    shown->setRole(what.isSigned() ? QStringLiteral("reverse/noise") : QString());
    shown->setSymbol(words_ ? QString() : what.symbol, what.words);
    if (what.values.empty())
        shown->clear(tr("not kept"));
    else
        shown->setImage(what.values, what.isSigned() ? kNoiseRange : 1.0f);
    shown->show();
}

void SumRow::setSum(const StepSumParts& sum)
{
    const bool reshaped = sum.terms.size() != sum_.terms.size();
    sum_ = sum;
    for (int k = 0; k < pictures(); ++k)
        fill(k);
    for (qsizetype k = pictures(); k < views_.size(); ++k)
        views_[k]->hide();
    if (reshaped)
        updateGeometry();
    arrange();
    setAccessibleName(spoken());
    update();
}

void SumRow::setWords(bool words)
{
    if (words == words_)
        return;
    words_ = words;
    setSum(StepSumParts(sum_));
}

void SumRow::setSide(int side)
{
    side_ = side;
    arrange();
}

void SumRow::setPixel(const QPoint& pixel, int channel)
{
    pixel_ = pixel;
    channel_ = channel;
    update();
}

QRect SumRow::placeOf(int index) const
{
    const int wide = side_ + 2 * kSumFrame;
    return {index * (wide + weightWidth()), 0, wide, kSumHeader + wide};
}

QRect SumRow::weightPlace(int index) const
{
    const QRect picture = placeOf(index);
    return {picture.left() - weightWidth(), kSumHeader, weightWidth(), side_ + 2 * kSumFrame};
}

void SumRow::arrange()
{
    for (int k = 0; k < std::min<int>(pictures(), int(views_.size())); ++k)
        views_[k]->setGeometry(placeOf(k));
    update();
}

QString SumRow::spoken() const
{
    QStringList terms;
    for (const StepPart& term : sum_.terms)
        terms.append(tr("%1 times %2").arg(smallNumber(term.coefficient, 3), term.words));
    return tr("%1 is %2").arg(sum_.result.words, terms.join(tr(" plus ")));
}

bool SumRow::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        for (int k = 1; k < pictures(); ++k)
            if (const QRect place = weightPlace(k); place.contains(help->pos())) {
                QToolTip::showText(
                    help->globalPos(),
                    tr("Weight of “%1” in this sum: %2").arg(part(k).words, smallNumber(part(k).coefficient, 6)), this,
                    place);
                return true;
            }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void SumRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int k = 1; k < pictures(); ++k)
        drawWeight(painter, k);
    const QFont font = textFont(12, 600);
    painter.setFont(font);
    for (int k = 0; k < pictures(); ++k) {
        const Image& values = part(k).values;
        if (values.empty() || pixel_.x() < 0 || pixel_.y() < 0 || pixel_.x() >= values.width ||
            pixel_.y() >= values.height || channel_ >= values.channels)
            continue;
        const QRect place = placeOf(k);
        const QString text = number(double(values.at(channel_, pixel_.y(), pixel_.x())), 3);
        const double wide = NumberLabel::width(text, font) + 14;
        const double x = place.left() + (place.width() - wide) / 2, y = place.bottom() + kSumValue - 4;
        painter.setPen(QPen(paletteOf(this).text3, 1));
        painter.drawRoundedRect(QRectF(x + 0.5, y - 8.5, 7, 7), 1.5, 1.5);
        painter.setPen(paletteOf(this).of(part(k).which).text);
        NumberLabel::draw(painter, QPointF(x + 14, y), text, font);
    }
}

// The sign at the left, the symbol or verb over the number in the middle.
void SumRow::drawWeight(QPainter& painter, int index) const
{
    const Palette& colours = paletteOf(this);
    const StepPart& term = part(index);
    const QRect place = weightPlace(index);
    const double middle = place.center().y() + 1;
    const bool first = index == 1, minus = term.coefficient < 0;
    const QString sign = first ? (minus ? QStringLiteral("= −") : QStringLiteral("="))
                               : (minus ? QStringLiteral("−") : QStringLiteral("+"));
    const double signWide = MathText::measure(QStringLiteral("\\text{%1}").arg(sign), 18).width();
    MathText::draw(painter, QPointF(place.left() + 6, middle + 6), QStringLiteral("\\text{%1}").arg(sign), 18,
                   colours.text2, this);
    const QString size = smallNumber(std::abs(term.coefficient), 3);
    if (std::abs(term.coefficient) == 1 && term.weight.isEmpty() && term.older > 1)
        return; // a sum has its weights inside
    const QRectF room(place.left() + 6 + signWide, place.top(), place.width() - 8 - signWide, place.height());
    const QFont font = textFont(15, 600);
    const double wide = NumberLabel::width(size, font);
    painter.setPen(colours.of(term.which).text);
    const bool above = words_ || !term.weight.isEmpty();
    NumberLabel::draw(painter, QPointF(room.center().x() - wide / 2, middle + (above ? 17 : 6)), size, font);
    if (words_) {
        painter.setFont(textFont(12));
        painter.drawText(QRectF(room.left() - 8, middle - 22, room.width() + 12, 20), Qt::AlignCenter, term.verb);
        return;
    }
    int height = 17;
    while (height > 8 && MathText::measure(term.weight, height).width() > room.width())
        --height;
    MathText::draw(painter, QPointF(room.center().x() - MathText::measure(term.weight, height).width() / 2, middle - 6),
                   term.weight, height, colours.of(term.which).text, this);
}

} // namespace diffuscope::ui
