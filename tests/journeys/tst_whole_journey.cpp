#include "tests/journeys/forward_bench.h"

#include "ui/export/export_panel.h"
#include "ui/forward/forward_workspace.h"
#include "ui/modes/modes.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/style/to_qimage.h"
#include "ui/train/train_workspace.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"
#include "ui/window/main_window.h"

#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace diffuscope;
using namespace diffuscope::ui;

// The main job in one go, as a first-time user does it: a folder on the window, scrub, train, sample, scrub, export,
// and the exported picture on the window again.
class WholeJourney : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void theFolderOpens();
    void itsPicturesDissolve();
    void aNetworkLearnsThem();
    void picturesEmergeFromNoise();
    void whatIsExportedOpensAgain();

private:
    template <typename T> T* in(QWidget* place, const char* name) const
    {
        auto* found = place->findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no widget %s", name);
        return found;
    }
    void press(QWidget* place, const char* name) { QTest::mouseClick(in<QWidget>(place, name), Qt::LeftButton); }
    void go(const char* mode) { press(window_.get(), mode); }

    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<MainWindow> window_;
    ForwardWorkspace* forward_ = nullptr;
    TrainWorkspace* train_ = nullptr;
    ReverseWorkspace* reverse_ = nullptr;
};

void WholeJourney::initTestCase()
{
    qputenv("XDG_DATA_HOME", folder_.path().toUtf8()); // where a run goes when nobody says where
    writePictures(folder_.filePath(QStringLiteral("pictures")), 8);
    bridge_ = std::make_unique<Bridge>();
    window_ = std::make_unique<MainWindow>(*bridge_, makeModes(*bridge_));
    window_->resize(1440, 900);
    window_->show();
    window_->start();
    forward_ = qobject_cast<ForwardWorkspace*>(window_->workspace(QStringLiteral("forward")));
    train_ = qobject_cast<TrainWorkspace*>(window_->workspace(QStringLiteral("train")));
    reverse_ = qobject_cast<ReverseWorkspace*>(window_->workspace(QStringLiteral("reverse")));
    QVERIFY(forward_ && train_ && reverse_);
    QTRY_VERIFY_WITH_TIMEOUT(!forward_->state().empty(), kLong); // something to see before anything is opened
}

void WholeJourney::theFolderOpens()
{
    drop(window_.get(), folder_.filePath(QStringLiteral("pictures")));
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->dataset() && bridge_->dataset()->name == "pictures", kLong);
    QCOMPARE(bridge_->dataset()->size, 16);
    QCOMPARE(int(bridge_->dataset()->classes.size()), 2);
}

void WholeJourney::itsPicturesDissolve()
{
    go("mode_forward");
    QTRY_VERIFY_WITH_TIMEOUT(in<ImageView>(forward_, "dataView")->accessibleName().contains(QStringLiteral("pictures")),
                             kLong);
    TimelineModel& timeline = *forward_->timeline();
    timeline.pause();
    timeline.setStep(0);
    QCOMPARE(in<ImageView>(forward_, "stateView")->image().values, forward_->state().picture().values);
    timeline.setStep(600);
    QTest::keyClick(forward_, Qt::Key_Right);
    QCOMPARE(forward_->mix().step, 601);
    QVERIFY(in<ImageView>(forward_, "stateView")->image().values != forward_->state().picture().values);
}

void WholeJourney::aNetworkLearnsThem()
{
    go("mode_train");
    type(train_, "size", 16);
    type(train_, "steps", 20);
    type(train_, "batch", 4);
    type(train_, "preview_count", 2);
    type(train_, "preview_steps", 2);
    press(train_, "start");
    QTRY_COMPARE_WITH_TIMEOUT(bridge_->training().state, TrainState::Finished, kLong);
    QCOMPARE(bridge_->training().step, std::int64_t(20));
    QCOMPARE(bridge_->training().lastCheckpoint, std::int64_t(20));
    QVERIFY(QString::fromStdString(bridge_->training().folder).startsWith(folder_.path()));
    press(train_, "sample");
    QCOMPARE(window_->mode(), QStringLiteral("reverse"));
}

void WholeJourney::picturesEmergeFromNoise()
{
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->model() && bridge_->model()->trainedSteps == 20, kLong);
    auto* inspector = in<QWidget>(window_.get(), "inspectors");
    in<SegmentedControl>(inspector, "count")->setCurrent(QStringLiteral("4"));
    for (auto* steps : inspector->findChildren<QSpinBox*>(QStringLiteral("steps")))
        if (steps->isVisible())
            steps->setValue(10);
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    press(reverse_, "generate");
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kLong);
    const Trajectory& kept = reverse_->trajectory();
    QCOMPARE(kept.frames(), 11);
    auto* view = in<ImageView>(reverse_, "state");
    TimelineModel& timeline = *reverse_->timeline();
    timeline.pause();
    for (const int frame : {0, 7, 10}) { // from noise to the picture
        timeline.setStep(kept.stops()[std::size_t(frame)]);
        QCOMPARE(view->image().values, kept.state(frame, 0).values);
    }
    QVERIFY(kept.state(0, 0).values != kept.state(10, 0).values);
}

void WholeJourney::whatIsExportedOpensAgain()
{
    in<ContactSheetView>(reverse_, "samples")->setSelected(2); // one picture of four, on its way
    const int step = reverse_->trajectory().stops()[7];
    reverse_->timeline()->setStep(step);
    const Image shown = in<ImageView>(reverse_, "state")->image();
    QCOMPARE(shown.values, reverse_->trajectory().state(7, 2).values);
    ExportPanel* panel = nullptr;
    for (auto* candidate : window_->findChildren<ExportPanel*>())
        if (candidate->isVisible())
            panel = candidate;
    QVERIFY(panel);
    panel->setFormat(QStringLiteral("png"));
    panel->setAllSamples(false);
    in<QSpinBox>(panel, "scale")->setValue(1);
    QSignalSpy exported(bridge_.get(), &Bridge::exported);
    const QString file = folder_.filePath(QStringLiteral("emerged.png"));
    panel->exportTo(file);
    QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kLong);
    QCOMPARE(QImage(file).size(), QSize(16, 16));

    drop(window_.get(), file);
    // It brings its recipe along: the sampling is set up as it was, and generating again gives the same picture.
    const auto card = [this] { return window_->findChild<NoticeCard*>(QStringLiteral("recipeNotice")); };
    QTRY_VERIFY_WITH_TIMEOUT(card(), kLong);
    QCOMPARE(window_->mode(), QStringLiteral("reverse"));
    QVERIFY2(!card()->accessibleDescription().contains(QStringLiteral("weights")),
             qPrintable(card()->accessibleDescription()));
    in<ContactSheetView>(reverse_, "samples")->setSelected(0);
    QSignalSpy finished(bridge_.get(), &Bridge::sampleFinished);
    card()->findChild<QPushButton*>(QStringLiteral("recipeGenerate"))->click();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kLong);
    const Trajectory& again = reverse_->trajectory();
    QCOMPARE(again.state(7, 2).values, shown.values);
    QTRY_COMPARE(reverse_->timeline()->step(), step); // which picture it was, and when
    QCOMPARE(in<ContactSheetView>(reverse_, "samples")->selected(), 2);
    QCOMPARE(in<ImageView>(reverse_, "state")->image().values, shown.values);

    drop(window_.get(), file); // or it is opened as a picture
    QTRY_VERIFY_WITH_TIMEOUT(card(), kLong);
    card()->findChild<QPushButton*>(QStringLiteral("recipePlain"))->click();
    QCOMPARE(window_->mode(), QStringLiteral("forward"));
    QTRY_VERIFY_WITH_TIMEOUT(
        in<ImageView>(forward_, "dataView")->accessibleName().contains(QStringLiteral("emerged.png")), kLong);
    QCOMPARE(QImage(file).convertToFormat(QImage::Format_RGB32), toQImage(shown).convertToFormat(QImage::Format_RGB32));
}

OWN_SETTINGS_TEST_MAIN(WholeJourney)

#include "tst_whole_journey.moc"
