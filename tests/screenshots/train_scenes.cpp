// Train: before, while and after a network learns, and what may go wrong.
#include "tests/screenshots/scene_steps.h"
#include "ui/train/clocks/history_tab.h"
#include "ui/train/train_workspace.h"

#include <QSpinBox>

namespace diffuscope::ui {

namespace {

constexpr int kTrained = 60;

bool train(Stage& stage)
{
    stage.window().setMode(QStringLiteral("train"));
    TrainRequest request;
    request.source = "builtin:shapes";
    request.folder = stage.file(QStringLiteral("shapes run")).toStdString();
    request.overrides = {{"size", 16LL}, {"steps", 4000LL}, {"batch", 4LL}, {"preview_every", 20LL}};
    stage.bridge().session().startTraining(request);
    return stage.waitFor([&] { return stage.bridge().training().step >= kTrained; }, kLong);
}

bool stopTraining(Stage& stage)
{
    stage.bridge().session().stopTraining();
    return stage.waitFor([&] { return stage.bridge().training().state == TrainState::Finished; }, kLong);
}

// Both clocks over what the run has kept, with two moments pinned.
bool showClocks(Stage& stage)
{
    auto* train = static_cast<TrainWorkspace*>(stage.window().workspace(QStringLiteral("train")));
    train->setTab(QStringLiteral("history"));
    auto* tab = qobject_cast<HistoryTab*>(train->tab());
    if (!tab || !stage.waitFor([tab] { return tab->history().count() >= 3; }, kLong))
        return false;
    ClocksState& clocks = tab->clocks();
    clocks.setT(tab->history().stops().at(6));
    clocks.setRow(0);
    clocks.pin(ClocksState::A);
    clocks.setRow(tab->history().count() - 1);
    clocks.pin(ClocksState::B);
    return true;
}

bool showGuesses(Stage& stage)
{
    auto* train = static_cast<TrainWorkspace*>(stage.window().workspace(QStringLiteral("train")));
    return train->handleKey(Qt::Key_V, {});
}

// What Continue would take over, and what it cannot.
bool changeSettings(Stage& stage)
{
    const auto* train = stage.window().workspace(QStringLiteral("train"));
    train->findChild<QSpinBox*>(QStringLiteral("steps"))->setValue(6000);
    train->findChild<QSpinBox*>(QStringLiteral("size"))->setValue(32);
    return true;
}

bool trainNothing(Stage& stage)
{
    stage.window().setMode(QStringLiteral("train"));
    TrainRequest request;
    request.source = stage.file(QStringLiteral("no such folder")).toStdString();
    request.folder = stage.file(QStringLiteral("another run")).toStdString();
    stage.bridge().session().startTraining(request);
    return stage.waitFor([&] { return stage.bridge().training().state == TrainState::Failed; }, kLong);
}

} // namespace

QList<Scene> trainScenes()
{
    return {
        {"train-ready", [](Stage& s) { return closeSheet(s), s.window().setMode(QStringLiteral("train")), true; }},
        {"train-report", [](Stage& s) { return press(s, "datasetReportLink"); }},
        {"train-running",
         [](Stage& s) {
             s.window().workspace(QStringLiteral("train"))->handleKey(Qt::Key_Escape, {}); // the report goes
             return train(s);
         }},
        {"train-finished", stopTraining},
        {"train-history", showClocks},
        {"train-history-guess", showGuesses},
        {"train-continue",
         [](Stage& s) {
             s.window().workspace(QStringLiteral("train"))->handleKey(Qt::Key_Escape, {}); // back to Watch
             return changeSettings(s);
         }},
    };
}

QList<Scene> trainTroubleScenes() { return {{"train-error", trainNothing}}; }

} // namespace diffuscope::ui
