// A second window of the program leaves to the first what the next start will open.
#include "tests/journeys/forward_bench.h"
#include "tests/support/test_main.h"
#include "ui/modes/modes.h"
#include "ui/settings/preferences.h"
#include "ui/window/main_window.h"

#include <QFileInfo>
#include <QLockFile>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace diffuscope;
using namespace diffuscope::ui;

class SecondWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { QSettings().clear(); }
    void itLeavesWhatTheFirstHasOpen_data();
    void itLeavesWhatTheFirstHasOpen();
};

void SecondWindow::itLeavesWhatTheFirstHasOpen_data()
{
    QTest::addColumn<bool>("second");
    QTest::newRow("alone") << false;
    QTest::newRow("second") << true;
}

void SecondWindow::itLeavesWhatTheFirstHasOpen()
{
    QFETCH(bool, second);
    const QString first = QStringLiteral("/of the first window");
    for (const char* what : {Preferences::kModel, Preferences::kDataset, Preferences::kPicture})
        Preferences::setText(what, first);
    const QString folder = QFileInfo(Preferences::sceneFile(QStringLiteral("window"))).path();
    QVERIFY(QDir().mkpath(folder));
    QLockFile lock(folder + QStringLiteral("/window.lock"));
    lock.setStaleLockTime(0);
    QCOMPARE(second && !lock.tryLock(0), false);
    Bridge bridge;
    MainWindow window(bridge, makeModes(bridge));
    QSignalSpy model(&bridge, &Bridge::modelOpened), set(&bridge, &Bridge::datasetOpened);
    bridge.session().openModel(DIFFUSCOPE_GOLDEN_DIR "/unet-tiny");
    DatasetRequest request;
    request.source = "builtin:digits";
    bridge.session().openDataset(request);
    QTRY_VERIFY_WITH_TIMEOUT(!model.isEmpty() && !set.isEmpty(), kLong);
    QCOMPARE(Preferences::text(Preferences::kModel) == first, second);
    QCOMPARE(Preferences::text(Preferences::kDataset) == first, second);
    QCOMPARE(Preferences::text(Preferences::kPicture), first);
    QVERIFY(!Preferences::recent(Preferences::kRecentModels).isEmpty()); // of every window
}

OWN_SETTINGS_TEST_MAIN(SecondWindow)
#include "tst_second_window.moc"
