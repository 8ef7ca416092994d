#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/ui/widgets/view_events.h"
#include "ui/export/file_writer.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/pixel_text.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

// What pictures say in numbers and colours, what is kept of them, and what stands where there is none.
class TestImageValues : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", settings_.path().toUtf8());
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Paper);
    }

    void numbersAreThePixels()
    {
        ImageView view(Concept::State);
        view.resize(300, 300);
        Image image(3, 4, 4, 0.0f);
        image.at(0, 2, 1) = 0.123f;
        image.at(1, 2, 1) = -0.5f;
        image.at(2, 2, 1) = 1.75f;
        view.setSymbol(QStringLiteral("\\hat{x}_0"), QStringLiteral("where it thinks it is going"));
        view.setImage(image);
        view.show();
        view.setProbe(QPoint(1, 2));
        const QString numbers = QStringLiteral("column 1, row 2: R +0.123 (143)  G −0.500 (64)  B +1.750 (255)");
        QCOMPARE(view.probeText(), numbers);
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&view);
        QVERIFY(spoken);
        QCOMPARE(spoken->role(), QAccessible::Graphic);
        QCOMPARE(spoken->text(QAccessible::Name), QStringLiteral("x hat 0, where it thinks it is going"));
        QCOMPARE(spoken->text(QAccessible::Description), numbers);
        view.copyValues();
        QVERIFY(QApplication::clipboard()->text().contains(numbers));
        view.setImage(Image(1, 4, 4, -1.3f), 2.6f); // a byte is the one that is shown
        QCOMPARE(view.probeText(), QStringLiteral("column 1, row 2: grey −1.300 (64)"));
        QCOMPARE(spoken->text(QAccessible::Description), view.probeText());
        QCOMPARE(spokenMath(QStringLiteral("|\\epsilon-\\hat{\\epsilon}|")), QStringLiteral("|epsilon-epsilon hat|"));
        view.clear(QStringLiteral("Drop a picture here"));
        QVERIFY(view.probeText().isEmpty());
    }

    void signedPicturesHaveColoursAroundZero()
    {
        for (const ThemeName theme : {ThemeName::Paper, ThemeName::Ink}) {
            applyTheme(*static_cast<QApplication*>(QApplication::instance()), theme);
            ImageView view(Concept::Noise);
            view.setImage(grey({-5, -2.6f, -1.3f, 0, 1.3f, 2.6f, 5, NAN}), 2.6f);
            view.setDisplay({DisplayScale::Colours::Signed, 0, -1});
            const QImage shown = view.picture();
            const auto at = [&](int x) { return QColor(shown.pixel(x, 0)); };
            QCOMPARE(at(3), paletteOf(theme).canvas); // zero is the ground
            QCOMPARE(at(0), at(1));
            QCOMPARE(at(5), at(6));
            QVERIFY(at(2).blue() > at(2).red() + 40 && at(4).red() > at(4).blue() + 40);
            const auto away = [&](int x) { return std::abs(at(x).lightness() - at(3).lightness()); };
            QVERIFY(away(2) > 30 && away(1) > away(2) + 30 && away(4) > 30 && away(5) > away(4) + 20);
            QVERIFY(at(7) != at(3)); // not a number is no zero
        }
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Paper);
    }

    void rangesFixedAndAutomatic()
    {
        ImageView view(Concept::Noise);
        view.setImage(grey({-3.4f, 0, 1, 2}), 2.6f);
        QCOMPARE(view.range(), 2.6f);
        view.setDisplay({DisplayScale::Colours::AsIs, 4, -1});
        QCOMPARE(view.range(), 4.0f);
        QCOMPARE(qRed(view.picture().pixel(3, 0)), int(toByte(0.5f)));
        view.setDisplay({DisplayScale::Colours::Signed, DisplayScale::kAutomatic, -1});
        QCOMPARE(view.range(), 3.4f);
        QCOMPARE(rangeText(view.display(), view.range()), QStringLiteral("auto ±3.40"));
        view.setImage(grey({0, 0, 0, 0}), 2.6f); // nothing to measure: no division by nothing
        QVERIFY(view.range() > 0);
        Image colour(3, 1, 1);
        colour.values = {3.0f, -3.0f, 1.5f};
        view.setImage(colour);
        view.setDisplay({DisplayScale::Colours::Signed, 3, -1}); // the mean: +0.5
        const QRgb mean = view.picture().pixel(0, 0);
        view.setDisplay({DisplayScale::Colours::Signed, 3, 1});
        QVERIFY(view.picture().pixel(0, 0) != mean);
        view.setDisplay({DisplayScale::Colours::Magnitude, 3, -1}); // of |3|, |-3| and |1.5|: not of their mean
        const QRgb size = view.picture().pixel(0, 0);
        view.setImage(Image(1, 1, 1, 2.5f));
        QCOMPARE(view.picture().pixel(0, 0), size);
    }

    void choicesAreRememberedByRole()
    {
        const DisplayScale chosen{DisplayScale::Colours::Signed, 4, 2};
        {
            ImageView view(Concept::Noise);
            view.setRole(QStringLiteral("test/noise"));
            QCOMPARE(view.display(), DisplayScale());
            view.setDisplay(chosen);
        }
        ImageView again(Concept::Noise), another(Concept::Noise);
        again.setRole(QStringLiteral("test/noise"));
        another.setRole(QStringLiteral("test/other"), {DisplayScale::Colours::Magnitude, 1, -1});
        QCOMPARE(again.display(), chosen);
        QCOMPARE(another.display().colours, DisplayScale::Colours::Magnitude);
        for (const char* broken : {"", "signed", "signed x 0", "signed nan 0", "signed -7 0", "signed 1 9", "odd 1 0"})
            QCOMPARE(DisplayScale::fromText(QLatin1String(broken), chosen), chosen);
        again.setImage(grey({1}));
        QTest::keyClick(&again, Qt::Key_M);
        QCOMPARE(again.display().colours, DisplayScale::Colours::Magnitude);
        QTest::keyClick(&again, Qt::Key_M, Qt::ShiftModifier);
        QCOMPARE(again.display().range, DisplayScale::kAutomatic);
    }

    void savedPicturesAreWhole()
    {
        QTemporaryDir folder;
        ImageView view(Concept::Signal);
        view.resize(200, 200);
        view.setImage(colours(48));
        Bridge bridge;
        FileWriter writer(bridge, &view);
        view.setRecipe([] { return std::string("{\"seed\": 7}"); });
        view.zoomBy(3); // a file is the picture, not the screen
        QSignalSpy saved(&view, &ImageView::saved);
        const QString file = folder.filePath(QStringLiteral("picture.png"));
        view.savePictureTo(file);
        QTRY_COMPARE(saved.count(), 1);
        QVERIFY(saved[0][1].toBool());
        const QImage read(file);
        QCOMPARE(read.convertToFormat(QImage::Format_RGB32), toQImage(view.image()));
        QCOMPARE(read.text(QStringLiteral("diffuscope")), QStringLiteral("{\"seed\": 7}"));
        view.savePictureTo(folder.filePath(QStringLiteral("no such folder/picture.png")));
        QTRY_COMPARE(saved.count(), 2);
        QVERIFY(!saved[1][1].toBool());
    }

    void statesWithoutAPicture()
    {
        ImageView view(Concept::Prediction);
        view.resize(260, 260);
        view.show();
        const auto reds = [&] {
            const QImage shot = view.grab().toImage();
            int found = 0;
            for (int y = 0; y < shot.height(); ++y)
                for (int x = 0; x < shot.width(); ++x)
                    found += qRed(shot.pixel(x, y)) > qBlue(shot.pixel(x, y)) + 60;
            return found;
        };
        view.clear(QStringLiteral("Press G to generate"));
        const QImage empty = view.grab().toImage();
        QCOMPARE(view.accessibleDescription(), QStringLiteral("Press G to generate"));
        QCOMPARE(reds(), 0);
        view.setLoading(QStringLiteral("Sampling…"));
        QVERIFY(view.grab().toImage() != empty);
        QCOMPARE(view.accessibleDescription(), QStringLiteral("Sampling…"));
        view.setLoading({});
        QCOMPARE(view.grab().toImage(), empty);
        view.setFailed(QStringLiteral("A is 32 × 32, B is 16 × 16."));
        QVERIFY(reds() > 50);
        QCOMPARE(view.toolTip(), QStringLiteral("A is 32 × 32, B is 16 × 16."));
        view.setImage(colours(8));
        QCOMPARE(view.toolTip(), QString()); // it is no longer so
        const QImage shown = view.grab().toImage();
        view.setLoading(QStringLiteral("Sampling…")); // the old picture stays
        QVERIFY(view.hasImage());
        QVERIFY(view.grab().toImage() != shown);
        view.setImage(colours(8));
        QCOMPARE(view.grab().toImage(), shown);
    }

private:
    QTemporaryDir settings_;
};

GUI_TEST_MAIN(TestImageValues)
#include "tst_image_values.moc"
