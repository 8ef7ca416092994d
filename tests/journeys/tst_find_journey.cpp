#include "tests/journeys/whole_window.h"

#include "ui/forward/equation/equation_parts.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/schedule/schedule_plot.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/chart_window.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/math/math_text.h"
#include "ui/widgets/terms/explain.h"
#include "ui/widgets/terms/terms.h"
#include "ui/window/frame/frame_geometry.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/pointer_spot.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/main_window.h"
#include "ui/window/sheets/sheet.h"
#include "ui/window/sheets/word_match.h"
#include "ui/workspace/command.h"

#include <QAbstractSlider>
#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QStyle>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolTip>

using namespace diffuscope;
using namespace diffuscope::ui;

// Every action is found by its name, every key is listed and works, and what is shown is explained where it is.
class FindJourney : public QObject, WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { openWithPicture(); }
    void everythingIsFoundByItsName();
    void wordsAreMatchedNotLetters();
    void keysWorkOrAreNotPromised();
    void keysAreListed();
    void whatIsShownIsExplained();
};

void FindJourney::everythingIsFoundByItsName()
{
    window_->setMode(QStringLiteral("forward"));
    search(QStringLiteral("go rev"));
    QVERIFY(Sheet::openIn(window_.get()));
    press(Qt::Key_Return);
    QTRY_VERIFY(!Sheet::openIn(window_.get()));
    QCOMPARE(window_->mode(), QStringLiteral("reverse"));
    window_->setMode(QStringLiteral("forward"));
    search(QStringLiteral("321"));
    press(Qt::Key_Return);
    QCOMPARE(forward_->timeline()->step(), 321);
    search(QStringLiteral("4321")); // there is no such step: it says so and stays
    press(Qt::Key_Return);
    QVERIFY(Sheet::openIn(window_.get()));
    auto* list = Sheet::openIn(window_.get())->findChild<QListWidget*>();
    QVERIFY(list->item(0)->data(Qt::AccessibleDescriptionRole).toString().contains(QStringLiteral("1000")));
    press(Qt::Key_Escape);
    QTRY_VERIFY(!Sheet::openIn(window_.get()));
    QCOMPARE(forward_->timeline()->step(), 321);
    search(QStringLiteral("new noi"));
    const quint64 before = forward_->state().seed();
    press(Qt::Key_Return);
    QCOMPARE(forward_->state().seed(), before + 1);
    search(QStringLiteral("schedule cosine"));
    press(Qt::Key_Return);
    QCOMPARE(window_->findChild<ForwardInspector*>()->scheduleSpec().id, std::string("cosine"));
    QCOMPARE(forward_->timeline()->totalSteps(), 1000);
    search(QStringLiteral("schedule linear"));
    press(Qt::Key_Return);
    QCOMPARE(window_->findChild<ForwardInspector*>()->scheduleSpec().id, std::string("linear"));
    search(QStringLiteral("ramp disc")); // the picture that was opened
    QVERIFY(Sheet::openIn(window_.get())
                ->findChild<QListWidget*>()
                ->item(0)
                ->text()
                .contains(QStringLiteral("ramp and disc.png")));
    press(Qt::Key_Escape);
    search(QStringLiteral("table log snr"));
    press(Qt::Key_Return);
    QPointer<ChartWindow> numbers = find<SchedulePlot>("logSnrPlot")->tableWindow();
    QVERIFY(numbers && numbers->isVisible());
    QCOMPARE(numbers->findChild<QLabel*>(QStringLiteral("tableCount"))->text(),
             QStringLiteral("1,001 rows · as of step 321"));
    forward_->timeline()->setStep(322); // the window works, and the table follows it
    QTRY_COMPARE(numbers->findChild<QLabel*>(QStringLiteral("tableCount"))->text(),
                 QStringLiteral("1,001 rows · as of step 322"));
    numbers->close();
    QTRY_VERIFY(!numbers);
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
}

void FindJourney::wordsAreMatchedNotLetters()
{
    const auto fits = [](const char* typed, const char* text) {
        return wordMatch(QLatin1String(typed), QString::fromUtf8(text)).has_value();
    };
    QVERIFY(fits("noi sch", "Noise schedule: Cosine"));
    QVERIFY(fits("nn", "New noise"));
    QVERIFY(fits("gorev", "Go to Reverse"));
    QVERIFY(fits("dpm++", "Sampler: DPM++ 2M"));
    QVERIFY(!fits("nn", "Cannon noise"));
    QVERIFY(!fits("ope", "Another picture"));
    QVERIFY(!fits("help", "Show as table: log SNR over the noise level"));
    QVERIFY(!fits("snr", "Sampler: Euler ancestral"));
    QVERIFY(!fits("reset", "Report on the dataset"));
    QCOMPARE(wordMatch(QStringLiteral("gr"), QStringLiteral("Go to Reverse"))->found, (QList<int>{0, 6}));
    QVERIFY(wordMatch(QStringLiteral("noise"), QStringLiteral("New noise"))->score >
            wordMatch(QStringLiteral("noise"), QStringLiteral("Noises of the world"))->score);
    const auto first = [this](const QString& typed) {
        search(typed);
        auto* list = Sheet::openIn(window_.get())->findChild<QListWidget*>();
        const QString title = list->count() > 0 ? list->item(0)->text() : QString();
        press(Qt::Key_Escape);
        return title;
    };
    const std::pair<const char*, const char*> expected[] = {{"help", "Keys"},
                                                            {"gauss", "New noise"},
                                                            {"preferences", "Settings"},
                                                            {"rewind", "To the data"},
                                                            {"projector", "Presentation text size"}};
    for (const auto& [typed, title] : expected)
        QVERIFY2(first(QLatin1String(typed)).contains(QLatin1String(title)), typed);
    QCOMPARE(first(QStringLiteral("qqq")), QString());
    QTRY_VERIFY(!Sheet::openIn(window_.get()));
}

// What the status line promises works wherever the focus is, or is not promised there.
void FindJourney::keysWorkOrAreNotPromised()
{
    window_->setMode(QStringLiteral("forward"));
    auto* status = find<StatusLine>("statusLine");
    const auto promised = [status](const char* words) {
        for (const auto& hint : status->hints())
            if (hint.second == QLatin1String(words))
                return true;
        return false;
    };
    QVERIFY(promised("play") && promised("new noise"));
    auto* list = find<QComboBox>("exportFormat");
    list->setFocus();
    QTRY_VERIFY(list->hasFocus());
    const quint64 seed = forward_->state().seed();
    press(Qt::Key_R); // it is no letter to find a line of the list by
    QCOMPARE(forward_->state().seed(), seed + 1);
    QVERIFY(promised("new noise") && promised("open the list") && !promised("play") && !promised("step"));
    press(Qt::Key_Escape);
    QVERIFY(!list->hasFocus());
    QVERIFY(promised("play"));
    auto* number = find<QSpinBox>("timesteps");
    number->setFocus();
    QVERIFY(!promised("new noise") && promised("back to the keys"));
    press(Qt::Key_Return);
    QVERIFY(promised("new noise"));
    window_->setMode(QStringLiteral("train"));
    press(Qt::Key_C);
    QVERIFY(!status->message().isEmpty());        // why not
    status->findChild<QTimer*>()->setInterval(1); // and after a while it is no longer news
    QTRY_VERIFY(status->message().isEmpty());
    status->findChild<QTimer*>()->setInterval(12'000);
    window_->setMode(QStringLiteral("forward"));
}

void FindJourney::keysAreListed()
{
    press(Qt::Key_F1);
    auto* sheet = find<QWidget>("helpSheet");
    for (const char* line : {"Space: Play or pause", "Ctrl K: Find a command", "R: New noise", "G: Generate",
                             "Ctrl Shift P: Presentation text size", "F11: Full screen"})
        QVERIFY2(sheet->accessibleDescription().contains(QLatin1String(line)), line);
    QSet<QString> shortcuts;
    for (const Command* command : window_->commands())
        if (!command->shortcut().isEmpty()) {
            QVERIFY2(!shortcuts.contains(command->shortcut().toString()), qPrintable(command->title()));
            shortcuts.insert(command->shortcut().toString());
        }
    const int step = forward_->timeline()->step();
    press(Qt::Key_Escape);
    QTRY_VERIFY(!Sheet::openIn(window_.get()));
    QCOMPARE(forward_->timeline()->step(), step);
}

// Resting the pointer on a control, a number or a chart says what it is.
void FindJourney::whatIsShownIsExplained()
{
    QStringList silent;
    for (const char* mode : {"forward", "train", "reverse"}) {
        window_->setMode(QLatin1String(mode));
        QTest::qWait(0);
        for (const QWidget* widget : window_->findChildren<QWidget*>()) {
            const bool inField = qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) ||
                                 qobject_cast<QComboBox*>(widget->parentWidget()) ||
                                 qobject_cast<QAbstractScrollArea*>(widget->parentWidget());
            const bool tells = qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
                               qobject_cast<const QAbstractSpinBox*>(widget) ||
                               qobject_cast<const QAbstractSlider*>(widget) ||
                               qobject_cast<const SegmentedControl*>(widget) ||
                               qobject_cast<const NumberLabel*>(widget) || qobject_cast<const Chart*>(widget) ||
                               qobject_cast<const MathText*>(widget) || qobject_cast<const ImageView*>(widget);
            if (tells && !inField && widget->isVisible() && !widget->size().isEmpty() &&
                !qobject_cast<const QScrollBar*>(widget) && !isExplained(widget, widget->rect().center()))
                silent.append(QStringLiteral("%1 %2 '%3' '%4'")
                                  .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                       widget->accessibleName(), widget->property("text").toString()));
        }
    }
    window_->setMode(QStringLiteral("forward"));
    QVERIFY2(silent.isEmpty(), qPrintable(silent.join(u'\n')));
    // One place says what a symbol means, and it is found there by other words, too.
    QSet<QString> ids, titles;
    for (const Term& term : terms()) {
        QVERIFY2(!ids.contains(QLatin1String(term.id)), term.id);
        ids.insert(QLatin1String(term.id));
        titles.insert(termTitle(term));
        QVERIFY2(termMeaning(term).size() > 20, term.id);
        QVERIFY(!*term.markup || termOfMarkup(QString::fromUtf8(term.markup)) == &term);
    }
    QCOMPARE(titles.size(), ids.size());
    QVERIFY(termTip(QLatin1String("alphaBar"), QStringLiteral("0.5241")).contains(QStringLiteral("0.5241")));
    search(QStringLiteral("decibel"));
    press(Qt::Key_Return);
    QVERIFY(find<NoticeCard>("termNotice")->accessibleName().startsWith(QStringLiteral("SNR")));
    find<NoticeStack>("notices")->dismiss(NoticeSubject::Kind::Term);
    forward_->timeline()->setStep(250);
    QTest::qWait(0);
    auto* readouts = find<QWidget>("readouts");
    QHelpEvent rest(QEvent::ToolTip, QPoint(60, readouts->height() - 50),
                    readouts->mapToGlobal(QPoint(60, readouts->height() - 50)));
    QApplication::sendEvent(readouts, &rest);
    QTRY_VERIFY(QToolTip::text().contains(QStringLiteral("0.5241")));
    QToolTip::hideText();
    const auto tipAt = [](QWidget* widget, const QPoint& at) {
        QHelpEvent pause(QEvent::ToolTip, at, widget->mapToGlobal(at));
        QApplication::sendEvent(widget, &pause);
        return QToolTip::text();
    };
    const QString step = tipAt(readouts, QPoint(44, 40)); // the large t, which the program counts from 0 elsewhere
    QVERIFY2(step.contains(QStringLiteral("timestep 249")), qPrintable(step));
    auto* power = find<QWidget>("powerBar");
    const QString shares = tipAt(power, power->rect().center());
    QVERIFY2(shares.contains(QStringLiteral("52.4 %")) && shares.contains(QStringLiteral("mean square")),
             qPrintable(shares));
    QToolTip::hideText();
}

OWN_SETTINGS_TEST_MAIN(FindJourney)

#include "tst_find_journey.moc"
