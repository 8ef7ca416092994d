#include "tests/support/test_main.h"
#include "tests/ui/train/train_samples.h"
#include "ui/style/theme.h"
#include "ui/train/dataset/dataset_card.h"
#include "ui/train/dataset/dataset_report_page.h"
#include "ui/train/dataset/report_text.h"
#include "ui/train/runs/run_notices.h"
#include "ui/train/train_config_panel.h"
#include "ui/widgets/controls/bar_list.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace diffuscope;
using namespace diffuscope::ui;

// What Train says of the pictures it is to learn from.
class TestTrainDataset : public QObject {
    Q_OBJECT
    QTemporaryDir settings_;
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", settings_.path().toUtf8()); // nobody's own settings
        applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeName::Ink);
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

GUI_TEST_MAIN(TestTrainDataset)
#include "tst_train_dataset.moc"
