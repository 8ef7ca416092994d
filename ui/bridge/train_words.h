#pragma once
#include "core/messages/events.h"

#include <QString>

namespace diffuscope::ui {

// What a training is doing, in one word, the same wherever it is shown. Finished has two: a run that was stopped can go
// on.
QString trainStateText(const TrainStatus& status);

} // namespace diffuscope::ui
