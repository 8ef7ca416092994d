#include "tests/support/test_main.h"
#include "ui/reverse/when_visible.h"

#include <QApplication>
#include <QTest>
#include <QWidget>

using namespace diffuscope::ui;

// Work that waits until somebody can see it.
class TestWhenVisible : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneTurnIsOnePiece()
    {
        QWidget widget;
        int seen = 0;
        WhenVisible work(&widget, [&] { ++seen; });
        widget.show();
        QCOMPARE(seen, 0); // nobody has asked
        for (int k = 0; k < 10; ++k)
            work.ask();
        QCOMPARE(seen, 0); // not within the turn
        QCoreApplication::processEvents();
        QCOMPARE(seen, 1);
        QCoreApplication::processEvents();
        QCOMPARE(seen, 1);
        work.ask();
        work.settle();
        QCOMPARE(seen, 2); // for whoever cannot wait
        QCoreApplication::processEvents();
        QCOMPARE(seen, 2);
    }

    void itMayBeDoneMoreRarely()
    {
        QWidget widget;
        int seen = 0;
        WhenVisible work(
            &widget, [&] { ++seen; }, 400);
        widget.show();
        work.ask();
        QCoreApplication::processEvents();
        QCOMPARE(seen, 1); // at once
        for (int k = 0; k < 5; ++k) {
            work.ask();
            QCoreApplication::processEvents();
        }
        QCOMPARE(seen, 1);
        QTRY_COMPARE(seen, 2); // for all of them
        QTest::qWait(450);
        QCOMPARE(seen, 2);
    }

    void hiddenItWaits()
    {
        QWidget window, *part = new QWidget(&window);
        int seen = 0;
        auto* work = new WhenVisible(part, [&] { ++seen; });
        window.show();
        part->hide();
        for (int k = 0; k < 3; ++k) {
            work->ask();
            work->settle();
            QCoreApplication::processEvents();
        }
        QCOMPARE(seen, 0);
        part->show();
        QCOMPARE(seen, 1); // before it is painted
        window.hide();
        work->ask();
        window.show(); // with what is around it
        QCOMPARE(seen, 2);
        work->ask();
        part->hide(); // within the turn
        QCoreApplication::processEvents();
        QCOMPARE(seen, 2);
        part->show();
        QCOMPARE(seen, 3);
        QCOMPARE(work->done(), 3);
    }
};

GUI_TEST_MAIN(TestWhenVisible)

#include "tst_when_visible.moc"
