// ReverseWorkspace: what can be done in it, its buttons, and what it knows in numbers.
#include "core/session/catalog.h"
#include "ui/reverse/edit/edit_page.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/explore/futures_page.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/reverse/explore/walk_tree.h"
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/step/step_page.h"
#include "ui/reverse/when_visible.h"

#include <QAbstractButton>

namespace diffuscope::ui {

void ReverseWorkspace::addCommands()
{
    const auto noModel = [this] { return opened_ ? QString() : tr("Train a model or open one first"); };
    Command& start = addCommand("generate", tr("Generate")).onKey(Qt::Key_G, tr("generate"));
    start.foundBy(tr("sample draw run denoise"));
    start.disabledBy([this, noModel] { return toolbar_->running() ? tr("Sampling is running") : noModel(); });
    start.does([this] { generate(); });
    addCommand("next sample", tr("Next sample")).shownKeys("Tab", tr("next sample"));
    addCommand("keep, compare", tr("Keep, compare")).shownKeys("A B", tr("keep, compare"));
    addCommand("keep", tr("Keep this run as A")).onKey(Qt::Key_A).listed(Command::Nowhere).does([this] { keepAsA(); });
    addCommand("compare", tr("Compare")).onKey(Qt::Key_B).listed(Command::Nowhere).does([this] {
        setComparing(!comparing());
    });
    Command& interrupt = addCommand("interrupt", tr("Interrupt")).onKey(Qt::Key_Escape, tr("interrupt"));
    interrupt.disabledBy([this] { return toolbar_->running() ? QString() : tr("No sampling is running"); });
    interrupt.listed(Command::Keys).passedOn().does([this] { bridge_.session().cancelSampling(); });
    const auto addTool = [this](const char* id, const char* keys, const QString& name, const QString& finds,
                                Tool tool) {
        addCommand(QLatin1String(id), name).shownKeys(QLatin1String(keys), {}).foundBy(finds).does([this, tool] {
            setTool(tool);
        });
    };
    addTool("tool watch", "Alt+1", tr("Watch the whole way"), tr("trajectory canvas"), Tool::Watch);
    addTool("tool step", "Alt+2", tr("Take a step apart"), tr("arithmetic sum terms equation weights"), Tool::Step);
    addTool("tool explore", "Alt+3", tr("See what may still become of a picture"),
            tr("futures fan variance fate sealed"), Tool::Explore);
    addTool("tool race", "Alt+4", tr("Let samplers race"), tr("ladder sweep compare steps guidance speed"), Tool::Race);
    addTool("tool edit", "Alt+5", tr("Edit a picture"),
            tr("start from redraw SDEdit repaint inpaint RePaint mask invert noise interpolate slerp anagram hybrid"),
            Tool::Edit);
    addCommand("first page", tr("Program"), tr("The first page"))
        .onShortcut(QKeySequence(int(Qt::ALT) | Qt::Key_Home))
        .foundBy(tr("start welcome home doors begin"))
        .does([this] { welcome(); });
    const auto editing = [this] { return tool_ == Tool::Edit ? QString() : tr("Choose the tool Edit first"); };
    addCommand("edit draw", tr("Draw the picture to edit"))
        .onKey(Qt::Key_P)
        .passedOn()
        .disabledBy(editing)
        .does([this] { edit_->page()->draw(); });
    Command& invert = addCommand("edit invert mask", tr("Invert what is marked to repaint"));
    invert.shownKeys(QStringLiteral("Shift X")).disabledBy(editing).does([this] { edit_->mask()->invertMask(); });
    addCommand("edit turn", tr("Turn all pictures"))
        .onKey(Qt::Key_T)
        .foundBy(tr("anagram upside down rotate flip mirror"))
        .passedOn()
        .disabledBy([this] {
            const bool turns = tool_ == Tool::Edit && edit_->way().turns();
            return turns ? QString() : tr("Choose Edit, Two readings first");
        })
        .does([this] { edit_->way().turn(); });
    addCommand("edit way", tr("Another way to edit")).shownKeys(QStringLiteral("PgUp PgDn"));
    for (EditWay* way : edit_->ways())
        addCommand(QStringLiteral("edit ") + way->id(), tr("Edit: %1").arg(way->title()))
            .foundBy(way->about() + u' ' + way->method())
            .disabledBy([way] { return way->reason(); })
            .does([this, way] {
                setTool(Tool::Edit);
                edit_->chooseWay(way->id());
            });
    Command& words = addCommand("step words", tr("Symbols or words in a step")).onKey(Qt::Key_W, tr("words, symbols"));
    words.foundBy(tr("greek")).disabledBy([this] {
        return tool_ == Tool::Step ? QString() : tr("Take a step apart first");
    });
    words.does([this] { step_->setWords(!step_->words()); });
    Command& seed = addCommand("new seed", tr("Generate with a new seed"));
    seed.named(tr("New seed"), QStringLiteral("dice")).disabledBy(noModel).does([this] { newSeed(); });
    for (const CatalogEntry& entry : samplers())
        addCommand(QString::fromStdString("sampler " + entry.id),
                   tr("Sampler: %1").arg(QString::fromStdString(entry.name)))
            .foundBy(tr("choose solver"))
            .does([this, id = QString::fromStdString(entry.id)] { sampler_->chooseSampler(id); });
    toolbar_->setCommands(&start, &interrupt);
    addBranchCommands();
    toolbar_->setSecond(command("new seed"));
    Command::bind(findChild<QAbstractButton*>("compare"), command("compare"));
    nameCompare(false);
}

void ReverseWorkspace::addBranchCommands()
{
    const auto inExplore = [this] {
        return tool_ == Tool::Explore ? QString() : tr("See what may still become of a picture first");
    };
    const auto running = [this] { return sampling_ ? QString() : tr("No sampling is running"); };
    Command& here = addCommand("branch", tr("Branch here")).onKey(Qt::Key_N, tr("branch here"));
    here.foundBy(tr("change from here on class guidance seed sampler tree"))
        .named(tr("Branch here"), QStringLiteral("plus"));
    here.explained(tr("Walk on from this x_t by another way; the walk that is shown stays (N)"));
    here.disabledBy([this] {
        const int frame = trajectory().indexAt(timeline_->step());
        return frame < 0 ? tr("Generate something first") : branchReason(frame);
    });
    here.does([this] {
        if (tool_ != Tool::Explore)
            setTool(Tool::Explore);
        branchHere();
    });
    Command& pause = addCommand("pause", tr("Pause or go on")).onKey(Qt::Key_P, tr("pause"));
    pause.foundBy(tr("hold wait resume")).disabledBy(running).passedOn().does([this] {
        if (paused_ || pausing_) {
            bridge_.session().resumeSampling();
            pausing_ = false;
            return setPaused(false);
        }
        bridge_.session().pauseSampling();
        pausing_ = true; // until the walk says that it waits
        setPaused(false);
    });
    Command& once = addCommand("one step", tr("Take one step more")).onKey(Qt::Key_S, tr("one step"));
    once.named(tr("One step"), QStringLiteral("once")).explained(tr("Take one step more, and wait again (S)"));
    once.passedOn().disabledBy([this] { return paused_ ? QString() : tr("Pause the walk first"); });
    once.does([this] { bridge_.session().stepSampling(); });
    const auto several = [this] { return runs_.walks().size() > 1 ? QString() : tr("There is one walk only"); };
    addCommand("walk before", tr("The walk above")).onKey(Qt::Key_PageUp).passedOn().disabledBy(several).does([this] {
        switchBy(-1);
    });
    addCommand("walk after", tr("The walk below")).onKey(Qt::Key_PageDown).passedOn().disabledBy(several).does([this] {
        switchBy(1);
    });
    Command& compare = addCommand("compare walks", tr("Compare with the walk shown before")).onKey(Qt::Key_C);
    compare.passedOn().disabledBy(several).does([this] { compareWithBefore(); });
    Command& rename = addCommand("rename walk", tr("Rename the walk")).onKey(Qt::Key_F2);
    rename.passedOn().disabledBy(inExplore).does([this] {
        laying_->settle();
        tree_->renameShown();
    });
    Command& remove = addCommand("remove walk", tr("Remove the walk")).onKey(Qt::Key_Delete);
    remove.passedOn().disabledBy([inExplore, several] { return inExplore().isEmpty() ? several() : inExplore(); });
    remove.does([this] { removeWalk(runs_.currentId()); });
    Command& keep = addCommand("keep future", tr("Keep the marked future as a walk")).onKey(Qt::Key_Return);
    keep.foundBy(tr("fan branch")).passedOn().disabledBy([inExplore, this] {
        return inExplore().isEmpty() ? futures_->keepReason() : inExplore();
    });
    keep.does([this] { futures_->keep(); });
    addCommand("walk back", tr("Bring back the walk that was removed")).does([this] { putWalkBack(); });
}

void ReverseWorkspace::nameCompare(bool comparing)
{
    Command& compare = *command("compare");
    compare.named(comparing ? tr("Back") : tr("Compare"));
    compare.explained(comparing ? tr("Back to the pictures (B)")
                                : tr("Any two pictures under a wipe, side by side or as their difference (B).\n"
                                     "A keeps this run to compare the next one with."));
}

bool ReverseWorkspace::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (key == Qt::Key_G && !opened_ && !(modifiers & ~Qt::KeypadModifier))
        return generate(), true; // says why not
    if (tool_ == Tool::Explore && !modifiers) {
        painting_->settle(); // what is shown is what is painted on
        if (futures_->page()->paintKey(key))
            return true;
    }
    if (modifiers == Qt::AltModifier && key >= Qt::Key_1 && key <= Qt::Key_5)
        return setTool(Tool(key - Qt::Key_1)), true;
    if (tool_ == Tool::Edit && modifiers == Qt::ShiftModifier && key == Qt::Key_X && edit_->way().masks())
        return edit_->mask()->invertMask(), true;
    if (tool_ == Tool::Edit && !modifiers && (key == Qt::Key_PageUp || key == Qt::Key_PageDown))
        return edit_->moveWay(key == Qt::Key_PageUp ? -1 : 1), true;
    return Workspace::handleKey(key, modifiers);
}

QList<Workspace::Fact> ReverseWorkspace::facts() const
{
    QList<Fact> facts = {{"t", timeline_->step()}, {"welcome", welcoming_}};
    if (opened_)
        facts.append({"model", QString::fromStdString(opened_->name)});
    const int frame = trajectory().indexAt(timeline_->step());
    if (frame < 0)
        return facts;
    facts.append({"sampler", QString::fromStdString(trajectory().request().sampler)});
    facts.append({"steps", trajectory().expected() - 1});
    facts.append({"frame", frame});
    facts.append({"frames", trajectory().frames()});
    facts.append({"seed", qulonglong(trajectory().request().seed + std::uint64_t(picture_))});
    facts.append({"picture", picture_ + 1});
    facts.append({"pictures", trajectory().pictures()});
    facts.append({"alphaBar", trajectory().schedule().alphaBar(trajectory().frame(frame).step - 1)});
    facts.append({"running", toolbar_->running()});
    if (!toolbar_->running())
        facts.append({"networkCalls", networkCalls_});
    return facts;
}

} // namespace diffuscope::ui
