#include "tests/support/test_main.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/terms/explain.h"
#include "ui/workspace/command.h"

#include <QTest>

using namespace diffuscope::ui;

// A command and what is made from it.
class TestCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsUnlessThereIsAReason();
    void keysAreShownAsCaps();
    void itsButtonsDoAndShowIt();
    void aReasonComesBeforeWhatIsExplained();
    void aButtonGoesFromOneCommandToAnother();
    void theLayoutDecidesWhereNothingWasSaid();
    void aButtonOutlivesItsCommand();
};

void TestCommand::runsUnlessThereIsAReason()
{
    int done = 0;
    QString reason = QStringLiteral("Not yet");
    Command command("do it", "Tests", "Do it", nullptr);
    command.run(); // nothing to do: a line of the sheet of keys
    QVERIFY(!command.isRunnable());
    command.does([&] { ++done; }).disabledBy([&] { return reason; });
    command.run();
    QCOMPARE(done, 0);
    reason.clear();
    command.run();
    QCOMPARE(done, 1);
    QCOMPARE(command.id(), QStringLiteral("do it"));
    QVERIFY(command.isListed(Command::Search) && command.isListed(Command::Keys));
    command.listed(Command::Keys);
    QVERIFY(!command.isListed(Command::Search) && command.isListed(Command::Keys));
}

// What a control means is said again as soon as it can be used, also where that was said or changed meanwhile.
void TestCommand::aReasonComesBeforeWhatIsExplained()
{
    QString reason = QStringLiteral("Open a picture first");
    Command command("seed", "Tests", "Seed", nullptr);
    command.does([] {}).disabledBy([&] { return reason; });
    Button button(QStringLiteral("Seed"));
    explain(&button, "seed");
    const QString meaning = button.toolTip();
    Command::bind(&button, &command);
    QCOMPARE(button.toolTip(), reason);
    reason = QStringLiteral("Not now"); // another one
    command.refresh();
    QCOMPARE(button.toolTip(), reason);
    QCOMPARE(usualToolTip(&button), meaning);
    reason.clear();
    command.refresh();
    QCOMPARE(button.toolTip(), meaning);
    setReason(&button, QStringLiteral("Later"));
    setUsualToolTip(&button, QStringLiteral("other words"));
    QCOMPARE(button.toolTip(), QStringLiteral("Later"));
    setReason(&button, {});
    QCOMPARE(button.toolTip(), QStringLiteral("other words"));

    // "Explained" is a place: a part of a panel says nothing of what lies elsewhere in it.
    QWidget panel;
    panel.resize(100, 40);
    QWidget left(&panel), right(&panel);
    left.setGeometry(0, 0, 50, 40);
    right.setGeometry(50, 0, 50, 40);
    explainParts(&panel,
                 [](const QPoint& at) { return at.x() < 50 ? std::optional(Explained{"seed"}) : std::nullopt; });
    QVERIFY(isExplained(&left, left.rect().center()));
    QVERIFY(!isExplained(&right, right.rect().center()));
}

void TestCommand::keysAreShownAsCaps()
{
    Command command("keys", "Tests", "Keys", nullptr);
    QCOMPARE(command.keys(), QString());
    command.onKey(Qt::Key_R, "new noise");
    QCOMPARE(command.keys(), QStringLiteral("R"));
    QCOMPARE(command.hint(), QStringLiteral("new noise"));
    command.onKey(Qt::Key_Escape);
    QCOMPARE(command.keys(), QStringLiteral("Esc"));
    command.onShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T));
    QCOMPARE(command.keys(), QStringLiteral("Ctrl Shift T"));
    command.shownKeys(QStringLiteral("Shift ← →"));
    QCOMPARE(command.keys(), QStringLiteral("Shift ← →"));
}

void TestCommand::itsButtonsDoAndShowIt()
{
    int done = 0;
    QString reason = QStringLiteral("Open a picture first");
    Command command("go", "Tests", "Go somewhere", nullptr);
    command.does([&] { ++done; }).disabledBy([&] { return reason; });
    Button first(QStringLiteral("Go"));
    first.setToolTip(QStringLiteral("Go there (G)"));
    IconButton second(QStringLiteral("play"), QStringLiteral("Go there, too"));
    for (QAbstractButton* button : {static_cast<QAbstractButton*>(&first), static_cast<QAbstractButton*>(&second)}) {
        Command::bind(button, &command);
        QVERIFY(!button->isEnabled());
        QCOMPARE(button->toolTip(), reason);
    }
    reason.clear();
    command.refresh();
    QVERIFY(first.isEnabled() && second.isEnabled());
    QCOMPARE(first.toolTip(), QStringLiteral("Go there (G)")); // its own again
    QCOMPARE(second.toolTip(), QStringLiteral("Go there, too"));
    QCOMPARE(first.text(), QStringLiteral("Go"));
    first.click();
    second.click();
    QCOMPARE(done, 2);
    command.named("Go 16").explained("Sixteen at once");
    QCOMPARE(first.text(), QStringLiteral("Go 16"));
    QCOMPARE(first.toolTip(), QStringLiteral("Sixteen at once"));
}

void TestCommand::aButtonGoesFromOneCommandToAnother()
{
    QStringList done;
    Command start("start", "Tests", "Start", nullptr), stop("stop", "Tests", "Stop", nullptr);
    Button button(QStringLiteral("?"));
    start.named("Start").does([&] {
        done.append("start");
        Command::bind(&button, &stop); // while the first one still runs
    });
    stop.named("Stop").does([&] { done.append("stop"); });
    Command::bind(&button, &start);
    button.click();
    QCOMPARE(button.text(), QStringLiteral("Stop"));
    button.click();
    QCOMPARE(done, QStringList({"start", "stop"}));
    start.named("Begin"); // no longer its affair
    QCOMPARE(button.text(), QStringLiteral("Stop"));
}

void TestCommand::theLayoutDecidesWhereNothingWasSaid()
{
    QWidget window;
    Button button(QStringLiteral("Go"), {}, Button::Look::Normal, &window);
    Command command("go", "Tests", "Go", nullptr);
    button.hide();
    Command::bind(&button, &command);
    command.refresh();
    QVERIFY(button.isHidden());
    command.setShown(true);
    QVERIFY(!button.isHidden());
    command.setShown(false);
    QVERIFY(button.isHidden());
}

void TestCommand::aButtonOutlivesItsCommand()
{
    Button button(QStringLiteral("Go"));
    {
        Command command("go", "Tests", "Go", nullptr);
        command.does([] { QFAIL("it is gone"); });
        Command::bind(&button, &command);
    }
    button.click();
}

GUI_TEST_MAIN(TestCommand)
#include "tst_command.moc"
