#pragma once
#include "core/messages/events.h"

#include <QString>
#include <QStringList>

namespace diffuscope::ui {

// A dataset's report in words. Empty where there is nothing to say.
bool hasClasses(const DatasetOpened& dataset);
QString balanceText(const DatasetOpened& dataset); // smallest, largest, ratio; what a large ratio means
QString duplicatesText(const DatasetReport& report);
QStringList duplicateLines(const DatasetReport& report); // one a group, file names without folders
QStringList skippedLines(const DatasetOpened& dataset);  // one a reason, the most frequent first, with names
long long skippedCount(const DatasetOpened& dataset);
QString cacheText(const DatasetReport& report);
QString shortFileName(const std::string& path); // without folders; long ones without their middle
QString bytesText(std::uint64_t bytes);         // "12.3 MB"

} // namespace diffuscope::ui
