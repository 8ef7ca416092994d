#include "tests/journeys/forward_bench.h"

#include "core/schedule/forward.h"
#include "ui/forward/equation/equation_parts.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/picture/dataset_picker.h"
#include "ui/forward/picture/picture_shape_panel.h"
#include "ui/modes/modes.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/drawing/drawing_pad.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/key_rules.h"
#include "ui/window/main_window.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolTip>

using namespace diffuscope;
using namespace diffuscope::ui;

// Every way a picture comes into the Forward mode, as a user takes it, and holding the probe.
class ForwardPictures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void datasetIsBrowsedAndChosenFrom();
    void neighboursFollow();
    void randomPictureIsAnother();
    void pastedPictureIsUsed();
    void brokenFileLeavesTheOldPicture();
    void wideFileIsCroppedOrWholeAndSaysSo();
    void sideIsTyped();
    void unlockedSeedChangesWithThePicture();
    void probeIsHeldAndMovedByKeys();
    void whatIsKeptIsToldAtOnce();
    void thePlateHidesNoNumbers();
    void strokesReachTheNoisedPicture();
    void keyboardDraws();
    void cancelBringsBackThePicture();
    void longAndShortSchedulesWork();

private:
    template <typename Widget> Widget* find(const char* name) const
    {
        auto* widget = forward_->findChild<Widget*>(QLatin1String(name));
        if (!widget)
            widget = forward_->inspector()->findChild<Widget*>(QLatin1String(name));
        if (!widget)
            qFatal("no widget %s", name);
        return widget;
    }
    QImage data() const { return toQImage(forward_->state().picture()); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        forward_->setFocus();
        QTest::keyClick(forward_, key, modifiers);
    }
    QPoint onCanvas(const QPoint& pixel) const;
    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<MainWindow> window_;
    ForwardWorkspace* forward_ = nullptr;
};

void ForwardPictures::initTestCase()
{
    applyTheme(*qApp, ThemeName::Paper);
    writePictures(folder_.filePath("set"), 30);
    writePictures(folder_.filePath("pair"), 1);
    bridge_ = std::make_unique<Bridge>();
    window_ = std::make_unique<MainWindow>(*bridge_, makeModes(*bridge_));
    window_->resize(1440, 900);
    window_->show();
    forward_ = static_cast<ForwardWorkspace*>(window_->workspace("forward"));
    window_->openDataset(folder_.filePath("set"));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset() && bridge_->dataset()->size == 60, kLong);
    window_->setMode("forward");
    window_->activateWindow();
}

void ForwardPictures::datasetIsBrowsedAndChosenFrom()
{
    QTest::mouseClick(find<QAbstractButton>("browsePictures"), Qt::LeftButton);
    auto* picker = forward_->findChild<DatasetPicker*>();
    QTRY_VERIFY(picker->isVisible());
    auto* sheet = picker->findChild<ContactSheetView*>();
    QCOMPARE(sheet->count(), DatasetPicker::kPage);
    QTest::mouseClick(picker->findChild<QAbstractButton*>("pageAfter"), Qt::LeftButton);
    QTRY_COMPARE(sheet->count(), 20);
    sheet->setFocus();
    QTest::keyClick(sheet, Qt::Key_Right);
    QTRY_VERIFY_WITH_TIMEOUT(find<ImageView>("dataView")->accessibleName().contains("41"), kLong);
    auto* index = picker->findChild<QSpinBox*>("datasetIndex");
    QCOMPARE(index->value(), 41);
    const QImage chosen = data();
    index->setValue(3);
    QTRY_VERIFY_WITH_TIMEOUT(find<ImageView>("dataView")->accessibleName().contains(" 3"), kLong);
    QVERIFY(data() != chosen);
    QTRY_COMPARE(sheet->count(), DatasetPicker::kPage); // its page
    QCOMPARE(sheet->selected(), 3);
    key(Qt::Key_Escape);
    QVERIFY(!picker->isVisible());
}

void ForwardPictures::neighboursFollow()
{
    key(Qt::Key_PageDown);
    QTRY_VERIFY_WITH_TIMEOUT(find<ImageView>("dataView")->accessibleName().contains(" 4"), kLong);
    for (int k = 0; k < 5; ++k)
        key(Qt::Key_PageUp); // as fast as fingers are
    QTRY_VERIFY_WITH_TIMEOUT(find<ImageView>("dataView")->accessibleName().contains(" 59"), kLong);
}

// A picture drawn at random is always another one.
void ForwardPictures::randomPictureIsAnother()
{
    window_->openDataset(folder_.filePath("pair"));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset() && bridge_->dataset()->size == 2, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(find<ImageView>("dataView")->accessibleName().contains("pair"), kLong);
    for (int k = 0; k < 12; ++k) { // by chance alone: once in 4096
        const QImage before = data();
        key(Qt::Key_D);
        QTRY_VERIFY_WITH_TIMEOUT(data() != before, kLong);
    }
}

void ForwardPictures::pastedPictureIsUsed()
{
    QApplication::clipboard()->setImage(testPicture());
    QTest::keyClick(window_.get(), Qt::Key_V, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(forward_->state().picture().width, kSide, kLong);
    QTRY_COMPARE(data().pixel(40, 30), testPicture().pixel(40, 30));
    QVERIFY(find<ImageView>("dataView")->accessibleName().contains("pasted"));
}

void ForwardPictures::brokenFileLeavesTheOldPicture()
{
    QFile broken(folder_.filePath("broken.png"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write(QByteArray("\x89PNG\r\n\x1a\n nothing more"));
    broken.close();
    const QImage before = data();
    drop(window_.get(), broken.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<NoticeStack*>()->count() == 1, kLong);
    QStringList words;
    for (const QLabel* label : window_->findChild<NoticeStack*>()->findChildren<QLabel*>())
        words.append(label->text());
    QVERIFY2(words.join(u' ').contains("broken.png"), qPrintable(words.join(u' ')));
    QCOMPARE(data(), before);
    QVERIFY(!find<QLabel>("opening")->isVisible());
    QVERIFY(find<ImageView>("dataView")->accessibleName().contains("pasted"));
    find<QComboBox>("pictureSide")->setEditText("32"); // what is reshaped is the picture that is there
    Q_EMIT find<QComboBox>("pictureSide")->lineEdit()->editingFinished();
    QTRY_COMPARE_WITH_TIMEOUT(forward_->state().picture().width, 32, kLong);
    QVERIFY(find<ImageView>("dataView")->accessibleName().contains("pasted"));
}

void ForwardPictures::wideFileIsCroppedOrWholeAndSaysSo()
{
    QImage wide(64, 32, QImage::Format_RGB32);
    wide.fill(Qt::blue);
    for (int y = 0; y < 32; ++y)
        for (int x = 16; x < 48; ++x)
            wide.setPixel(x, y, qRgb(200, 0, 0));
    QVERIFY(wide.save(folder_.filePath("wide.png")));
    drop(window_.get(), folder_.filePath("wide.png"));
    QTRY_VERIFY_WITH_TIMEOUT(find<ImageView>("dataView")->accessibleName().contains("wide.png"), kLong);
    QCOMPARE(data().pixel(0, 16), qRgb(200, 0, 0)); // the middle square
    QVERIFY2(find<QLabel>("pictureWords")->text().contains("64 × 32"),
             qPrintable(find<QLabel>("pictureWords")->text()));
    auto* fit = find<SegmentedControl>("pictureFit");
    fit->setFocus();
    QTest::keyClick(fit, Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(data().pixel(0, 16), qRgb(0, 0, 255), kLong); // all of it
    QCOMPARE(data().pixel(16, 16), qRgb(200, 0, 0));
    QCOMPARE(data().pixel(16, 2), qRgb(255, 255, 255)); // on white
    QVERIFY(find<QLabel>("pictureWords")->text().contains("white"));
    QTest::keyClick(fit, Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(data().pixel(0, 16), qRgb(200, 0, 0), kLong);
}

void ForwardPictures::sideIsTyped()
{
    auto* side = find<QComboBox>("pictureSide");
    for (const auto& [typed, wanted] : {std::pair{"48", 48}, {"7", 16}, {"9999", 512}, {"no", 512}, {"64 × 64", 64}}) {
        side->setEditText(QString::fromUtf8(typed));
        Q_EMIT side->lineEdit()->editingFinished();
        QTRY_COMPARE_WITH_TIMEOUT(forward_->state().picture().width, wanted, kLong);
    }
}

void ForwardPictures::unlockedSeedChangesWithThePicture()
{
    auto* seed = find<SeedField>("seed");
    auto* lock = find<QAbstractButton>("seedLock");
    QVERIFY(lock->isChecked());
    const quint64 before = seed->value();
    key(Qt::Key_D);
    QTRY_COMPARE_WITH_TIMEOUT(forward_->state().picture().width, 32, kLong);
    QCOMPARE(seed->value(), before);
    QTest::mouseClick(lock, Qt::LeftButton);
    key(Qt::Key_PageDown);
    QTRY_VERIFY_WITH_TIMEOUT(seed->value() != before, kLong);
    QCOMPARE(quint64(forward_->state().seed()), seed->value());
    QTest::mouseClick(lock, Qt::LeftButton);
}

void ForwardPictures::probeIsHeldAndMovedByKeys()
{
    auto* view = find<ImageView>("stateView");
    const auto at = [&](const QPoint& pixel) {
        const QRect place = view->pictureRect();
        const double cell = double(place.width()) / view->image().width;
        return place.topLeft() + QPoint(int((pixel.x() + 0.5) * cell), int((pixel.y() + 0.5) * cell));
    };
    const auto shown = [&](const QPoint& pixel) {
        const ForwardState::Mix& mix = forward_->mix();
        return find<PixelArithmetic>("arithmetic")
            ->accessibleName()
            .startsWith(number(double(mix.state.at(0, pixel.y(), pixel.x())), 3) + ' ');
    };
    forward_->timeline()->setStep(300);
    QTest::mouseMove(view, QPoint(1, 1));
    QTest::mouseMove(view, at({5, 6}));
    QTRY_VERIFY(shown({5, 6}));
    QTest::mouseClick(view, Qt::LeftButton, {}, at({5, 6}));
    QTest::mouseMove(view, at({20, 21}));
    QCoreApplication::processEvents();
    QVERIFY(shown({5, 6})); // held: the keys go on from here
    key(Qt::Key_Right, Qt::AltModifier);
    QVERIFY(shown({6, 6}));
    key(Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier);
    QVERIFY(shown({6, 14}));
    QCOMPARE(forward_->timeline()->step(), 300);
    key(Qt::Key_Escape);
    QTest::mouseMove(view, at({22, 23}));
    QTRY_VERIFY(shown({22, 23}));
}

// What a scene keeps is written before long, whatever changed.
void ForwardPictures::whatIsKeptIsToldAtOnce()
{
    const QString colours = folder_.filePath("colours.png");
    QVERIFY(testPicture().save(colours));
    window_->openPath(colours);
    QTRY_VERIFY_WITH_TIMEOUT(forward_->state().picture().channels == 3, kLong);
    QSignalSpy told(forward_, &Workspace::settingsChanged);
    const auto changes = [&](const char* what, const std::function<void()>& act) {
        const std::string before = forward_->settings();
        told.clear();
        act();
        QVERIFY2(forward_->settings() != before, what);
        QVERIFY2(!told.isEmpty(), what);
    };
    changes("lock", [&] { find<QAbstractButton>("seedLock")->click(); });
    changes("lock again", [&] { find<QAbstractButton>("seedLock")->click(); });
    auto* view = find<ImageView>("stateView");
    changes("pin", [&] { QTest::mouseClick(view, Qt::LeftButton, {}, view->pictureRect().center()); });
    changes("pinned probe", [&] { key(Qt::Key_Right, Qt::AltModifier); });
    changes("let go", [&] { key(Qt::Key_Escape); });
    changes("channel", [&] {
        auto* channel = find<SegmentedControl>("channel");
        channel->setFocus();
        QTest::keyClick(channel, Qt::Key_Right);
    });
    changes("in point", [&] { forward_->timeline()->setIn(10); });
    forward_->timeline()->clearRange();
}

// The plate with a pixel's numbers: whatever the pixel, the equation beside it, the words above the pictures and the
// same pixel in the others stay in sight.
void ForwardPictures::thePlateHidesNoNumbers()
{
    for (const QSize size : {QSize(1440, 900), QSize(1024, 700)}) {
        window_->resize(size);
        QCoreApplication::processEvents();
        const QList<ImageView*> views{find<ImageView>("stateView"), find<ImageView>("dataView"),
                                      find<ImageView>("noiseView")};
        const auto inWindow = [&](const QWidget* widget, const QRect& place) {
            return QRect(widget->mapTo(window_.get(), place.topLeft()), place.size());
        };
        for (ImageView* view : views)
            for (const QPoint share : {QPoint(5, 5), QPoint(50, 50), QPoint(95, 5), QPoint(5, 95), QPoint(95, 95)}) {
                const auto at = [&](const ImageView* each) {
                    const QRect place = each->pictureRect();
                    return place.topLeft() + QPoint(place.width() * share.x() / 100, place.height() * share.y() / 100);
                };
                QList<const QWidget*> plates;
                // The pointer is moved again until the plate is there: a layout that comes late takes it away.
                const bool alone = QTest::qWaitFor([&] {
                    QToolTip::hideText(); // a window of its own, which would get the pointer in the view's place
                    QTest::mouseMove(view, QPoint(1, 1));
                    QTest::mouseMove(view, at(view));
                    plates.clear();
                    for (const QWidget* plate : window_->findChildren<QWidget*>("pixelPlate"))
                        if (plate->isVisible())
                            plates.append(plate);
                    return plates.size() == 1;
                });
                const QWidget* hit = window_->childAt(view->mapTo(window_.get(), at(view)));
                QVERIFY2(alone, qPrintable(QStringLiteral("%1 plates at %2, %3 of %4, where %5 lies, picture %6")
                                               .arg(plates.size())
                                               .arg(at(view).x())
                                               .arg(at(view).y())
                                               .arg(view->objectName(), hit ? hit->objectName() : QString())
                                               .arg(view->image().width)));
                const QRect plate = plates.front()->geometry();
                QVERIFY(window_->rect().contains(plate));
                for (const char* number : {"dataScale", "noiseScale", "arithmetic"})
                    QVERIFY2(!plate.intersects(inWindow(find<QWidget>(number), find<QWidget>(number)->rect())), number);
                for (const ImageView* each : views) {
                    QVERIFY(!plate.contains(inWindow(each, QRect(at(each), QSize(1, 1))).topLeft()));
                    const QRect words(each->pictureRect().left(), each->pictureRect().top() - 30,
                                      each->pictureRect().width(), 24);
                    QVERIFY2(!plate.intersects(inWindow(each, words)), qPrintable(each->objectName()));
                }
            }
    }
    window_->resize(1440, 900);
}

QPoint ForwardPictures::onCanvas(const QPoint& pixel) const
{
    const auto* canvas = forward_->findChild<DrawingCanvas*>();
    const int side = canvas->drawing().side();
    const int cell = (canvas->width() - 10) / side, left = (canvas->width() - cell * side) / 2;
    return {left + pixel.x() * cell + cell / 2, (canvas->height() - cell * side) / 2 + pixel.y() * cell + cell / 2};
}

void ForwardPictures::strokesReachTheNoisedPicture()
{
    forward_->timeline()->setStep(1);
    QTest::mouseClick(find<QAbstractButton>("drawPicture"), Qt::LeftButton);
    QVERIFY(forward_->drawing());
    auto* canvas = forward_->findChild<DrawingCanvas*>();
    QVERIFY(canvas->isVisible());
    QCOMPARE(canvas->drawing().picture(), data().convertToFormat(QImage::Format_RGB32)); // starts from what is there
    QTest::mouseClick(find<QAbstractButton>("drawingClear"), Qt::LeftButton);
    QTRY_COMPARE(data().pixel(3, 3), qRgb(0, 0, 0));
    const Image noise = forward_->state().noise();
    QTest::mouseClick(forward_->findChild<QAbstractButton*>("Red"), Qt::LeftButton);
    QTest::mousePress(canvas, Qt::LeftButton, {}, onCanvas({4, 8}));
    QTest::mouseMove(canvas, onCanvas({24, 8}));
    QTRY_COMPARE(data().pixel(14, 8), QColor("#E2483D").rgb()); // while the button is still down
    QCOMPARE(forward_->mix().state.values, forwardJump(forward_->state().picture(), noise, makeSchedule({}), 0).values);
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, onCanvas({24, 8}));
    QTest::keyClick(canvas, Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(data().pixel(14, 8), qRgb(0, 0, 0)); // one stroke, one undo
    QTest::mouseClick(find<QAbstractButton>("drawingRedo"), Qt::LeftButton);
    QTRY_COMPARE(data().pixel(14, 8), QColor("#E2483D").rgb());
    auto* tool = find<SegmentedControl>("drawingTool");
    tool->setFocus();
    QTest::keyClick(tool, Qt::Key_Right);
    QTest::keyClick(tool, Qt::Key_Right); // fill
    QTest::mouseClick(canvas, Qt::LeftButton, {}, onCanvas({30, 30}));
    QTRY_COMPARE(data().pixel(1, 1), QColor("#E2483D").rgb());
    QTest::mouseClick(find<QAbstractButton>("drawingDone"), Qt::LeftButton);
    QVERIFY(!forward_->drawing());
    QCOMPARE(data().pixel(1, 1), QColor("#E2483D").rgb());
    QVERIFY(find<ImageView>("dataView")->accessibleName().contains("drawing"));
    QCOMPARE(find<ImageView>("dataView")->image().values, forward_->state().picture().values);
}

void ForwardPictures::keyboardDraws()
{
    forward_->timeline()->setStep(40);
    key(Qt::Key_P);
    auto* canvas = forward_->findChild<DrawingCanvas*>();
    QTRY_VERIFY(canvas->hasFocus());
    auto* size = find<SegmentedControl>("drawingSize");
    size->setFocus();
    QTest::keyClick(size, Qt::Key_Left); // one pixel
    auto* tool = find<SegmentedControl>("drawingTool");
    tool->setCurrent("fill");
    tool->setFocus();
    QTest::keyClick(tool, Qt::Key_Left);
    QTest::keyClick(tool, Qt::Key_Left); // the pen
    QTest::mouseClick(forward_->findChild<QAbstractButton*>("Blue"), Qt::LeftButton);
    canvas->setFocus();
    const int middle = canvas->drawing().side() / 2;
    QTest::keyClick(canvas, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(canvas, Qt::Key_Up);
    QTest::keyClick(canvas, Qt::Key_Space);
    QTRY_COMPARE(data().pixel(middle + 8, middle - 1), QColor("#2E7BD6").rgb());
    QVERIFY(data().pixel(middle + 9, middle - 1) != QColor("#2E7BD6").rgb());
    QCOMPARE(forward_->timeline()->step(), 40); // the keys were the canvas's
    QTest::keyClick(canvas, Qt::Key_Return);
    QVERIFY(!forward_->drawing());
    QCOMPARE(data().pixel(middle + 8, middle - 1), QColor("#2E7BD6").rgb());
}

void ForwardPictures::cancelBringsBackThePicture()
{
    const QImage before = data();
    const QString name = find<ImageView>("dataView")->accessibleName();
    key(Qt::Key_P);
    auto* canvas = forward_->findChild<DrawingCanvas*>();
    find<QSpinBox>("drawingSide")->setValue(48);
    QTRY_COMPARE(forward_->state().picture().width, 48);
    QTest::mouseClick(find<QAbstractButton>("drawingClear"), Qt::LeftButton);
    QTRY_VERIFY(data() != before);
    QTest::keyClick(canvas, Qt::Key_Escape);
    QVERIFY(!forward_->drawing());
    QCOMPARE(data(), before);
    QCOMPARE(find<ImageView>("dataView")->accessibleName(), name);
}

void ForwardPictures::longAndShortSchedulesWork()
{
    auto* steps = find<QSpinBox>("timesteps");
    for (const int wanted : {4000, 10}) {
        steps->setValue(wanted);
        QTRY_COMPARE(forward_->timeline()->totalSteps(), wanted);
        forward_->timeline()->setStep(wanted * 9 / 10);
        key(Qt::Key_J);
        QTRY_COMPARE_WITH_TIMEOUT(forward_->mix().step, wanted * 9 / 10, kLong);
        MarkovWalk walk(forward_->state().picture(), makeSchedule({"linear", wanted, {}}), forward_->state().seed());
        walk.walkTo(wanted * 9 / 10 - 1);
        QCOMPARE(find<ImageView>("stateView")->image().values, walk.state().values);
        QVERIFY(!forward_->timeline()->thumbnail(wanted * 9 / 10).isNull());
        key(Qt::Key_J);
    }
    steps->setValue(1000);
}

OWN_SETTINGS_TEST_MAIN(ForwardPictures)

#include "tst_forward_pictures.moc"
