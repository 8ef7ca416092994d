// A run's history, from its first preview to the window of another day.
#include "tests/journeys/workbench.h"
#include "ui/train/clocks/clocks_grid.h"
#include "ui/train/clocks/history_tab.h"
#include "ui/train/preview_panel.h"
#include "ui/train/train_workspace.h"
#include "ui/workspace/command.h"

#include <QFileDialog>
#include <QImage>
#include <QPushButton>
#include <QSlider>
#include <QTemporaryDir>

#include <memory>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {
constexpr int kHistoryTime = 150'000; // for a slow machine; nothing here should need it
}

class TrainHistoryJourney : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void eachPreviewAddsARow();
    void anotherDayReadsItAgain();
    void anOldRunWalksWithItsCheckpoints();
    void theGridIsExported();

private:
    void train();
    HistoryTab* history() const { return qobject_cast<HistoryTab*>(workspace_->tab(QStringLiteral("history"))); }
    ClocksGrid* grid() const { return workspace_->findChild<ClocksGrid*>(); }
    template <typename T> T* find(const char* name) const { return bench_->findChild<T*>(QLatin1String(name)); }

    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<Workbench> bench_;
    TrainWorkspace* workspace_ = nullptr;
};

void TrainHistoryJourney::init()
{
    if (!QFileInfo::exists(folder_.filePath(QStringLiteral("pictures"))))
        writePictures(folder_.filePath(QStringLiteral("pictures")), 8);
    bridge_ = std::make_unique<Bridge>();
    workspace_ = new TrainWorkspace(*bridge_);
    bench_ = std::make_unique<Workbench>(workspace_);
}

void TrainHistoryJourney::cleanup()
{
    bench_.reset();
    bridge_.reset();
}

void TrainHistoryJourney::train()
{
    type(workspace_, "size", 16);
    workspace_->openSource(folder_.filePath(QStringLiteral("pictures")));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset().has_value(), kHistoryTime);
    type(workspace_, "steps", 6);
    type(workspace_, "batch", 4);
    type(workspace_, "preview_every", 2);
    type(workspace_, "preview_count", 3);
    type(workspace_, "preview_steps", 4);
    workspace_->setRunFolder(folder_.filePath(QStringLiteral("run")));
    QTRY_VERIFY(find<QPushButton>("start")->isEnabled());
    find<QPushButton>("start")->click();
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->training().state == TrainState::Finished, kHistoryTime);
}

void TrainHistoryJourney::eachPreviewAddsARow()
{
    train();
    QTRY_COMPARE(history()->history().count(), 3); // steps 2, 4, 6
    auto* previews = find<QSlider>("previewHistory");
    QTRY_COMPARE(previews->maximum(), 2);
    previews->setValue(1);
    find<QPushButton>("historyDoor")->click(); // opens it where Watch was
    QCOMPARE(workspace_->tab(), history());
    QCOMPARE(workspace_->fact(QStringLiteral("history.step")).toInt(), 4);
    QCOMPARE(workspace_->fact(QStringLiteral("history.row")).toInt(), 1);
    QVERIFY(grid()->isVisible());
    QCOMPARE(grid()->rows().count(), 3);
    for (const int row : {0, 1, 2})
        for (const bool guess : {false, true})
            QVERIFY(!grid()->pictureOf(row, history()->history().stops().back(), guess).isNull());
    QVERIFY(workspace_->handleKey(Qt::Key_PageDown, {}));
    QCOMPARE(workspace_->fact(QStringLiteral("history.step")).toInt(), 6);
    const int before = workspace_->fact(QStringLiteral("history.t")).toInt();
    bench_->bar().setModel(workspace_->timeline());
    QVERIFY(bench_->key(Qt::Key_Right));
    QVERIFY(workspace_->fact(QStringLiteral("history.t")).toInt() > before);
    QVERIFY(workspace_->handleKey(Qt::Key_Escape, {}));
    QVERIFY(!workspace_->tab());
}

void TrainHistoryJourney::anotherDayReadsItAgain()
{
    QVERIFY(history()->history().count() == 0);
    history()->showRun(folder_.filePath(QStringLiteral("run")));
    QTRY_COMPARE_WITH_TIMEOUT(history()->history().count(), 3, kHistoryTime);
    const std::string kept = workspace_->settings();
    cleanup();
    init();
    workspace_->begin(kept, false);
    workspace_->setTab(QStringLiteral("history"));
    QTRY_COMPARE_WITH_TIMEOUT(history()->history().count(), 3, kHistoryTime);
    QVERIFY(!find<QPushButton>("makeFromCheckpoints")->isVisible());
}

void TrainHistoryJourney::anOldRunWalksWithItsCheckpoints()
{
    QDir previews(folder_.filePath(QStringLiteral("run/previews")));
    for (const QString& walk : previews.entryList({QStringLiteral("walk-*.bin")}))
        QVERIFY(previews.remove(walk));
    workspace_->setTab(QStringLiteral("history"));
    history()->showRun(folder_.filePath(QStringLiteral("run")));
    auto* make = find<QPushButton>("makeFromCheckpoints");
    QTRY_VERIFY_WITH_TIMEOUT(make->isVisible(), kHistoryTime);
    QCOMPARE(history()->history().count(), 3); // their finished pictures
    QCOMPARE(int(history()->history().stops().size()), 1);
    make->click();
    QTRY_COMPARE_WITH_TIMEOUT(int(history()->history().stops().size()), 5, kHistoryTime);
    QTRY_VERIFY(!make->isVisible());
    QCOMPARE(int(history()->history().at(2).stops.size()), 5); // of the last step, where the checkpoint is
}

void TrainHistoryJourney::theGridIsExported()
{
    workspace_->setTab(QStringLiteral("history"));
    history()->showRun(folder_.filePath(QStringLiteral("run")));
    QTRY_COMPARE_WITH_TIMEOUT(history()->history().count(), 3, kHistoryTime);
    workspace_->exportCurrent();
    auto* dialog = workspace_->findChild<QFileDialog*>();
    QVERIFY(dialog);
    const QString file = folder_.filePath(QStringLiteral("sheet.png"));
    Q_EMIT dialog->fileSelected(file);
    dialog->close();
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(file), kHistoryTime);
    bridge_->session().waitForFiles();
    const QImage sheet(file);
    QVERIFY(sheet.width() >= 5 * 16 && sheet.height() >= 3 * 16);
}

OWN_SETTINGS_TEST_MAIN(TrainHistoryJourney)
#include "tst_train_history.moc"
