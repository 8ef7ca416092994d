#include "ui/window/frame/run_reminder.h"

#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/window/frame/notice_stack.h"

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kKeptFolders = 10, kKeptAnswers = 40;
constexpr auto kSubject = NoticeSubject::Kind::InterruptedRun;

// "Not now" holds for this run at this step: when it has gone on and ends so again, it is worth another question.
QString answerOf(const RunSummary& run)
{
    return QString::number(run.step) + u' ' + QString::fromStdString(run.folder);
}

QString progressText(const RunSummary& run)
{
    if (run.step <= 0)
        return RunReminder::tr("None of its %1 steps is on disk: it would start again.").arg(grouped(run.totalSteps));
    return RunReminder::tr("Step %1 of %2 is on disk.").arg(grouped(run.step), grouped(run.totalSteps));
}

QString othersText(std::size_t count)
{
    if (count == 0)
        return {};
    return u' ' + (count == 1 ? RunReminder::tr("Another run ended so, too.")
                              : RunReminder::tr("%1 other runs ended so, too.").arg(count));
}

} // namespace

RunReminder::RunReminder(Bridge& bridge, NoticeStack* notices, QObject* parent)
    : QObject(parent), bridge_(bridge), notices_(notices)
{
    connect(&bridge_, &Bridge::trainingChanged, this, &RunReminder::remember);
    connect(&bridge_, &Bridge::interruptedRuns, this, &RunReminder::onFound);
}

void RunReminder::look()
{
    std::vector<std::string> folders;
    for (const QString& folder : Preferences::recent(Preferences::kRecentRuns))
        folders.push_back(folder.toStdString());
    bridge_.session().findInterruptedRuns(folders);
}

void RunReminder::remember(const TrainStatus& status)
{
    const QString folder = QString::fromStdString(status.folder);
    if (!folder.isEmpty() && folder != folder_)
        Preferences::addRecent(Preferences::kRecentRuns, folder, kKeptFolders);
    folder_ = folder;
    if (!isActive(status.state) || waiting_.empty())
        return;
    waiting_.clear(); // one run at a time; the others are offered at the next start
    notices_->dismiss(kSubject);
}

void RunReminder::onFound(const InterruptedRuns& found)
{
    if (isActive(bridge_.training().state))
        return;
    const QStringList declined = Preferences::recent(Preferences::kDeclinedRuns);
    waiting_.clear();
    for (const RunSummary& run : found.runs)
        if (!declined.contains(answerOf(run)))
            waiting_.push_back(run);
    showNext();
}

void RunReminder::showNext()
{
    notices_->dismiss(kSubject);
    if (waiting_.empty())
        return;
    const RunSummary run = waiting_.front();
    const QString folder = QString::fromStdString(run.folder);
    NoticeCard* card = notices_->ask(
        kSubject, tr("The training of %1 ended without being stopped.").arg(QString::fromStdString(run.name)),
        progressText(run) + othersText(waiting_.size() - 1));
    card->setObjectName(QStringLiteral("interruptedRun"));
    card->setToolTip(folder);
    QPushButton* resume = card->addAction(run.step > 0 ? tr("Resume") : tr("Start again"));
    resume->setObjectName(QStringLiteral("resumeInterrupted"));
    QPushButton* later = card->addAction(tr("Not now"));
    later->setObjectName(QStringLiteral("notNow"));
    const auto next = [this] {
        if (!waiting_.empty())
            waiting_.erase(waiting_.begin());
        showNext();
    };
    // Queued: the card must outlive the click on its own button.
    connect(
        resume, &QPushButton::clicked, this,
        [this, folder] {
            waiting_.clear();
            notices_->dismiss(kSubject);
            Q_EMIT resumeRequested(folder);
        },
        Qt::QueuedConnection);
    connect(
        later, &QPushButton::clicked, this,
        [run, next] {
            Preferences::addRecent(Preferences::kDeclinedRuns, answerOf(run), kKeptAnswers);
            next();
        },
        Qt::QueuedConnection);
    connect(card, &NoticeCard::closed, this, next, Qt::QueuedConnection);
}

} // namespace diffuscope::ui
