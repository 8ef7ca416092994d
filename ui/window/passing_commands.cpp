#include "ui/window/passing_commands.h"

#include "ui/settings/preferences.h"
#include "ui/timeline/timeline_model.h"
#include "ui/widgets/chart/chart.h"
#include "ui/widgets/terms/terms.h"
#include "ui/window/opener.h"
#include "ui/workspace/command.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QRegularExpression>

#include <functional>

namespace diffuscope::ui {

namespace {

QString words(const char* text) { return QCoreApplication::translate("PassingCommands", text); }

} // namespace

// The sheet of keys says how to get them from the chart itself.
QList<Command*> chartCommands(const QWidget& window, QObject* owner)
{
    QList<Command*> commands;
    for (Chart* chart : window.findChildren<Chart*>()) {
        if (!chart->isVisible())
            continue;
        auto* command = new Command("table " + chart->objectName(), words("Table"),
                                    words("Show as table: %1").arg(chart->table().title), owner);
        command->foundBy(words("numbers chart plot values csv copy"))
            .listed(Command::Search)
            .does([chart = QPointer<Chart>(chart)] {
                if (chart)
                    chart->showTable();
            });
        commands.append(command);
    }
    return commands;
}

QList<Command*> recentCommands(Opener& opener, QObject* owner)
{
    QList<Command*> commands;
    const auto add = [&](const char* list, const QString& kind, void (Opener::*open)(const QString&)) {
        for (const QString& path : Preferences::recent(list)) {
            auto* command = new Command("recent " + path, kind, QFileInfo(path).fileName(), owner);
            command->foundBy(path).listed(Command::Search).does([&opener, open, path] { (opener.*open)(path); });
            command->disabledBy(
                [path] { return QFileInfo::exists(path) ? QString() : words("It is no longer there"); });
            commands.append(command);
        }
    };
    add(Preferences::kRecentPictures, words("Recent picture"), &Opener::openPath);
    add(Preferences::kRecentDatasets, words("Recent pictures"), &Opener::openDataset);
    add(Preferences::kRecentModels, words("Recent model"), &Opener::openModelToUse);
    return commands;
}

QList<Command*> termCommands(std::function<void(const Term&)> show, QObject* owner)
{
    QList<Command*> commands;
    for (const Term& term : terms()) {
        auto* command = new Command(QStringLiteral("term %1").arg(QLatin1String(term.id)), words("What it means"),
                                    termTitle(term), owner);
        command->foundBy(termSynonyms(term) + words(" meaning glossary definition explain"))
            .listed(Command::Search)
            .does([show, &term] { show(term); });
        commands.append(command);
    }
    return commands;
}

QList<Command*> stepCommands(const QString& typed, TimelineModel* model, QObject* owner)
{
    static const QRegularExpression kStep(QStringLiteral("^\\s*(?:go to\\s+)?(?:step|t)?\\s*=?\\s*(\\d{1,6})\\s*$"),
                                          QRegularExpression::CaseInsensitiveOption);
    const auto match = kStep.match(typed);
    if (!match.hasMatch() || !model)
        return {};
    const int step = match.captured(1).toInt(), total = model->totalSteps();
    auto* jump = new Command("jump", words("Timeline"), words("Go to step %1").arg(step), owner);
    jump->does([model, step] {
        model->pause();
        model->setStep(step);
    });
    jump->disabledBy([step, total] { return step > total ? words("The last step is %1").arg(total) : QString(); });
    return {jump};
}

} // namespace diffuscope::ui
