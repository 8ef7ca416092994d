// The gallery's mode with its real widgets, on a gallery of the test's own.
#include "tests/core/gallery/many_pictures.h"
#include "tests/support/test_main.h"
#include "tests/ui/gallery/gallery_bench.h"
#include "ui/gallery/gallery_geometry.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/image/image_view.h"

#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>

#include <algorithm>
#include <ctime>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace fs = std::filesystem;

namespace {

double threadTime() // milliseconds
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

} // namespace

class TestGalleryView : public GalleryBench {
    Q_OBJECT
private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
    void tilesLieUnderTheirHeadings();
    void whatWasKeptIsShown();
    void theKeysMoveAndSelect();
    void aSearchIsChipsThatGoAgain();
    void favouritesAndNotesAreKept();
    void deletingIsUndone();
    void twoAreHeldAgainstEachOther();
    void oneIsOpenedWhereItWasMade();
    void anEmptyGallerySaysWhatToDo();
    void keepingIsAChoiceThatLasts();
    void readersAreToldOfEveryPicture();
    void aNewerGalleryIsRefusedInItsPlace();
    void fiftyThousandScroll();
};

void TestGalleryView::tilesLieUnderTheirHeadings()
{
    const std::vector<GalleryGroup> groups = {{7, 0, {}, 20}, {6, 0, {}, 1}, {5, 0, {}, 9}};
    const GalleryGeometry geometry(groups, 1032, 96);
    QCOMPARE(geometry.columns(), 9);
    QVERIFY(geometry.tile(8).right() <= 1032 - 24);
    QCOMPARE(geometry.tile(9).left(), geometry.tile(0).left());
    QVERIFY(geometry.heading(1).top() > geometry.tile(19).bottom());
    QVERIFY(geometry.tile(20).top() >= geometry.heading(1).bottom());
    for (int index = 0; index < 30; ++index) {
        QCOMPARE(geometry.tileAt(geometry.tile(index).center()), index);
        const auto [first, count] = geometry.within(geometry.tile(index).top(), geometry.tile(index).bottom());
        QVERIFY(first <= index && index < first + count);
    }
    QCOMPARE(geometry.tileAt(geometry.heading(1).center()), -1);
    QCOMPARE(geometry.headingAt(geometry.heading(2).center()), 2);
    QCOMPARE(geometry.rowsAway(3, 1), 12);
    QCOMPARE(geometry.rowsAway(12, 1), 19); // the last row is short
    QCOMPARE(geometry.rowsAway(19, 1), 20);
    QCOMPARE(geometry.rowsAway(20, 1), 21);
    QCOMPARE(geometry.rowsAway(21, 1), -1);
    QCOMPARE(geometry.within(0, geometry.height()), (std::pair<int, int>(0, 30)));
    QCOMPARE(GalleryGeometry({}, 1000, 96).within(0, 500).second, 0);
}

void TestGalleryView::whatWasKeptIsShown()
{
    show();
    QVERIFY(lists(9));
    QVERIFY(grid()->headingOf(0).contains("November 2023"));
    choose(4); // the first of the older ones
    QVERIFY(QTest::qWaitFor([&] { return find<QLabel>("galleryFact_seed") != nullptr; }, 20'000));
    QCOMPARE(find<QLabel>("galleryFact_seed")->text(), QString("1200"));
    QCOMPARE(find<QLabel>("galleryFact_guidance")->text(), QString("2.0"));
    QCOMPARE(find<QLabel>("galleryFact_sampler")->text(), QString("DDIM"));
    auto* picture = find<ImageView>("galleryPicture");
    QVERIFY(QTest::qWaitFor([&] { return picture->hasImage(); }, 20'000));
    QCOMPARE(picture->image().values.front(), greyOfPicture(1200, 0));
}

void TestGalleryView::theKeysMoveAndSelect()
{
    show();
    QVERIFY(lists(9));
    choose(4);
    press(Qt::Key_Right);
    QCOMPARE(grid()->currentIndex(), 5);
    press(Qt::Key_Up); // over the heading
    QCOMPARE(grid()->currentIndex(), 1);
    press(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(fact("selected").toInt(), 2);
    press(Qt::Key_End);
    QCOMPARE(grid()->currentIndex(), 8);
    QCOMPARE(fact("selected").toInt(), 1);
    QVERIFY(command("gallery all"));
    QCOMPARE(fact("selected").toInt(), 9);
    QCOMPARE(find<QLabel>("gallerySelectedCount")->text(), QString("9 pictures"));
    QVERIFY(!mode_->command("gallery open")->disabledReason().isEmpty()); // one at a time
    const QRect tile = grid()->tileRect(4);                               // a heading selects what is under it
    QTest::mouseClick(grid()->viewport(), Qt::LeftButton, {}, tile.topLeft() - QPoint(0, 20) + QPoint(10, 0));
    QCOMPARE(fact("selected").toInt(), 5);
}

void TestGalleryView::aSearchIsChipsThatGoAgain()
{
    show();
    QVERIFY(lists(9));
    auto* search = find<QLineEdit>("gallerySearch");
    search->setText("seed:1201 colour:red");
    QVERIFY(lists(1));
    QVERIFY(find<Button>("galleryUnknownTerm"));
    QTest::mouseClick(find<Button>("galleryTerm"), Qt::LeftButton);
    QCOMPARE(search->text(), QString("colour:red"));
    QVERIFY(lists(9));
    search->setText("nothing like this");
    QVERIFY(lists(0));
    QTest::mouseClick(find<Button>("galleryClear"), Qt::LeftButton);
    QVERIFY(lists(9));
    auto* sampler = find<QComboBox>("gallerySampler");
    sampler->setCurrentIndex(sampler->findData("euler"));
    QVERIFY(lists(2));
    sampler->setCurrentIndex(0);
    auto* order = find<QComboBox>("galleryOrder");
    order->setCurrentIndex(order->findText("By class"));
    QVERIFY(QTest::qWaitFor([&] { return grid()->headingOf(0) == "zero"; }, 20'000));
}

void TestGalleryView::favouritesAndNotesAreKept()
{
    show();
    QVERIFY(lists(9));
    choose(0);
    QVERIFY(knows(0));
    QVERIFY(mode_->handleKey(Qt::Key_F, {}));
    QVERIFY(QTest::qWaitFor([&] { return fact("favourites").toInt() == 1; }, 20'000));
    auto* note = find<QLineEdit>("galleryNote");
    note->setText("the best");
    QTest::keyClick(note, Qt::Key_Return);
    find<QLineEdit>("gallerySearch")->setText("best");
    QVERIFY(lists(1));
    QVERIFY(grid()->nameOf(0).contains("favourite"));
    QVERIFY(QTest::qWaitFor([&] { return grid()->nameOf(0).contains("the best"); }, 20'000));
    cleanup();
    show(); // it lasts
    find<Button>("galleryFavourites")->click();
    QVERIFY(lists(1));
}

void TestGalleryView::deletingIsUndone()
{
    show();
    QVERIFY(lists(9));
    choose(1);
    QVERIFY(mode_->handleKey(Qt::Key_Delete, {}));
    QVERIFY(lists(8));
    QCOMPARE(fact("selected").toInt(), 1); // the next one, so that one can go on
    QVERIFY(mode_->handleKey(Qt::Key_Delete, {}));
    QVERIFY(lists(7));
    QTest::mouseClick(find<QPushButton>("galleryUndo"), Qt::LeftButton);
    QVERIFY(lists(8));
    QVERIFY(command("gallery undo"));
    QVERIFY(lists(9));
    QVERIFY(!command("gallery undo")); // no more
}

void TestGalleryView::twoAreHeldAgainstEachOther()
{
    show();
    QVERIFY(lists(9));
    QVERIFY(!find<QWidget>("galleryTray")->isVisible());
    choose(0);
    QVERIFY(mode_->handleKey(Qt::Key_A, {}));
    choose(2);
    QVERIFY(mode_->handleKey(Qt::Key_B, {}));
    auto* wipe = find<Button>("galleryWipe");
    QVERIFY(QTest::qWaitFor([&] { return wipe->isEnabled(); }, 20'000));
    QVERIFY(find<QWidget>("galleryTray")->isVisible());
    QStringList words;
    for (const auto* label : find<QWidget>("galleryDifferences")->findChildren<QLabel*>())
        words.append(label->text());
    QVERIFY(words.contains("Euler") && words.contains("DDPM"));
    QVERIFY(!words.contains("Seed")); // it is the same
    wipe->click();
    auto* pages = find<QStackedWidget>("galleryPages");
    QCOMPARE(pages->currentIndex(), 4);
    QVERIFY(mode_->handleKey(Qt::Key_Escape, {}));
    QCOMPARE(pages->currentIndex(), 0);
    QVERIFY(mode_->handleKey(Qt::Key_Escape, {}));
    QVERIFY(!find<QWidget>("galleryTray")->isVisible());
}

void TestGalleryView::oneIsOpenedWhereItWasMade()
{
    show();
    QVERIFY(lists(9));
    QSignalSpy chosen(mode_.get(), &Workspace::pathChosen);
    choose(6);
    QVERIFY(knows(6));
    press(Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    const fs::path file = chosen[0][0].toString().toStdString();
    QVERIFY(fs::exists(file));
    QSignalSpy verified(mode_.get(), &Workspace::verifyRequested);
    mode_->handleKey(Qt::Key_V, {});
    mode_->inspector()->findChild<QAbstractButton*>(QStringLiteral("galleryVerify"))->click();
    QTRY_COMPARE(verified.size(), 2);
    QCOMPARE(verified[1][0].toString().toStdString(), file.string());
}

void TestGalleryView::anEmptyGallerySaysWhatToDo()
{
    fs::remove_all(galleryFolder());
    show();
    auto* pages = find<QStackedWidget>("galleryPages");
    QVERIFY(QTest::qWaitFor([&] { return pages->currentIndex() == 1; }, 20'000));
    QSignalSpy mode(mode_.get(), &Workspace::modeRequested);
    QTest::mouseClick(pages->currentWidget()->findChild<Button*>(), Qt::LeftButton);
    QCOMPARE(mode.size(), 1);
    mode_->setKeeping(false, 500, 2000);
    QVERIFY(QTest::qWaitFor([&] { return pages->currentIndex() == 2; }, 20'000));
}

void TestGalleryView::keepingIsAChoiceThatLasts()
{
    show();
    QVERIFY(lists(9));
    mode_->setKeeping(false, 700, 900);
    cleanup();
    show();
    QVERIFY(lists(9));
    QVERIFY(!find<QAbstractButton>("galleryKeep")->isChecked());
    QVERIFY(QTest::qWaitFor([&] { return find<QLabel>("galleryStorage")->text().contains("700 MB"); }, 20'000));
}

void TestGalleryView::readersAreToldOfEveryPicture()
{
    show();
    QVERIFY(lists(9));
    QVERIFY(knows(0));
    QAccessibleInterface* table = QAccessible::queryAccessibleInterface(grid());
    QVERIFY(table && table->tableInterface());
    QCOMPARE(table->childCount(), 9);
    const QString name = table->child(0)->text(QAccessible::Name);
    QVERIFY2(name.contains("picture 1 of 9") && name.contains("zero") && name.contains("seed 30"), qPrintable(name));
}

void TestGalleryView::aNewerGalleryIsRefusedInItsPlace()
{
    {
        // What a newer program would leave.
        QFile database(QString::fromStdString((galleryFolder() / "gallery.db").string()));
        QVERIFY(database.open(QIODevice::ReadWrite));
        database.seek(60); // the header's user version, big endian
        database.write(QByteArray("\0\0\0\x63", 4));
    }
    show();
    QVERIFY(QTest::qWaitFor([&] { return find<QWidget>("galleryFailure") != nullptr; }, 20'000));
    QStringList words;
    for (const auto* label : find<QWidget>("galleryFailure")->findChildren<QLabel*>())
        words.append(label->text());
    QVERIFY2(words.join(' ').contains("newer version"), qPrintable(words.join(' ')));
}

// What docs/performance.md says of it. In processor time of the window's thread: what else runs is not its affair.
void TestGalleryView::fiftyThousandScroll()
{
    fs::remove_all(galleryFolder());
    makeManyPictures(galleryFolder());
    show();
    QVERIFY(lists(kMany));
    QVERIFY(knows(0));
    grid()->grab(); // what is made once
    std::vector<double> frames;
    QScrollBar* bar = grid()->verticalScrollBar();
    QImage screen(grid()->size(), QImage::Format_RGB32);
    for (int k = 0; k < 200; ++k) { // a wheel that is turned, the reading that it causes, and a jump now and then
        const int by = k % 40 == 39 ? bar->maximum() / 7 : 53;
        const double before = threadTime();
        bar->setValue((bar->value() + by) % bar->maximum());
        grid()->render(&screen);
        QCoreApplication::processEvents();
        frames.push_back(threadTime() - before);
    }
    std::sort(frames.begin(), frames.end());
    const double median = frames[frames.size() / 2];
    qInfo("a frame while scrolling: median %.1f ms, p99 %.1f ms, worst %.1f ms", median,
          frames[frames.size() * 99 / 100], frames.back());
    QVERIFY(median < 16);
    bar->setValue(bar->maximum());
    QVERIFY(knows(kMany - 1)); // the last ones are read, too
}

OWN_SETTINGS_TEST_MAIN(TestGalleryView)
#include "tst_gallery_view.moc"
