#pragma once
#include "core/base/error.h"
#include "core/base/params.h"

#include <QString>

namespace diffuscope::ui {

QString clockText(double seconds);                                           // 16:06, 1:02:03
QString roughDuration(double seconds);                                       // "about 30 min", "under a minute"
QString parameterText(long long parameters);                                 // "3.1 M weights"
QString countText(long long count, const QString& one, const QString& many); // "1 picture", "3,368 pictures"
QString decibels(double psnr);                                               // 31.2; ∞ where nothing differs
QString breakable(QString path);            // a line may end behind each of its slashes
QString translated(const Message& message); // what the core says, in the window's language: the only way to it
QString detailText(const Error& error);     // to which file or value it happened and what to do, a line each
QString failureText(const Error& error);    // what happened, and below it the detail
double numberIn(const ParamValues& values, const char* key,
                double fallback); // a choice's text counts when it is a number

} // namespace diffuscope::ui
