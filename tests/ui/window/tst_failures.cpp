// Failures of every task, in every mode, through the real window: where they are said and what can be done next.
#include "tests/journeys/workbench.h"
#include "ui/modes/modes.h"
#include "ui/settings/preferences.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/window/failures.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/main_window.h"

#include <QFileDialog>
#include <QPushButton>
#include <QSet>
#include <QTimer>

#include <memory>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

const char* const kModes[] = {"forward", "train", "reverse"};
const QString kTitle = QStringLiteral("Cannot use 100%1.png");
const QString kDetail = QStringLiteral("/pictures/50%2/x\nAt most 5 of 6.");

Failed failureOf(Task task)
{
    return {0, task, Error({"Cannot use %1", {"100%1.png"}}, "/pictures/50%2/x", {"At most %1 of %2.", {"5", "6"}})};
}

} // namespace

// Where a long path may be broken is no part of it.
QString withoutBreaks(QString text) { return text.remove(QChar(0x200b)); }

class TestFailures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void everyTaskHasARow();
    void everyFailureIsSaidOnce_data();
    void everyFailureIsSaidOnce();
    void theNextStepIsDone_data();
    void theNextStepIsDone();
    void aFailedExportGoesBackToItsMode();
    void whatWasCancelledIsNoFailure();
    void aNewerCardAboutTheSameTakesItsPlace();
    void nothingGoesUnsaid();
    void whatHasGoneIsLookedFor();

private:
    NoticeStack* stack() const { return window_->findChild<NoticeStack*>(QStringLiteral("notices")); }
    NoticeCard* card() const
    {
        const auto cards = stack()->findChildren<NoticeCard*>(QStringLiteral("errorNotice"));
        return cards.isEmpty() ? nullptr : cards.last();
    }
    // Cards with the failure's words, anywhere in the window, that are to be seen.
    int cardsShown() const
    {
        int count = 0;
        for (const NoticeCard* each : window_->findChildren<NoticeCard*>())
            count += each->isVisible() && each->accessibleName() == kTitle &&
                     withoutBreaks(each->accessibleDescription()) == kDetail;
        return count;
    }
    void fail(Task task) { Q_EMIT bridge_->failed(failureOf(task)); }

    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<MainWindow> window_;
};

void TestFailures::init()
{
    QSettings().clear();
    applyTheme(*qApp, ThemeName::Paper);
    bridge_ = std::make_unique<Bridge>();
    window_ = std::make_unique<MainWindow>(*bridge_, makeModes(*bridge_));
    window_->show();
}

void TestFailures::cleanup()
{
    window_.reset();
    bridge_.reset();
}

void TestFailures::everyTaskHasARow()
{
    QSet<QString> ids, names;
    for (const Command* command : window_->commands())
        ids.insert(command->id());
    QCOMPARE(failureRules().size(), kTasks.size());
    for (const Task task : kTasks) {
        const FailureRule& rule = failureRule(task);
        QVERIFY(rule.task == task);
        QCOMPARE(rule.nextStep == nullptr, rule.command == nullptr);
        QVERIFY2(!rule.command || ids.contains(QLatin1String(rule.command)), rule.command);
        QCOMPARE(nextStepText(rule).isEmpty(), rule.nextStep == nullptr);
        names.insert(QLatin1String(taskName(task)));
    }
    QCOMPARE(std::size_t(names.size()), kTasks.size());
}

void TestFailures::everyFailureIsSaidOnce_data()
{
    QTest::addColumn<Task>("task");
    QTest::addColumn<QString>("mode");
    for (const Task task : kTasks)
        for (const char* mode : kModes)
            QTest::addRow("%s in %s", taskName(task), mode) << task << QString(QLatin1String(mode));
}

void TestFailures::everyFailureIsSaidOnce()
{
    QFETCH(const Task, task);
    QFETCH(const QString, mode);
    window_->setMode(mode);
    fail(task);
    const bool explained = window_->workspace(mode)->explains(task);
    const bool onCard = failureRule(task).said == FailureRule::Said::OnCard && !explained;
    QCOMPARE(stack()->count(), onCard ? 1 : 0);
    QCOMPARE(cardsShown(), onCard || explained ? 1 : 0); // a measurement that nobody asked for has no place
    if (!onCard)
        return;
    const auto* next = card()->findChild<QPushButton*>(QStringLiteral("nextStep"));
    QCOMPARE(next ? next->text() : QString(), nextStepText(failureRule(task)));
}

void TestFailures::theNextStepIsDone_data()
{
    QTest::addColumn<Task>("task");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("mode"); // afterwards
    QTest::addColumn<bool>("dialog");  // asks for something else
    const auto row = [](Task task, const char* from, const char* mode, bool dialog) {
        QTest::newRow(taskName(task)) << task << QString(QLatin1String(from)) << QString(QLatin1String(mode)) << dialog;
    };
    row(Task::OpenDataset, "reverse", "reverse", true);
    row(Task::OpenImage, "train", "forward", true);
    row(Task::OpenModel, "train", "train", true);
    row(Task::Sample, "forward", "reverse", false);
    row(Task::ReadRecipe, "reverse", "forward", true);
    row(Task::Train, "reverse", "train", false);
}

void TestFailures::theNextStepIsDone()
{
    QFETCH(const Task, task);
    QFETCH(const QString, from);
    QFETCH(const bool, dialog);
    window_->setMode(from);
    fail(task);
    QVERIFY(card());
    card()->findChild<QPushButton*>(QStringLiteral("nextStep"))->click();
    QCOMPARE(stack()->count(), 0);
    QTEST(window_->mode(), "mode");
    const auto asked = window_->findChildren<QFileDialog*>();
    QCOMPARE(!asked.isEmpty(), dialog);
    for (QFileDialog* each : asked)
        QVERIFY(each->isVisible());
}

// The mode that is in front when nobody is known to have asked.
void TestFailures::aFailedExportGoesBackToItsMode()
{
    window_->setMode(QStringLiteral("train"));
    fail(Task::Export);
    QCOMPARE(card()->accessibleName(), kTitle);
    auto* next = card()->findChild<QPushButton*>(QStringLiteral("nextStep"));
    QCOMPARE(next->text(), QStringLiteral("Export somewhere else…"));
    next->click();
    QCOMPARE(stack()->count(), 0);
    QCOMPARE(window_->mode(), QStringLiteral("train"));
}

void TestFailures::whatWasCancelledIsNoFailure()
{
    for (const Task task : {Task::Measure, Task::BrowseDataset}) {
        Failed cancelled = failureOf(task);
        cancelled.cancelled = true;
        Q_EMIT bridge_->failed(cancelled);
        QCOMPARE(stack()->count(), 0);
    }
}

void TestFailures::aNewerCardAboutTheSameTakesItsPlace()
{
    fail(Task::OpenImage);
    fail(Task::OpenImage);
    QCOMPARE(stack()->count(), 1);
    fail(Task::OpenModel);
    QCOMPARE(stack()->count(), 2);
    ImageLoaded picture; // what failed has worked
    picture.job = 999;
    Q_EMIT bridge_->imageLoaded(picture);
    QCOMPARE(stack()->count(), 1);
    ModelOpened model;
    model.path = "/models/a";
    model.betas = {0.1, 0.2};
    Q_EMIT bridge_->modelOpened(model);
    QCOMPARE(stack()->count(), 0);
}

// A start where set, model and picture have gone and a training was interrupted: two cards are shown, the others wait.
void TestFailures::nothingGoesUnsaid()
{
    NoticeCard* news = stack()->show(NoticeSubject::Kind::Path, "news", {}, false);
    fail(Task::OpenDataset);
    fail(Task::OpenModel);
    fail(Task::OpenImage);
    stack()->ask(NoticeSubject::Kind::InterruptedRun, "run", {});
    const auto shown = [this] {
        QStringList names;
        for (const NoticeCard* each : stack()->findChildren<NoticeCard*>())
            if (each->isVisible())
                names.append(each->accessibleName());
        return names;
    };
    QCOMPARE(stack()->count(), 5);
    QCOMPARE(shown(), (QStringList{kTitle, "run"})); // in the order in which they came
    auto* more = stack()->findChild<QPushButton*>(QStringLiteral("moreNotices"));
    QVERIFY(more->isVisible() && more->text().contains(u'3'));
    QVERIFY(!news->isVisible() && !news->findChild<QTimer*>()->isActive()); // its time has not begun
    stack()->dismiss(NoticeSubject::Kind::InterruptedRun);
    QCOMPARE(shown().size(), 2);
    QVERIFY(more->text().contains(u'2'));
    more->click();
    QCOMPARE(shown().size(), 4);
    QVERIFY(!more->isVisible() && news->findChild<QTimer*>()->isActive());
    for (const Task task : {Task::OpenDataset, Task::OpenModel, Task::OpenImage})
        stack()->dismiss(task);
    QCOMPARE(shown(), QStringList{"news"});
}

// What was open last was moved, most likely: it is to be found, not replaced.
void TestFailures::whatHasGoneIsLookedFor()
{
    const QString gone = QStringLiteral("/no/such/pictures");
    Preferences::setText(Preferences::kDataset, gone);
    const auto next = [this] { return card() ? card()->findChild<QPushButton*>("nextStep")->text() : QString(); };
    Q_EMIT bridge_->failed({0, Task::OpenDataset, Error("The dataset does not exist", gone.toStdString())});
    QTRY_COMPARE(next(), QStringLiteral("Find it…"));
    Preferences::setText(Preferences::kDataset, QDir::tempPath()); // that is there, and no set
    Q_EMIT bridge_->failed({0, Task::OpenDataset, Error("No pictures", QDir::tempPath().toStdString())});
    awaitDelivery(*bridge_);
    QCOMPARE(next(), nextStepText(failureRule(Task::OpenDataset)));
}

OWN_SETTINGS_TEST_MAIN(TestFailures)
#include "tst_failures.moc"
