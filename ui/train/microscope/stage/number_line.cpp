#include "ui/train/microscope/stage/number_line.h"

#include "ui/widgets/controls/number_label.h"

#include <QPainter>

namespace diffuscope::ui {

namespace {
constexpr int kPartGap = 24, kValueGap = 5;
} // namespace

NumberLine::NumberLine(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

void NumberLine::setParts(const QList<Part>& parts)
{
    parts_ = parts;
    setAccessibleName(text());
    update();
}

QString NumberLine::text() const
{
    QStringList all;
    for (const Part& part : parts_)
        all.append((part.words + u' ' + part.value).trimmed());
    return all.join(QStringLiteral("; "));
}

void NumberLine::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    const QFont words = textFont(12), value = textFont(12, 600);
    const QFontMetricsF metrics(words);
    const double base = (height() + metrics.capHeight()) / 2;
    double x = 0;
    for (const Part& part : parts_) {
        const double wordsWide = metrics.horizontalAdvance(part.words),
                     valueWide = NumberLabel::width(part.value, value);
        if (x > 0 && x + wordsWide + kValueGap + valueWide > width())
            break;
        painter.setFont(words);
        painter.setPen(p.text2);
        painter.drawText(QPointF(x, base), part.words);
        x += part.words.isEmpty() ? 0 : wordsWide + kValueGap;
        painter.setPen(part.colour ? p.of(*part.colour).text : p.text1);
        x += NumberLabel::draw(painter, {x, base}, part.value, value) + kPartGap;
    }
}

} // namespace diffuscope::ui
