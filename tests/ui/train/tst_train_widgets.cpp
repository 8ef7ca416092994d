#include "core/session/catalog.h"
#include "tests/support/test_main.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/train/dataset/dataset_card.h"
#include "ui/train/dataset/dataset_report_page.h"
#include "ui/train/dataset/report_text.h"
#include "ui/train/history/run_history.h"
#include "ui/train/preview_panel.h"
#include "ui/train/runs/run_notices.h"
#include "ui/train/train_config_panel.h"
#include "ui/train/train_stats.h"
#include "ui/widgets/controls/bar_list.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/window/frame/chips.h"

#include <QCheckBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

QString textOf(const QWidget* widget)
{
    QStringList all;
    for (const QLabel* label : widget->findChildren<QLabel*>())
        if (label->isVisibleTo(widget))
            all << label->text();
    return all.join(u'\n');
}

// For a look at what is hard to bring about: set DIFFUSCOPE_PICTURES to a folder.
void keepPicture(QWidget& widget, const QString& name)
{
    const QString folder = qEnvironmentVariable("DIFFUSCOPE_PICTURES");
    for (const ThemeName theme : {ThemeName::Paper, ThemeName::Ink}) {
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), theme);
        QCoreApplication::processEvents();
        const QPixmap picture = widget.grab();
        QVERIFY(!picture.isNull());
        if (!folder.isEmpty())
            picture.save(folder + u'/' + name + (theme == ThemeName::Ink ? "-ink.png" : "-paper.png"));
    }
}

TrainStatus running(const std::string& message = {}, bool trouble = false)
{
    TrainStatus status;
    status.state = TrainState::Running;
    status.step = 6400;
    status.totalSteps = 12000;
    status.smoothedLoss = 0.0356;
    status.imagesPerSecond = 212;
    status.secondsElapsed = 966;
    status.secondsLeft = 845;
    status.validationLoss = 0.0374;
    status.heldOut = 168;
    status.memoryBytes = 1'400'000'000;
    status.folder = "/runs/one";
    status.message = message;
    status.diskError = trouble;
    return status;
}

TrainStatus failedWithOffer()
{
    TrainStatus status = running("Training has diverged: the loss was not a finite number 20 times in a row.");
    status.state = TrainState::Failed;
    status.next = {NextStep::Kind::ResumeRun,
                   {"Go on from step %1 with half the learning rate", {"6000"}},
                   status.folder,
                   {{"learning_rate", 1e-4}},
                   6000};
    return status;
}

DatasetOpened looked()
{
    DatasetOpened set;
    set.name = "tiles";
    set.source = "/pictures/tiles";
    set.size = 3368;
    set.channels = 3;
    set.side = 16;
    set.classes = {{"armour", 1450, {}}, {"demons", 1000, {}}, {"food", 25, {}}, {"trees", 893, {}}};
    set.skipped = {{"a/torn.png", "This is not an image"},
                   {"b/huge.png", "It is too large"},
                   {"b/none.png", "This is not an image"}};
    for (int k = 0; k < 16; ++k)
        set.samples.emplace_back(3, 16, 16, float(k) / 8 - 1);
    set.report.looked = 3371;
    set.report.sizes = {{"32 x 32", 3000}, {"64 x 48", 300}, {"other", 68}};
    set.report.sides = {{"32 to 63 px", 3300}, {"64 to 127 px", 68}};
    set.report.colourModes = {{"RGB", 3000}, {"RGB with alpha", 368}};
    set.report.duplicates = {{"/pictures/tiles/a/one.png", {"/pictures/tiles/b/two.png", "c/three.png"}}};
    set.report.remarks = {{"Only the pictures in train are used", {}, 0},
                          {"Of one colour all over", {"/pictures/tiles/a/black\n.png"}, 3}};
    set.report.duplicateFiles = 2;
    set.report.bytes = 12'300'000;
    set.report.seconds = 1.4;
    set.report.cacheFile = "/cache/tiles.bin";
    return set;
}

} // namespace

// What the parts of Train say about events that a short run does not bring.
class TestTrainWidgets : public QObject {
    Q_OBJECT
    QTemporaryDir settings_;
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", settings_.path().toUtf8()); // nobody's own settings
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Ink);
    }

    void anOfferIsAButtonThatResumes()
    {
        RunNotices notices;
        notices.resize(720, 200);
        notices.show();
        QSignalSpy wanted(&notices, &RunNotices::resumeRequested);
        auto* card = notices.findChild<NoticeCard*>("offerCard");
        auto* button = notices.findChild<QPushButton*>("acceptOffer");
        notices.setStatus(running());
        QVERIFY(!card->isVisible());
        notices.setStatus(failedWithOffer());
        QVERIFY(card->isVisible());
        QVERIFY(!notices.findChild<NoticeCard*>("errorCard")->isVisible()); // said once
        QCOMPARE(button->text(), QStringLiteral("Go on from step 6000 with half the learning rate"));
        keepPicture(notices, QStringLiteral("offer"));
        button->click();
        QCOMPARE(wanted.count(), 1);
        const auto request = wanted.first().first().value<TrainRequest>();
        QCOMPARE(request.folder, std::string("/runs/one"));
        QVERIFY(request.resume);
        QCOMPARE(std::get<double>(request.overrides.at("learning_rate")), 1e-4);
        notices.setStatus(running());
        QVERIFY(!card->isVisible());
    }

    void diskTroubleComesAndGoes()
    {
        RunNotices notices;
        notices.show();
        auto* card = notices.findChild<NoticeCard*>("troubleCard");
        notices.setStatus(running("No space left on device.", true));
        QVERIFY(card->isVisible());
        QVERIFY(textOf(card).contains(QStringLiteral("Training continues in memory")));
        QVERIFY(!notices.findChild<NoticeCard*>("noteCard")->isVisible());
        TrainStatus stopping = running("No space left on device.", true);
        stopping.state = TrainState::Stopping;
        notices.setStatus(stopping);
        QVERIFY(textOf(card).contains(QStringLiteral("Waiting to save")));
        keepPicture(notices, QStringLiteral("trouble"));
        stopping.state = TrainState::Paused;
        notices.setStatus(stopping);
        QVERIFY(textOf(card).contains(QStringLiteral("Paused, but not saved")));
        Q_EMIT card->closed(); // stays away until the next trouble
        notices.setStatus(stopping);
        QVERIFY(!card->isVisible());
        notices.setStatus(running());
        notices.setStatus(running("Again.", true));
        QVERIFY(card->isVisible());
    }

    void aChangedDatasetIsNotedOnce()
    {
        RunNotices notices;
        notices.show();
        auto* card = notices.findChild<NoticeCard*>("noteCard");
        notices.setStatus(running("The dataset has changed."));
        QVERIFY(card->isVisible());
        Q_EMIT card->closed();
        notices.setStatus(running("The dataset has changed."));
        QVERIFY(!card->isVisible());
    }

    void theChipMarksWhatIsNotOnDisk()
    {
        TrainingChip chip;
        chip.setStatus(running());
        chip.resize(chip.sizeHint());
        const QImage before = chip.grab().toImage();
        chip.setStatus(running("No space left.", true));
        QVERIFY(chip.grab().toImage() != before);
        QVERIFY(chip.accessibleName().contains(QStringLiteral("cannot be saved")));
        QCOMPARE(chip.toolTip(), QStringLiteral("No space left."));
        keepPicture(chip, QStringLiteral("chip"));
    }

    void narrowRowsKeepTheLosses()
    {
        RunHistory history;
        TrainStats stats(history);
        stats.show();
        TrainStatus status = running();
        status.waitShare = 0.12;
        const auto visible = [&stats](const char* name) { return stats.findChild<QWidget*>(name)->isVisible(); };
        for (const int width : {1000, 742, 600, 480}) {
            stats.resize(width, 66);
            history.setStatus(status);
            QCoreApplication::processEvents(); // the row lays itself out
            QVERIFY(visible("smoothedLoss") && visible("validationLoss"));
            for (const NumberLabel* label : stats.findChildren<NumberLabel*>())
                if (label->isVisible()) {
                    const int right = label->mapTo(&stats, QPoint(label->size().width(), 0)).x();
                    QVERIFY2(right <= width, qPrintable(label->accessibleName() +
                                                        QStringLiteral(" at %1 of %2").arg(right).arg(width)));
                    QVERIFY(label->size().width() >= label->sizeHint().width());
                }
            if (width == 1000)
                QVERIFY(visible("memory") && textOf(&stats).contains(QStringLiteral("12 % waiting")));
            keepPicture(stats, QStringLiteral("stats-%1").arg(width));
        }
        QVERIFY(!visible("memory"));
    }

    void headingsOfSettings()
    {
        TrainConfigPanel panel;
        panel.resize(264, 900);
        panel.show();
        ParamForm* form = nullptr;
        for (ParamForm* candidate : panel.findChildren<ParamForm*>())
            if (candidate->findChild<QPushButton*>("moreSettings"))
                form = candidate;
        QVERIFY(form);
        QVERIFY(textOf(form).contains(QStringLiteral("Diffusion")));
        QVERIFY(!textOf(form).contains(QStringLiteral("Optimiser")));
        form->findChild<QPushButton*>("moreSettings")->click();
        QVERIFY(textOf(form).contains(QStringLiteral("Optimiser")));
        QVERIFY(textOf(form).contains(QStringLiteral("Previews and checkpoints")));
        // The column less its margins and its scroll bar.
        QVERIFY2(form->minimumSizeHint().width() <= 220, qPrintable(QString::number(form->minimumSizeHint().width())));
    }

    void everySettingFitsTheColumn()
    {
        ParamForm form;
        form.setFieldWidth(104);
        form.setSpecs(trainingParams());
        form.findChild<QPushButton*>("moreSettings")->click();
        form.resize(220, form.sizeHint().height());
        form.show();
        QCoreApplication::processEvents();
        QCOMPARE(form.width(), 220);
        form.setLocked(true);
        keepPicture(form, QStringLiteral("form-locked"));
    }

    void mirroringDigitsIsWarnedOf()
    {
        TrainConfigPanel panel;
        panel.show();
        auto* warning = panel.findChild<QWidget*>("mirrorWarning");
        auto* mirror = panel.findChild<QCheckBox*>("mirror");
        DatasetOpened set = looked();
        mirror->setChecked(true);
        panel.setDataset(set);
        QVERIFY(!warning->isVisibleTo(&panel));
        set.mirrorSafe = false;
        panel.setDataset(set);
        QVERIFY(warning->isVisibleTo(&panel));
        panel.resize(264, 700);
        QTest::qWait(20);
        keepPicture(panel, QStringLiteral("config"));
        mirror->setChecked(false);
        QVERIFY(!warning->isVisibleTo(&panel));
    }

    void theReportShowsItsNumbers()
    {
        DatasetReportPage page;
        page.setDataset(looked());
        page.resize(1032, 1000);
        page.show();
        QCoreApplication::processEvents();
        const auto number = [&page](const char* name) { return page.findChild<NumberLabel*>(name)->text(); };
        QCOMPARE(number("reportPictures"), QStringLiteral("3,368"));
        QCOMPARE(number("reportClasses"), QStringLiteral("4"));
        QCOMPARE(number("reportLooked"), QStringLiteral("3,371"));
        QCOMPARE(number("reportDuplicates"), QStringLiteral("2"));
        QCOMPARE(number("reportSkipped"), QStringLiteral("3"));
        const QString text = textOf(&page);
        for (const char* words :
             {"Smallest: food with 25. Largest: armour with 1,450. Ratio 58 : 1.", "very uneven",
              "a/one.png = b/two.png, c/three.png", "This is not an image (2): a/torn.png, b/none.png",
              "Only the pictures in train are used.", "Of one colour all over (3): a/black\\n.png, 2 more",
              "It is too large (1)", "tiles.bin"})
            QVERIFY2(QString(text).remove(QChar(0x200b)).contains(QLatin1String(words)), words);
        auto* bars = page.findChild<QWidget*>("reportBalance")->findChild<BarList*>();
        QCOMPARE(bars->rows(), 4);
        QVERIFY(bars->summary().startsWith(QStringLiteral("armour 1,450, demons 1,000")));
        keepPicture(page, QStringLiteral("report"));
        page.resize(700, 1000); // one column
        keepPicture(page, QStringLiteral("report-narrow"));

        QSignalSpy closed(&page, &DatasetReportPage::closed);
        page.findChild<QAbstractButton*>("closeReport")->click();
        QTest::keyClick(&page, Qt::Key_Escape);
        QCOMPARE(closed.count(), 2);
    }

    // The list of skipped files ends at a thousand for each reason; the numbers do not.
    void shortenedListsKeepTheirNumbers()
    {
        DatasetOpened set = looked();
        set.report.skippedFiles = 1203;
        set.report.skippedReasons = {{"This is not an image", 1202}, {"It is too large", 1}};
        set.report.duplicates = {{"first.png", std::vector<std::string>(DatasetReport::kOthersNamed, "copy.png")}};
        DatasetReportPage page;
        page.setDataset(set);
        QCOMPARE(page.findChild<NumberLabel*>("reportSkipped")->text(), QStringLiteral("1,203"));
        const QString text = textOf(&page);
        QVERIFY(text.contains(QStringLiteral("This is not an image (1,202): a/torn.png, b/none.png, 1,200 more")));
        QVERIFY(text.contains(QStringLiteral("at least 88 more")));
        set.skipped[0].file = set.report.duplicates[0].first = std::string(240, 'x') + ".png"; // widens nothing
        page.setDataset(set);
        for (const char* part : {"reportCopies", "reportLeftOut"})
            QVERIFY(page.findChild<QWidget*>(part)->minimumSizeHint().width() < 300);
        DatasetCard card;
        card.setDataset(set);
        const QString news = QStringLiteral("1,203 unreadable files skipped");
        QVERIFY(textOf(&card).contains(news));
        Q_EMIT card.findChild<NoticeCard*>()->closed(); // put away: no news at the next start
        QVERIFY(!textOf(&card).contains(news));
        DatasetCard next;
        next.setDataset(set);
        QVERIFY(!textOf(&next).contains(news));
        ++set.report.skippedFiles;
        next.setDataset(set);
        QVERIFY(textOf(&next).contains(QStringLiteral("1,204 unreadable files skipped")));
        QSettings().remove(QStringLiteral("skippedSeen"));
    }

    // Other pictures can be opened while a run goes on: nobody should take them for what it learns from.
    void theRunsOwnPicturesAreNamed()
    {
        TrainConfigPanel panel;
        panel.resize(264, 900);
        panel.show();
        auto* note = panel.findChild<QLabel*>("runsSet");
        DatasetOpened set = looked();
        set.source = "/pictures/tiles";
        panel.setDataset(set);
        TrainStatus status = running();
        status.source = "/pictures/tiles/";
        panel.setStatus(status);
        QVERIFY(!note->isVisibleTo(&panel));
        set.source = "/pictures/cars";
        panel.setDataset(set);
        QVERIFY(note->isVisibleTo(&panel));
        QVERIFY(note->text().contains(QStringLiteral("tiles")));
        status.source = "builtin:digits"; // a resumed run finds its own
        panel.setStatus(status);
        QVERIFY(note->text().contains(QStringLiteral("digits")));
        keepPicture(panel, QStringLiteral("other-set"));
        status.state = TrainState::Finished;
        panel.setStatus(status);
        QVERIFY(!note->isVisibleTo(&panel));
    }

    void aFailedOpeningIsForgottenWhenAnotherWorks()
    {
        RunNotices notices;
        notices.show();
        auto* card = notices.findChild<NoticeCard*>("errorCard");
        notices.showOpeningFailed(QStringLiteral("There are no pictures in it"), QStringLiteral("/empty"));
        QVERIFY(card->isVisible());
        notices.openingWorked();
        QVERIFY(!card->isVisible());
        notices.showError(QStringLiteral("Training has stopped"), {}); // is not about the pictures
        notices.openingWorked();
        QVERIFY(card->isVisible());
    }

    void aLongNameOfASetHasALineOfItsOwn()
    {
        DatasetCard card;
        card.resize(220, 200);
        card.show();
        auto* name = card.findChild<QLabel*>("datasetName");
        auto* change = card.findChild<QWidget*>("changeDataset");
        DatasetOpened set = looked();
        card.setDataset(set);
        card.layout()->activate();
        QVERIFY(name->geometry().right() < change->x());
        set.name = "mnist-t10k-images-idx3";
        card.setDataset(set);
        card.layout()->activate();
        QVERIFY(name->geometry().bottom() <= change->y());
        QVERIFY(name->width() >= name->fontMetrics().horizontalAdvance(name->text()));
    }

    void aLongPathOfARunIsWhole()
    {
        TrainConfigPanel panel;
        panel.resize(264, 900);
        panel.show();
        TrainStatus status = running();
        status.folder =
            "/home/somebody/.local/share/diffuscope/runs/mnist-t10k-images-idx3-ubyte-gz-quick-20260101-120000";
        panel.setStatus(status);
        for (const QLabel* label : panel.findChildren<QLabel*>())
            if (label->text().contains(QStringLiteral("somebody"))) {
                QTRY_VERIFY(label->height() >= label->heightForWidth(label->width()));
                return;
            }
        QFAIL("no path");
    }

    // What a run is set to is shown, whatever the form said before.
    void aRunShowsItsOwnSettings()
    {
        TrainConfigPanel panel;
        panel.setDataset(looked());
        auto* steps = panel.findChild<QSpinBox*>("steps");
        steps->setValue(11);
        ParamValues values = presetSummary("balanced", {}, 3, 4).values;
        values["steps"] = 4321LL;
        values["timesteps"] = 250LL;
        TrainStatus status = running();
        status.settings = std::make_shared<const TrainSettings>(TrainSettings{"balanced", values});
        panel.setStatus(status);
        QCOMPARE(steps->value(), 4321);
        QCOMPARE(panel.findChild<SegmentedControl*>("preset")->current(), QStringLiteral("balanced"));
        QCOMPARE(panel.schedule().timesteps(), 250);
        DatasetOpened grey = looked(); // the run's pictures arrive after its settings
        grey.channels = 1;
        panel.setDataset(grey);
        QCOMPARE(steps->value(), 4321);
        status.state = TrainState::Finished;
        panel.setStatus(status);
        steps->setValue(5); // a next run may be something else
        panel.findChild<QSpinBox*>("size")->setValue(128);
        const auto larger = presetSummary("balanced", {{"size", 128LL}}, 1, 4).parameterCount;
        QVERIFY(larger > presetSummary("balanced", {}, 1, 4).parameterCount);
        QVERIFY(textOf(&panel).contains(parameterText(larger)));
        panel.setStatus(status);
        QCOMPARE(steps->value(), 5);
    }

    // Two buttons read the form while a stopped run is shown: what Continue takes, and what only a new run can have.
    void continueTakesWhatMayChange()
    {
        TrainConfigPanel panel;
        panel.setDataset(looked());
        auto* note = panel.findChild<QLabel*>("continueNote");
        TrainStatus status = running();
        status.settings = std::make_shared<const TrainSettings>(
            TrainSettings{"quick", presetSummary("quick", {{"size", 16LL}}, 3, 4).values});
        status.state = TrainState::Finished;
        status.lastCheckpoint = 206;
        panel.setStatus(status);
        QVERIFY(!note->isVisibleTo(&panel));
        QVERIFY(panel.changesOfRun().empty());
        panel.findChild<QSpinBox*>("steps")->setValue(260);
        panel.findChild<QDoubleSpinBox*>("learning_rate")->setValue(0.0005);
        panel.findChild<QSpinBox*>("size")->setValue(32);
        const ParamValues expected{{"steps", 260LL}, {"learning_rate", 0.0005}};
        QCOMPARE(panel.changesOfRun(), expected);
        QVERIFY(note->isVisibleTo(&panel));
        QVERIFY2(note->text().contains(QStringLiteral("Steps 260, was 3,000")), qPrintable(note->text()));
        QVERIFY(note->text().section(u'\n', 1).contains(QStringLiteral("Image size")));
        panel.setStatus(status); // told again: what was typed stays
        QCOMPARE(panel.changesOfRun(), expected);
        panel.resize(264, 900);
        panel.show();
        keepPicture(panel, QStringLiteral("continue"));
    }

    void aValueThatCannotBeIsMarked()
    {
        TrainConfigPanel panel;
        panel.setDataset(looked());
        auto* note = panel.findChild<QLabel*>("settingsProblem");
        QVERIFY(panel.problem().isEmpty() && !note->isVisibleTo(&panel));
        auto* size = panel.findChild<QSpinBox*>("size");
        size->setValue(17);
        QVERIFY2(panel.problem().startsWith(QStringLiteral("Image size: ")), qPrintable(panel.problem()));
        QVERIFY(note->isVisibleTo(&panel));
        QCOMPARE(size->toolTip(), panel.problem());
        size->setValue(16);
        QVERIFY(panel.problem().isEmpty() && !note->isVisibleTo(&panel));
        QVERIFY(size->toolTip() != note->text());
    }

    void whatWasTypedSurvivesPresetsAndRestarts()
    {
        TrainConfigPanel panel;
        panel.findChild<QSpinBox*>("size")->setValue(16);
        panel.findChild<QSpinBox*>("steps")->setValue(600);
        panel.findChild<QSpinBox*>("preview_every")->setValue(70);
        panel.findChild<QSpinBox*>("seed")->setValue(7);
        TrainConfigPanel next;
        next.restore(panel.settings());
        QCOMPARE(next.request().overrides, panel.request().overrides);
        QCOMPARE(next.findChild<QSpinBox*>("steps")->value(), 600);
        next.restore("{\"preset\":\"gigantic\"}"); // of no use, and no harm
        next.restore("no settings");
        QCOMPARE(next.side(), 16);

        auto* preset = panel.findChild<SegmentedControl*>("preset");
        QTest::keyClick(preset, Qt::Key_Right);
        QCOMPARE(preset->current(), QStringLiteral("balanced"));
        QCOMPARE(panel.side(), 16); // nothing a preset is about
        QCOMPARE(panel.findChild<QSpinBox*>("preview_every")->value(), 70);
        QCOMPARE(panel.totalSteps(), 5000.0);
    }

    void intervalsSayAuto()
    {
        TrainConfigPanel panel;
        QCOMPARE(panel.findChild<QSpinBox*>("preview_every")->text(), QStringLiteral("auto"));
        QCOMPARE(panel.findChild<QSpinBox*>("validate_every")->text(), QStringLiteral("auto"));
        QCOMPARE(panel.findChild<QSpinBox*>("limit")->text(), QStringLiteral("all"));
    }

    void everyPresetSaysItsTime()
    {
        TrainConfigPanel panel;
        auto* times = panel.findChild<QLabel*>("presetTimes");
        QVERIFY(!times->isVisibleTo(&panel));
        QCOMPARE(panel.unknownSpeeds().presets.size(), std::size_t(3));
        panel.setSpeed({1, "quick", 32, 3, 400}); // 3,000 steps of 16
        panel.setSpeed({1, "quality", 32, 3, 12});
        QCOMPARE(panel.unknownSpeeds().presets, std::vector<std::string>{"balanced"});
        QVERIFY(!panel.setSpeed({2, "quick", 32, 3, 4000})); // what is known stays
        QVERIFY(times->isVisibleTo(&panel));
        QVERIFY2(times->text().startsWith(QStringLiteral("Quick about 2 min · Quality about ")),
                 qPrintable(times->text()));
        panel.findChild<QSpinBox*>("size")->setValue(16); // another network
        QVERIFY(!times->isVisibleTo(&panel));
        panel.setSpeed({1, "quick", 16, 1, 2}); // so slow that the larger ones are not tried
        QVERIFY(panel.unknownSpeeds().presets.empty());
    }

    void aNamedRunSaysWhereItGoes()
    {
        TrainConfigPanel panel;
        auto* note = panel.findChild<QLabel*>("runFolderNote");
        panel.findChild<QLineEdit*>("runName")->setText(QStringLiteral(" lesson 3 "));
        QCOMPARE(panel.request().name, std::string("lesson 3"));
        QVERIFY(QString(note->text()).remove(QChar(0x200b)).endsWith(QStringLiteral("/diffuscope/runs/lesson 3")));
        panel.setRunFolder(QStringLiteral("/tmp/own"));
        QVERIFY(panel.request().name.empty());
        QCOMPARE(panel.request().folder, std::string("/tmp/own"));
    }

    void previewsOfALongRunAreThinnedOut()
    {
        RunHistory history;
        PreviewPanel panel(history);
        const auto shownStep = [&] { return history.previews().at(panel.current()).step; };
        const Image large(3, 1024, 1024, 0.5f); // 6 MiB at rest: twenty-one have room
        const auto add = [&](int from, int to) {
            for (int k = from; k <= to; ++k)
                history.addPreview({k, {large}});
        };
        add(1, 40);
        QVERIFY2(history.previews().count() >= 10 && history.previews().count() <= 21,
                 qPrintable(QString::number(history.previews().count())));
        panel.moveBy(-1000);
        QCOMPARE(shownStep(), std::int64_t(1)); // the first stays
        panel.moveBy(2);
        const auto shown = shownStep();
        add(41, 60);
        QCOMPARE(shownStep(), shown); // and the one that is looked at
    }

    void aReportOfNothingIsShort()
    {
        DatasetOpened set = looked();
        set.report = {};
        set.skipped.clear();
        set.classes = {{"", 3368, {}}};
        DatasetReportPage page;
        page.setDataset(set);
        page.resize(1032, 700);
        page.show();
        QCoreApplication::processEvents();
        QVERIFY(!page.findChild<QWidget*>("reportBalance") && !page.findChild<QWidget*>("reportCopies"));
        QVERIFY(!page.findChild<QWidget*>("reportSides") && !page.findChild<QWidget*>("reportLooked"));
        QVERIFY(textOf(&page).contains(QStringLiteral("Every file could be read.")));
        keepPicture(page, QStringLiteral("report-empty"));
    }

    void longListsOfClassesKeepBothEnds()
    {
        BarList list(QStringLiteral("classes"));
        std::vector<BarList::Bar> bars;
        for (int k = 0; k < 1000; ++k)
            bars.push_back({QString::number(k), 1000 - k});
        list.setBars(bars);
        QCOMPARE(list.rows(), 33);
        list.resize(300, list.sizeHint().height());
        list.grab();
    }
};

GUI_TEST_MAIN(TestTrainWidgets)
#include "tst_train_widgets.moc"
