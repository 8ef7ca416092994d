#include "ui/widgets/math/math_text.h"

#include "ui/widgets/math/math_layout.h"
#include "ui/widgets/math/plain_math.h"
#include "ui/widgets/terms/terms.h"

#include <QPainter>

#include <cmath>

namespace diffuscope::ui {

MathText::MathText(const QString& markup, int pixelSize, QWidget* parent)
    : QWidget(parent), markup_(markup), pixelSize_(pixelSize)
{
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    describe();
}

void MathText::describe()
{
    setAccessibleName(plain(markup_));
    const Term* term = termOfMarkup(markup_);
    setToolTip(term ? termTip(QLatin1String(term->id)) : QString());
}

QString MathText::plain(const QString& markup) { return plainMath(markup); }

void MathText::setMarkup(const QString& markup)
{
    if (markup == markup_)
        return;
    markup_ = markup;
    describe();
    updateGeometry();
    update();
}

void MathText::setPixelSize(int size)
{
    pixelSize_ = size;
    updateGeometry();
    update();
}

void MathText::setColour(const QColor& colour)
{
    colour_ = colour;
    update();
}

void MathText::setAlignment(Qt::Alignment alignment)
{
    alignment_ = alignment;
    update();
}

QSize MathText::sizeHint() const
{
    const QSizeF size = measure(markup_, pixelSize_);
    return {int(std::ceil(size.width())) + 2, int(std::ceil(size.height())) + 2};
}

qreal MathText::draw(QPainter& painter, const QPointF& origin, const QString& markup, int pixelSize,
                     const QColor& colour, const QWidget* themed)
{
    const auto box = layOutMath(markup, pixelSize);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    drawMath(painter, *box, origin, colour, paletteOf(themed));
    painter.restore();
    return box->width;
}

QSizeF MathText::measure(const QString& markup, int pixelSize)
{
    const auto box = layOutMath(markup, pixelSize);
    return {box->width, std::max(box->height(), double(pixelSize))};
}

void MathText::paintEvent(QPaintEvent*)
{
    const auto box = layOutMath(markup_, pixelSize_);
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double slack = width() - box->width;
    const double x = alignment_ & Qt::AlignRight ? slack - 1 : alignment_ & Qt::AlignHCenter ? slack / 2 : 1;
    const double room = height() - box->height();
    const double y = alignment_ & Qt::AlignTop ? 1 : alignment_ & Qt::AlignBottom ? room - 1 : room / 2;
    drawMath(painter, *box, {x, std::round(y + box->ascent)}, colour_.isValid() ? colour_ : p.text1, p);
}

} // namespace diffuscope::ui
