// The first minute: a newcomer without data sees a picture being drawn, and three doors stand open.
#include "core/base/resources.h"
#include "tests/journeys/whole_window.h"
#include "ui/gallery/gallery_grid.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/notice_card.h"

#include <QFileDialog>
#include <QLabel>
#include <QSettings>

using namespace diffuscope;
using namespace diffuscope::ui;

class FirstStart : public QObject, private WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void itDrawsByItself();
    void theFirstDoorShowsOneAlone();
    void theSecondDoorAsksForAPicture();
    void theThirdDoorAsksForAFolder();
    void theOtherStarterDrawsInstead_data();
    void theOtherStarterDrawsInstead();
    void whatItDrewIsKeptAndCanBeVerified();
    void itComesBackWhereItWasLeftAndNowhereElse();
    void theMarkLeadsBackToIt();
    void aModelOfOnesOwnTakesItsPlace();
    void withoutStartersForwardIsShownAndItIsSaid();
    void aDamagedStarterIsSaid();
    void aSecondWindowKeepsNothing();

private:
    Workspace* reverse() const { return window_->workspace(QStringLiteral("reverse")); }
    bool welcoming() const { return reverse()->fact(QStringLiteral("welcome")).toBool(); }
    bool drawn() const
    {
        return reverse()->fact(QStringLiteral("frames")).toInt() ==
                   reverse()->fact(QStringLiteral("steps")).toInt() + 1 &&
               !reverse()->fact(QStringLiteral("running")).toBool();
    }
    void startWelcoming()
    {
        openWindow(false);
        window_->start(true);
    }
    void fillResources(const std::function<void(const QDir&)>& fill); // the program finds these then
};

// The program's resources, with one model under both names, so that which ship is no affair of these tests.
void FirstStart::init()
{
    QSettings().clear();
    fillResources([](const QDir& place) {
        const QString digits = QString::fromStdString((resourceFolder() / "models" / "digits").string());
        QVERIFY(place.mkpath(QStringLiteral("models")));
        for (const char* name : {"models/shapes", "models/digits"})
            QVERIFY(QFile::link(digits, place.filePath(QLatin1String(name))));
    });
}

void FirstStart::cleanup()
{
    qunsetenv("DIFFUSCOPE_RESOURCES");
    window_.reset();
    bridge_.reset();
    for (const char* mode : {"forward", "train", "reverse"})
        QFile::remove(Preferences::sceneFile(QLatin1String(mode)));
}

void FirstStart::itDrawsByItself()
{
    startWelcoming();
    QCOMPARE(window_->mode(), QStringLiteral("reverse"));
    QVERIFY(welcoming());
    QVERIFY(find<QWidget>("welcome")->isVisible());
    auto* samples = find<ContactSheetView>("welcomeSamples");
    QCOMPARE(samples->count(), 16); // dashed cells, before anything is there
    QTRY_VERIFY_WITH_TIMEOUT(reverse()->fact(QStringLiteral("frame")).toInt() > 0, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(drawn(), kLong);
    QCOMPARE(reverse()->fact(QStringLiteral("t")).toInt(), 0); // it rests on the pictures
    QCOMPARE(samples->count(), 16);
    QCOMPARE(bridge_->model()->path, std::string("starter:shapes"));
    QVERIFY(!bridge_->model()->classNames.empty());
    QCOMPARE(Preferences::text(Preferences::kModel), QStringLiteral("starter:shapes"));
    QVERIFY(Preferences::recent(Preferences::kRecentModels).isEmpty()); // it is not one of the user's
    QCOMPARE(reverse()->fact(QStringLiteral("frame")).toInt(), reverse()->fact(QStringLiteral("steps")).toInt());
}

void FirstStart::theFirstDoorShowsOneAlone()
{
    startWelcoming();
    QTRY_VERIFY_WITH_TIMEOUT(drawn(), kLong);
    auto* samples = find<ContactSheetView>("welcomeSamples");
    QTest::mouseClick(samples, Qt::LeftButton, {}, samples->cellRect(5).center()); // as the door does, with this one
    QVERIFY(!welcoming());
    QVERIFY(find<QWidget>("state")->isVisible());
    QCOMPARE(reverse()->fact(QStringLiteral("picture")).toInt(), 6);
    TimelineModel* timeline = reverse()->timeline();
    QVERIFY(timeline->playing());
    QCOMPARE(timeline->speed(), 0.5);
    QVERIFY(timeline->step() > timeline->totalSteps() / 2); // from its noise
    timeline->pause();

    window_->run(reverse()->command(QStringLiteral("first page")));
    QVERIFY(welcoming());
    QTest::keyClick(find<QWidget>("doorWatch"), Qt::Key_Return);
    QVERIFY(!welcoming());
    QVERIFY(timeline->playing());
}

void FirstStart::theSecondDoorAsksForAPicture()
{
    startWelcoming();
    QTest::keyClick(find<QWidget>("doorWatch"), Qt::Key_Down);
    QTest::mouseClick(find<QWidget>("doorPicture"), Qt::LeftButton);
    QCOMPARE(window_->mode(), QStringLiteral("forward"));
    auto* dialog = window_->findChild<QFileDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    dialog->reject();
}

void FirstStart::theThirdDoorAsksForAFolder()
{
    startWelcoming();
    QTest::mouseClick(find<QWidget>("doorFolder"), Qt::LeftButton);
    QCOMPARE(window_->mode(), QStringLiteral("train"));
    auto* dialog = window_->findChild<QFileDialog*>(QStringLiteral("datasetDialog"));
    QVERIFY(dialog && dialog->isVisible());
    dialog->reject();
}

void FirstStart::theOtherStarterDrawsInstead_data()
{
    QTest::addColumn<bool>("early");
    QTest::newRow("after the first") << false;
    QTest::newRow("while the first draws") << true;
}

void FirstStart::theOtherStarterDrawsInstead()
{
    QFETCH(bool, early);
    startWelcoming();
    if (early)
        QTRY_VERIFY_WITH_TIMEOUT(reverse()->fact(QStringLiteral("frame")).toInt() >= 1, kLong);
    else
        QTRY_VERIFY_WITH_TIMEOUT(drawn(), kLong);
    QTest::mouseClick(find<QWidget>("otherStarter"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(bridge_->model()->path, std::string("starter:digits"), kLong);
    QVERIFY(welcoming());
    const auto& walk = static_cast<ReverseWorkspace*>(reverse())->trajectory();
    QTRY_VERIFY_WITH_TIMEOUT(walk.recipe().model == "starter:digits" && drawn(), kLong);
    QCOMPARE(walk.state(0, 0).channels, 1);
    QCOMPARE(walk.recipe().model, std::string("starter:digits")); // holds on every machine
}

void FirstStart::whatItDrewIsKeptAndCanBeVerified()
{
    startWelcoming();
    QTRY_VERIFY_WITH_TIMEOUT(drawn(), kLong);
    window_->setMode(QStringLiteral("gallery"));
    Workspace* gallery = window_->workspace(QStringLiteral("gallery"));
    QTRY_VERIFY_WITH_TIMEOUT(gallery->fact(QStringLiteral("listed")).toInt() >= 16, kLong);
    auto* grid = window_->findChild<GalleryGrid*>();
    const auto selected = [&] { // once its page is there
        QTest::keyClick(grid, Qt::Key_Home);
        return gallery->fact(QStringLiteral("selected")).toInt() == 1;
    };
    QVERIFY(QTest::qWaitFor(selected, kLong));
    const auto verdict = [this] { return window_->findChild<NoticeCard*>(QStringLiteral("verdictNotice")); };
    const auto asked = [&] { // the entry itself may still be on its way
        gallery->command(QStringLiteral("gallery verify"))->run();
        return window_->findChild<NoticeCard*>(QStringLiteral("verifyNotice")) || verdict();
    };
    QVERIFY(QTest::qWaitFor(asked, kLong));
    QTRY_VERIFY_WITH_TIMEOUT(verdict(), kLong);
    QVERIFY2(verdict()->accessibleName().contains(QStringLiteral("bit for bit")),
             qPrintable(verdict()->accessibleName()));
    QVERIFY2(verdict()->accessibleName().contains(QStringLiteral("“")) && // the picture's name, not its file's
                 !verdict()->accessibleName().contains(QStringLiteral(".png")),
             qPrintable(verdict()->accessibleName()));
}

void FirstStart::itComesBackWhereItWasLeftAndNowhereElse()
{
    startWelcoming();
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->model(), kLong);
    window_->close();
    restartWindow();
    QVERIFY(welcoming());
    QTRY_VERIFY_WITH_TIMEOUT(drawn(), kLong); // with the model that was open
    reverse()->command(QStringLiteral("tool watch"))->run();
    QVERIFY(!welcoming());
    window_->setMode(QStringLiteral("forward"));
    window_->close();
    restartWindow();
    QCOMPARE(window_->mode(), QStringLiteral("forward"));
    QVERIFY(!welcoming());
}

void FirstStart::theMarkLeadsBackToIt()
{
    startWelcoming();
    QTRY_VERIFY_WITH_TIMEOUT(drawn(), kLong);
    reverse()->command(QStringLiteral("tool step"))->run();
    window_->setMode(QStringLiteral("forward"));
    const JobId calls = reverse()->fact(QStringLiteral("frames")).toInt();
    QTest::mouseClick(find<QWidget>("logoButton"), Qt::LeftButton);
    QCOMPARE(window_->mode(), QStringLiteral("reverse"));
    QVERIFY(welcoming());
    QVERIFY(drawn()); // what is there is shown, nothing is drawn anew
    QCOMPARE(JobId(reverse()->fact(QStringLiteral("frames")).toInt()), calls);
}

void FirstStart::aModelOfOnesOwnTakesItsPlace()
{
    startWelcoming();
    QTRY_VERIFY_WITH_TIMEOUT(drawn(), kLong);
    TrainRequest request;
    request.source = "builtin:digits";
    request.folder = folder_.filePath(QStringLiteral("own")).toStdString();
    request.overrides = {{"size", 16LL},  {"steps", 1LL},         {"batch", 2LL},
                         {"limit", 20LL}, {"preview_count", 1LL}, {"preview_steps", 1LL}};
    bridge_->session().startTraining(request);
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->training().state == TrainState::Finished, kLong);
    QVERIFY(welcoming());
    window_->openModel(QString::fromStdString(request.folder));
    QTRY_VERIFY_WITH_TIMEOUT(!welcoming(), kLong);
    QCOMPARE(Preferences::text(Preferences::kModel), QString::fromStdString(request.folder));
}

void FirstStart::fillResources(const std::function<void(const QDir&)>& fill)
{
    qunsetenv("DIFFUSCOPE_RESOURCES");
    const QDir place(folder_.filePath(QStringLiteral("resources")));
    QDir(place).removeRecursively();
    QVERIFY(place.mkpath(QStringLiteral("icons")));
    const QString icon = QStringLiteral("icons/diffuscope.svg");
    QVERIFY(QFile::copy(QString::fromStdString(resource(icon.toStdString()).string()), place.filePath(icon)));
    fill(place);
    qputenv("DIFFUSCOPE_RESOURCES", place.path().toUtf8());
}

void FirstStart::withoutStartersForwardIsShownAndItIsSaid()
{
    fillResources([](const QDir&) {});
    startWelcoming();
    QCOMPARE(window_->mode(), QStringLiteral("forward"));
    QVERIFY(!welcoming());
    const auto cards = window_->findChildren<NoticeCard*>();
    QVERIFY(std::any_of(cards.begin(), cards.end(), [](const NoticeCard* card) {
        return card->isVisible() && card->accessibleName().contains(QStringLiteral("models that ship"));
    }));
    QTRY_VERIFY_WITH_TIMEOUT(!forward_->state().empty(), kLong); // with its built-in picture
}

void FirstStart::aDamagedStarterIsSaid()
{
    fillResources([](const QDir& place) {
        QVERIFY(place.mkpath(QStringLiteral("models/shapes/unet")));
        QFile index(place.filePath(QStringLiteral("models/shapes/model_index.json")));
        QVERIFY(index.open(QIODevice::WriteOnly));
    });
    startWelcoming();
    QTRY_VERIFY_WITH_TIMEOUT(!welcoming(), kLong);
    const auto cards = window_->findChildren<NoticeCard*>();
    QVERIFY(std::any_of(cards.begin(), cards.end(), [](const NoticeCard* card) { return card->isVisible(); }));
}

void FirstStart::aSecondWindowKeepsNothing()
{
    startWelcoming();
    QTRY_VERIFY_WITH_TIMEOUT(bridge_->model(), kLong);
    {
        Bridge bridge;
        MainWindow second(bridge, makeModes(bridge));
        second.show();
        second.start(true);
        second.workspace(QStringLiteral("reverse"))->command(QStringLiteral("tool watch"))->run();
        second.setMode(QStringLiteral("train"));
        second.close();
    }
    // The first may have kept its own meanwhile, where the page is still shown.
    QVERIFY(!Preferences::scene(QStringLiteral("reverse")).contains(QStringLiteral("false")));
    QCOMPARE(Preferences::text(Preferences::kMode), QStringLiteral("reverse"));
    window_->close();
    QVERIFY(Preferences::scene(QStringLiteral("reverse")).contains(QStringLiteral("true")));
}

OWN_SETTINGS_TEST_MAIN(FirstStart)

#include "tst_first_start.moc"
