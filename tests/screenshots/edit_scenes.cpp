// Reverse's Edit: every way with nothing yet, on its way and done, and a model that cannot do all of them.
#include "tests/screenshots/stage.h"

#include "ui/reverse/edit/edit_page.h"
#include "ui/reverse/edit/edit_tiles.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/widgets/form/segmented_control.h"

#include <QAbstractButton>
#include <QSpinBox>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kWalked = 120'000, kUnhurried = 400; // ms; steps

EditTool& editOf(Stage& stage) { return *stage.window().findChild<EditTool*>(); }

void chooseWay(Stage& stage, const char* way)
{
    auto* reverse = static_cast<ReverseWorkspace*>(stage.window().workspace(QStringLiteral("reverse")));
    reverse->setTool(ReverseWorkspace::Tool::Edit);
    editOf(stage).setModel(*stage.bridge().model());
    editOf(stage).page()->tiles()->setCurrent(QLatin1String(way));
}

bool nothingYet(Stage& stage, const char* way) { return chooseWay(stage, way), true; }

// From a picture of the set, and the other one for what needs two.
void begin(Stage& stage, const char* way, const char* sampler, int steps)
{
    stage.window().findChild<SamplerPanel*>()->chooseSampler(QLatin1String(sampler));
    stage.find<QSpinBox>("steps")->setValue(steps);
    chooseWay(stage, way);
    EditTool& tool = editOf(stage);
    const auto& samples = stage.bridge().dataset()->samples;
    tool.source()->use(samples.front(), QStringLiteral("shapes 0"));
    tool.source(true)->use(samples.back(), QStringLiteral("shapes 9"));
    if (tool.way().masks())
        for (const QPoint dab : {QPoint(10, 12), QPoint(12, 14), QPoint(14, 15)})
            tool.mask()->mark(dab, true);
    for (const char* end : {"editEndA", "editEndB"})
        stage.find<SegmentedControl>(end)->choose(1);
    tool.start();
}

bool onItsWay(Stage& stage, const char* way)
{
    begin(stage, way, "ddpm", kUnhurried);
    const Race& run = editOf(stage).way().run();
    return stage.waitFor([&run] { return run.running() && run.callsDone() > 3; }, kWalked);
}

bool done(Stage& stage, const char* way, int steps)
{
    begin(stage, way, "ddim", steps);
    EditTool& tool = editOf(stage);
    const bool over = stage.waitFor([&tool] { return !tool.running(); }, kWalked) && tool.hasResults();
    static_cast<ReverseWorkspace*>(stage.window().workspace(QStringLiteral("reverse")))->timeline()->setStep(500);
    tool.setPicture(std::min(2, int(tool.way().results().items.size()) - 1));
    return over;
}

bool withoutClasses(Stage& stage)
{
    chooseWay(stage, "redraw");
    ModelOpened plain = *stage.bridge().model();
    plain.classes = 0;
    plain.classNames.clear();
    editOf(stage).setModel(plain);
    return true;
}

bool drawing(Stage& stage)
{
    chooseWay(stage, "redraw");
    stage.find<QAbstractButton>("editDraw")->click();
    return true;
}

} // namespace

QList<Scene> editScenes()
{
    return {
        {"reverse-edit-empty", [](Stage& s) { return nothingYet(s, "redraw"); }},
        {"reverse-edit-mask-empty", [](Stage& s) { return nothingYet(s, "repaint"); }},
        {"reverse-edit-invert-empty", [](Stage& s) { return nothingYet(s, "invert"); }},
        {"reverse-edit-between-empty", [](Stage& s) { return nothingYet(s, "between"); }},
        {"reverse-edit-two-empty", [](Stage& s) { return nothingYet(s, "readings"); }},
        {"reverse-edit-hybrid-empty", [](Stage& s) { return nothingYet(s, "hybrid"); }},
        {"reverse-edit-refused", withoutClasses},
        {"reverse-edit-running", [](Stage& s) { return onItsWay(s, "redraw"); }},
        {"reverse-edit-mask-running", [](Stage& s) { return onItsWay(s, "repaint"); }},
        {"reverse-edit-two-running", [](Stage& s) { return onItsWay(s, "readings"); }},
        {"reverse-edit", [](Stage& s) { return done(s, "redraw", 20); }},
        {"reverse-edit-mask", [](Stage& s) { return done(s, "repaint", 10); }},
        {"reverse-edit-invert", [](Stage& s) { return done(s, "invert", 20); }},
        {"reverse-edit-between", [](Stage& s) { return done(s, "between", 20); }},
        {"reverse-edit-two", [](Stage& s) { return done(s, "readings", 10); }},
        {"reverse-edit-hybrid", [](Stage& s) { return done(s, "hybrid", 10); }},
        {"reverse-edit-drawing", drawing},
    };
}

} // namespace diffuscope::ui
