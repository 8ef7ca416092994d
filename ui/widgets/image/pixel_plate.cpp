#include "ui/widgets/image/pixel_plate.h"

#include "ui/style/paint_kit.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/math/math_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace diffuscope::ui {

namespace {
constexpr int kPad = 10, kTitle = 18, kPlateRow = 20, kHint = 18, kMath = 15, kAway = 14;
constexpr int kBetween = 8;

QFont valueFont(bool here) { return textFont(12, here ? 600 : 400); }

// The columns, in the present size of type: "+0.123", and a gap and "143".
int valueWidth() { return int(std::ceil(NumberLabel::width(QStringLiteral("+0.000"), valueFont(true)))) + 2; }
int byteWidth() { return int(std::ceil(NumberLabel::width(QStringLiteral("000"), textFont(11)))) + 7; }

double symbolWidth(const PixelPlate::Row& row)
{
    return row.symbol.isEmpty() ? QFontMetricsF(textFont(11)).horizontalAdvance(row.words)
                                : MathText::measure(row.symbol, kMath).width();
}

} // namespace

PixelPlate::PixelPlate(QWidget* window) : QWidget(window)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setObjectName(QStringLiteral("pixelPlate"));
    hide();
}

void PixelPlate::setContent(const QString& place, const std::vector<Row>& rows, const QString& hint)
{
    place_ = place;
    rows_ = rows;
    hint_ = hint;
    double symbols = 0;
    std::size_t channels = 1;
    for (const Row& row : rows_) {
        symbols = std::max(symbols, symbolWidth(row));
        channels = std::max(channels, row.values.size());
    }
    symbolWidth_ = int(std::ceil(symbols)) + 12;
    const int table = symbolWidth_ + int(channels) * (valueWidth() + byteWidth() + kBetween) - kBetween;
    const QFontMetricsF small(textFont(11));
    const double words =
        std::max(QFontMetricsF(textFont(11, 600)).horizontalAdvance(place_), small.horizontalAdvance(hint_));
    const QSize size(std::max(table, int(std::ceil(words))) + 2 * kPad,
                     2 * kPad - 4 + kTitle + kPlateRow * int(rows_.size()) + (hint_.isEmpty() ? 0 : kHint));
    resize(size);
    update();
}

QPoint PixelPlate::placeBeside(const QRect& cell, const QSize& plate, const QSize& room,
                               const std::vector<KeptInSight>& kept)
{
    constexpr int kEdge = 4;
    constexpr double kFar = 0.01; // a hundred pixels further away are as bad as hiding something of weight 1
    QRect all = cell;
    for (const KeptInSight& each : kept)
        all |= each.place;
    const int wide = plate.width(), high = plate.height();
    const QPoint middle = cell.center();
    QPoint best;
    double least = std::numeric_limits<double>::infinity();
    for (const int x : {cell.right() + kAway, cell.left() - kAway - wide, middle.x() - wide / 2, all.right() + kAway,
                        all.left() - kAway - wide})
        for (const int y : {cell.bottom() + kAway, cell.top() - kAway - high, middle.y() - high / 2,
                            all.bottom() + kAway, all.top() - kAway - high}) {
            const QRect place(QPoint(std::clamp(x, kEdge, std::max(kEdge, room.width() - wide - kEdge)),
                                     std::clamp(y, kEdge, std::max(kEdge, room.height() - high - kEdge))),
                              plate);
            double cost = kFar * (place.center() - middle).manhattanLength();
            for (const KeptInSight& each : kept) {
                const QRect hidden = each.place & place;
                if (!hidden.isEmpty())
                    cost += each.weight * hidden.width() * hidden.height() /
                            (double(each.place.width()) * each.place.height());
            }
            if (cost < least) {
                least = cost;
                best = place.topLeft();
            }
        }
    return best;
}

void PixelPlate::showBeside(const QRect& cell, const std::vector<KeptInSight>& kept)
{
    move(placeBeside(cell, size(), parentWidget()->size(), kept));
    raise();
    show();
}

void PixelPlate::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    drawBox(painter, QRectF(rect()), 5, p.raised, p.line2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(textFont(11, 600));
    painter.setPen(p.text1);
    double y = kPad - 2;
    painter.drawText(QPointF(kPad, y + 12), place_);
    y += kTitle;
    for (const Row& row : rows_) {
        const QColor colour = p.of(row.frame).text;
        if (row.symbol.isEmpty()) {
            painter.setFont(textFont(11));
            painter.setPen(p.text2);
            painter.drawText(QPointF(kPad, y + 14), row.words);
        } else {
            MathText::draw(painter, {double(kPad), y + 14}, row.symbol, kMath, colour, this);
        }
        const double values = valueWidth(), bytes = byteWidth();
        double right = kPad + symbolWidth_ + values;
        for (std::size_t k = 0; k < row.values.size(); ++k, right += values + bytes + kBetween) {
            const QFont font = valueFont(row.here), small = textFont(11);
            const QString value = signedNumber(double(row.values[k]), 3), byte = QString::number(row.bytes[k]);
            painter.setPen(row.here ? p.text1 : p.text2);
            NumberLabel::draw(painter, {right - NumberLabel::width(value, font), y + 14}, value, font);
            painter.setPen(p.text3);
            NumberLabel::draw(painter, {right + bytes - NumberLabel::width(byte, small), y + 14}, byte, small);
        }
        y += kPlateRow;
    }
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    painter.drawText(QPointF(kPad, y + 12), hint_);
}

} // namespace diffuscope::ui
