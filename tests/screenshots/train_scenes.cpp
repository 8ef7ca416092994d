// Train: before, while and after a network learns, and what may go wrong.
#include "tests/screenshots/scene_steps.h"
#include "ui/train/clocks/history_tab.h"
#include "ui/train/train_workspace.h"
#include "ui/widgets/image/image_view.h"

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

// One sub-step of the Microscope, with the step that it is of.
bool lookAt(Stage& stage, int substep)
{
    auto* train = qobject_cast<TrainWorkspace*>(stage.window().workspace(QStringLiteral("train")));
    train->setTab(QStringLiteral("microscope"));
    const auto fact = [train](const char* id) { return train->fact(QLatin1String(id)); };
    if (!stage.waitFor([&] { return fact("microscope.loss").isValid(); }, kLong))
        return false;
    while (fact("microscope.substep").toInt() < substep)
        train->command(QStringLiteral("microscope next"))->run();
    return fact("microscope.substep").toInt() == substep;
}

bool lookAtTheUpdate(Stage& stage)
{
    if (!lookAt(stage, 8))
        return false;
    press(stage, "goFurther");
    const auto* last = stage.window().findChild<ImageView*>(QStringLiteral("further30"));
    return stage.waitFor([last] { return last->hasImage(); }, kLong);
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
        {"train-microscope-batch", [](Stage& s) { return lookAt(s, 1); }},
        {"train-microscope-timestep", [](Stage& s) { return lookAt(s, 2); }},
        {"train-microscope-noise", [](Stage& s) { return lookAt(s, 3); }},
        {"train-microscope-mix", [](Stage& s) { return lookAt(s, 4); }},
        {"train-microscope-predict", [](Stage& s) { return lookAt(s, 5); }},
        {"train-microscope-compare", [](Stage& s) { return lookAt(s, 6); }},
        {"train-microscope-gradient", [](Stage& s) { return lookAt(s, 7); }},
        {"train-microscope-update", lookAtTheUpdate},
        {"train-finished",
         [](Stage& s) {
             s.window().workspace(QStringLiteral("train"))->handleKey(Qt::Key_Escape, {});
             return stopTraining(s);
         }},
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
