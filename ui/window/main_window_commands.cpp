// MainWindow: how its commands are reached, by shortcuts, buttons and sheets.
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/terms/terms.h"
#include "ui/window/commands.h"
#include "ui/window/frame/appearance_control.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/main_window.h"
#include "ui/window/sheets/command_sheet.h"
#include "ui/window/sheets/help_sheet.h"
#include "ui/window/sheets/settings_sheet.h"
#include "ui/workspace/workspace.h"

#include <QAbstractButton>
#include <QShortcut>
#include <QSpinBox>

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
