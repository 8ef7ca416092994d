#include "ui/style/words.h"

#include "ui/style/theme.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace diffuscope::ui {

QString clockText(double seconds)
{
    const auto whole = static_cast<long long>(std::max(0.0, seconds));
    const auto two = [](long long value) { return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0')); };
    if (whole >= 3600)
        return QString::number(whole / 3600) + u':' + two(whole / 60 % 60) + u':' + two(whole % 60);
    return two(whole / 60) + u':' + two(whole % 60);
}

QString roughDuration(double seconds)
{
    if (seconds < 60)
        return QStringLiteral("under a minute");
    if (seconds < 100 * 60)
        return QStringLiteral("about %1 min").arg(std::lround(seconds / 60));
    return QStringLiteral("about %1 h").arg(number(seconds / 3600, 1));
}

QString parameterText(long long parameters)
{
    if (parameters >= 1'000'000)
        return number(double(parameters) / 1e6, 1) + QStringLiteral(" M weights");
    if (parameters >= 1000)
        return number(double(parameters) / 1e3, 0) + QStringLiteral(" k weights");
    return countText(parameters, QStringLiteral("weight"), QStringLiteral("weights"));
}

// The arguments are filled in here and not by arg(), which would take a "%1" of theirs for a place.
QString decibels(double psnr) { return std::isfinite(psnr) ? number(psnr, 1) : QStringLiteral("∞"); }

QString breakable(QString path) { return path.replace(u'/', QStringLiteral("/\u200b")); }

QString translated(const Message& message)
{
    const QString pattern = QCoreApplication::translate("Core", message.pattern.c_str());
    return QString::fromStdString(Message(pattern.toStdString(), message.arguments).text());
}

QString detailText(const Error& error)
{
    QStringList lines;
    for (const Message& part : {error.subjectMessage(), error.adviceMessage()})
        if (!part.empty())
            lines.append(translated(part));
    return lines.join(u'\n');
}

QString countText(long long count, const QString& one, const QString& many)
{
    return grouped(count) + u' ' + (count == 1 ? one : many);
}

QString failureText(const Error& error)
{
    return (translated(error.happenedMessage()) + u'\n' + detailText(error)).trimmed();
}

double numberIn(const ParamValues& values, const char* key, double fallback)
{
    const auto found = values.find(key);
    if (found == values.end())
        return fallback;
    if (const auto* whole = std::get_if<long long>(&found->second))
        return double(*whole);
    if (const auto* real = std::get_if<double>(&found->second))
        return *real;
    if (const auto* text = std::get_if<std::string>(&found->second)) {
        bool good = false;
        const double value = QString::fromStdString(*text).toDouble(&good);
        return good ? value : fallback;
    }
    return fallback;
}

} // namespace diffuscope::ui
