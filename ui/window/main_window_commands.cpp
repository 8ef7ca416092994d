// MainWindow: how its commands are reached, by shortcuts, buttons and sheets.
#include "ui/settings/preferences.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/terms/terms.h"
#include "ui/window/commands.h"
#include "ui/window/frame/appearance_control.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/top_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/sheets/command_sheet.h"
#include "ui/window/sheets/help_sheet.h"
#include "ui/window/sheets/model_sheet.h"
#include "ui/window/sheets/settings_sheet.h"
#include "ui/workspace/workspace.h"

#include <QAbstractButton>
#include <QShortcut>
#include <QSpinBox>

#include <memory>

namespace diffuscope::ui {

void MainWindow::addShortcuts()
{
    for (Command* command : commands_->lasting()) {
        if (command->shortcut().isEmpty())
            continue;
        auto* shortcut = new QShortcut(command->shortcut(), this);
        connect(shortcut, &QShortcut::activated, this, [this, command] { run(command); });
    }
}

void MainWindow::bindButtons()
{
    const std::pair<const char*, const char*> buttons[] = {
        {"themeButton", "theme"}, {"helpButton", "help"}, {"settingsButton", "settings"}};
    for (const auto& [button, id] : buttons)
        Command::bind(findChild<QAbstractButton*>(QLatin1String(button)), commands_->find(QLatin1String(id)));
    auto* logo = findChild<QAbstractButton*>(QStringLiteral("logoButton")); // its mode comes along
    Command* first = commands_->find(QStringLiteral("first page"));
    logo->setEnabled(first != nullptr);
    if (first) {
        logo->setAccessibleName(first->title());
        logo->setToolTip(QStringLiteral("%1  (%2)").arg(first->title(), first->shortcut().toString()));
        connect(logo, &QAbstractButton::clicked, this, [this, first] { run(first); });
    }
}

void MainWindow::run(Command* command)
{
    if (!command->disabledReason().isEmpty())
        return;
    if (Sheet* sheet = Sheet::openIn(this))
        sheet->dismiss();
    if (const auto* mode = qobject_cast<Workspace*>(command->parent()))
        setMode(mode->id());
    command->run();
}

const QList<Command*>& MainWindow::commands() const { return commands_->lasting(); }

void MainWindow::openCommandSearch()
{
    auto* passing = new QObject;
    auto* sheet = new CommandSheet(this, commands_->now(passing));
    passing->setParent(sheet);
    sheet->setTyped([this](const QString& typed, QObject* owner) { return commands_->typed(typed, owner); });
    connect(sheet, &CommandSheet::chosen, this, &MainWindow::run);
}

void MainWindow::openModelSheet()
{
    const QWidget* button = top_->modelButton();
    auto* sheet = new ModelSheet(this, QRect(button->mapTo(this, QPoint()), button->size()));
    sheet->setModel(bridge_.model());
    sheet->setTraining(bridge_.training());
    const auto asked = std::make_shared<JobId>(0); // an answer to an earlier question is of another model
    const auto ask = [this, asked] {
        const auto& model = bridge_.model();
        std::vector<std::string> folders;
        for (const char* list : {Preferences::kRecentModels, Preferences::kRecentRuns})
            for (const QString& folder : Preferences::recent(list))
                folders.push_back(folder.toStdString());
        const bool live = model && model->path == "training";
        *asked = bridge_.session().findModels(live    ? bridge_.training().folder
                                              : model ? model->path
                                                      : std::string(),
                                              folders);
    };
    connect(&bridge_, &Bridge::modelChoices, sheet, [sheet, asked](const ModelChoices& choices) {
        if (choices.job == *asked)
            sheet->setChoices(choices);
    });
    connect(&bridge_, &Bridge::modelOpened, sheet, [sheet, ask](const ModelOpened& model) {
        sheet->setModel(model);
        ask();
    });
    connect(&bridge_, &Bridge::trainingChanged, sheet, [sheet](const TrainStatus& status) {
        if (sheet->isVisible())
            sheet->setTraining(status);
    });
    connect(sheet, &ModelSheet::modelChosen, opener_, &Opener::openModel);
    connect(sheet, &ModelSheet::folderRequested, opener_, &Opener::chooseModelFolder);
    connect(sheet, &ModelSheet::exportRequested, this, &MainWindow::chooseModelTarget);
    ask();
}

void MainWindow::openHelp() { new HelpSheet(this, commands()); }

void MainWindow::showTerm(const Term& term)
{
    NoticeCard* card = notices_->ask(NoticeSubject::Kind::Term, termTitle(term), termMeaning(term));
    card->setObjectName(QStringLiteral("termNotice"));
    connect(card, &NoticeCard::closed, this, [this] { notices_->dismiss(NoticeSubject::Kind::Term); });
}

void MainWindow::openSettings()
{
    auto* memory = findChild<QSpinBox*>(QStringLiteral("trajectoryMemory"));
    auto* sheet = new SettingsSheet(this, *look_, memory ? memory->value() : 512);
    if (memory)
        connect(sheet, &SettingsSheet::memoryChosen, memory, &QSpinBox::setValue);
}

} // namespace diffuscope::ui
