#include "tests/screenshots/stage.h"

#include "core/base/error.h"
#include "ui/forward/forward_inspector.h"
#include "ui/reverse/copying/copying_chart.h"
#include "ui/reverse/copying/copying_panel.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/reverse/explore/paint_view.h"
#include "ui/reverse/faults/break_panel.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/start/start_panel.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/reverse/step/blur_panel.h"
#include "ui/reverse/step/step_equations.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/sheets/sheet.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollArea>
#include <QSpinBox>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kLong = 120'000, kTrained = 60;

bool closeSheet(Stage& stage)
{
    if (Sheet* sheet = Sheet::openIn(&stage.window()))
        sheet->dismiss();
    return true;
}

void clearNotices(Stage& stage)
{
    auto* notices = stage.find<NoticeStack>("notices");
    for (const Task task : kTasks)
        notices->dismiss(task);
    for (const auto kind : {NoticeSubject::Kind::Recipe, NoticeSubject::Kind::Path, NoticeSubject::Kind::Lecture})
        notices->dismiss(kind);
}

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

bool openModel(Stage& stage)
{
    stage.window().setMode(QStringLiteral("reverse"));
    stage.window().openModel(stage.file(QStringLiteral("shapes run")));
    return stage.waitFor([&] { return stage.bridge().model().has_value(); }, kLong);
}

const Trajectory& trajectory(Stage& stage)
{
    return static_cast<ReverseWorkspace*>(stage.window().workspace(QStringLiteral("reverse")))->trajectory();
}

bool generate(Stage& stage)
{
    Workspace* reverse = stage.window().workspace(QStringLiteral("reverse"));
    reverse->handleKey(Qt::Key_G, {});
    return stage.waitFor([&] { return trajectory(stage).frames() >= 12; }, kLong);
}

bool generated(Stage& stage)
{
    const bool done = stage.waitFor([&] { return trajectory(stage).frames() == trajectory(stage).expected(); }, kLong);
    stage.window().workspace(QStringLiteral("reverse"))->timeline()->setStep(180);
    return done;
}

ReverseWorkspace* reverseOf(Stage& stage)
{
    return static_cast<ReverseWorkspace*>(stage.window().workspace(QStringLiteral("reverse")));
}

bool stepApart(Stage& stage)
{
    reverseOf(stage)->setTool(ReverseWorkspace::Tool::Step);
    stage.window().workspace(QStringLiteral("reverse"))->timeline()->setStep(300);
    return true;
}

bool generatedWith(Stage& stage, const char* sampler, const char* clip)
{
    auto* panel = stage.window().findChild<SamplerPanel*>();
    panel->chooseSampler(QLatin1String(sampler));
    SampleRequest request = panel->request();
    request.params["clip"] = std::string(clip);
    panel->setRequest(request);
    stage.window().workspace(QStringLiteral("reverse"))->handleKey(Qt::Key_G, {});
    const bool begun = stage.waitFor([&] { return trajectory(stage).request().params == request.params; }, kLong);
    return begun && generated(stage);
}

// The inspector scrolled to the equations.
bool showsStep(Stage& stage)
{
    auto* equations = stage.window().findChild<StepEquations*>();
    for (QWidget* parent = equations; parent; parent = parent->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(parent))
            area->ensureWidgetVisible(equations, 0, 40);
    return true;
}

bool search(Stage& stage, const QString& typed)
{
    closeSheet(stage);
    stage.window().openCommandSearch();
    stage.type(typed);
    return true;
}

bool press(Stage& stage, const char* name)
{
    auto* button = stage.window().findChild<QAbstractButton*>(QLatin1String(name));
    if (button)
        button->click();
    return button != nullptr;
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

// What a class sees; with the theme "paper-large" in the type that comes with it.
QList<Scene> lectureScenes()
{
    return {
        {"lecture",
         [](Stage& s) {
             clearNotices(s);
             s.forward().timeline()->setStep(240);
             s.window().setLecture(true);
             return clearNotices(s), true;
         },
         true},
        {"lecture-panel",
         [](Stage& s) {
             s.window().showPanel(QStringLiteral("Pixel values"));
             s.window().togglePointer();
             return true;
         }},
        {"lecture-export", // what a film will be, before it is written
         [](Stage& s) {
             s.window().showPanel(QStringLiteral("Export"));
             for (auto* format : s.window().findChildren<QComboBox*>(QStringLiteral("exportFormat")))
                 format->setCurrentIndex(format->findData(QStringLiteral("webp")));
             return s.waitFor([&s] {
                 const auto told = s.window().findChildren<QLabel*>(QStringLiteral("exportEstimate"));
                 return std::any_of(told.begin(), told.end(), [](const QLabel* each) { return each->isVisible(); });
             });
         }},
        {"forward-alone", // its inspector hidden
         [](Stage& s) {
             s.window().togglePointer();
             s.window().setLecture(false);
             return s.window().toggleInspector(), true;
         }},
    };
}

bool showInspector(Stage& stage)
{
    if (!stage.find<QWidget>("inspectors")->isVisible())
        stage.window().toggleInspector();
    return true;
}

QList<Scene> sheetScenes()
{
    return {
        {"help",
         [](Stage& s) {
             clearNotices(s);
             s.forward().timeline()->setStep(240);
             return showInspector(s) && (s.window().openHelp(), true);
         },
         true},
        {"search", [](Stage& s) { return search(s, {}); }, true},
        {"search-typed", [](Stage& s) { return search(s, QStringLiteral("ope")); }},
        {"search-step", [](Stage& s) { return search(s, QStringLiteral("240")); }},
        {"settings", [](Stage& s) { return closeSheet(s), s.window().openSettings(), true; }, true},
    };
}

bool explore(Stage& stage)
{
    stage.window().findChild<SamplerPanel*>()->chooseSampler(QStringLiteral("ddpm"));
    reverseOf(stage)->setTool(ReverseWorkspace::Tool::Explore);
    reverseOf(stage)->timeline()->setStep(400);
    auto* tool = stage.window().findChild<FuturesTool*>();
    tool->measure();
    return stage.waitFor([tool] { return tool->known().size() > 3; }, kLong) &&
           (reverseOf(stage)->handleKey(Qt::Key_Escape, {}), stage.waitFor([tool] { return !tool->running(); }, kLong));
}

bool branchWalk(Stage& stage, int step, int label, const std::function<bool(Stage&)>& after = {})
{
    Workspace* reverse = reverseOf(stage);
    reverse->timeline()->setStep(step);
    if (auto* classes = stage.find<QComboBox>("branch class"))
        classes->setCurrentIndex(classes->findData(label));
    const Trajectory& run = trajectory(stage);
    const std::size_t branches = run.request().branches.size();
    reverse->handleKey(Qt::Key_N, {});
    const bool done = stage.waitFor(
        [&] {
            return run.request().branches.size() >= std::max<std::size_t>(1, branches) && run.finished() &&
                   !stage.bridge().sampling();
        },
        kLong);
    return done && (!after || after(stage));
}

bool walkTree(Stage& stage)
{
    reverseOf(stage)->setTool(ReverseWorkspace::Tool::Explore);
    return branchWalk(stage, 400, 1) && branchWalk(stage, 200, 0) && branchWalk(stage, 600, 1);
}

bool pausedWalk(Stage& stage)
{
    reverseOf(stage)->setTool(ReverseWorkspace::Tool::Watch);
    reverseOf(stage)->handleKey(Qt::Key_G, {});
    reverseOf(stage)->handleKey(Qt::Key_P, {}); // before its first call: it may be over in a moment
    auto* once = stage.find<QAbstractButton>("oneStep");
    if (!stage.waitFor([once] { return once->isVisible(); }, kLong))
        return false;
    for (int frames = 2; frames <= 6; ++frames) {
        once->click();
        if (!stage.waitFor([&] { return trajectory(stage).frames() >= frames && once->isEnabled(); }, kLong))
            return false;
    }
    return true;
}

bool race(Stage& stage)
{
    reverseOf(stage)->setTool(ReverseWorkspace::Tool::Race);
    auto* tool = stage.window().findChild<RaceTool*>();
    tool->start();
    const bool over = stage.waitFor([tool] { return tool->race().reference().has_value(); }, kLong);
    reverseOf(stage)->timeline()->setStep(300);
    return over;
}

bool repaint(Stage& stage)
{
    reverseOf(stage)->setTool(ReverseWorkspace::Tool::Watch);
    auto* start = stage.window().findChild<StartPanel*>();
    const Trajectory& run = reverseOf(stage)->trajectory();
    start->setWay(StartPanel::Way::Repaint);
    start->use(run.state(run.frames() - 1, 0), QStringLiteral("sample 1"));
    start->view()->mark(QPoint(8, 8), true);
    start->view()->mark(QPoint(6, 9), true);
    return true;
}

// The inspector with one section in sight.
bool showsSection(QWidget* part)
{
    for (QWidget* parent = part; parent; parent = parent->parentWidget()) {
        if (auto* section = qobject_cast<Section*>(parent))
            section->setOpen(true);
        if (auto* area = qobject_cast<QScrollArea*>(parent))
            area->ensureWidgetVisible(part, 0, part->height());
    }
    return true;
}

bool breakIt(Stage& stage)
{
    if (!generatedWith(stage, "ddim", "clip"))
        return false;
    reverseOf(stage)->setTool(ReverseWorkspace::Tool::Step);
    auto* panel = stage.window().findChild<BreakPanel*>();
    stage.find<QCheckBox>("breakSkips")->setChecked(true);
    stage.find<QAbstractButton>("breakWalk")->click();
    const bool walked = stage.waitFor([panel] { return panel->broken().finished(); }, kLong);
    reverseOf(stage)->timeline()->setStep(180);
    return walked && showsSection(panel);
}

bool blur(Stage& stage)
{
    reverseOf(stage)->setTool(ReverseWorkspace::Tool::Watch);
    auto* start = stage.window().findChild<StartPanel*>();
    const Trajectory& run = reverseOf(stage)->trajectory();
    start->setWay(StartPanel::Way::Redraw);
    start->use(run.state(run.frames() - 1, 0), QStringLiteral("sample 1"));
    auto* panel = stage.window().findChild<BlurPanel*>();
    showsSection(panel);
    stage.find<QAbstractButton>("blurMeasure")->click();
    const bool measured = stage.waitFor([panel] { return panel->measured().has_value(); }, kLong);
    return measured && showsSection(panel);
}

bool copying(Stage& stage)
{
    auto* panel = stage.window().findChild<CopyingPanel*>();
    showsSection(panel);
    stage.find<QAbstractButton>("copyingCompare")->click();
    const bool measured = stage.waitFor([panel] { return panel->measured().has_value(); }, kLong);
    return measured && showsSection(panel);
}

QList<Scene> modelScenes()
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
        {"train-continue", changeSettings},
        {"reverse-ready", openModel},
        {"models",
         [](Stage& s) {
             s.window().openModelSheet();
             auto* weights = s.window().findChild<SegmentedControl*>(QStringLiteral("modelWeights"));
             return s.waitFor([weights] { return weights->count() > 1; });
         },
         true},
        {"reverse-sampling", [](Stage& s) { return closeSheet(s) && generate(s); }},
        {"reverse-done", generated},
        {"reverse-step", stepApart},
        {"reverse-step-words",
         [](Stage& s) { return s.window().workspace(QStringLiteral("reverse"))->handleKey(Qt::Key_W, {}); }},
        {"reverse-step-ddpm", [](Stage& s) { return generatedWith(s, "ddpm", "clip"); }},
        {"reverse-step-edm", [](Stage& s) { return generatedWith(s, "edm", "off"); }},
        {"reverse-step-unipc", [](Stage& s) { return generatedWith(s, "unipc", "clip"); }},
        {"reverse-watch",
         [](Stage& s) {
             return reverseOf(s)->setTool(ReverseWorkspace::Tool::Watch), reverseOf(s)->handleKey(Qt::Key_W, {});
         }},
        {"reverse-explore", explore},
        {"reverse-branch",
         [](Stage& s) {
             return reverseOf(s)->timeline()->setStep(400), s.find<QComboBox>("branch class")->setCurrentIndex(2), true;
         }},
        {"reverse-paint",
         [](Stage& s) {
             reverseOf(s)->handleKey(Qt::Key_P, {});
             auto* view = s.find<PaintView>("futuresState");
             view->strokeAt(QPoint(8, 8), true);
             view->strokeAt(QPoint(11, 8), false);
             return !view->strokes().empty();
         }},
        {"reverse-paint-guess",
         [](Stage& s) {
             QKeyEvent held(QEvent::KeyPress, Qt::Key_Alt, Qt::AltModifier);
             return QApplication::sendEvent(s.find<PaintView>("futuresState"), &held);
         }},
        {"reverse-tree", walkTree},
        {"reverse-paused", pausedWalk},
        {"reverse-resumed",
         [](Stage& s) {
             return reverseOf(s)->handleKey(Qt::Key_P, {}) && s.waitFor([&] { return !s.bridge().sampling(); }, kLong);
         }},
        {"reverse-race", race},
        {"reverse-race-judged",
         [](Stage& s) {
             const auto& tool = *s.window().findChild<RaceTool*>();
             return press(s, "raceJudge") && s.waitFor([&] { return tool.race().judged(); }, kLong);
         }},
    };
}

QList<Scene> trialScenes()
{
    return {
        {"reverse-repaint", [](Stage& s) { return press(s, "drawingCancel") && repaint(s); }},
        {"reverse-edm", [](Stage& s) { return generatedWith(s, "edm", "off") && showsStep(s); }},
        {"reverse-limit", [](Stage& s) { return generatedWith(s, "dpmsolver++", "off"); }},
        {"reverse-break", breakIt},
        {"reverse-blur", blur},
        {"reverse-copying", copying},
        {"reverse-copying-guess", [](Stage& s) { return showsSection(s.window().findChild<CopyingChart*>()); }},
        {"reverse-compare", [](Stage& s) { return press(s, "compare"); }},
        {"train-error", trainNothing},
    };
}

} // namespace

QList<Scene> scenes()
{
    return forwardScenes() + lectureScenes() + sheetScenes() + modelScenes() + editScenes() + trialScenes() +
           galleryScenes() + welcomeScenes();
}

} // namespace diffuscope::ui
