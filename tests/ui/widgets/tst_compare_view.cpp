// Two pictures beside each other, in every way: numbers, wipe, difference; and what the network sees.
#include "core/base/random.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/ui/widgets/view_events.h"
#include "ui/settings/preferences.h"
#include "ui/train/probe_panel.h"
#include "ui/widgets/compare/compare_view.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/compare/wipe_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/view_link.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

class TestCompareView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", settings_.path().toUtf8());
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Paper);
    }

    void differencesInNumbers()
    {
        const Image a = grey({1, 0, -1, 0.5f}), b = grey({0.5f, 0, 0, 0.5f});
        const PictureDifference difference = differenceOf(a, b);
        QCOMPARE(difference.values.values, (std::vector<float>{0.5f, 0, -1, 0}));
        QCOMPARE(difference.meanAbsolute, 0.375);
        QCOMPARE(difference.greatest, 1.0);
        QCOMPARE(difference.rms, std::sqrt(1.25 / 4));
        QCOMPARE(difference.psnr, 10 * std::log10(4 / (1.25 / 4)));
        QVERIFY(std::isinf(differenceOf(a, a).psnr));
        QVERIFY(std::isnan(differenceOf(grey({NAN, 1, 1, 1}), b).greatest));
        const PictureDifference none = differenceOf(a, Image(3, 8, 8));
        QVERIFY(!none.comparable());
        QVERIFY2(none.reason.contains(QStringLiteral("A is 4 × 1 grey, B is 8 × 8 colour")), qPrintable(none.reason));
    }

    void comparesInEveryWay()
    {
        CompareView view(QStringLiteral("test/compare"));
        view.resize(420, 480);
        view.show();
        CompareView::Side a, b;
        a.image = Image(3, 16, 16, -1.0f);
        b.image = Image(3, 16, 16, 1.0f);
        a.words = QStringLiteral("black");
        b.words = QStringLiteral("white");
        view.setPair(a, b);
        const auto text = [&](const char* name) { return view.findChild<NumberLabel*>(QLatin1String(name))->text(); };
        QCOMPARE(text("compareMean"), QStringLiteral("2.0000"));
        QCOMPARE(text("compareMax"), QStringLiteral("2.000"));
        QCOMPARE(text("compareLast"), QStringLiteral("0.0 dB"));
        auto* wipe = view.findChild<WipeView*>();
        auto* slider = view.findChild<QSlider*>(QStringLiteral("wipe"));
        QVERIFY(wipe->isVisible() && slider->isVisible());
        const auto shownAt = [&](double share) {
            const QRectF frame = wipe->transform().frame;
            const QImage shot = wipe->grab().toImage();
            const QPointF at = frame.topLeft() + QPointF(frame.width() * share, frame.height() * 0.8);
            return qRed(shot.pixel((at * shot.devicePixelRatio()).toPoint()));
        };
        QCOMPARE(shownAt(0.3), 0);
        QCOMPARE(shownAt(0.7), 255);
        slider->setFocus();
        for (int k = 0; k < 5; ++k)
            QTest::keyClick(slider, Qt::Key_PageUp);
        QCOMPARE(wipe->share(), 1.0);
        QCOMPARE(shownAt(0.7), 0);
        const QRectF frame = wipe->transform().frame;
        dragLeft(*wipe, {frame.right() - 2, frame.center().y()},
                 {frame.left() + frame.width() / 4, frame.center().y()});
        QVERIFY(std::abs(wipe->share() - 0.25) < 0.02);
        QCOMPARE(slider->value(), qRound(wipe->share() * 1000));
        QCOMPARE(shownAt(0.4), 255);

        auto* modes = view.findChild<SegmentedControl*>(QStringLiteral("compareMode"));
        modes->setFocus();
        QTest::keyClick(modes, Qt::Key_Right);
        auto* left = view.findChild<ImageView*>(QStringLiteral("compareLeft"));
        auto* right = view.findChild<ImageView*>(QStringLiteral("compareRight"));
        QVERIFY(view.mode() == CompareView::Mode::Side && left->isVisible() && right->isVisible());
        left->zoomBy(2);
        QCOMPARE(right->transform().look, left->transform().look);
        QTest::keyClick(modes, Qt::Key_Right);
        auto* difference = view.findChild<ImageView*>(QStringLiteral("compareDifference"));
        QVERIFY(difference->isVisible() && !left->isVisible() && !slider->isVisible());
        QCOMPARE(difference->image().values, std::vector<float>(3 * 16 * 16, -2.0f));
        QTest::keyClick(modes, Qt::Key_Right);
        auto* turning = view.findChild<ImageView*>(QStringLiteral("compareTurn"));
        QVERIFY(turning->isVisible());
        QCOMPARE(turning->image().values, a.image.values);
        QTRY_COMPARE(turning->image().values, b.image.values);
        CompareView again(QStringLiteral("test/compare"));
        QVERIFY(again.mode() == CompareView::Mode::Flicker);

        view.resize(294, 480); // an inspector beside its scroll bar
        QVERIFY2(view.minimumSizeHint().width() <= 294, qPrintable(QString::number(view.minimumSizeHint().width())));

        b.image = Image(3, 8, 8);
        view.setPair(a, b);
        QCOMPARE(text("compareMean"), QStringLiteral("–"));
        QVERIFY(!difference->hasImage());
        QVERIFY(difference->accessibleDescription().contains(QStringLiteral("Choose two of one size")));
    }

    // A pair comes with every step: only what is seen is copied, and what is read out under the mouse.
    void picturesGoWhereTheyAreSeen()
    {
        CompareView view(QStringLiteral("test/lazy"));
        view.resize(420, 480);
        view.show();
        CompareView::Side a, b;
        a.image = Image(1, 4, 4, 0.25f);
        b.image = Image(1, 4, 4, 0.75f);
        view.setMode(CompareView::Mode::Difference);
        view.setPair(a, b);
        auto* left = view.findChild<ImageView*>(QStringLiteral("compareLeft"));
        auto* wipe = view.findChild<WipeView*>();
        auto* difference = view.findChild<ImageView*>(QStringLiteral("compareDifference"));
        QVERIFY(difference->hasImage() && !left->hasImage() && !wipe->hasImage());
        difference->setProbe(QPoint(1, 2)); // its read-out lists A and B
        QCOMPARE(left->image().values, a.image.values);
        a.image = Image(1, 4, 4, 0.5f);
        view.setPair(a, b);
        QCOMPARE(left->image().values, a.image.values);
        QVERIFY(left->probeText().contains(QStringLiteral("+0.500")));
        difference->setProbe({});
        b.image = Image(1, 4, 4, -1.0f);
        view.setPair(a, b);
        view.setMode(CompareView::Mode::Wipe);
        QCOMPARE(wipe->image().values, a.image.values);
        view.setMode(CompareView::Mode::Side);
        QCOMPARE(view.findChild<ImageView*>(QStringLiteral("compareRight"))->image().values, b.image.values);
    }

    // "What the network sees": six pictures under one probe, true against predicted with the numbers of both.
    void whatTheNetworkSeesIsCompared()
    {
        ProbePanel panel;
        panel.resize(294, 400);
        panel.show();
        ProbeView seen;
        seen.data = Image(1, 16, 16, 0.5f);
        seen.predictedData = Image(1, 16, 16, 0.25f);
        seen.noise = noiseImage(1, 16, 16, 3);
        seen.predictedNoise = noiseImage(1, 16, 16, 4);
        seen.noisy = seen.noise;
        seen.error = Image(1, 16, 16, 0.7f);
        panel.setView(seen);
        auto* compare = panel.findChild<CompareView*>(QStringLiteral("probeCompare"));
        QVERIFY(!compare->isVisible());
        const auto views = panel.findChildren<ImageView*>();
        const auto visible = std::count_if(views.begin(), views.end(), [](auto* view) { return view->isVisible(); });
        QCOMPARE(visible, 6);
        ImageView* first = *std::find_if(views.begin(), views.end(), [](auto* view) { return view->isVisible(); });
        first->setProbe(QPoint(3, 9));
        for (const ImageView* view : views)
            if (view->isVisible())
                QCOMPARE(view->probe(), std::optional(QPoint(3, 9)));
        auto* choice = panel.findChild<SegmentedControl*>(QStringLiteral("probeChoice"));
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_Right);
        QVERIFY(compare->isVisible() && !first->isVisible());
        const auto text = [&](const char* name) { return panel.findChild<NumberLabel*>(QLatin1String(name))->text(); };
        const PictureDifference noise = differenceOf(seen.noise, seen.predictedNoise);
        QCOMPARE(text("compareMean"), number(noise.meanAbsolute, 4));
        QCOMPARE(text("compareLast"), number(noise.rms, 4)); // of noise, decibels would mean nothing
        QTest::keyClick(choice, Qt::Key_Right);
        QCOMPARE(text("compareMean"), QStringLiteral("0.2500"));
        QCOMPARE(text("compareLast"), QStringLiteral("18.1 dB"));
        seen.predictedData = Image(1, 16, 16, 0.5f); // training goes on, and the comparison with it
        panel.setView(seen);
        QCOMPARE(text("compareMean"), QStringLiteral("0.0000"));
        panel.clear();
        QCOMPARE(text("compareMean"), QStringLiteral("–"));
        QTest::keyClick(choice, Qt::Key_Left);
        QTest::keyClick(choice, Qt::Key_Left);
        QVERIFY(!compare->isVisible());
    }

    // A frame of scrubbing: new picture, bytes made once, painted. The bound is wide; the number is what to look at.

private:
    QTemporaryDir settings_;
};

GUI_TEST_MAIN(TestCompareView)
#include "tst_compare_view.moc"
