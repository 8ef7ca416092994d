#include "ui/train/report_text.h"

#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <map>

namespace diffuscope::ui {

namespace {

constexpr double kUnbalanced = 10;
constexpr std::size_t kNamed = 12, kGroups = 30;

QString tr(const char* text) { return QCoreApplication::translate("DatasetReport", text); }

QString fileName(const std::string& path) { return QFileInfo(QString::fromStdString(path)).fileName(); }

QString names(const std::vector<std::string>& files)
{
    QStringList shown;
    for (std::size_t k = 0; k < std::min(files.size(), kNamed); ++k)
        shown << fileName(files[k]);
    if (files.size() > kNamed)
        shown << tr("%1 more").arg(grouped(static_cast<long long>(files.size() - kNamed)));
    return shown.join(QStringLiteral(", "));
}

} // namespace

bool hasClasses(const DatasetOpened& dataset)
{
    return !dataset.classes.empty() && !dataset.classes.front().name.empty();
}

QString balanceText(const DatasetOpened& dataset)
{
    if (!hasClasses(dataset))
        return {};
    const auto fewer = [](const DatasetOpened::Class& a, const DatasetOpened::Class& b) { return a.count < b.count; };
    const auto [small, large] = std::minmax_element(dataset.classes.begin(), dataset.classes.end(), fewer);
    if (small->count == large->count)
        return tr("Every class has %1.").arg(countText(large->count, tr("picture"), tr("pictures")));
    const double ratio = double(large->count) / std::max(1, small->count);
    QString text =
        tr("Smallest: %1 with %2. Largest: %3 with %4. Ratio %5 : 1.")
            .arg(QString::fromStdString(small->name), grouped(small->count), QString::fromStdString(large->name),
                 grouped(large->count), number(ratio, ratio < 10 ? 1 : 0));
    if (ratio > kUnbalanced)
        text += u' ' + tr("The classes are very uneven: the network will see the small ones seldom and draw them "
                          "worse. Add pictures to them, or train without classes.");
    return text;
}

QString duplicatesText(const DatasetReport& report)
{
    if (report.looked == 0)
        return {};
    if (report.duplicateFiles == 0)
        return tr("No two files are the same.");
    return report.duplicateFiles == 1
               ? tr("1 file is a copy of another. It counts twice in training.")
               : tr("%1 files are copies of others. They count more often in training than the rest.")
                     .arg(grouped(report.duplicateFiles));
}

QStringList duplicateLines(const DatasetReport& report)
{
    QStringList lines;
    for (std::size_t k = 0; k < std::min(report.duplicates.size(), kGroups); ++k)
        lines << fileName(report.duplicates[k].first) + QStringLiteral(" = ") + names(report.duplicates[k].others);
    if (report.duplicates.size() > kGroups)
        lines << tr("and %1 more groups").arg(grouped(static_cast<long long>(report.duplicates.size() - kGroups)));
    return lines;
}

QStringList skippedLines(const DatasetOpened& dataset)
{
    std::map<std::string, std::vector<std::string>> byReason;
    for (const DatasetOpened::Skipped& skipped : dataset.skipped)
        byReason[skipped.reason].push_back(skipped.file);
    std::vector<const std::pair<const std::string, std::vector<std::string>>*> order;
    for (const auto& entry : byReason)
        order.push_back(&entry);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto* a, const auto* b) { return a->second.size() > b->second.size(); });
    QStringList lines;
    for (const auto* entry : order)
        lines << QString::fromStdString(entry->first) + QStringLiteral(" (") +
                     grouped(static_cast<long long>(entry->second.size())) + QStringLiteral("): ") +
                     names(entry->second);
    return lines;
}

QString cacheText(const DatasetReport& report)
{
    if (report.cacheFile.empty())
        return report.looked == 0 ? QString() : tr("The prepared pictures are held in memory.");
    // Zero-width spaces let a long path break after a slash.
    const QString file = QString::fromStdString(report.cacheFile).replace(u'/', QStringLiteral("/\u200b"));
    return (report.reused ? tr("Read back from the prepared pictures in %1.")
                          : tr("The prepared pictures are kept in %1; the next opening reads them from there."))
        .arg(file);
}

QString bytesText(std::uint64_t bytes)
{
    if (bytes < 1'000'000)
        return number(double(bytes) / 1e3, bytes < 10'000 ? 1 : 0) + QStringLiteral(" kB");
    if (bytes < 1'000'000'000)
        return number(double(bytes) / 1e6, bytes < 100'000'000 ? 1 : 0) + QStringLiteral(" MB");
    return number(double(bytes) / 1e9, 1) + QStringLiteral(" GB");
}

} // namespace diffuscope::ui
