#pragma once
#include "core/base/params.h"

#include <QString>

namespace diffuscope::ui {

QString clockText(double seconds);                                           // 16:06, 1:02:03
QString roughDuration(double seconds);                                       // "about 30 min", "under a minute"
QString parameterText(long long parameters);                                 // "3.1 M weights"
QString countText(long long count, const QString& one, const QString& many); // "1 picture", "3,368 pictures"
double numberIn(const ParamValues& values, const char* key,
                double fallback); // a choice's text counts when it is a number

} // namespace diffuscope::ui
