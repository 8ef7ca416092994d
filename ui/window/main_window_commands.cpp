// MainWindow: the one table of what there is to do. Shortcuts, the command search and the sheet of keys come from it.
#include "ui/window/main_window.h"

#include "core/session/catalog.h"
#include "ui/forward/forward_workspace.h"
#include "ui/settings/preferences.h"
#include "ui/timeline/timeline_bar.h"
#include "ui/train/train_workspace.h"
#include "ui/widgets/chart/chart.h"
#include "ui/window/frame/appearance_control.h"
#include "ui/window/sheets/command_sheet.h"
#include "ui/window/sheets/help_sheet.h"
#include "ui/window/sheets/settings_sheet.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QShortcut>
#include <QSpinBox>

namespace diffuscope::ui {

void MainWindow::addShortcuts()
{
    for (const Command& command : commands()) {
        if (command.shortcut.isEmpty())
            continue;
        auto* shortcut = new QShortcut(command.shortcut, this);
        connect(shortcut, &QShortcut::activated, this, [this, id = command.id] {
            for (const Command& now : commands())
                if (now.id == id && now.disabledReasonNow().isEmpty())
                    return run(now);
        });
    }
}

void MainWindow::run(const Command& command)
{
    if (Sheet* sheet = Sheet::openIn(this))
        sheet->dismiss();
    command.run();
}

void MainWindow::runCommand(const QString& id)
{
    for (const Command& command : commands())
        if (command.id == id)
            return run(command);
}

QList<Command> MainWindow::commands()
{
    QList<Command> table;
    addTimelineCommands(table);
    for (Workspace* workspace : order_)
        for (Command command : workspace->commands()) {
            if (command.run)
                command.run = [this, id = workspace->id(), act = command.run] {
                    setMode(id);
                    act();
                };
            table.append(command);
        }
    addModeCommands(table);
    addOpenCommands(table);
    addProgramCommands(table);
    addChartCommands(table);
    addRecentCommands(table);
    return table;
}

void MainWindow::addTimelineCommands(QList<Command>& table)
{
    const QString group = tr("Timeline");
    TimelineModel* model = timeline_->model();
    const auto add = [&](const char* id, const QString& title, const QString& keys, auto act) {
        table.append({QLatin1String(id), group, title, keys, {}, [model, act] { act(*model); }, {}, {}});
    };
    add("play", tr("Play or pause"), QStringLiteral("Space"), [](TimelineModel& m) { m.togglePlay(); });
    table.append({"step", group, tr("One step"), QStringLiteral("← →"), {}, {}, {}, {}});
    table.append({"ten steps", group, tr("Ten steps"), QStringLiteral("Shift ← →"), {}, {}, {}, {}});
    table.append({"type", group, tr("Type a step"), QStringLiteral("0 … 9 Enter"), {}, {}, {}, {}});
    add("to data", tr("To the data"), QStringLiteral("Home"), [](TimelineModel& m) { m.toStart(); });
    add("to noise", tr("To the noise"), QStringLiteral("End"), [](TimelineModel& m) { m.toEnd(); });
    add("slower", tr("Slower"), QStringLiteral(","), [](TimelineModel& m) { m.setSpeedIndex(m.speedIndex() - 1); });
    add("faster", tr("Faster"), QStringLiteral("."), [](TimelineModel& m) { m.setSpeedIndex(m.speedIndex() + 1); });
    add("loop", tr("Repeat, back and forth, once"), QStringLiteral("L"),
        [](TimelineModel& m) { m.setLoop(TimelineModel::Loop((int(m.loop()) + 1) % 3)); });
    add("in", tr("Playing starts here"), QStringLiteral("I"), [](TimelineModel& m) { m.toggleIn(); });
    add("out", tr("Playing ends here"), QStringLiteral("O"), [](TimelineModel& m) { m.toggleOut(); });
    add("whole", tr("Play the whole range"), {}, [](TimelineModel& m) {
        m.setIn(std::nullopt);
        m.setOut(std::nullopt);
    });
    for (int speed = 0; speed < TimelineModel::speedCount(); ++speed)
        add(qPrintable(QStringLiteral("speed %1").arg(speed)),
            tr("Play at %1×").arg(QString::number(TimelineModel::speedAt(speed))), {},
            [speed](TimelineModel& m) { m.setSpeedIndex(speed); });
}

void MainWindow::addModeCommands(QList<Command>& table)
{
    for (int i = 0; i < order_.size(); ++i)
        table.append({"mode " + order_[i]->id(),
                      tr("Program"),
                      tr("Go to %1").arg(order_[i]->title()),
                      {},
                      QKeySequence(int(Qt::CTRL) | (Qt::Key_1 + i)),
                      [this, id = order_[i]->id()] { setMode(id); },
                      {},
                      tr("mode show")});
}

void MainWindow::addOpenCommands(QList<Command>& table)
{
    const auto add = [&](const char* id, const QString& title, const QKeySequence& keys, std::function<void()> act,
                         const QString& words = {}) {
        table.append({QLatin1String(id), tr("Program"), title, {}, keys, std::move(act), {}, words});
    };
    add(
        "open picture", tr("Open a picture…"), QKeySequence(Qt::CTRL | Qt::Key_O),
        [this] {
            setMode(forward_->id());
            forward_->choosePicture();
        },
        tr("image file"));
    add(
        "open dataset", tr("Open a folder of pictures…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
        [this] { chooseDatasetFolder(); }, tr("dataset images"));
    add(
        "open idx", tr("Open a file of pictures…"), {}, [this] { chooseDatasetFile(); },
        tr("idx archive zip tar video dataset"));
    add(
        "open model", tr("Open a model…"), {}, [this] { chooseModelFolder(); }, tr("run folder checkpoint network"));
    add(
        "paste", tr("Paste a picture"), QKeySequence(Qt::CTRL | Qt::Key_V),
        [this] {
            setMode(forward_->id());
            forward_->paste();
        },
        tr("clipboard image"));
    for (const CatalogEntry& entry : builtinSources()) {
        const QString source = QString::fromStdString(entry.id);
        add(
            qPrintable("dataset " + source), tr("Pictures: %1").arg(QString::fromStdString(entry.name)), {},
            [this, source] { openDataset(source); }, tr("built in dataset"));
    }
    add(
        "export", tr("Export"), QKeySequence(Qt::CTRL | Qt::Key_E), [this] { workspaces_[mode()]->exportCurrent(); },
        tr("save png gif"));
}

void MainWindow::addProgramCommands(QList<Command>& table)
{
    const auto add = [&](const char* id, const QString& title, const QKeySequence& keys, std::function<void()> act,
                         const QString& words = {}) {
        table.append({QLatin1String(id), tr("Program"), title, {}, keys, std::move(act), {}, words});
    };
    add("search", tr("Find a command"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openCommandSearch(); });
    add(
        "theme", tr("Light or dark"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T), [this] { look_->toggleTheme(); },
        tr("theme paper ink"));
    add(
        "system theme", tr("Theme as the system"), {}, [this] { look_->setTheme(AppearanceControl::Theme::System); },
        tr("light dark follow desktop"));
    add(
        "presentation", tr("Presentation type size"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P),
        [this] { look_->setPresentation(!look_->look().presentation); }, tr("large font teach class"));
    add("contrast", tr("High contrast, on or off"), {},
        [this] { look_->setHighContrast(!look_->look().highContrast); });
    add(
        "motion", tr("Reduce motion, on or off"), {}, [this] { look_->setReducedMotion(!look_->look().reducedMotion); },
        tr("animation"));
    add("full screen", tr("Full screen"), QKeySequence(Qt::Key_F11), [this] { toggleFullScreen(); });
    Command inspector{
        "inspector", tr("Program"), tr("Show or hide the inspector"), {}, {}, [this] { toggleInspector(); }};
    inspector.disabledReason = [this] {
        return width() < 1240 ? QString() : tr("It is always shown in a window this wide");
    };
    table.append(inspector);
    add(
        "settings", tr("Settings"), QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] { openSettings(); },
        tr("preferences options"));
    add(
        "help", tr("Keys and first steps"), QKeySequence(Qt::Key_F1), [this] { openHelp(); }, tr("shortcuts"));
    add(
        "quit", tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); }, tr("exit close"));
}

// The numbers of what is to be seen now; the sheet of keys says how to get them from the chart itself.
void MainWindow::addChartCommands(QList<Command>& table)
{
    table.append({"chart table", tr("Program"), tr("Numbers of the chart with the focus"), QStringLiteral("Enter")});
    for (Chart* chart : findChildren<Chart*>()) {
        if (!chart->isVisible())
            continue;
        Command command{"table " + chart->objectName(), tr("Table"), tr("Show as table: %1").arg(chart->table().title)};
        command.run = [chart = QPointer<Chart>(chart)] {
            if (chart)
                chart->showTable();
        };
        command.words = tr("numbers chart plot values csv copy");
        command.inHelp = false;
        table.append(command);
    }
}

void MainWindow::addRecentCommands(QList<Command>& table)
{
    const auto add = [&](const char* list, const QString& kind, auto open) {
        for (const QString& path : Preferences::recent(list)) {
            Command command{"recent " + path, kind, QFileInfo(path).fileName()};
            command.run = [open, path] { open(path); };
            command.words = path;
            command.inHelp = false;
            command.disabledReason = [path] {
                return QFileInfo::exists(path) ? QString() : tr("It is no longer there");
            };
            table.append(command);
        }
    };
    add(Preferences::kRecentPictures, tr("Recent picture"), [this](const QString& path) { openPath(path); });
    add(Preferences::kRecentDatasets, tr("Recent pictures"), [this](const QString& path) { openDataset(path); });
    add(Preferences::kRecentModels, tr("Recent model"), [this](const QString& path) {
        setMode(QStringLiteral("reverse"));
        openModel(path);
    });
}

// "240", "t 240" and "step 240" jump.
QList<Command> MainWindow::stepCommands(const QString& typed)
{
    static const QRegularExpression kStep(QStringLiteral("^\\s*(?:go to\\s+)?(?:step|t)?\\s*=?\\s*(\\d{1,6})\\s*$"),
                                          QRegularExpression::CaseInsensitiveOption);
    const auto match = kStep.match(typed);
    TimelineModel* model = timeline_->model();
    if (!match.hasMatch() || !model)
        return {};
    const int step = match.captured(1).toInt(), total = model->totalSteps();
    Command jump{"jump", tr("Timeline"), tr("Go to step %1").arg(step)};
    jump.run = [model, step] {
        model->pause();
        model->setStep(step);
    };
    if (step > total)
        jump.disabledReason = [total] { return tr("The last step is %1").arg(total); };
    return {jump};
}

void MainWindow::openCommandSearch()
{
    auto* sheet = new CommandSheet(this, commands());
    sheet->setTyped([this](const QString& typed) { return stepCommands(typed); });
    connect(sheet, &CommandSheet::chosen, this, &MainWindow::run);
}

void MainWindow::openHelp() { new HelpSheet(this, commands()); }

void MainWindow::openSettings()
{
    auto* memory = findChild<QSpinBox*>(QStringLiteral("trajectoryMemory"));
    auto* sheet = new SettingsSheet(this, *look_, memory ? memory->value() : 512);
    if (memory)
        connect(sheet, &SettingsSheet::memoryChosen, memory, &QSpinBox::setValue);
}

} // namespace diffuscope::ui
