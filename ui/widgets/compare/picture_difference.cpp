#include "ui/widgets/compare/picture_difference.h"

#include <QObject>

#include <cmath>
#include <limits>

namespace diffuscope::ui {

namespace {

QString shape(const Image& image)
{
    return QObject::tr("%1 × %2 %3")
        .arg(image.width)
        .arg(image.height)
        .arg(image.channels == 1 ? QObject::tr("grey") : QObject::tr("colour"));
}

} // namespace

PictureDifference differenceOf(const Image& a, const Image& b)
{
    PictureDifference result;
    if (a.empty() || b.empty()) {
        result.reason = QObject::tr("There is no picture to compare with yet.");
        return result;
    }
    if (!a.sameShape(b)) {
        result.reason = QObject::tr("A is %1, B is %2. Choose two of one size.").arg(shape(a), shape(b));
        return result;
    }
    result.values = Image(a.channels, a.height, a.width);
    double sum = 0, squares = 0, greatest = 0;
    for (std::size_t k = 0; k < a.values.size(); ++k) {
        const float difference = a.values[k] - b.values[k];
        const double size = std::abs(double(difference));
        result.values.values[k] = difference;
        sum += size;
        squares += size * size;
        greatest = size > greatest || std::isnan(size) ? size : greatest;
    }
    const double count = double(a.values.size());
    result.meanAbsolute = sum / count;
    result.greatest = greatest;
    result.rms = std::sqrt(squares / count);
    result.psnr = squares > 0 ? 10 * std::log10(4 * count / squares) : std::numeric_limits<double>::infinity();
    if (std::isnan(squares))
        result.psnr = std::numeric_limits<double>::quiet_NaN();
    return result;
}

} // namespace diffuscope::ui
