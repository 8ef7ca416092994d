#include "tests/journeys/forward_bench.h"
#include "tests/support/test_main.h"
#include "ui/settings/preferences.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/workspace/workspace.h"

#include <QAbstractButton>
#include <QLabel>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

// A mode that the window has never heard of.
class Gallery : public Workspace {
public:
    explicit Gallery(const QString& name, bool pictures) : name_(name), pictures_(pictures)
    {
        inspector_->setParent(this);
        addCommand("sort " + name, tr("Sort")).onKey(Qt::Key_S, tr("sort")).does([this] { said.append("sort"); });
        addCommand("blocked " + name, tr("Blocked"))
            .onKey(Qt::Key_X)
            .disabledBy([] { return QStringLiteral("never"); })
            .does([this] { said.append("blocked"); });
        addCommand("import " + name, "Program", tr("Import"))
            .onShortcut(QKeySequence(pictures ? Qt::Key_F7 : Qt::Key_F8))
            .does([this] { said.append("import"); });
    }
    QString id() const override { return name_; }
    QString title() const override { return name_.toUpper(); }
    QWidget* inspector() override { return inspector_; }
    TimelineModel* timeline() override { return &timeline_; }
    bool opens(PathKind kind) const override { return pictures_ && kind == PathKind::Image; }
    void open(const QString& path) override { said.append("open " + path); }
    void usePicture(const QImage& picture, const QString&) override
    {
        said.append(QStringLiteral("use %1").arg(picture.width()));
    }
    std::string settings() const override { return pictures_ ? "shelf 3" : ""; }
    void begin(const std::string& settings, bool first) override
    {
        said.append(QStringLiteral("begin '%1'%2").arg(QString::fromStdString(settings), first ? " first" : ""));
    }
    QList<Fact> facts() const override { return {{"shelf", 3}}; }
    QStringList said;

private:
    QString name_;
    bool pictures_;
    QLabel* inspector_ = new QLabel;
    TimelineModel timeline_;
};

} // namespace

// The window knows of a mode only what its contract says.
class TestAnyMode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void itStandsInTheRailAndTheLists();
    void itsKeysReachIt();
    void itsCommandsBringItToTheFront();
    void itTakesWhatItOpens();
    void itsStateSurvivesARestart();
    void whatOpensIsRemembered();

private:
    void restart();
    QTemporaryDir folder_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<MainWindow> window_;
    Gallery *shelf_ = nullptr, *plane_ = nullptr;
};

void TestAnyMode::restart()
{
    std::vector<std::unique_ptr<Workspace>> modes;
    modes.push_back(std::make_unique<Gallery>(QStringLiteral("plane"), false));
    modes.push_back(std::make_unique<Gallery>(QStringLiteral("shelf"), true));
    plane_ = static_cast<Gallery*>(modes[0].get());
    shelf_ = static_cast<Gallery*>(modes[1].get());
    window_ = std::make_unique<MainWindow>(*bridge_, std::move(modes));
    window_->show();
}

void TestAnyMode::init()
{
    QSettings().clear();
    bridge_ = std::make_unique<Bridge>();
    restart();
}

void TestAnyMode::cleanup()
{
    window_.reset();
    bridge_.reset();
}

void TestAnyMode::itStandsInTheRailAndTheLists()
{
    QCOMPARE(window_->mode(), QStringLiteral("plane")); // the first
    window_->findChild<QAbstractButton*>(QStringLiteral("mode_shelf"))->click();
    QCOMPARE(window_->mode(), QStringLiteral("shelf"));
    QStringList ids;
    for (const Command* command : window_->commands())
        ids.append(command->id());
    for (const char* id : {"sort shelf", "import shelf", "mode shelf", "mode plane", "play", "export", "quit"})
        QCOMPARE(ids.count(QLatin1String(id)), 1);
    QCOMPARE(shelf_->keyHints(), (QList<QPair<QString, QString>>{{"S", "sort"}}));
    QCOMPARE(shelf_->fact(QStringLiteral("shelf")).toInt(), 3);
    QVERIFY(!shelf_->fact(QStringLiteral("loss")).isValid());
}

void TestAnyMode::itsKeysReachIt()
{
    window_->setMode(QStringLiteral("shelf"));
    QTest::keyClick(window_.get(), Qt::Key_S);
    QTest::keyClick(window_.get(), Qt::Key_X);
    QTest::keyClick(window_.get(), Qt::Key_S, Qt::ControlModifier);
    QCOMPARE(shelf_->said, QStringList("sort"));
    QVERIFY(plane_->said.isEmpty());
}

void TestAnyMode::itsCommandsBringItToTheFront()
{
    window_->setMode(QStringLiteral("plane"));
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    QTest::keyClick(window_.get(), Qt::Key_F7);
    QCOMPARE(window_->mode(), QStringLiteral("shelf"));
    QCOMPARE(shelf_->said, QStringList("import"));
    window_->setMode(QStringLiteral("plane"));
    window_->run(shelf_->command(QStringLiteral("blocked shelf"))); // it can't: nothing happens at all
    QCOMPARE(window_->mode(), QStringLiteral("plane"));
}

void TestAnyMode::itTakesWhatItOpens()
{
    const QString picture = folder_.filePath(QStringLiteral("a.jpg"));
    QVERIFY(testPicture().save(picture));
    window_->setMode(QStringLiteral("plane"));
    drop(window_.get(), picture);
    QTRY_COMPARE(shelf_->said, QStringList("open " + picture));
    QCOMPARE(window_->mode(), QStringLiteral("shelf"));
    QMimeData mime; // from another program, without a file
    mime.setImageData(testPicture());
    const QPoint middle = window_->rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(middle, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &event);
    QCOMPARE(shelf_->said.last(), QStringLiteral("use %1").arg(kSide));
    QVERIFY(plane_->said.isEmpty());
}

void TestAnyMode::itsStateSurvivesARestart()
{
    window_->start();
    QCOMPARE(shelf_->said, QStringList("begin '' first"));
    window_->setMode(QStringLiteral("shelf"));
    window_->close();
    window_.reset();
    restart();
    QCOMPARE(window_->mode(), QStringLiteral("shelf"));
    window_->start();
    QCOMPARE(shelf_->said, QStringList("begin 'shelf 3'"));
    QCOMPARE(plane_->said, QStringList("begin ''"));
}

void TestAnyMode::whatOpensIsRemembered()
{
    const QString picture = folder_.filePath(QStringLiteral("b.jpg"));
    QVERIFY(testPicture().save(picture));
    Q_EMIT shelf_->pathOpened(PathKind::Image, picture);
    QCOMPARE(Preferences::recent(Preferences::kRecentPictures), QStringList(picture));
    window_.reset();
    restart();
    window_->start();
    QTRY_VERIFY_WITH_TIMEOUT(shelf_->said.contains("open " + picture), 60'000); // once its disk has answered
}

OWN_SETTINGS_TEST_MAIN(TestAnyMode)

#include "tst_any_mode.moc"
