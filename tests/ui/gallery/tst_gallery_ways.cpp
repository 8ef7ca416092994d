// The gallery's mode when something fails, when it is hidden, and with what takes a while.
#include "tests/core/gallery/many_pictures.h"
#include "tests/support/test_main.h"
#include "tests/ui/gallery/gallery_bench.h"
#include "ui/gallery/gallery_list.h"

#include <QAbstractButton>
#include <QFileDialog>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;
using namespace diffuscope::ui;

class TestGalleryWays : public GalleryBench {
    Q_OBJECT
private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
    void aFailedReadIsMadeUpFor();
    void whatCannotBeDeletedStays();
    void hiddenItKeepsLittle();
    void whatIsInSightIsReadOnce();
    void aMarkStaysWhileItsPictureIsOnTheWay();
    void deletingAllLeavesNothingSelected();
    void aStarIsTakenFromUnseenPictures();
    void puttingBackSaysHowMany();
    void verifyIsNotOfferedInVain();
    void aLongExportCanBeCancelled();

private:
    // Where no gallery can be: whatever is asked of it fails.
    void breakGallery() { bridge_->session().keepInGallery({true, 0, 0, "/dev/null/gallery"}); }
    void mendGallery() { bridge_->session().keepInGallery({true, 0, 0, {}}); }
    void addMany(int pictures)
    {
        Gallery gallery(galleryFolder());
        gallery.add({keptWalk(7000, pictures)}, 1'700'000'200'000);
    }
    GalleryList* list() const { return mode_->findChild<GalleryList*>(); }
};

void TestGalleryWays::aFailedReadIsMadeUpFor()
{
    addMany(600);
    show();
    QVERIFY(lists(609));
    QVERIFY(knows(0));
    breakGallery();
    grid()->verticalScrollBar()->setValue(grid()->verticalScrollBar()->maximum());
    QVERIFY(QTest::qWaitFor([&] { return find<QWidget>("galleryFailure") != nullptr; }, 20'000));
    mendGallery();
    grid()->verticalScrollBar()->setValue(grid()->verticalScrollBar()->maximum() - 3);
    QVERIFY(knows(608));
    breakGallery(); // the list itself cannot be had
    find<QAbstractButton>("galleryFavourites")->click();
    QSignalSpy failed(bridge_.get(), &Bridge::failed);
    QVERIFY(failed.wait(20'000));
    mendGallery();
    find<QPushButton>("galleryAgain")->click();
    QVERIFY(lists(0)); // no favourites
}

void TestGalleryWays::whatCannotBeDeletedStays()
{
    show();
    QVERIFY(lists(9));
    choose(1);
    QSignalSpy failed(bridge_.get(), &Bridge::failed);
    breakGallery();
    QVERIFY(mode_->handleKey(Qt::Key_Delete, {}));
    QVERIFY(find<QPushButton>("galleryUndo"));
    QTRY_VERIFY_WITH_TIMEOUT(failed.count() > 0, 20'000);
    QTRY_VERIFY(!find<QPushButton>("galleryUndo")); // there is nothing to put back
    QVERIFY(!command("gallery undo"));
    mendGallery();
    choose(1);
    QVERIFY(mode_->handleKey(Qt::Key_Delete, {}));
    QVERIFY(lists(8));
    breakGallery();
    failed.clear();
    QVERIFY(command("gallery undo"));
    QTRY_VERIFY_WITH_TIMEOUT(failed.count() > 0, 20'000);
    mendGallery();
    QVERIFY(command("gallery undo")); // it can be tried once more
}

void TestGalleryWays::hiddenItKeepsLittle()
{
    addMany(1500);
    show();
    QVERIFY(lists(1509));
    QScrollBar* bar = grid()->verticalScrollBar();
    for (int k = 0; k <= 10; ++k) {
        bar->setValue(bar->maximum() * k / 10);
        QVERIFY(knows(1508 * k / 10));
    }
    QTRY_VERIFY(list()->keptCount() > 600);
    mode_->hide();
    QVERIFY2(list()->keptCount() <= 256, qPrintable(QString::number(list()->keptCount())));
    {
        Gallery other(galleryFolder()); // what comes meanwhile is not loaded either
        other.add({keptWalk(9000, 300)}, 1'700'000'300'000);
    }
    mode_->show();
    QVERIFY(knows(1508));
}

// A wall of small pictures: what is read ahead is farther away than what used to be kept.
void TestGalleryWays::whatIsInSightIsReadOnce()
{
    std::filesystem::remove_all(galleryFolder());
    makeManyPictures(galleryFolder());
    show({3800, 3000});
    grid()->setTileSide(64);
    QVERIFY(lists(kMany));
    grid()->verticalScrollBar()->setValue(grid()->verticalScrollBar()->maximum() / 2);
    QSignalSpy read(bridge_.get(), &Bridge::galleryEntries);
    QTRY_VERIFY2_WITH_TIMEOUT(list()->keptCount() > 1000, // what is in sight, and as much on either side
                              qPrintable(QString::number(list()->keptCount())), 120'000);
    QVERIFY(QTest::qWaitFor(
        [&] { // until nothing more is asked for
            const auto before = read.size();
            QTest::qWait(1000);
            return read.size() == before;
        },
        120'000));
}

void TestGalleryWays::aMarkStaysWhileItsPictureIsOnTheWay()
{
    show();
    QVERIFY(lists(9));
    QVERIFY(knows(0) && knows(2));
    choose(0);
    QVERIFY(mode_->handleKey(Qt::Key_A, {}));
    choose(2);
    QVERIFY(mode_->handleKey(Qt::Key_B, {})); // A's picture has not come yet
    QVERIFY2(grid()->nameOf(0).startsWith("marked A"), qPrintable(grid()->nameOf(0)));
    QVERIFY(grid()->nameOf(2).startsWith("marked B"));
    find<QAbstractButton>("galleryFavourites")->click();
    QVERIFY(lists(0));
    find<QAbstractButton>("galleryFavourites")->click();
    QVERIFY(lists(9));
    QVERIFY(grid()->nameOf(0).startsWith("marked A"));
    QVERIFY(find<QWidget>("galleryTray")->isVisible());
}

void TestGalleryWays::deletingAllLeavesNothingSelected()
{
    show();
    QVERIFY(lists(9));
    QVERIFY(command("gallery all"));
    QVERIFY(mode_->handleKey(Qt::Key_Delete, {}));
    QVERIFY(lists(0));
    QCOMPARE(fact("selected").toInt(), 0);
    QVERIFY(command("gallery undo"));
    QVERIFY(lists(9));
}

void TestGalleryWays::aStarIsTakenFromUnseenPictures()
{
    addMany(600);
    show();
    QVERIFY(lists(609));
    QVERIFY(command("gallery all"));
    QVERIFY(mode_->handleKey(Qt::Key_F, {}));
    QTRY_COMPARE_WITH_TIMEOUT(fact("favourites").toInt(), 609, 20'000);
    QVERIFY(mode_->handleKey(Qt::Key_F, {}));
    QTRY_COMPARE_WITH_TIMEOUT(fact("favourites").toInt(), 0, 20'000);
}

void TestGalleryWays::puttingBackSaysHowMany()
{
    show();
    QVERIFY(lists(9));
    QVERIFY(command("gallery all"));
    QVERIFY(mode_->handleKey(Qt::Key_Delete, {}));
    QVERIFY(lists(0));
    runSql(galleryFolder() / "gallery.db", "DELETE FROM pictures WHERE id = 1"); // another program, a day later
    QSignalSpy said(mode_.get(), &Workspace::statusMessage);
    QVERIFY(command("gallery undo"));
    QVERIFY(lists(8));
    QTRY_VERIFY(!said.isEmpty());
    QVERIFY2(said.last()[0].toString().contains("8 pictures put back; 1 picture is gone"),
             qPrintable(said.last()[0].toString()));
}

void TestGalleryWays::verifyIsNotOfferedInVain()
{
    KeptWalk walk = keptWalk(5, 1);
    walk.recipe.noiseFile = "/nowhere/noise.safetensors";
    {
        Gallery gallery(galleryFolder());
        gallery.add({walk}, 1'700'000'400'000);
    }
    show();
    QVERIFY(lists(10));
    choose(1);
    QVERIFY(knows(1));
    Command* verify = mode_->command(QStringLiteral("gallery verify"));
    QVERIFY(verify->disabledReason().isEmpty());
    QVERIFY(knows(0));
    choose(0);
    QTRY_VERIFY_WITH_TIMEOUT(verify->disabledReason().contains("noise.safetensors"), 20'000);
    QVERIFY(!find<QAbstractButton>("galleryVerify")->isEnabled());
    choose(1);
    QVERIFY(verify->disabledReason().isEmpty());
}

void TestGalleryWays::aLongExportCanBeCancelled()
{
    addMany(400);
    show();
    QVERIFY(lists(409));
    QVERIFY(command("gallery all"));
    QTemporaryDir out;
    const QString target = out.filePath("pictures.png");
    QSignalSpy exported(bridge_.get(), &Bridge::exported);
    QVERIFY(command("gallery export"));
    auto* dialog = mode_->findChild<QFileDialog*>();
    QVERIFY(dialog);
    Q_EMIT dialog->fileSelected(target);
    dialog->close();
    QVERIFY(QTest::qWaitFor([&] { return find<QPushButton>("galleryCancelExport") != nullptr; }, 20'000));
    find<QPushButton>("galleryCancelExport")->click();
    QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, 60'000);
    QVERIFY(exported[0][0].value<Exported>().cancelled);
    QVERIFY(!QFile::exists(target));
    QTRY_VERIFY(!find<QWidget>("galleryExporting"));
}

OWN_SETTINGS_TEST_MAIN(TestGalleryWays)
#include "tst_gallery_ways.moc"
