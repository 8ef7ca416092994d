// Reverse but for its Edit: every tool, and what is tried with a walk.
#include "tests/screenshots/scene_steps.h"

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
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QScrollArea>

namespace diffuscope::ui {

namespace {

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

} // namespace

QList<Scene> reverseScenes()
{
    return {
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
    };
}

} // namespace diffuscope::ui
