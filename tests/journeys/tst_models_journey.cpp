// Which model is open, which of its weights, and what else there is: chosen in the window's top bar.
#include "tests/journeys/whole_window.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/window/sheets/model_sheet.h"

#include <QComboBox>
#include <QListWidget>
#include <QSignalSpy>

using namespace diffuscope;
using namespace diffuscope::ui;

class ModelsJourney : public QObject, private WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void nothingIsOpenAndARunIsThere();
    void itsFactsAreToldAndAnyWeightsOpened();
    void theCardLeadsThere();
    void theRunningTrainingIsOffered();

private:
    ModelSheet* sheet() const { return window_->findChild<ModelSheet*>(); }
    void openSheet()
    {
        QTest::mouseClick(find<QWidget>("modelButton"), Qt::LeftButton);
        QVERIFY(sheet());
        QTRY_VERIFY_WITH_TIMEOUT(row(QStringLiteral("small digits")), kLong); // the answer has come
    }
    QListWidgetItem* row(const QString& title) const
    {
        const auto found = find<QListWidget>("modelList")->findItems(title, Qt::MatchExactly);
        return found.isEmpty() ? nullptr : found.front();
    }
    QStringList facts() const
    {
        QStringList all;
        for (const auto* fact : sheet()->findChildren<QWidget*>(QStringLiteral("modelFact")))
            all.append(fact->accessibleName());
        return all;
    }
    // By the control; waits until it is what is open.
    void chooseKind(int index)
    {
        QSignalSpy opened(bridge_.get(), &Bridge::modelOpened);
        find<SegmentedControl>("modelWeights")->choose(index);
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, kLong);
    }
};

void ModelsJourney::initTestCase()
{
    openWindow(false);
    TrainRequest request;
    request.source = "builtin:digits";
    request.folder = folder_.filePath(QStringLiteral("small digits")).toStdString();
    request.overrides = {{"size", 16LL},         {"steps", 4LL},         {"batch", 2LL},           {"limit", 20LL},
                         {"preview_count", 1LL}, {"preview_steps", 1LL}, {"checkpoint_every", 2LL}};
    bridge_->session().startTraining(request);
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->training().state == TrainState::Finished, kLong);
}

void ModelsJourney::nothingIsOpenAndARunIsThere()
{
    openSheet();
    QCOMPARE(find<QLabel>("modelSheetName")->text(), QStringLiteral("No model is open"));
    QVERIFY(!find<QComboBox>("modelCheckpoint")->isVisible());
    QVERIFY(row(QStringLiteral("small digits")));
    auto* list = find<QListWidget>("modelList");
    list->setFocus();
    list->setCurrentItem(row(QStringLiteral("small digits")));
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->model(), kLong);
    QCOMPARE(bridge_->model()->trainedSteps, std::int64_t(4));
    QTRY_VERIFY(!sheet());
}

void ModelsJourney::itsFactsAreToldAndAnyWeightsOpened()
{
    openSheet();
    QCOMPARE(find<QLabel>("modelSheetName")->text(), QStringLiteral("small digits"));
    const QStringList told = facts();
    for (const char* fact : {"Draws: 16 × 16, grey", "Predicts: the velocity, v", "Trained: 4 steps"})
        QVERIFY2(told.contains(QString::fromUtf8(fact)), qPrintable(told.join(u'\n')));
    QVERIFY(told.filter(QStringLiteral("On disk: ")).size() == 1);
    QVERIFY(told.filter(QStringLiteral("T = 1,000")).size() == 1);
    auto* checkpoint = find<QComboBox>("modelCheckpoint");
    QCOMPARE(checkpoint->count(), 2);
    QCOMPARE(checkpoint->currentText(), QStringLiteral("Step 4, the newest"));
    auto* kinds = find<SegmentedControl>("modelWeights");
    QCOMPARE(kinds->count(), 2);
    QCOMPARE(kinds->current(), QString());

    chooseKind(1);
    QCOMPARE(bridge_->model()->weights, std::string("raw"));
    QCOMPARE(bridge_->model()->trainedSteps, std::int64_t(4));
    QCOMPARE(kinds->current(), QStringLiteral("raw"));

    QSignalSpy opened(bridge_.get(), &Bridge::modelOpened); // an earlier checkpoint: its weights of the same kind
    checkpoint->setFocus();
    QTest::keyClick(checkpoint, Qt::Key_Down);
    if (opened.isEmpty())
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, kLong);
    QCOMPARE(bridge_->model()->trainedSteps, std::int64_t(2));
    QCOMPARE(bridge_->model()->weights, std::string("raw"));
    QCOMPARE(checkpoint->currentText(), QStringLiteral("Step 2"));
    QCOMPARE(bridge_->model()->name, std::string("small digits"));
    QTest::keyClick(checkpoint, Qt::Key_Escape);
    QTRY_VERIFY(!sheet());
}

void ModelsJourney::theCardLeadsThere()
{
    window_->setMode(QStringLiteral("reverse"));
    auto* change = find<QPushButton>("changeModel");
    change->click();
    QVERIFY(sheet());
    QTest::keyClick(sheet(), Qt::Key_Escape);
    QTRY_VERIFY(!sheet());
}

void ModelsJourney::theRunningTrainingIsOffered()
{
    openSheet();
    QListWidgetItem* live = row(QStringLiteral("Current training"));
    QVERIFY(live);
    auto* list = find<QListWidget>("modelList");
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(live).center());
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->model()->path == "training", kLong);
    QTRY_VERIFY(!sheet());
    openSheet(); // the run's own checkpoints can still be had
    QCOMPARE(find<QComboBox>("modelCheckpoint")->count(), 2);
    QTest::keyClick(sheet(), Qt::Key_Escape);
}

OWN_SETTINGS_TEST_MAIN(ModelsJourney)

#include "tst_models_journey.moc"
