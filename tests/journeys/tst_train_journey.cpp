#include "core/run/runs.h"
#include "tests/journeys/workbench.h"
#include "ui/train/dataset/dataset_report_page.h"
#include "ui/train/history/run_history.h"
#include "ui/train/preview_panel.h"
#include "ui/train/probe_panel.h"
#include "ui/train/train_workspace.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/workspace/command.h"

#include <QDoubleSpinBox>
#include <QFile>
#include <QFileInfo>
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <filesystem>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {
constexpr int kTrainingTime = 150'000; // for a slow machine; nothing here should need it

bool hasCheckpoint(const QString& run, std::int64_t step)
{
    for (const QString& name : QDir(run + QStringLiteral("/checkpoints")).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        if (name.section(u'-', -1).toLongLong() == step)
            return true;
    return false;
}
} // namespace

// A folder of pictures becomes a trained model, through the controls a user has.
class TrainJourney : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptyUntilPicturesAreChosen();
    void namesUnreadableFiles();
    void aPresetsTimeIsMeasuredOnce();
    void trainsPausesAndFinishes();
    void stopKeepsACheckpointToSampleFrom();
    void theSearchDoesWhatTheButtonsDo();
    void explainsAFailure();
    void heldOutPicturesAreMeasured();
    void anOfferGoesOn();
    void theReportOpensAndCloses();
    void openingCanBeCancelled();
    void theFirstOpeningCanBeCancelled();

private:
    void openPictures();
    QString manyPictures(); // takes a while to open
    void shortRun(int steps, const QString& folder);
    template <typename T> T* find(const char* name = nullptr) const
    {
        return workspace_->findChild<T*>(QLatin1String(name));
    }
    QPushButton* button(const char* name) const { return find<QPushButton>(name); }
    template <typename T> T* inspect() const { return bench_->findChild<T*>(); }
    TrainState state() const { return bridge_->training().state; }

    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<Workbench> bench_;
    TrainWorkspace* workspace_ = nullptr;
};

void TrainJourney::init()
{
    const QString pictures = folder_.filePath(QStringLiteral("pictures"));
    if (!QFileInfo::exists(pictures)) {
        writePictures(pictures, 8);
        QFile broken(pictures + QStringLiteral("/bars/broken.png"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("not a picture");
    }
    bridge_ = std::make_unique<Bridge>();
    workspace_ = new TrainWorkspace(*bridge_);
    bench_ = std::make_unique<Workbench>(workspace_);
}

void TrainJourney::cleanup()
{
    bench_.reset();
    bridge_.reset();
}

void TrainJourney::openPictures()
{
    type(workspace_, "size", 16);
    workspace_->openSource(folder_.filePath(QStringLiteral("pictures")));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset().has_value(), kTrainingTime);
    QTRY_VERIFY(button("start")->isVisible() && button("start")->isEnabled());
}

void TrainJourney::shortRun(int steps, const QString& folder)
{
    openPictures();
    type(workspace_, "steps", steps);
    type(workspace_, "batch", 4);
    type(workspace_, "preview_every", 10);
    type(workspace_, "preview_count", 4);
    type(workspace_, "preview_steps", 3);
    workspace_->setRunFolder(folder);
}

void TrainJourney::emptyUntilPicturesAreChosen()
{
    QVERIFY(button("chooseFolder")->isVisible());
    QVERIFY(!button("start")->isVisible());
    openPictures();
    QVERIFY(!button("chooseFolder")->isVisible());
    QCOMPARE(bridge_->dataset()->size, 16);
    QCOMPARE(bridge_->dataset()->side, 16);
}

void TrainJourney::namesUnreadableFiles()
{
    openPictures();
    NoticeCard* card = nullptr;
    for (NoticeCard* candidate : workspace_->findChildren<NoticeCard*>())
        if (candidate->isVisible())
            card = candidate;
    QVERIFY(card);
    const auto text = [card] {
        QString all;
        for (const QLabel* label : card->findChildren<QLabel*>())
            all += label->text();
        return all;
    };
    QVERIFY(text().contains(QStringLiteral("1 unreadable file skipped")));
    QVERIFY(!text().contains(QStringLiteral("broken.png")));
    card->findChild<QPushButton*>()->click();
    QVERIFY(text().contains(QStringLiteral("broken.png")));
}

void TrainJourney::aPresetsTimeIsMeasuredOnce()
{
    QSettings().clear();
    workspace_->begin({}, true);
    QSignalSpy measured(bridge_.get(), &Bridge::speedMeasured);
    openPictures();
    QTRY_VERIFY_WITH_TIMEOUT(measured.count() >= 1, kTrainingTime);
    const auto first = measured.first().first().value<SpeedMeasured>();
    QCOMPARE(first.preset, std::string("quick"));
    QVERIFY(first.imagesPerSecond > 0);
    QTRY_VERIFY(keptSpeed(first.preset, first.side) > 0); // for the next start
    workspace_->hide();                                   // nobody looks: the larger ones can wait
}

void TrainJourney::trainsPausesAndFinishes()
{
    const QString run = folder_.filePath(QStringLiteral("run"));
    constexpr int kSteps = 160; // more than pass before the hand is at the button
    shortRun(kSteps, run);
    const RunHistory& history = workspace_->history();
    const auto pointCount = [&history] { return int(history.points().size()); };
    auto* steps = find<QSpinBox>("steps");
    button("start")->click();
    QTRY_VERIFY_WITH_TIMEOUT(pointCount() >= 2, kTrainingTime);
    QVERIFY(!find<QSpinBox>("size")->isEnabled()); // locked while training
    QVERIFY(steps->isEnabled());
    steps->setValue(kSteps + 5); // counts from the next step on
    QTRY_COMPARE_WITH_TIMEOUT(bridge_->training().totalSteps, std::int64_t(kSteps + 5), kTrainingTime);
    QTRY_COMPARE(history.changes().size(), std::size_t(1));
    steps->setValue(kSteps); // and back
    QTRY_COMPARE_WITH_TIMEOUT(bridge_->training().totalSteps, std::int64_t(kSteps), kTrainingTime);

    button("pause")->click();
    QTRY_COMPARE_WITH_TIMEOUT(state(), TrainState::Paused, kTrainingTime);
    awaitDelivery(*bridge_); // what was on its way
    const int paused = pointCount();
    for (const int step : {400, 500, 600}) { // each is answered where a step would have been taken
        workspace_->timeline()->setStep(step);
        QTRY_VERIFY_WITH_TIMEOUT(inspect<ProbePanel>()->view() && inspect<ProbePanel>()->view()->timestep == step - 1,
                                 kTrainingTime);
    }
    awaitDelivery(*bridge_);
    QCOMPARE(pointCount(), paused);
    QCOMPARE(bridge_->training().step, paused);
    QVERIFY(paused < kSteps);

    workspace_->timeline()->setStep(700); // the probe answers in a pause, too
    QTRY_VERIFY_WITH_TIMEOUT(inspect<ProbePanel>()->view() && inspect<ProbePanel>()->view()->timestep == 699,
                             kTrainingTime);
    bench_->key(Qt::Key_C);
    QTRY_COMPARE_WITH_TIMEOUT(bridge_->training().lastCheckpoint, paused, kTrainingTime);

    button("pause")->click(); // it says Resume
    QTRY_COMPARE_WITH_TIMEOUT(state(), TrainState::Finished, kTrainingTime);
    QTRY_COMPARE(pointCount(), kSteps);
    QCOMPARE(history.lastStep(), kSteps);
    QVERIFY(history.smoothed() > 0 && history.smoothed() < 4);
    QVERIFY(hasCheckpoint(run, kSteps));
    QVERIFY(button("goOn")->isVisible()); // for more steps
    QVERIFY(steps->isEnabled());

    const auto shownPreview = [&] { return history.previews().at(inspect<PreviewPanel>()->current()); };
    QVERIFY(history.previews().count() >= 2);
    QCOMPARE(int(shownPreview().images.size()), 4);
    QCOMPARE(shownPreview().step, kSteps);
    bench_->key(Qt::Key_BracketLeft);
    QVERIFY(shownPreview().step < kSteps);
    bench_->key(Qt::Key_BracketRight);
    QCOMPARE(shownPreview().step, kSteps);
}

void TrainJourney::stopKeepsACheckpointToSampleFrom()
{
    const QString run = folder_.filePath(QStringLiteral("stopped"));
    shortRun(1'000'000, run);
    button("start")->click();
    QTRY_VERIFY_WITH_TIMEOUT(workspace_->history().points().size() >= 1, kTrainingTime);
    button("stop")->click();
    QTRY_COMPARE_WITH_TIMEOUT(state(), TrainState::Finished, kTrainingTime);
    const auto step = bridge_->training().step;
    QVERIFY(step >= 1 && step < 1'000'000);
    QCOMPARE(bridge_->training().lastCheckpoint, step);
    QVERIFY(hasCheckpoint(run, step));

    QSignalSpy mode(workspace_, &Workspace::modeRequested);
    QVERIFY(button("sample")->isVisible());
    button("sample")->click();
    QCOMPARE(mode.count(), 1);
    QCOMPARE(mode.first().first().toString(), QStringLiteral("reverse"));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->model().has_value(), kTrainingTime);
    QCOMPARE(bridge_->model()->side, 16);
    QCOMPARE(bridge_->model()->trainedSteps, step);

    QVERIFY(button("goOn")->isVisible()); // where it stopped, with what has been changed
    type(workspace_, "steps", 1);
    QVERIFY(!button("goOn")->isEnabled());
    QVERIFY(button("goOn")->toolTip().contains(QStringLiteral("give more Steps")));
    type(workspace_, "steps", int(step) + 3);
    find<QDoubleSpinBox>("learning_rate")->setValue(0.0005);
    QVERIFY(button("goOn")->isEnabled());
    button("goOn")->click();
    QTRY_VERIFY_WITH_TIMEOUT(state() == TrainState::Finished && bridge_->training().step == step + 3, kTrainingTime);
    QCOMPARE(bridge_->training().totalSteps, step + 3);
    QCOMPARE(workspace_->history().points().front().step, std::int64_t(1)); // nothing begins anew
    const auto runs = listRuns(run.toStdString());
    QCOMPARE(std::get<double>(runs[0].settings.at("learning_rate")), 0.0005);

    button("goOn")->click(); // a finished run asks how far
    auto* question = workspace_->findChild<QInputDialog*>("continueSteps");
    QVERIFY(question);
    QCOMPARE(question->intMinimum(), int(step) + 4);
    question->setIntValue(int(step) + 5);
    question->accept();
    QTRY_VERIFY_WITH_TIMEOUT(state() == TrainState::Finished && bridge_->training().step == step + 5, kTrainingTime);
    QVERIFY(hasCheckpoint(run, step + 5));
}

void TrainJourney::theSearchDoesWhatTheButtonsDo()
{
    const auto command = [this](const char* id) { return workspace_->command(QLatin1String(id)); };
    QVERIFY(!command("start training")->disabledReason().isEmpty()); // without pictures
    shortRun(1'000'000, folder_.filePath(QStringLiteral("by command")));
    QCOMPARE(command("start training")->disabledReason(), QString());
    QVERIFY(!command("stop training")->disabledReason().isEmpty());
    command("start training")->run();
    QTRY_COMPARE_WITH_TIMEOUT(state(), TrainState::Running, kTrainingTime);
    QTRY_COMPARE(command("stop training")->disabledReason(), QString());
    command("stop training")->run();
    QTRY_COMPARE_WITH_TIMEOUT(state(), TrainState::Finished, kTrainingTime);
    QTRY_VERIFY(command("sample this model")->disabledReason().isEmpty());
}

void TrainJourney::explainsAFailure()
{
    const QString blocked = folder_.filePath(QStringLiteral("blocked"));
    QFile file(blocked); // a file where the run folder should be
    QVERIFY(file.open(QIODevice::WriteOnly));
    shortRun(5, blocked);
    button("start")->click();
    find<QAbstractButton>("datasetReportLink")->click(); // over the canvas: the card must not be behind it
    QTRY_COMPARE_WITH_TIMEOUT(state(), TrainState::Failed, kTrainingTime);
    bool shown = false;
    for (NoticeCard* card : workspace_->findChildren<NoticeCard*>())
        for (const QLabel* label : card->findChildren<QLabel*>())
            shown = shown || (card->isVisible() && label->text().contains(QStringLiteral("blocked")));
    QVERIFY(shown);
    QVERIFY(button("start")->isEnabled());
}

void TrainJourney::heldOutPicturesAreMeasured()
{
    shortRun(30, folder_.filePath(QStringLiteral("validated")));
    const QString more = folder_.filePath(QStringLiteral("more pictures")); // small sets are not divided
    writePictures(more, 12);
    workspace_->openSource(more);
    QTRY_COMPARE_WITH_TIMEOUT(bridge_->dataset()->size, 24, kTrainingTime);
    type(workspace_, "validate_every", 10);
    find<QDoubleSpinBox>("validation_share")->setValue(0.25);
    QSignalSpy arrived(bridge_.get(), &Bridge::validationPoints);
    button("start")->click();
    QTRY_COMPARE_WITH_TIMEOUT(state(), TrainState::Finished, kTrainingTime);
    QVERIFY(arrived.count() >= 1); // at the end at least, and never twice at one step; how often before depends on time
    QCOMPARE(int(workspace_->history().validation().size()), arrived.count());
    QCOMPARE(bridge_->training().heldOut, 6);
    QVERIFY(bridge_->training().validationLoss > 0);
    QCOMPARE(find<NumberLabel>("validationLoss")->text(), number(bridge_->training().validationLoss, 4));
    QVERIFY(find<NumberLabel>("validationLoss")->isVisible());

    find<QDoubleSpinBox>("validation_share")->setValue(0); // a new run starts with a clean plot
    workspace_->setRunFolder(folder_.filePath(QStringLiteral("not validated")));
    type(workspace_, "steps", 3);
    button("start")->click();
    QCOMPARE(int(workspace_->history().validation().size()), 0);
    QTRY_VERIFY_WITH_TIMEOUT(state() == TrainState::Finished && bridge_->training().step == 3, kTrainingTime);
    QCOMPARE(int(workspace_->history().validation().size()), 0);
}

void TrainJourney::anOfferGoesOn()
{
    const QString run = folder_.filePath(QStringLiteral("offered"));
    shortRun(1'000'000, run);
    button("start")->click();
    QTRY_VERIFY_WITH_TIMEOUT(workspace_->history().points().size() >= 1, kTrainingTime);
    button("stop")->click();
    QTRY_COMPARE_WITH_TIMEOUT(state(), TrainState::Finished, kTrainingTime);
    const auto step = bridge_->training().step;

    TrainStatus failed = bridge_->training(); // as it would have ended, had it diverged
    failed.state = TrainState::Failed;
    failed.message = "Training has diverged.";
    failed.next = {
        NextStep::Kind::ResumeRun, "Go on with a lower learning rate", failed.folder, {{"learning_rate", 3e-5}}, step};
    Q_EMIT bridge_->trainingChanged(failed);
    auto* offer = button("acceptOffer");
    QVERIFY(offer->isVisible());
    QCoreApplication::processEvents(); // its layout
    if (const QString pictures = qEnvironmentVariable("DIFFUSCOPE_PICTURES"); !pictures.isEmpty())
        bench_->grab().save(pictures + QStringLiteral("/offer-in-place.png"));
    QCOMPARE(offer->text(), QStringLiteral("Go on with a lower learning rate"));
    offer->click();
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->training().step > step, kTrainingTime);
    QVERIFY(!offer->isVisible());
    button("stop")->click();
    QTRY_COMPARE_WITH_TIMEOUT(state(), TrainState::Finished, kTrainingTime);
    const auto runs = listRuns(run.toStdString());
    QCOMPARE(runs.size(), std::size_t(1));
    QCOMPARE(std::get<double>(runs[0].settings.at("learning_rate")), 3e-5);
}

void TrainJourney::theReportOpensAndCloses()
{
    openPictures();
    auto* page = find<DatasetReportPage>("datasetReport");
    QVERIFY(!page->isVisible());
    button("datasetReportLink")->click();
    QVERIFY(page->isVisible());
    QVERIFY(button("start")->isVisible()); // whatever is looked at
    QCOMPARE(find<NumberLabel>("reportPictures")->text(), QStringLiteral("16"));
    QCOMPARE(find<NumberLabel>("reportClasses")->text(), QStringLiteral("2"));
    QCOMPARE(find<NumberLabel>("reportSkipped")->text(), QStringLiteral("1"));
    QTest::keyClick(page, Qt::Key_Escape);
    QVERIFY(!page->isVisible());
    QVERIFY(button("start")->isVisible());
}

QString TrainJourney::manyPictures()
{
    const QString many = folder_.filePath(QStringLiteral("many"));
    if (QFileInfo::exists(many))
        return many;
    QDir().mkpath(many);
    QImage noise(512, 512, QImage::Format_RGB32);
    for (int y = 0; y < noise.height(); ++y)
        for (int x = 0; x < noise.width(); ++x)
            noise.setPixel(x, y, qRgb(x * y % 251, x * 7 % 239, y * 13 % 241));
    const QString first = many + QStringLiteral("/0.png");
    noise.save(first);
    for (int k = 1; k < 500; ++k) // one file by many names: slow to read, quick to make
        std::filesystem::create_hard_link(first.toStdString(), many.toStdString() + "/" + std::to_string(k) + ".png");
    return many;
}

void TrainJourney::openingCanBeCancelled()
{
    openPictures();
    QSignalSpy opened(bridge_.get(), &Bridge::datasetOpened);
    workspace_->openSource(manyPictures());
    QTRY_VERIFY_WITH_TIMEOUT(button("cancelOpening")->isVisible(), kTrainingTime);
    button("cancelOpening")->click();
    QVERIFY(!button("cancelOpening")->isVisible());
    bridge_->session().waitForFiles();
    awaitDelivery(*bridge_); // what was on its way
    QCOMPARE(opened.count(), 0);
    QCOMPARE(bridge_->dataset()->size, 16);
    QVERIFY(!button("cancelOpening")->isVisible());
    QVERIFY(button("start")->isEnabled());
}

// The first set may be the largest, too.
void TrainJourney::theFirstOpeningCanBeCancelled()
{
    QVERIFY(button("chooseFolder")->isVisible());
    workspace_->openSource(manyPictures());
    QTRY_VERIFY_WITH_TIMEOUT(button("cancelOpening")->isVisible(), kTrainingTime);
    button("cancelOpening")->click();
    bridge_->session().waitForFiles();
    awaitDelivery(*bridge_);
    QVERIFY(!bridge_->dataset());
    QVERIFY(button("chooseFolder")->isVisible());
    workspace_->openSource(folder_.filePath(QStringLiteral("nowhere")));
    QTRY_VERIFY_WITH_TIMEOUT(workspace_->findChild<NoticeCard*>("openingFailed")->isVisible(), kTrainingTime);
    QVERIFY(button("chooseFolder")->isVisible());
}

OWN_SETTINGS_TEST_MAIN(TrainJourney)
#include "tst_train_journey.moc"
