#include "tests/support/test_main.h"
#include "tests/ui/train/train_samples.h"
#include "ui/style/theme.h"
#include "ui/train/history/run_history.h"
#include "ui/train/loss/loss_legend.h"
#include "ui/train/preview_panel.h"
#include "ui/train/runs/run_notices.h"
#include "ui/train/train_config_panel.h"
#include "ui/train/train_stats.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/window/frame/chips.h"

#include <QHelpEvent>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>

using namespace diffuscope;
using namespace diffuscope::ui;

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

    // The pointer that rests on a number is told what it is, and how much now.
    void numbersExplainThemselves()
    {
        RunHistory history;
        TrainStats stats(history);
        LossLegend legend(history);
        history.addLosses({{1, 0.5, 0, 1e-4, {}}, {2, 0.25, 0, 1e-4, {}}}, 1000);
        history.setStatus(running());
        stats.resize(1000, 66);
        stats.show();
        legend.show();
        const auto told = [](QWidget* widget, const QPoint& at) {
            QToolTip::hideText();
            QHelpEvent rest(QEvent::ToolTip, at, widget->mapToGlobal(at));
            QApplication::sendEvent(widget, &rest);
            return QToolTip::text();
        };
        for (const auto& [name, now] : {std::pair{"smoothedLoss", "0.0356"}, {"validationLoss", "0.0374"}}) {
            auto* label = stats.findChild<NumberLabel*>(QLatin1String(name));
            const QString tip = told(label, {2, 2});
            QVERIFY2(tip.contains(QLatin1String(now)), qPrintable(tip));
            QCOMPARE(told(label->parentWidget(), {2, 2}), tip); // and beside it
        }
        QVERIFY(told(&legend, {4, 8}).contains(QStringLiteral("0.2500 at step 2")));
        QVERIFY(told(&legend, {legend.width() - 4, 8}).contains(QStringLiteral("0.3750 at step 2")));
        TrainConfigPanel panel;
        QString rate;
        panel.explainRate([&rate] { return rate; });
        auto* field = panel.findChild<QWidget*>("learning_rate");
        QVERIFY(!told(field, {2, 2}).contains(QStringLiteral("0.0003")));
        rate = QStringLiteral("0.0003 in step 7");
        QVERIFY(told(field, {2, 2}).contains(rate));
        QToolTip::hideText();
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
};

GUI_TEST_MAIN(TestTrainWidgets)
#include "tst_train_widgets.moc"
