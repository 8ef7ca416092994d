// A walk is kept with every step in Reverse, found in the gallery, and watched again: nothing is drawn a second time.
#include "tests/journeys/whole_window.h"
#include "ui/gallery/gallery_grid.h"
#include "ui/reverse/reverse_workspace.h"

#include <QAbstractButton>
#include <QSettings>
#include <QSignalSpy>

#include <filesystem>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace fs = std::filesystem;

class KeptWalks : public QObject, private WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void itIsWatchedAgainWithoutItsModel();
    void whatIsNotInTheGalleryIsNotKept();

private:
    ReverseWorkspace* reverse() const
    {
        return static_cast<ReverseWorkspace*>(window_->workspace(QStringLiteral("reverse")));
    }
    QString keepReason() const { return reverse()->command(QStringLiteral("keep walk"))->disabledReason(); }
    fs::path model() const { return folder_.filePath(QStringLiteral("model")).toStdString(); }
    void generate()
    {
        fs::copy(DIFFUSCOPE_GOLDEN_DIR "/unet-tiny", model(),
                 fs::copy_options::recursive | fs::copy_options::skip_existing);
        openWindow(false);
        window_->start();
        window_->setMode(QStringLiteral("reverse"));
        QVERIFY(!keepReason().isEmpty()); // there is nothing yet
        bridge_->session().openModel(model().string());
        QTRY_VERIFY_WITH_TIMEOUT(bridge_->model() && bridge_->model()->path == model().string(), kLong);
        QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
        reverse()->command(QStringLiteral("generate"))->run();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kLong);
        QVERIFY(reverse()->trajectory().finished());
    }
};

void KeptWalks::init()
{
    QSettings().clear();
    fs::remove_all(fs::path(qEnvironmentVariable("XDG_DATA_HOME").toStdString()) / "diffuscope/gallery");
}

void KeptWalks::cleanup()
{
    window_.reset();
    bridge_.reset();
}

void KeptWalks::itIsWatchedAgainWithoutItsModel()
{
    generate();
    QTRY_VERIFY_WITH_TIMEOUT(keepReason().isEmpty(), kLong); // once its pictures are in the gallery
    auto* button = window_->findChild<QAbstractButton*>(QStringLiteral("keepWalk"));
    QVERIFY(button && button->isEnabled());
    button->click();
    QTRY_VERIFY_WITH_TIMEOUT(keepReason().contains(QStringLiteral("kept already")), kLong);
    const Trajectory& drawn = reverse()->trajectory();
    const int pictures = drawn.pictures();
    QVERIFY(pictures > 1);
    std::vector<Image> states, guesses;
    for (int k = 0; k < drawn.frames(); ++k) {
        states.push_back(drawn.state(k, 1));
        guesses.push_back(drawn.predictedData(k, 1));
    }
    window_.reset();
    bridge_.reset();
    QSettings().clear();
    fs::remove_all(model());

    restartWindow();
    QSignalSpy started(bridge_.get(), &Bridge::sampleStarted);
    window_->setMode(QStringLiteral("gallery"));
    Workspace* gallery = window_->workspace(QStringLiteral("gallery"));
    window_->findChild<QAbstractButton*>(QStringLiteral("galleryWithWalk"))->click();
    QTRY_COMPARE_WITH_TIMEOUT(gallery->fact(QStringLiteral("listed")).toInt(), pictures, kLong);
    auto* grid = window_->findChild<GalleryGrid*>();
    QTRY_VERIFY_WITH_TIMEOUT(grid->nameOf(1).contains(QStringLiteral("with its walk")), kLong);
    QTest::keyClick(grid, Qt::Key_Home);
    QTest::keyClick(grid, Qt::Key_Right);
    QTest::keyClick(grid, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(reverse()->trajectory().finished(), kLong);
    QTRY_COMPARE_WITH_TIMEOUT(window_->mode(), QStringLiteral("reverse"), kLong);
    const Trajectory& again = reverse()->trajectory();
    QCOMPARE(again.frames(), int(states.size()));
    QCOMPARE(again.pictures(), pictures);
    for (int k = 0; k < again.frames(); ++k) {
        QVERIFY(again.state(k, 1).values == states[std::size_t(k)].values);
        QVERIFY(again.predictedData(k, 1).values == guesses[std::size_t(k)].values);
    }
    QVERIFY(started.isEmpty()); // nothing was drawn
    QCOMPARE(reverse()->fact(QStringLiteral("picture")).toInt(), 2);
    reverse()->timeline()->setStep(again.stops()[3]); // and it can be gone through
    QCOMPARE(reverse()->fact(QStringLiteral("frame")).toInt(), 3);
    QVERIFY(keepReason().contains(QStringLiteral("kept already")));
}

void KeptWalks::whatIsNotInTheGalleryIsNotKept()
{
    QSettings().setValue(QStringLiteral("gallery/keep"), false);
    generate();
    QVERIFY2(keepReason().contains(QStringLiteral("not in the gallery")), qPrintable(keepReason()));
}

OWN_SETTINGS_TEST_MAIN(KeptWalks)
#include "tst_kept_walks.moc"
