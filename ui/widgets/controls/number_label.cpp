#include "ui/widgets/controls/number_label.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace diffuscope::ui {

namespace {

// Calls place(text, x, width) for each digit and each run between digits; returns the whole width.
template <typename Place> qreal walk(const QString& text, const QFontMetricsF& metrics, Place place)
{
    qreal cell = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        cell = std::max(cell, metrics.horizontalAdvance(QLatin1Char(digit)));
    qreal x = 0;
    for (qsizetype at = 0; at < text.size();) {
        const bool digit = text[at].isDigit();
        qsizetype end = at + 1;
        while (!digit && end < text.size() && !text[end].isDigit())
            ++end;
        const QString run = text.mid(at, end - at);
        const qreal natural = metrics.horizontalAdvance(run), width = digit ? cell : natural;
        place(run, x + (width - natural) / 2);
        x += width;
        at = end;
    }
    return x;
}

// The label keeps its size in the design's scale.
QFont shown(QFont design)
{
    design.setPixelSize(shownSize(design.pixelSize()));
    return design;
}

} // namespace

NumberLabel::NumberLabel(int pixelSize, int weight, QWidget* parent)
    : QWidget(parent), font_(textFont(pixelSize, weight))
{
    font_.setPixelSize(pixelSize);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

void NumberLabel::setText(const QString& text)
{
    if (text == text_)
        return;
    const bool sized = qFuzzyCompare(1 + width(text, shown(font_)), 1 + width(text_, shown(font_)));
    text_ = text;
    setAccessibleName(text);
    if (!sized)
        updateGeometry();
    update();
}

void NumberLabel::setColour(const QColor& colour)
{
    colour_ = colour;
    concept_.reset();
    update();
}

void NumberLabel::setConcept(Concept which)
{
    concept_ = which;
    colour_.reset();
    update();
}

void NumberLabel::setAlignment(Qt::Alignment alignment)
{
    alignment_ = alignment;
    update();
}

QSize NumberLabel::sizeHint() const
{
    const QFontMetricsF metrics(shown(font_));
    return {int(std::ceil(width(text_, shown(font_)))), int(std::ceil(metrics.height()))};
}

qreal NumberLabel::draw(QPainter& painter, const QPointF& baseline, const QString& text, const QFont& font)
{
    painter.setFont(font);
    return walk(text, QFontMetricsF(font),
                [&](const QString& run, qreal x) { painter.drawText(baseline + QPointF(x, 0), run); });
}

qreal NumberLabel::width(const QString& text, const QFont& font)
{
    return walk(text, QFontMetricsF(font), [](const QString&, qreal) {});
}

void NumberLabel::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setPen(!isEnabled() ? p.text3 : colour_ ? *colour_ : concept_ ? p.of(*concept_).text : p.text1);
    const QFontMetricsF metrics(shown(font_));
    const qreal slack = QWidget::width() - width(text_, shown(font_));
    const qreal x = alignment_ & Qt::AlignRight ? slack : alignment_ & Qt::AlignHCenter ? slack / 2 : 0;
    const qreal y = (height() - metrics.capHeight()) / 2 + metrics.capHeight();
    draw(painter, {x, std::round(y)}, text_, shown(font_));
}

} // namespace diffuscope::ui
