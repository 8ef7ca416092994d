#include "tests/support/test_main.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/image/image_view.h"

#include <QApplication>
#include <QClipboard>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <vector>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

Image picture(int side) // every cell its own colour
{
    Image image(3, side, side);
    for (int row = 0; row < side; ++row)
        for (int column = 0; column < side; ++column) {
            image.at(0, row, column) = fromByte(std::uint8_t(row * 255 / (side - 1)));
            image.at(1, row, column) = fromByte(std::uint8_t(column * 255 / (side - 1)));
            image.at(2, row, column) = fromByte((row + column) % 2 ? 255 : 0);
        }
    return image;
}

} // namespace

// Pictures, and sheets of them.
class TestWidgets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { setTheme(ThemeName::Paper); }
    void setTheme(ThemeName name) { applyTheme(*qobject_cast<QApplication*>(QApplication::instance()), name); }

    void everyCellAnswersTheProbe()
    {
        ImageView view(Concept::Signal);
        view.resize(300, 280);
        view.setSymbol(QStringLiteral("x_0"), QStringLiteral("the data"));
        view.setImage(picture(32));
        view.show();
        const double ratio = view.devicePixelRatioF();
        const QImage grabbed = view.grab().toImage();
        const QRect place = view.pictureRect();
        QCOMPARE(int(place.width() * ratio) % 32, 0); // whole multiples of device pixels
        const int cell = int(place.width() * ratio) / 32;
        QVERIFY(cell >= int(7 * ratio));
        std::optional<QPoint> seen;
        connect(&view, &ImageView::probed, this, [&](std::optional<QPoint> pixel) { seen = pixel; });
        const QImage wanted = toQImage(view.image());
        for (int row = 0; row < 32; ++row)
            for (int column = 0; column < 32; ++column) {
                const QPointF device((column + 0.5) * cell, (row + 0.5) * cell);
                const QPointF at = QPointF(place.topLeft()) + device / ratio;
                QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
                QApplication::sendEvent(&view, &move);
                QVERIFY(seen);
                QCOMPARE(*seen, QPoint(column, row));
                for (const int corner : {0, cell - 1}) { // sharp from edge to edge
                    const QPoint pixel = (QPointF(place.topLeft()) * ratio).toPoint() +
                                         QPoint(column * cell + corner, row * cell + corner);
                    QCOMPARE(grabbed.pixelColor(pixel).rgb(), wanted.pixel(column, row));
                }
            }
        const QPointF outside(1, 1);
        QMouseEvent leave(QEvent::MouseMove, outside, view.mapToGlobal(outside), Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(&view, &leave);
        QVERIFY(!seen);
    }

    void sameOnADoubleDensityScreen()
    {
        if (qEnvironmentVariableIsSet("QT_SCALE_FACTOR"))
            QSKIP("this is the second run");
        QProcess twice;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QStringLiteral("2"));
        twice.setProcessEnvironment(environment);
        twice.setProcessChannelMode(QProcess::MergedChannels);
        twice.start(QCoreApplication::applicationFilePath(),
                    {QStringLiteral("tst_widgets"), QStringLiteral("everyCellAnswersTheProbe")});
        QVERIFY(twice.waitForFinished(60000));
        QVERIFY2(twice.exitStatus() == QProcess::NormalExit && twice.exitCode() == 0, twice.readAll().constData());
    }

    void picturesShrinkCopyAndClear()
    {
        ImageView view(Concept::State);
        view.resize(60, 60);
        view.setImage(picture(128));
        QVERIFY(view.pictureRect().width() <= 50 && view.pictureRect().width() > 40);
        QTest::keySequence(&view, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->image().size(), QSize(256, 256)); // no stamp where it is pasted
        const QImage copied = QApplication::clipboard()->image(), shown = view.picture();
        QCOMPARE(copied.pixel(101, 64), shown.pixel(50, 32)); // whole multiples, nothing is smoothed
        view.setSymbol(QStringLiteral("x_t"), QStringLiteral("the picture at step 240"));
        QVERIFY(view.accessibleName().contains(QStringLiteral("the picture at step 240")));
        view.setProbe(QPoint(100, 100));
        view.setImage(picture(8)); // the probe lies outside now
        view.grab();
        view.clear(QStringLiteral("Drop a picture here"));
        QVERIFY(!view.hasImage());
        view.grab();
    }

    // The quick loop over a frame's pixels gives the engine's bytes: at every half, outside the range, for no number.
    void shownBytesAreTheEngines()
    {
        std::vector<float> values = {NAN, INFINITY, -INFINITY, -0.0f, -1.0f, 1.0f, 1e30f, -1e30f, 1e-40f};
        for (int k = 0; k <= 510; ++k) {
            const float half = float(k) / 255.0f - 1.0f; // whole bytes, and between them the halves
            for (const float value : {half, std::nextafter(half, 2.0f), std::nextafter(half, -2.0f)})
                values.push_back(value);
        }
        for (int k = 0; values.size() % 3 != 0 || values.size() < 3000; ++k)
            values.push_back(3 * std::sin(float(k) * 1.7f));
        for (const float range : {1.0f, 2.6f}) {
            const float scale = 1 / range;
            Image grey(1, 1, int(values.size()));
            grey.values = values;
            Image colour(3, 1, int(values.size() / 3));
            colour.values = values;
            const QImage greyShown = toQImage(grey, range), colourShown = toQImage(colour, range);
            for (int x = 0; x < grey.width; ++x) {
                const int wanted = toByte(grey.at(0, 0, x) * scale);
                QCOMPARE(greyShown.pixel(x, 0), qRgb(wanted, wanted, wanted));
            }
            for (int x = 0; x < colour.width; ++x)
                QCOMPARE(colourShown.pixel(x, 0),
                         qRgb(toByte(colour.at(0, 0, x) * scale), toByte(colour.at(1, 0, x) * scale),
                              toByte(colour.at(2, 0, x) * scale)));
        }
    }

    void picturesSurviveTheWayToQImageAndBack()
    {
        const Image before = picture(16);
        const Image after = imageOf(pixelsOf(toQImage(before)), 3);
        QCOMPARE(after.values, before.values);
        QImage clear(9, 9, QImage::Format_ARGB32);
        clear.fill(Qt::transparent);
        const Image white = imageOf(pixelsOf(clear), 1);
        QCOMPARE(white.channels, 1);
        QCOMPARE(white.at(0, 4, 4), 1.0f);
        Image wide(1, 1, 1, 2.6f);
        QCOMPARE(qRed(toQImage(wide, 2.6f).pixel(0, 0)), 255);
    }

    void contactSheetSelects()
    {
        ContactSheetView sheet;
        sheet.resize(300, 300);
        sheet.setExpectedCount(9);
        sheet.setImages({picture(32), picture(32)});
        sheet.setSelectable(true);
        QCOMPARE(sheet.count(), 9);
        QSignalSpy selected(&sheet, &ContactSheetView::selectionChanged);
        QTest::keyClick(&sheet, Qt::Key_Down);
        QCOMPARE(sheet.selected(), 3); // three columns
        QTest::mouseClick(&sheet, Qt::LeftButton, {}, QPoint(220, 220));
        QCOMPARE(sheet.selected(), 8);
        QTest::keyClick(&sheet, Qt::Key_Right); // there is no tenth
        QCOMPARE(sheet.selected(), 8);
        QCOMPARE(selected.count(), 2);
        sheet.grab();
    }
};

GUI_TEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
