// Forward, from its first picture to trouble and exports.
#include "tests/screenshots/scene_steps.h"

#include "core/base/error.h"
#include "ui/forward/forward_inspector.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/window/frame/notice_stack.h"

#include <QFile>

#include <algorithm>

namespace diffuscope::ui {

namespace {

bool brokenPicture(Stage& stage)
{
    QFile file(stage.file(QStringLiteral("holiday.jpg")));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write("\xff\xd8\xff this is not a picture");
    file.close();
    stage.window().openPath(file.fileName());
    return stage.waitFor([&] { return stage.find<NoticeStack>("notices")->count() > 0; });
}

// More than two things to say at once.
bool manyNotices(Stage& stage)
{
    const auto gone = [&stage](Task task, const char* what, const char* where) {
        Q_EMIT stage.bridge().failed({0, task, Error(what, where, "Check the path.")});
    };
    gone(Task::OpenDataset, "The dataset does not exist", "/media/usb/holiday pictures");
    gone(Task::OpenModel, "This is not a model", "/media/usb/runs/shapes 14");
    gone(Task::OpenImage, "The file does not exist", "/home/a/castle.png");
    gone(Task::Sample, "The model has gone", "/media/usb/runs/shapes 14");
    return true;
}

bool exportedPicture(Stage& stage)
{
    clearNotices(stage);
    ExportRequest request;
    request.format = "png";
    request.target = stage.file(QStringLiteral("shapes-step-400.png")).toStdString();
    stage.forward().timeline()->setStep(400);
    request.frames = {stage.forward().mix().state};
    request.recipe = stage.forward().recipe();
    stage.bridge().session().exportImages(request);
    stage.bridge().session().waitForFiles();
    stage.forward().timeline()->setStep(20);
    stage.window().openPath(QString::fromStdString(request.target));
    const bool read = stage.waitFor([&] { return stage.find<NoticeCard>("recipeNotice") != nullptr; });
    stage.find<NoticeStack>("notices")->dismiss(Task::Export);
    return read;
}

bool chooseSchedule(Stage& stage, const char* id)
{
    clearNotices(stage);
    ScheduleSpec spec;
    spec.id = id;
    stage.forward().restore(ForwardRecipe{.schedule = ScheduleSpec{id, 1000, {}}, .step = 240});
    return true;
}

// The forward inspector's folded sections, from the pixel values on.
bool unfold(Stage& stage, bool open)
{
    auto* scroll = stage.window().findChild<ForwardInspector*>();
    for (const char* name : {"spectrumSection", "agreementSection"})
        scroll->findChild<Section*>(QLatin1String(name))->setOpen(open);
    scroll->findChild<Section*>(QStringLiteral("scheduleSection"))->setOpen(!open);
    return stage.waitFor([] { return false; }, 1500) || true; // the walks arrive in slices
}

} // namespace

QList<Scene> forwardScenes()
{
    return {
        {"forward-empty", [](Stage&) { return true; }},
        {"train-empty", [](Stage& s) { return s.window().setMode(QStringLiteral("train")), true; }},
        {"reverse-empty", [](Stage& s) { return s.window().setMode(QStringLiteral("reverse")), true; }},
        {"forward-jump",
         [](Stage& s) {
             s.window().setMode(QStringLiteral("forward"));
             s.start();
             s.forward().timeline()->setStep(240);
             return true;
         },
         true},
        {"forward-walk",
         [](Stage& s) {
             return s.forward().handleKey(Qt::Key_J, {}) && s.waitFor([&] { return s.forward().mix().step == 240; });
         }},
        {"forward-range",
         [](Stage& s) {
             if (s.forward().state().mode() == ForwardState::Mode::Walk)
                 s.forward().handleKey(Qt::Key_J, {});
             s.forward().timeline()->setIn(150);
             s.forward().timeline()->setOut(700);
             return true;
         },
         true},
        {"forward-schedule",
         [](Stage& s) {
             s.forward().timeline()->setIn(std::nullopt);
             s.forward().timeline()->setOut(std::nullopt);
             return chooseSchedule(s, "cosine");
         }},
        {"forward-panels", [](Stage& s) { return chooseSchedule(s, "linear") && unfold(s, true); }, true},
        {"forward-drawing", [](Stage& s) { return unfold(s, false) && (s.forward().draw(), true); }, true},
        {"forward-browsing",
         [](Stage& s) {
             return s.forward().finishDrawing(false), s.forward().browsePictures(),
                    s.waitFor([] { return false; }, 500) || true;
         }},
        {"forward-error", [](Stage& s) { return s.forward().browsePictures(), brokenPicture(s); }},
        {"forward-notices", manyNotices},
        {"forward-recipe", exportedPicture, true},
    };
}

} // namespace diffuscope::ui
