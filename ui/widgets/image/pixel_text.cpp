#include "ui/widgets/image/pixel_text.h"

#include "ui/style/theme.h"

#include <QObject>
#include <QRegularExpression>

namespace diffuscope::ui {

QString placeText(const QPoint& pixel) { return QObject::tr("column %1, row %2").arg(pixel.x()).arg(pixel.y()); }

QStringList channelNames(const Image& image)
{
    if (image.channels >= 3)
        return {QObject::tr("R"), QObject::tr("G"), QObject::tr("B")};
    return {QObject::tr("grey")};
}

QString pixelText(const Image& image, const QPoint& pixel, float range)
{
    if (image.empty() || pixel.x() < 0 || pixel.y() < 0 || pixel.x() >= image.width || pixel.y() >= image.height)
        return {};
    QStringList parts;
    const QStringList names = channelNames(image);
    for (int channel = 0; channel < names.size(); ++channel) {
        const float value = image.at(channel, pixel.y(), pixel.x());
        parts << QStringLiteral("%1 %2 (%3)")
                     .arg(names[channel], signedNumber(double(value), 3))
                     .arg(int(toByte(value / (range > 0 ? range : 1))));
    }
    return parts.join(QStringLiteral("  "));
}

QString spokenMath(const QString& markup)
{
    static const QRegularExpression accent(QStringLiteral("\\\\(hat|bar)\\{([^{}]*)\\}"));
    static const QRegularExpression colour(QStringLiteral("\\\\(signal|noise|state|prediction|error|text)\\{"));
    QString text = markup;
    text.replace(accent, QStringLiteral("\\2 \\1")).remove(colour);
    text.replace(u'_', u' ').replace(u'^', u' ').remove(u'{').remove(u'}').remove(u'\\');
    return text.simplified();
}

} // namespace diffuscope::ui
