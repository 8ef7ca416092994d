#include "ui/window/sheets/key_caps.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr double kBetweenCaps = 3;

double capWidth(const QString& key, const QFontMetricsF& metrics, int size)
{
    return std::ceil(std::max(metrics.horizontalAdvance(key) + size - 1, double(size) + 6));
}

} // namespace

double drawKeyCaps(QPainter& painter, double left, double middle, const QString& keys, int size, const Palette& palette)
{
    const QFont font = textFont(size, 500);
    const QFontMetricsF metrics(font);
    const double high = std::ceil(metrics.capHeight() + 9);
    for (const QString& key : keys.split(u' ', Qt::SkipEmptyParts)) {
        const QRectF cap(left, std::round(middle - high / 2), capWidth(key, metrics, size), high);
        drawBox(painter, cap, 3.5, palette.surface, palette.line2);
        painter.setFont(font);
        painter.setPen(palette.text2);
        painter.drawText(cap, Qt::AlignCenter, key);
        left = cap.right() + kBetweenCaps;
    }
    return left - kBetweenCaps;
}

double keyCapsWidth(const QString& keys, int size)
{
    const QFontMetricsF metrics(textFont(size, 500));
    double width = 0;
    for (const QString& key : keys.split(u' ', Qt::SkipEmptyParts))
        width += capWidth(key, metrics, size) + kBetweenCaps;
    return std::max(0.0, width - kBetweenCaps);
}

} // namespace diffuscope::ui
