#include "ui/train/dataset/report_text.h"

#include "core/base/printable.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace diffuscope::ui {

namespace {

constexpr double kUnbalanced = 10;
constexpr std::size_t kNamed = 12, kGroups = 30;
constexpr int kLongestName = 36, kNameEnd = 18; // characters; a longer one would not fit a column in one word

QString tr(const char* text) { return QCoreApplication::translate("DatasetReport", text); }

// The first of them; `total` is how many there are in all, and where the list was cut off, at least.
QString names(const std::vector<std::string>& files, const std::string& source, long long total, bool atLeast = false)
{
    QStringList shown;
    for (std::size_t k = 0; k < std::min(files.size(), kNamed); ++k)
        shown << shownFile(files[k], source);
    if (const long long more = total - shown.size(); more > 0)
        shown << (atLeast ? tr("at least %1 more") : tr("%1 more")).arg(grouped(more));
    return shown.join(QStringLiteral(", "));
}

QString copiesOf(const DatasetReport::Duplicates& group, const std::string& source)
{
    const auto known = static_cast<long long>(group.others.size());
    return shownFile(group.first, source) + QStringLiteral(" = ") +
           names(group.others, source, known, group.others.size() >= DatasetReport::kOthersNamed);
}

// The list of skipped files may be shortened; the report counts them all.
long long countOf(const DatasetReport& report, const std::string& reason, std::size_t listed)
{
    for (const DatasetReport::Count& entry : report.skippedReasons)
        if (entry.name == reason)
            return entry.count;
    return static_cast<long long>(listed);
}

} // namespace

QString shownFile(const std::string& path, const std::string& source)
{
    std::string_view below = path;
    if (!source.empty() && below.starts_with(source)) {
        below.remove_prefix(source.size());
        below.remove_prefix(std::min(below.find_first_not_of('/'), below.size()));
    }
    const QString name = QString::fromStdString(printable(below.empty() ? std::string_view(path) : below));
    const bool fits = name.size() <= kLongestName;
    return fits ? name : name.left(kLongestName - kNameEnd - 1) + QChar(0x2026) + name.right(kNameEnd);
}

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

QStringList duplicateLines(const DatasetOpened& dataset)
{
    const DatasetReport& report = dataset.report;
    QStringList lines;
    for (std::size_t k = 0; k < std::min(report.duplicates.size(), kGroups); ++k)
        lines << copiesOf(report.duplicates[k], dataset.source);
    if (report.duplicates.size() > kGroups)
        lines << tr("and %1 more groups").arg(grouped(static_cast<long long>(report.duplicates.size() - kGroups)));
    return lines;
}

QStringList skippedLines(const DatasetOpened& dataset)
{
    std::map<std::string, std::vector<std::string>> byReason;
    for (const DatasetOpened::Skipped& skipped : dataset.skipped)
        byReason[skipped.reason].push_back(skipped.file);
    std::vector<std::pair<long long, QString>> counted;
    for (const auto& [reason, files] : byReason) {
        const long long count = countOf(dataset.report, reason, files.size());
        counted.emplace_back(count, QString::fromStdString(reason) + QStringLiteral(" (") + grouped(count) +
                                        QStringLiteral("): ") + names(files, dataset.source, count));
    }
    std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    QStringList lines;
    for (const auto& entry : counted)
        lines << entry.second;
    return lines;
}

QStringList remarkLines(const DatasetReport& report, const std::string& source)
{
    QStringList lines;
    for (const DatasetReport::Remark& remark : report.remarks) {
        const QString what = QString::fromStdString(printable(remark.what));
        lines << (remark.count == 0 ? what + u'.'
                                    : what + QStringLiteral(" (") + grouped(remark.count) + QStringLiteral("): ") +
                                          names(remark.files, source, remark.count));
    }
    return lines;
}

long long skippedCount(const DatasetOpened& dataset)
{
    return std::max(static_cast<long long>(dataset.report.skippedFiles),
                    static_cast<long long>(dataset.skipped.size()));
}

QString cacheText(const DatasetReport& report)
{
    if (report.cacheFile.empty())
        return report.looked == 0 ? QString() : tr("The prepared pictures are held in memory.");
    // Zero-width spaces let a long path break after a slash.
    const QString file = breakable(QString::fromStdString(report.cacheFile));
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
