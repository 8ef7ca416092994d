#include "ui/widgets/chart/plot_axis.h"

#include "ui/style/theme.h"

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

QString compactNumber(double value)
{
    const double size = std::abs(value);
    if (size >= 1000 && size < 1e12 && std::floor(value) == value)
        return grouped(static_cast<long long>(value));
    if (size != 0 && (size < 1e-4 || size >= 1e6))
        return QString::number(value, 'e', 0)
            .replace(QStringLiteral("e-0"), QStringLiteral("e−"))
            .replace(QStringLiteral("e+0"), QStringLiteral("e"));
    const QString text = QString::number(size, 'g', 4);
    return value < 0 ? u'−' + text : text;
}

std::vector<Tick> linearTicks(double low, double high, int wanted)
{
    if (!(high > low) || !std::isfinite(high - low))
        return {{low, compactNumber(low)}};
    const double rough = (high - low) / std::max(1, wanted), decade = std::pow(10, std::floor(std::log10(rough)));
    const double lead = rough / decade, step = decade * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
    std::vector<Tick> ticks;
    for (double k = std::ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k)
        ticks.push_back({k * step, compactNumber(k == 0 ? 0 : k * step)});
    return ticks;
}

std::vector<Tick> logTicks(double low, double high)
{
    if (!(low > 0) || !(high > low) || !std::isfinite(high))
        return {};
    const int first = int(std::floor(std::log10(low))), last = int(std::ceil(std::log10(high)));
    const bool fine = last - first <= 4;
    std::vector<Tick> ticks;
    for (int decade = first; decade <= last; ++decade)
        for (const double lead : {1.0, 2.0, 5.0}) {
            const double value = lead * std::pow(10, decade);
            if ((fine || lead == 1.0) && value >= low * 0.999 && value <= high * 1.001)
                ticks.push_back({value, compactNumber(value)});
        }
    return ticks;
}

} // namespace diffuscope::ui
