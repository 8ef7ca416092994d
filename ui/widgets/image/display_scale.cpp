#include "ui/widgets/image/display_scale.h"

#include "ui/style/to_qimage.h"

#include <QObject>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace diffuscope::ui {

namespace {

using Table = std::array<QRgb, kShades>;
using Stops = std::vector<std::pair<double, QRgb>>; // places from 0 to 1

Table tableOf(const Stops& stops)
{
    Table table;
    std::size_t next = 1;
    for (int k = 0; k < kShades; ++k) {
        const double place = double(k) / (kShades - 1);
        while (next + 1 < stops.size() && place > stops[next].first)
            ++next;
        const auto& [from, low] = stops[next - 1];
        const auto& [to, high] = stops[next];
        const double share = std::clamp((place - from) / (to - from), 0.0, 1.0);
        const auto part = [share](int a, int b) { return int(std::lround(a + (b - a) * share)); };
        table[std::size_t(k)] =
            qRgb(part(qRed(low), qRed(high)), part(qGreen(low), qGreen(high)), part(qBlue(low), qBlue(high)));
    }
    return table;
}

// Both ends of a ramp are as far from the ground in lightness.
const Table& tableFor(DisplayScale::Colours colours, bool dark, Concept which)
{
    static const Table kPaper =
        tableOf({{0, 0xff2A1C8C}, {0.25, 0xff7F73E0}, {0.5, 0xffFBF9F3}, {0.75, 0xffD9953B}, {1, 0xff6A3C00}});
    static const Table kInk =
        tableOf({{0, 0xffC9C1FF}, {0.25, 0xff6A5BDA}, {0.5, 0xff0D1220}, {0.75, 0xffB0761F}, {1, 0xffFFDC94}});
    static const Table kPaperError =
        tableOf({{0, 0xff2A1C8C}, {0.25, 0xff7F73E0}, {0.5, 0xffFBF9F3}, {0.75, 0xffE5796A}, {1, 0xff7A160C}});
    static const Table kInkError =
        tableOf({{0, 0xffC9C1FF}, {0.25, 0xff6A5BDA}, {0.5, 0xff0D1220}, {0.75, 0xffC24B3C}, {1, 0xffFFCDC3}});
    static const Table kPaperHeat = tableOf({{0, 0xffFBF9F3}, {0.35, 0xffF6CFC3}, {0.7, 0xffD8503F}, {1, 0xff6B1C16}});
    static const Table kInkHeat = tableOf({{0, 0xff101525}, {0.35, 0xff542634}, {0.7, 0xffFF7A68}, {1, 0xffFFECE2}});
    if (colours == DisplayScale::Colours::Magnitude)
        return dark ? kInkHeat : kPaperHeat;
    if (which == Concept::Error)
        return dark ? kInkError : kPaperError;
    return dark ? kInk : kPaper;
}

constexpr const char* kNames[] = {"as-is", "signed", "magnitude"};

} // namespace

QString DisplayScale::toText() const
{
    return QStringLiteral("%1 %2 %3").arg(QLatin1String(kNames[int(colours)])).arg(double(range)).arg(channel);
}

DisplayScale DisplayScale::fromText(const QString& text, const DisplayScale& otherwise)
{
    const QStringList parts = text.split(u' ');
    const auto* name = std::find_if(std::begin(kNames), std::end(kNames),
                                    [&](const char* known) { return parts.value(0) == QLatin1String(known); });
    bool ranged = false, channelled = false;
    DisplayScale scale;
    scale.range = parts.value(1).toFloat(&ranged);
    scale.channel = parts.value(2).toInt(&channelled);
    const bool known = scale.range == kAutomatic || (scale.range >= 0 && scale.range <= 1000);
    if (name == std::end(kNames) || !ranged || !known || !channelled || scale.channel < -1 || scale.channel > 2)
        return otherwise;
    scale.colours = Colours(name - std::begin(kNames));
    return scale;
}

float greatestMagnitude(const Image& image, int channel)
{
    float greatest = 0;
    const bool one = channel >= 0 && channel < image.channels;
    const std::size_t first = one ? std::size_t(channel) * image.planeSize() : 0;
    const std::size_t last = one ? first + image.planeSize() : image.values.size();
    for (std::size_t k = first; k < last; ++k)
        if (const float size = std::abs(image.values[k]); size > greatest && std::isfinite(size))
            greatest = size;
    return greatest;
}

float shownRange(const DisplayScale& scale, const Image& image, float usual)
{
    if (scale.range > 0)
        return scale.range;
    if (scale.range == 0)
        return usual > 0 ? usual : 1;
    const float greatest = greatestMagnitude(image, scale.colours == DisplayScale::Colours::AsIs ? -1 : scale.channel);
    return greatest > 0 ? greatest : 1;
}

QString rangeText(const DisplayScale& scale, float range)
{
    const bool automatic = scale.range == DisplayScale::kAutomatic;
    QString digits = number(double(range), automatic ? 2 : 1);
    if (digits.endsWith(QLatin1String(".0")) && !automatic)
        digits.chop(2);
    const QString text = scale.colours == DisplayScale::Colours::Magnitude ? QStringLiteral("0…") + digits
                                                                           : QStringLiteral("±") + digits;
    return automatic ? QObject::tr("auto %1").arg(text) : text;
}

void shadePicture(const Image& image, const DisplayScale& scale, float range, const Palette& palette, Concept which,
                  QImage& into)
{
    if (scale.colours == DisplayScale::Colours::AsIs)
        return toQImage(image, range, into);
    Shading shading;
    shading.magnitude = scale.colours == DisplayScale::Colours::Magnitude;
    shading.range = range;
    shading.channel = scale.channel;
    shading.table = tableFor(scale.colours, palette.dark, which).data();
    toQImage(image, shading, into);
}

void drawColourBar(QPainter& painter, const QRectF& box, const DisplayScale& scale, const Palette& palette,
                   Concept which)
{
    QImage strip(kShades, 1, QImage::Format_RGB32);
    if (scale.colours == DisplayScale::Colours::AsIs) {
        for (int k = 0; k < kShades; ++k)
            strip.setPixel(k, 0, qRgb(k / 2, k / 2, k / 2));
    } else {
        const Table& table = tableFor(scale.colours, palette.dark, which);
        std::copy(table.begin(), table.end(), reinterpret_cast<QRgb*>(strip.scanLine(0)));
    }
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(box, strip);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(palette.line2, 0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
    painter.restore();
}

} // namespace diffuscope::ui
