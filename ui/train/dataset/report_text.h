#pragma once
#include "core/messages/events.h"

#include <QString>
#include <QStringList>

namespace diffuscope::ui {

// A dataset's report in words. Empty where there is nothing to say.
bool hasClasses(const DatasetOpened& dataset);
QString balanceText(const DatasetOpened& dataset); // smallest, largest, ratio; what a large ratio means
QString duplicatesText(const DatasetReport& report);
QStringList duplicateLines(const DatasetOpened& dataset); // one a group
QStringList skippedLines(const DatasetOpened& dataset);   // one a reason, the most frequent first, with names
QStringList remarkLines(const DatasetReport& report, const std::string& source); // one a remark, with names
long long skippedCount(const DatasetOpened& dataset);
QString cacheText(const DatasetReport& report);
// As seen from the set's folder, "bird/0000.jpg"; long ones without their middle.
QString shownFile(const std::string& path, const std::string& source);
QString bytesText(std::uint64_t bytes); // "12.3 MB"

} // namespace diffuscope::ui
