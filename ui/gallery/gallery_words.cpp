#include "ui/gallery/gallery_words.h"

#include "core/session/catalog.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

struct Gallery { // its own context in the list of what is said
    Q_DECLARE_TR_FUNCTIONS(Gallery)
};

QString guidanceWords(double scale) { return number(scale, scale == std::round(scale * 10) / 10 ? 1 : 2); }

} // namespace

QString madeWords(qint64 made)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(made);
    const QString clock = time.toString(QStringLiteral("HH:mm"));
    const qint64 days = time.date().daysTo(QDate::currentDate());
    if (days == 0)
        return Gallery::tr("Today, %1").arg(clock);
    if (days == 1)
        return Gallery::tr("Yesterday, %1").arg(clock);
    return QLocale().toString(time.date(), QStringLiteral("d MMMM yyyy")) + QStringLiteral(", ") + clock;
}

QString samplerWords(const std::string& sampler)
{
    static const std::vector<CatalogEntry> known = samplers();
    const auto found =
        std::find_if(known.begin(), known.end(), [&sampler](const CatalogEntry& entry) { return entry.id == sampler; });
    return QString::fromStdString(found == known.end() ? sampler : found->name);
}

QString classWords(const GalleryEntry& entry)
{
    if (!entry.className.empty())
        return QString::fromStdString(entry.className);
    return entry.shownClass ? Gallery::tr("class %1").arg(*entry.shownClass) : QString();
}

QString walkWords(const GalleryEntry& entry)
{
    QStringList parts;
    if (!entry.model.empty())
        parts.append(QString::fromStdString(entry.model));
    parts.append(samplerWords(entry.sampler));
    parts.append(countText(entry.steps, Gallery::tr("step"), Gallery::tr("steps")));
    if (entry.guidanceScale != 1)
        parts.append(Gallery::tr("guidance %1").arg(guidanceWords(entry.guidanceScale)));
    return parts.join(QStringLiteral(", "));
}

QString pictureWords(const GalleryEntry& entry)
{
    QStringList parts;
    if (const QString name = classWords(entry); !name.isEmpty())
        parts.append(name);
    if (entry.seed)
        parts.append(Gallery::tr("seed %1").arg(*entry.seed));
    parts.append(samplerWords(entry.sampler));
    if (entry.favourite)
        parts.append(Gallery::tr("favourite"));
    if (entry.walkBytes > 0)
        parts.append(Gallery::tr("with its walk"));
    if (!entry.note.empty())
        parts.append(QString::fromStdString(entry.note));
    return parts.join(QStringLiteral(", "));
}

QString titleWords(const GalleryEntry& entry)
{
    QStringList parts;
    if (const QString name = classWords(entry); !name.isEmpty())
        parts.append(name);
    if (entry.seed)
        parts.append(Gallery::tr("seed %1").arg(*entry.seed));
    return parts.isEmpty() ? QString() : QStringLiteral("“%1”").arg(parts.join(QStringLiteral(", ")));
}

QString sizeWords(std::uint64_t bytes)
{
    const double size = double(bytes);
    if (size < 1e6)
        return Gallery::tr("%1 KB").arg(number(std::ceil(size / 1e3), 0));
    if (size < 1e9)
        return Gallery::tr("%1 MB").arg(number(size / 1e6, size < 1e7 ? 1 : 0));
    return Gallery::tr("%1 GB").arg(number(size / 1e9, 1));
}

QList<GalleryFact> factsOf(const GalleryEntry& entry)
{
    const QString none = QStringLiteral("–");
    const QString name = classWords(entry);
    QString model = entry.model.empty() ? none : QString::fromStdString(entry.model);
    if (!entry.weightsHash.empty())
        model += u' ' + QString::fromStdString(entry.weightsHash.substr(0, 8));
    return {{QStringLiteral("model"), Gallery::tr("Model"), model},
            {QStringLiteral("sampler"), Gallery::tr("Sampler"), samplerWords(entry.sampler)},
            {QStringLiteral("steps"), Gallery::tr("Steps"), QString::number(entry.steps)},
            {QStringLiteral("guidance"), Gallery::tr("Guidance"), guidanceWords(entry.guidanceScale)},
            {QStringLiteral("class"), Gallery::tr("Class"), name.isEmpty() ? none : name},
            {QStringLiteral("seed"), Gallery::tr("Seed"), entry.seed ? QString::number(*entry.seed) : none},
            {QStringLiteral("size"), Gallery::tr("Size"), QStringLiteral("%1 × %2").arg(entry.width).arg(entry.height)},
            {QStringLiteral("walk"), Gallery::tr("Walk"),
             entry.walkBytes > 0 ? Gallery::tr("kept, %1").arg(sizeWords(entry.walkBytes)) : Gallery::tr("not kept")},
            {QStringLiteral("made"), Gallery::tr("Made"), madeWords(entry.made)},
            {QStringLiteral("cost"), Gallery::tr("Cost"),
             Gallery::tr("%1, %2 s for %3")
                 .arg(countText(entry.networkCalls, Gallery::tr("call"), Gallery::tr("calls")),
                      number(entry.seconds, entry.seconds < 10 ? 1 : 0),
                      countText(entry.count, Gallery::tr("picture"), Gallery::tr("pictures")))}};
}

} // namespace diffuscope::ui
