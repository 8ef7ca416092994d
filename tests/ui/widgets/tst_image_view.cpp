#include "core/base/random.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/ui/widgets/view_events.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/image/view_link.h"
#include "ui/window/key_rules.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPainter>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

bool whole(double value) { return std::abs(value - std::round(value)) < 1e-6; }

} // namespace

// Where pictures lie, and how they are looked at.
class TestImageView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", settings_.path().toUtf8());
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Paper);
    }

    // For every picture, room and density: inside the room, on device pixels, a whole number of them a pixel.
    void fittedPicturesLieOnDevicePixels()
    {
        for (const int side : {1, 16, 28, 33, 64, 512})
            for (const double dpr : {1.0, 1.25, 1.5, 1.75, 2.0})
                for (const QSizeF room : {QSizeF(48, 60), QSizeF(101, 99), QSizeF(424, 424), QSizeF(1030, 700)})
                    for (const QPointF origin : {QPointF(0, 0), QPointF(101.25, 57.5)}) {
                        const QRectF place(QPointF(5, 31), room);
                        const auto t = ViewTransform::fit(QSize(side, side), place, dpr, origin);
                        QVERIFY(place.adjusted(-1, -1, 1, 1).contains(t.frame));
                        QVERIFY(whole(t.frame.left() * dpr + origin.x()) && whole(t.frame.top() * dpr + origin.y()));
                        QVERIFY(t.scale() < 1 || whole(t.scale()));
                        QCOMPARE(t.picture(), t.frame);
                        const double least = std::min(room.width(), room.height()) * dpr;
                        QVERIFY(t.frame.width() * dpr <= least + 1e-6);
                        QVERIFY(least < (t.scale() + 1) * side + 1e-6); // as large as it can be
                        QCOMPARE(t.visiblePixels(), QRect(0, 0, side, side));
                    }
    }

    // What is laid out around a picture asks for the same, and cells of a sheet that begin between device pixels.
    void roomForWholeDevicePixels()
    {
        for (const double dpr : {1.0, 1.25, 1.5, 1.75, 2.0}) {
            for (const int side : {16, 28, 32, 64})
                for (int room = 64; room < 400; room += 7) {
                    const int given = wholeSide(room, side, dpr);
                    const int times = int(room * dpr / side);
                    QVERIFY(given <= room && int(given * dpr / side + 1e-9) == times); // no smaller picture in it
                    QVERIFY((given - 1) * dpr < times * side);                         // and no room left over
                }
            QImage sheet(400, 400, QImage::Format_RGB32);
            sheet.setDevicePixelRatio(dpr);
            QPainter painter(&sheet);
            painter.translate(3, 7);
            for (int at = 1; at < 100; at += 9) {
                const QRectF place = wholePlace(painter, QSize(28, 28), QRectF(at, at, 61, 61));
                const QRectF device = painter.deviceTransform().mapRect(place);
                QVERIFY(whole(device.left()) && whole(device.top()) && whole(device.width() / 28));
                QVERIFY(QRectF(at, at, 61, 61).adjusted(-0.5, -0.5, 0.5, 0.5).contains(place));
            }
        }
        QCOMPARE(wholeSide(20, 32, 1.0), 20); // it has to shrink
        QCOMPARE(wholeSide(20, 0, 1.0), 20);
    }

    void zoomingKeepsWhatIsUnderTheMouse()
    {
        for (const double dpr : {1.0, 1.25, 1.5, 2.0})
            for (const int side : {16, 60, 512}) {
                auto t = ViewTransform::fit(QSize(side, side), QRectF(5, 5, 301, 240), dpr, {0, 0});
                const QPointF mouse = t.frame.center() + QPointF(17.3, -31.8);
                const QPointF share = (mouse - t.frame.topLeft()) / t.frame.width();
                double before = t.scale(), most = 0;
                for (int level = 0; t.scale() < t.largestScale(); ++level) {
                    QVERIFY(level < 20);
                    t.look = t.zoomed(mouse, t.nextScale(1));
                    QVERIFY(t.scale() > before && whole(t.scale()));
                    before = t.scale();
                    const QRectF whole_ = t.picture();
                    const QPointF now = (mouse - whole_.topLeft()) / whole_.width() - share;
                    most += 0.501 / dpr / whole_.width(); // half a device pixel a rounding
                    QVERIFY(std::abs(now.x()) <= most && std::abs(now.y()) <= most);
                    QVERIFY(whole((whole_.left() - t.frame.left()) * dpr));
                }
                for (int level = 0; level < 20; ++level)
                    t.look = t.zoomed(mouse, t.nextScale(-1));
                QCOMPARE(t.scale(), t.smallestScale());
                t.look = t.zoomed(mouse, t.fitScale);
                QVERIFY(t.look.fitted());
                QCOMPARE(t.picture(), t.frame);
            }
    }

    void zoomedPicturesStayInTheFrame()
    {
        auto t = ViewTransform::fit(QSize(32, 24), QRectF(0, 0, 330, 250), 1, {0, 0});
        t.look = t.zoomed(t.frame.topLeft(), t.fitScale * 4);
        QCOMPARE(t.picture().topLeft(), t.frame.topLeft());
        QVERIFY(t.canPan());
        t.look = t.panned({-100000, -100000});
        QCOMPARE(t.picture().bottomRight(), t.frame.bottomRight());
        QCOMPARE(t.visiblePixels().bottomRight(), QPoint(31, 23));
        for (const QPoint pixel : {QPoint(0, 0), QPoint(31, 0), QPoint(15, 23), QPoint(7, 9)}) {
            t.look = t.revealing(pixel);
            QVERIFY(t.frame.adjusted(-1, -1, 1, 1).contains(t.cell(pixel)));
            QCOMPARE(t.pixelAt(t.cell(pixel).center()), std::optional(pixel));
        }
        QVERIFY(!t.pixelAt(t.frame.topLeft() - QPointF(2, 0)));
        QVERIFY(!ViewTransform::fit({}, QRectF(0, 0, 9, 9), 1, {}).pixelAt({4, 4}));
    }

    // Each visible pixel is one block of its exact colour, fitted and zoomed, whatever the density.
    void shownPixelsAreTrue()
    {
        ImageView view(Concept::Signal);
        view.resize(310, 290);
        view.setImage(colours(33));
        view.show();
        for (const int levels : {0, 1, 2, 1}) {
            view.zoomBy(levels);
            const ViewTransform t = view.transform();
            const QImage shot = view.grab().toImage(), wanted = toQImage(view.image());
            const QRect seen = t.visiblePixels();
            QVERIFY(seen.width() >= 4);
            for (int row = seen.top(); row <= seen.bottom(); ++row)
                for (int column = seen.left(); column <= seen.right(); ++column) {
                    const QRectF cell = t.cell({column, row});
                    const QRect device(QPoint(qRound(cell.left() * t.dpr), qRound(cell.top() * t.dpr)),
                                       QPoint(qRound(cell.right() * t.dpr) - 1, qRound(cell.bottom() * t.dpr) - 1));
                    QCOMPARE(device.width(), int(t.scale()));
                    for (const QPoint at : {device.center(), device.bottomRight()}) {
                        const QPointF logical = QPointF(at) / t.dpr;
                        const bool chip = logical.x() > t.frame.right() - 80 && logical.y() > t.frame.bottom() - 26;
                        if (t.frame.contains(logical) && !(chip && !t.look.fitted()))
                            QCOMPARE(shot.pixelColor(at).rgb(), wanted.pixel(column, row));
                    }
                }
        }
    }

    void sameOnFractionalScreens()
    {
        if (qEnvironmentVariableIsSet("QT_SCALE_FACTOR"))
            QSKIP("this is one of the runs");
        for (const char* factor : {"1.25", "1.5", "2"}) {
            QProcess run;
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QLatin1String(factor));
            run.setProcessEnvironment(environment);
            run.setProcessChannelMode(QProcess::MergedChannels);
            run.start(QCoreApplication::applicationFilePath(),
                      {QStringLiteral("tst_image_view"), QStringLiteral("shownPixelsAreTrue")});
            QVERIFY(run.waitForFinished(60000));
            QVERIFY2(run.exitStatus() == QProcess::NormalExit && run.exitCode() == 0, run.readAll().constData());
        }
    }

    void gridOnlyWhenZoomedAndLarge()
    {
        ImageView view(Concept::Signal);
        view.resize(310, 310);
        view.setImage(Image(1, 16, 16, -1.0f));
        view.show();
        const auto lines = [&] {
            const QImage shot = view.grab().toImage();
            const ViewTransform t = view.transform();
            int found = 0;
            for (int x = qCeil(t.frame.left() * t.dpr); x < int(t.frame.right() * t.dpr); ++x)
                found += qRed(shot.pixel(x, int((t.frame.top() + 40) * t.dpr) | 1)) > 20;
            return found;
        };
        QCOMPARE(lines(), 0);
        view.zoomBy(1);
        QVERIFY(view.transform().scale() >= ViewTransform::kGridFrom);
        QVERIFY(lines() >= 8);
        view.setImage(Image(1, 200, 200, -1.0f));
        view.fit();
        view.zoomBy(2); // 3 device pixels a pixel
        QCOMPARE(lines(), 0);
    }

    void linkedViewsLookTogether()
    {
        QWidget window;
        window.resize(700, 300);
        ViewLink link;
        ImageView large(Concept::State, &window), small(Concept::Noise, &window), other(Concept::Signal, &window);
        large.setGeometry(0, 0, 300, 300);
        small.setGeometry(300, 0, 120, 120);
        other.setGeometry(440, 0, 200, 200);
        large.setImage(colours(32));
        small.setImage(colours(32));
        other.setImage(colours(16));
        large.setLink(&link);
        small.setLink(&link);
        window.show();
        QVERIFY(!wheel(large, {150, 150}, 1, Qt::NoModifier)); // what is around scrolls
        QVERIFY(large.transform().look.fitted());
        const QPointF at(90, 200);
        const auto under = large.transform().pixelAt(at);
        QVERIFY(wheel(large, at, 3, Qt::ControlModifier));
        QCOMPARE(large.transform().pixelAt(at), under);
        QVERIFY(large.transform().scale() > large.transform().fitScale);
        QCOMPARE(small.transform().look, large.transform().look);
        QVERIFY(small.transform().scale() > small.transform().fitScale);
        QVERIFY(other.transform().look.fitted());

        mouse(large, QEvent::MouseMove, at, Qt::NoButton);
        QCOMPARE(large.probe(), under);
        QCOMPARE(small.probe(), under);
        QVERIFY(!other.probe());
        other.setLink(&link); // another size: the same place
        QCOMPARE(other.probe(), std::optional(QPoint(under->x() / 2, under->y() / 2)));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(&large, &leave);
        QVERIFY(!small.probe());
        link.setKeepsProbe(true);
        mouse(large, QEvent::MouseMove, at, Qt::NoButton);
        QApplication::sendEvent(&large, &leave);
        QCOMPARE(small.probe(), under);
        link.fit();
        QVERIFY(small.transform().look.fitted());
        large.setLink(nullptr);
        large.zoomBy(1);
        QVERIFY(small.transform().look.fitted());
    }

    void draggingPansWhatIsZoomed()
    {
        ImageView view(Concept::State);
        view.resize(300, 300);
        view.setImage(colours(32));
        view.show();
        const QPointF middle = view.transform().frame.center();
        mouse(view, QEvent::MouseButtonDblClick, middle, Qt::LeftButton, Qt::LeftButton);
        QVERIFY(view.transform().canPan());
        const auto under = view.transform().pixelAt(middle);
        dragLeft(view, middle, middle + QPointF(64, 40));
        QCOMPARE(view.transform().pixelAt(middle + QPointF(64, 40)), under);
        mouse(view, QEvent::MouseButtonDblClick, middle, Qt::LeftButton, Qt::LeftButton);
        QVERIFY(view.transform().look.fitted());
    }

    void keysZoomAndProbe()
    {
        QWidget window;
        window.resize(320, 320);
        ImageView first(Concept::State, &window), view(Concept::State, &window);
        first.setGeometry(0, 0, 20, 20);
        view.setGeometry(0, 20, 300, 300);
        view.setImage(colours(32));
        view.setSymbol(QStringLiteral("x_t"), QStringLiteral("noisy picture at step 240"));
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        view.setFocus(Qt::MouseFocusReason);
        QVERIFY(!needsKey(&view, Qt::Key_1)); // a click doesn't take typed time steps from the timeline
        QVERIFY(!needsKey(&view, Qt::Key_Left));
        first.setFocus(Qt::MouseFocusReason);
        view.setFocus(Qt::TabFocusReason);
        QTRY_VERIFY(view.hasFocus());
        QVERIFY(needsKey(&view, Qt::Key_1) && !needsKey(&view, Qt::Key_2) && !needsKey(&view, Qt::Key_Left));
        QTest::keyClick(&view, Qt::Key_Plus);
        QVERIFY(view.transform().scale() > view.transform().fitScale);
        QTest::keyClick(&view, Qt::Key_1);
        QCOMPARE(view.transform().scale(), 1.0);
        QTest::keyClick(&view, Qt::Key_0);
        QVERIFY(view.transform().look.fitted());
        QSignalSpy probed(&view, &ImageView::probed);
        QTest::keyClick(&view, Qt::Key_Right, Qt::AltModifier); // the middle first
        const QPoint start = *view.probe();
        QTest::keyClick(&view, Qt::Key_Right, Qt::AltModifier);
        QTest::keyClick(&view, Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier);
        QCOMPARE(*view.probe(), start + QPoint(1, 8));
        QCOMPARE(probed.count(), 3);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(*view.probe(), start + QPoint(1, 8)); // plain arrows are the timeline's
        QTest::keyClick(&view, Qt::Key_Plus);
        QTest::keyClick(&view, Qt::Key_Plus);
        for (int k = 0; k < 40; ++k)
            QTest::keyClick(&view, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(view.probe()->x(), 0);
        QVERIFY(view.transform().frame.contains(view.transform().cell(*view.probe()).center())); // it follows
    }

    void aLargePictureIsPaintedQuickly()
    {
        ImageView view(Concept::State);
        view.setSymbol(QStringLiteral("x_t"), QStringLiteral("the picture"));
        for (const int side : {534, 420}) {
            view.resize(side, side + 26);
            const double time = frameTime(view);
            qInfo("512 x 512 colour, %d logical pixels wide: %.2f ms a frame", side, time);
            QVERIFY(time < 60);
        }
    }

private:
    static double frameTime(ImageView& view)
    {
        const Image first = noiseImage(3, 512, 512, 1), second = noiseImage(3, 512, 512, 2);
        view.setImage(first);
        view.show();
        QImage canvas(view.size(), QImage::Format_RGB32);
        std::vector<double> times;
        for (int k = 0; k < 21; ++k) {
            QElapsedTimer clock;
            clock.start();
            view.setImage(k % 2 ? first : second);
            view.render(&canvas);
            times.push_back(double(clock.nsecsElapsed()) / 1e6);
        }
        std::nth_element(times.begin(), times.begin() + 10, times.end());
        return times[10];
    }

    QTemporaryDir settings_;
};

GUI_TEST_MAIN(TestImageView)
#include "tst_image_view.moc"
