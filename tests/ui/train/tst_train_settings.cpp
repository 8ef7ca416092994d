#include "core/session/catalog.h"
#include "tests/support/test_main.h"
#include "tests/ui/train/train_samples.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/train/train_config_panel.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/form/segmented_control.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;
using namespace diffuscope::ui;

// What Train is set to, and what it says of that.
class TestTrainSettings : public QObject {
    Q_OBJECT
    QTemporaryDir settings_;
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", settings_.path().toUtf8()); // nobody's own settings
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Ink);
    }

    // What locks a control is said in the place of what it does, and goes with the run.
    void aLockGivesTheTooltipBack()
    {
        TrainConfigPanel panel;
        auto* name = panel.findChild<QWidget*>("runName");
        const QString usual = name->toolTip();
        QVERIFY(!usual.isEmpty());
        panel.setStatus(running());
        QVERIFY(!name->isEnabled() && name->toolTip() != usual && !name->toolTip().isEmpty());
        TrainStatus ended = running();
        ended.state = TrainState::Finished;
        panel.setStatus(ended);
        QVERIFY(name->isEnabled());
        QCOMPARE(name->toolTip(), usual);
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
};

GUI_TEST_MAIN(TestTrainSettings)
#include "tst_train_settings.moc"
