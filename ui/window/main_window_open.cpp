// MainWindow: what comes of what was opened, and what is said when it fails.
#include "ui/window/main_window.h"

#include "ui/export/export_jobs.h"
#include "ui/settings/preferences.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/terms/explain.h"
#include "ui/window/commands.h"
#include "ui/window/failures.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/frame/top_bar.h"
#include "ui/window/opener.h"
#include "ui/window/picture_verifier.h"
#include "ui/workspace/recipe_words.h"
#include "ui/workspace/workspace.h"

#include <QCoreApplication>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QPushButton>

#include <algorithm>

namespace diffuscope::ui {

namespace {

QString findWords() { return QCoreApplication::translate("Failures", "Find it…"); }

} // namespace

// A recipe says what made a picture, so that is set up again; what can't be is said, and the picture itself can still
// be opened like any other.
void MainWindow::onRecipe(const RecipeRead& read)
{
    const std::optional<PathKind> plain = opener_->takeRecipe(read.job);
    if (!plain)
        return;
    const QString path = QString::fromStdString(read.path);
    const std::optional<Recipe>& recipe = read.read.recipe;
    const auto mode = std::find_if(order_.begin(), order_.end(),
                                   [&recipe](const Workspace* each) { return recipe && each->restores(*recipe); });
    if (mode == order_.end()) {
        opener_->openPlain(path, *plain);
        if (read.read.unreadable)
            notify(NoticeSubject::Kind::Recipe, translated(read.read.unreadable->happenedMessage()),
                   detailText(*read.read.unreadable), false);
        else if (read.read.newer)
            notify(NoticeSubject::Kind::Recipe,
                   tr("%1 contains a recipe that cannot be restored here").arg(QFileInfo(path).fileName()),
                   newerWords(read.read), false);
        return;
    }
    Workspace* const made = *mode;
    setMode(made->id());
    Workspace::Restored restored = made->restore(*recipe);
    restored.missing.append(refusedWords(read.read));
    QStringList detail;
    if (!restored.missing.isEmpty()) // first: it is what one must know before going on
        detail.append(tr("Could not be restored: %1.").arg(restored.missing.join(QStringLiteral("; "))));
    if (!restored.done.isEmpty())
        detail.append(tr("Restored: %1.").arg(restored.done.join(QStringLiteral(", "))));
    if (read.read.newer)
        detail.append(newerWords(read.read));
    const QString name = QFileInfo(path).fileName();
    NoticeCard* card =
        notices_->ask(NoticeSubject::Kind::Recipe,
                      restored.missing.isEmpty() ? tr("Settings restored from %1").arg(name)
                                                 : tr("Settings restored from %1, but not all of them").arg(name),
                      detail.join(u'\n'));
    card->setObjectName(QStringLiteral("recipeNotice"));
    connect(card, &NoticeCard::closed, this, [this] { notices_->dismiss(NoticeSubject::Kind::Recipe); });
    if (Command* again = made->command(QStringLiteral("generate"))) {
        QPushButton* generate = card->addAction(tr("Generate"));
        generate->setObjectName(QStringLiteral("recipeGenerate"));
        connect(generate, &QPushButton::clicked, this, [this, made, again] {
            notices_->dismiss(NoticeSubject::Kind::Recipe);
            made->handleKey(again->key(), {}); // which says why where it can't
        });
    }
    QPushButton* verify = card->addAction(tr("Verify"));
    verify->setObjectName(QStringLiteral("recipeVerify"));
    setUsualToolTip(verify, tr("Draw it again and compare every pixel"));
    const Message cannot = Opener::hasPixels(path) ? read.unrepeatable : Message("A drawing has no pixels to compare.");
    verify->setEnabled(cannot.empty());
    setReason(verify, translated(cannot));
    connect(verify, &QPushButton::clicked, this, [this, path] {
        notices_->dismiss(NoticeSubject::Kind::Recipe);
        verifier_->verify(path);
    });
    if (Opener::plainWords(*plain).isEmpty())
        return;
    QPushButton* asIs = card->addAction(Opener::plainWords(*plain));
    asIs->setObjectName(QStringLiteral("recipePlain"));
    connect(asIs, &QPushButton::clicked, this, [this, path, kind = *plain] {
        notices_->dismiss(NoticeSubject::Kind::Recipe);
        opener_->openPlain(path, kind);
    });
}

void MainWindow::onPictureGone(const QString& path, bool kept)
{
    const QString where = kept ? tr("What is shown was kept from the last time.") : QString();
    NoticeCard* card = notify(Task::OpenImage, tr("%1 is no longer where it was").arg(QFileInfo(path).fileName()),
                              (path + u'\n' + where).trimmed(), !kept);
    addNextStep(card, failureRule(Task::OpenImage), Task::OpenImage, nullptr);
    if (auto* button = card->findChild<QPushButton*>(QStringLiteral("nextStep")))
        button->setText(findWords());
}

void MainWindow::connectBridge()
{
    connect(&bridge_, &Bridge::datasetProgress, top_, &TopBar::setDatasetProgress);
    connect(&bridge_, &Bridge::datasetOpened, this, [this](const DatasetOpened& dataset) {
        notices_->dismiss(Task::OpenDataset);
        top_->setDataset(dataset);
    });
    connect(&bridge_, &Bridge::openingCancelled, this, [this] {
        top_->setDataset(bridge_.dataset());
        status_->setMessage(tr("Opening was cancelled."));
    });
    connect(&bridge_, &Bridge::modelOpened, this, [this](const ModelOpened& model) {
        notices_->dismiss(Task::OpenModel);
        top_->setModel(model);
    });
    connect(&bridge_, &Bridge::imageLoaded, this, [this] { notices_->dismiss(Task::OpenImage); });
    connect(&bridge_, &Bridge::trainingChanged, this, [this, before = TrainState::Idle](const TrainStatus& s) mutable {
        top_->setTraining(s);
        if (std::exchange(before, s.state) == TrainState::Preparing && s.state != TrainState::Preparing)
            top_->setDataset(bridge_.dataset()); // the run has its pictures, the open set is what it was
    });
    connect(&bridge_, &Bridge::exported, this, &MainWindow::onExported);
    const auto told = [this] {
        double share = 0;
        for (const ExportJob& job : jobs_->all())
            if (job.state == ExportJob::State::Writing && job.total > 0)
                share = double(job.done) / job.total;
        top_->setExports(jobs_->running(), share);
    };
    connect(jobs_, &ExportJobs::changed, this, told);
    connect(jobs_, &ExportJobs::listChanged, this, told);
    connect(&bridge_, &Bridge::recipeRead, this, &MainWindow::onRecipe);
    connect(&bridge_, &Bridge::failed, this, &MainWindow::onFailed);
}

void MainWindow::onFailed(const Failed& failure)
{
    if (failure.task == Task::OpenDataset)
        top_->setDataset(bridge_.dataset());
    if (failure.task == Task::Export)
        return onExportFailed(failure);
    const bool onCard = failureRule(failure.task).said == FailureRule::Said::OnCard;
    if (onCard && !failure.cancelled && !workspaces_[mode()]->explains(failure.task))
        sayFailure(failure, failure.task, nullptr);
}

void MainWindow::sayFailure(const Failed& failure, const NoticeSubject& subject, Workspace* from)
{
    NoticeCard* card = notify(subject, translated(failure.error.happenedMessage()), detailText(failure.error), true);
    addNextStep(card, failureRule(failure.task), subject, from);
    if (failure.task == Task::OpenDataset || failure.task == Task::OpenModel)
        offerToFind(card, failure);
}

// What was open last and has gone was most likely moved: it is looked for, and not another one in its place.
void MainWindow::offerToFind(NoticeCard* card, const Failed& failure)
{
    auto* button = card->findChild<QPushButton*>(QStringLiteral("nextStep"));
    const bool set = failure.task == Task::OpenDataset;
    const std::string last = Preferences::text(set ? Preferences::kDataset : Preferences::kModel).toStdString();
    if (!button || last.empty() || failure.error.subject() != last)
        return;
    const JobId job = bridge_.session().classify(last);
    connect(&bridge_, &Bridge::pathClassified, button, [button, job](const PathClassified& path) {
        if (path.job == job && path.kind == PathKind::Missing)
            button->setText(findWords());
    });
}

NoticeCard* MainWindow::notify(const NoticeSubject& subject, const QString& title, const QString& detail, bool error)
{
    return notices_->show(subject, title, detail, error);
}

// What the user most likely wants to do about it.
void MainWindow::addNextStep(NoticeCard* card, const FailureRule& rule, const NoticeSubject& subject, Workspace* from)
{
    Command* const command = rule.nextStep ? commands_->find(QLatin1String(rule.command)) : nullptr;
    if (!command) // nothing to do, or a mode that is not there
        return;
    QPushButton* button = card->addAction(nextStepText(rule));
    button->setObjectName(QStringLiteral("nextStep"));
    connect(button, &QPushButton::clicked, this, [this, subject, from, command] {
        notices_->dismiss(subject);
        if (from)
            setMode(from->id());
        run(command);
    });
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) { opener_->dragEnter(event); }

void MainWindow::dragMoveEvent(QDragMoveEvent* event) { event->acceptProposedAction(); }

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { opener_->dragLeave(); }

void MainWindow::dropEvent(QDropEvent* event) { opener_->drop(event); }

} // namespace diffuscope::ui
