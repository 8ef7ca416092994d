#include "ui/bridge/train_words.h"

#include <QCoreApplication>

namespace diffuscope::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("TrainState", text); }

} // namespace

QString trainStateText(const TrainStatus& status)
{
    switch (status.state) {
    case TrainState::Idle:
        return tr("Ready");
    case TrainState::Preparing:
        return tr("Preparing");
    case TrainState::Running:
        return tr("Training");
    case TrainState::Pausing:
        return tr("Pausing");
    case TrainState::Paused:
        return tr("Paused");
    case TrainState::Stopping:
        return tr("Stopping");
    case TrainState::Finished:
        return status.step < status.totalSteps ? tr("Stopped") : tr("Finished");
    case TrainState::Failed:
        return tr("Failed");
    }
    return {};
}

} // namespace diffuscope::ui
