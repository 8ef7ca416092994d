#include "ui/window/commands.h"

#include "core/session/catalog.h"
#include "ui/timeline/timeline_bar.h"
#include "ui/widgets/terms/terms.h"
#include "ui/window/frame/appearance_control.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/passing_commands.h"
#include "ui/workspace/workspace.h"

#include <algorithm>

namespace diffuscope::ui {

Commands::Commands(MainWindow& window, TimelineBar& timeline, AppearanceControl& look, Opener& opener,
                   const QList<Workspace*>& modes)
    : QObject(&window), window_(window), timeline_(timeline), look_(look), opener_(opener)
{
    QList<Command*> general; // of modes, but not about their mode alone
    addTimeline();
    for (const Workspace* mode : modes)
        for (Command* command : mode->commands())
            (command->group() == mode->title() ? lasting_ : general).append(command);
    addModes(modes);
    addOpening(general);
    addAppearance();
    addProgram();
    addLecture(modes);
    addSynonyms();
}

Command* Commands::find(const QString& id) const
{
    const auto found = std::find_if(lasting_.begin(), lasting_.end(), [&](const Command* c) { return c->id() == id; });
    return found == lasting_.end() ? nullptr : *found;
}

QList<Command*> Commands::now(QObject* owner) const
{
    return lasting_ + chartCommands(window_, owner) + recentCommands(opener_, owner) +
           termCommands([this](const Term& term) { window_.showTerm(term); }, owner);
}

QList<Command*> Commands::typed(const QString& text, QObject* owner) const
{
    return stepCommands(text, timeline_.model(), owner);
}

Command& Commands::add(const QString& id, const QString& group, const QString& title)
{
    lasting_.append(new Command(id, group, title, this));
    return *lasting_.back();
}

// Their keys are the timeline's own affair, wherever the focus is; here they are only shown.
void Commands::addTimeline()
{
    const auto line = [this](const char* id, const QString& title, const QString& keys) -> Command& {
        return add(QLatin1String(id), tr("Timeline"), title).shownKeys(keys);
    };
    const auto act = [this, &line](const char* id, const QString& title, const QString& keys, auto what) {
        line(id, title, keys).does([this, what] {
            if (TimelineModel* model = timeline_.model())
                what(*model);
        });
    };
    act("play", tr("Play or pause"), "Space", [](TimelineModel& m) { m.togglePlay(); });
    line("step", tr("One step"), "← →");
    line("ten steps", tr("Ten steps"), "Shift ← →");
    line("type", tr("Type a step"), "0 … 9 Enter");
    act("to data", tr("To the data"), "Home", [](TimelineModel& m) { m.toData(); });
    act("to noise", tr("To the noise"), "End", [](TimelineModel& m) { m.toNoise(); });
    act("slower", tr("Slower"), ",", [](TimelineModel& m) { m.setSpeedIndex(m.speedIndex() - 1); });
    act("faster", tr("Faster"), ".", [](TimelineModel& m) { m.setSpeedIndex(m.speedIndex() + 1); });
    act("loop", tr("Loop mode: repeat, back and forth, once"), "L",
        [](TimelineModel& m) { m.setLoop(TimelineModel::Loop((int(m.loop()) + 1) % 3)); });
    act("in", tr("Set in point"), "I", [](TimelineModel& m) { m.toggleIn(); });
    act("out", tr("Set out point"), "O", [](TimelineModel& m) { m.toggleOut(); });
    act("to in", tr("To the in point"), "Shift I", [](TimelineModel& m) { m.toIn(); });
    act("to out", tr("To the out point"), "Shift O", [](TimelineModel& m) { m.toOut(); });
    act("whole", tr("Clear in and out points"), "X", [](TimelineModel& m) { m.clearRange(); });
    addSpeeds();
}

void Commands::addSpeeds()
{
    for (int speed = 0; speed < TimelineModel::speedCount(); ++speed)
        add(QStringLiteral("speed %1").arg(speed), tr("Timeline"),
            tr("Play at %1×").arg(QString::number(TimelineModel::speedAt(speed))))
            .does([this, speed] {
                if (TimelineModel* model = timeline_.model())
                    model->setSpeedIndex(speed);
            });
}

// What people call the timeline's commands besides.
void Commands::addSynonyms()
{
    const std::pair<const char*, QString> words[] = {{"play", tr("start stop animate run")},
                                                     {"to data", tr("start beginning reset rewind first x0")},
                                                     {"to noise", tr("end last")},
                                                     {"loop", tr("cycle bounce ping-pong")},
                                                     {"in", tr("range playing starts here")},
                                                     {"out", tr("range playing ends here")},
                                                     {"whole", tr("play the whole range reset")}};
    for (const auto& [id, finds] : words)
        if (Command* command = find(QLatin1String(id)))
            command->foundBy(finds);
}

void Commands::addModes(const QList<Workspace*>& modes)
{
    for (int i = 0; i < modes.size(); ++i)
        add("mode " + modes[i]->id(), tr("Program"), tr("Go to %1").arg(modes[i]->title()))
            .onShortcut(QKeySequence(int(Qt::CTRL) | (Qt::Key_1 + i)))
            .foundBy(tr("mode show"))
            .does([this, id = modes[i]->id()] { window_.setMode(id); });
}

void Commands::addOpening(QList<Command*> ofModes)
{
    const QString group = tr("Program");
    const auto place = [&](const char* id) { // beside its like
        const auto is = [id](const Command* command) { return command->id() == QLatin1String(id); };
        const auto found = std::find_if(ofModes.begin(), ofModes.end(), is);
        if (found != ofModes.end())
            lasting_.append(*found);
        ofModes.removeIf(is);
    };
    place("open picture");
    add("open dataset", group, tr("Open a folder of pictures…"))
        .onShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O))
        .foundBy(tr("dataset images load import"))
        .does([this] { opener_.chooseDatasetFolder(); });
    add("open idx", group, tr("Open a file of pictures…"))
        .foundBy(tr("idx archive zip tar video dataset"))
        .does([this] { opener_.chooseDatasetFile(); });
    add("models", group, tr("Models and checkpoints…"))
        .foundBy(tr("model run checkpoint weights averaged raw parameters size facts choose"))
        .does([this] { window_.openModelSheet(); });
    add("open model", group, tr("Open a model…"))
        .foundBy(tr("run folder checkpoint network weights load"))
        .does([this] { opener_.chooseModelFolder(); });
    place("paste");
    for (const CatalogEntry& entry : builtinSources()) {
        const QString source = QString::fromStdString(entry.id);
        add("dataset " + source, group, tr("Pictures: %1").arg(QString::fromStdString(entry.name)))
            .foundBy(tr("built in dataset"))
            .does([this, source] { opener_.openDataset(source); });
    }
    lasting_ += ofModes;
    add("export", group, tr("Export"))
        .onShortcut(QKeySequence(Qt::CTRL | Qt::Key_E))
        .foundBy(tr("save png gif svg pdf figure film animation"))
        .does([this] { window_.openExport(); });
    add("export again", group, tr("Export with the same settings…")).foundBy(tr("save as elsewhere")).does([this] {
        window_.exportAgain();
    });
    add("exports", group, tr("Exports that run, and those that ended"))
        .foundBy(tr("jobs queue written files progress cancel verify folder"))
        .does([this] { window_.openExports(); });
}

void Commands::addAppearance()
{
    const QString group = tr("Program");
    add("search", group, tr("Find a command")).onShortcut(QKeySequence(Qt::CTRL | Qt::Key_K)).does([this] {
        window_.openCommandSearch();
    });
    add("theme", group, tr("Light or dark"))
        .onShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T))
        .foundBy(tr("theme paper ink night mode colours"))
        .does([this] { look_.toggleTheme(); });
    add("system theme", group, tr("Match the system’s theme")).foundBy(tr("light dark follow desktop")).does([this] {
        look_.setTheme(AppearanceControl::Theme::System);
    });
    add("presentation", group, tr("Presentation text size"))
        .onShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P))
        .foundBy(tr("type large font bigger teach class lecture projector beamer"))
        .does([this] { look_.setPresentation(!look_.look().presentation); });
    add("contrast", group, tr("High contrast, on or off")).foundBy(tr("accessibility theme")).does([this] {
        look_.setHighContrast(!look_.look().highContrast);
    });
    add("motion", group, tr("Reduce motion, on or off"))
        .foundBy(tr("animation accessibility transitions"))
        .does([this] { look_.setReducedMotion(!look_.look().reducedMotion); });
}

void Commands::addLecture(const QList<Workspace*>& modes)
{
    const QString group = tr("Program");
    add("lecture", group, tr("Lecture room: canvas and timeline alone"))
        .onShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F11))
        .foundBy(tr("class teach projector beamer presentation hide full screen"))
        .does([this] { window_.toggleLecture(); });
    add("pointer", group, tr("Large pointer, on or off"))
        .onShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M))
        .foundBy(tr("mouse ring spot laser class teach"))
        .does([this] { window_.togglePointer(); });
    for (const Workspace* mode : modes)
        for (const QString& panel : window_.panels(mode->id()))
            add(QStringLiteral("panel %1 %2").arg(mode->id(), panel), mode->title(), tr("Show panel: %1").arg(panel))
                .foundBy(tr("section inspector lecture"))
                .listed(Command::Search)
                .does([this, id = mode->id(), panel] {
                    window_.setMode(id);
                    window_.showPanel(panel);
                });
}

void Commands::addProgram()
{
    const QString group = tr("Program");
    add("full screen", group, tr("Full screen"))
        .onShortcut(QKeySequence(Qt::Key_F11))
        .foundBy(tr("maximize lecture"))
        .does([this] { window_.toggleFullScreen(); });
    add("inspector", group, tr("Show or hide the inspector"))
        .onShortcut(QKeySequence(Qt::Key_F9))
        .foundBy(tr("panel sidebar side bar right"))
        .does([this] { window_.toggleInspector(); });
    add("settings", group, tr("Settings"))
        .onShortcut(QKeySequence(Qt::CTRL | Qt::Key_Comma))
        .foundBy(tr("preferences options configure"))
        .does([this] { window_.openSettings(); });
    add("help", group, tr("Keys"))
        .onShortcut(QKeySequence(Qt::Key_F1))
        .foundBy(tr("help shortcuts keyboard manual tutorial"))
        .does([this] { window_.openHelp(); });
    add("quit", group, tr("Quit"))
        .onShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q))
        .foundBy(tr("exit close"))
        .does([this] { window_.close(); });
    add("chart table", group, tr("Show the focused chart as a table")).shownKeys("Enter"); // the chart's own key
}

} // namespace diffuscope::ui
