#include "core/base/random.h"
#include "tests/support/history_points.h"
#include "tests/support/test_main.h"
#include "ui/export/file_writer.h"
#include "ui/forward/evidence/agreement_plot.h"
#include "ui/forward/evidence/channel_table.h"
#include "ui/forward/evidence/pixel_journey.h"
#include "ui/forward/evidence/spectrum_plot.h"
#include "ui/forward/schedule/schedule_plot.h"
#include "ui/train/history/run_history.h"
#include "ui/train/loss/loss_heat_map.h"
#include "ui/train/loss/loss_plot.h"
#include "ui/widgets/chart/chart_model.h"
#include "ui/widgets/chart/chart_window.h"
#include "ui/widgets/chart/histogram_plot.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/bar_list.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

QTableView* viewOf(const Chart& chart) { return chart.tableWindow()->findChild<QTableView*>("numbers"); }

QString shown(const QTableView* view, int row, int column)
{
    return view->model()->index(row, column).data().toString();
}

std::vector<std::unique_ptr<Chart>> everyChart()
{
    std::vector<std::unique_ptr<Chart>> charts;
    Image picture(3, 16, 16);
    Random(3, "charts").fillNormal(picture.values);
    auto* history = new RunHistory;
    charts.push_back(std::make_unique<LossPlot>(*history));
    charts.push_back(std::make_unique<LossHeatMap>(*history));
    history->setParent(charts.back().get());
    history->addLosses({{1, 0.5, 0, 0, {{10, 0.5f}, {990, 0.25f}}}, {2, 0.25, 0, 0, {}}}, 1000);
    for (const auto quantity : {SchedulePlot::Quantity::AlphaBar, SchedulePlot::Quantity::LogSnr}) {
        auto* plot = new SchedulePlot(quantity);
        plot->setSchedule(makeSchedule({}));
        plot->setOverlays({{QStringLiteral("the same"), makeSchedule({})}});
        plot->setStep(240);
        charts.emplace_back(plot);
    }
    auto* histogram = new HistogramPlot;
    histogram->setByChannel(true);
    histogram->setImage(picture);
    charts.emplace_back(histogram);
    auto* channels = new ChannelTable;
    channels->setStats(channelStatsOf(picture));
    charts.emplace_back(channels);
    auto* spectrum = new SpectrumPlot;
    spectrum->setAlphaBar(0.5);
    SpectrumJob whole;
    for (whole.start(picture); !whole.advance(64);) {
    }
    spectrum->setData(whole.result());
    spectrum->setState(whole.result());
    charts.emplace_back(spectrum);
    auto* agreement = new AgreementPlot;
    const Agreement agreed = agreementWith(picture.values, 0, 1);
    agreement->setAgreement(&agreed);
    charts.emplace_back(agreement);
    auto* journey = new PixelJourney;
    journey->setPixel({{3, 4}, 1, 3, 0.5, -0.25});
    charts.emplace_back(journey);
    auto* bars = new BarList(QStringLiteral("Class balance"));
    bars->setBars({{QStringLiteral("ring"), 12}, {QStringLiteral("a, \"quoted\" name"), 3}});
    charts.emplace_back(bars);
    return charts;
}

} // namespace

// Every chart's numbers as a table: for whom cannot see it, and for whom needs the digits.
class TestChartTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyChartHasATable()
    {
        for (const auto& chart : everyChart()) {
            const ChartTable table = chart->table();
            QVERIFY2(table.rows > 0 && table.columns.size() > 1, qPrintable(table.title));
            chart->showTable();
            QCOMPARE(viewOf(*chart)->model()->rowCount(), int(table.rows));
            for (int column = 0; column < table.columns.size(); ++column) {
                QVERIFY2(!table.columns[column].name.isEmpty(), qPrintable(table.title));
                for (qsizetype row = 0; row < table.rows; ++row)
                    (void)shown(viewOf(*chart), int(row), column); // no reading past an end
            }
            QVERIFY(chart->tableWindow()->grab().toImage().width() > 100);
            ChartWindow* const window = chart->tableWindow();
            chart->showTable(); // the same comes to the front
            QCOMPARE(chart->tableWindow(), window);
            QTest::keyClick(viewOf(*chart), Qt::Key_Escape);
            QTRY_VERIFY(!chart->tableWindow());
        }
    }

    void assistiveProgramsSeeSummaryAndAction()
    {
        for (const auto& chart : everyChart()) {
            QAccessibleInterface* face = QAccessible::queryAccessibleInterface(chart.get());
            QVERIFY(face && face->role() == QAccessible::Graphic);
            QVERIFY(!face->text(QAccessible::Name).isEmpty());
            QCOMPARE(face->text(QAccessible::Description), chart->summary());
            QVERIFY2(chart->summary().contains(QRegularExpression(QStringLiteral("\\d"))),
                     qPrintable(chart->summary()));
            auto* actions =
                static_cast<QAccessibleActionInterface*>(face->interface_cast(QAccessible::ActionInterface));
            QVERIFY(actions && actions->actionNames().contains(QStringLiteral("showAsTable")));
            QCOMPARE(actions->localizedActionName(QStringLiteral("showAsTable")), QStringLiteral("Show as table"));
            actions->doAction(QStringLiteral("showAsTable"));
            QVERIFY(chart->tableWindow() && chart->tableWindow()->isVisible());
        }
        RunHistory history;
        LossPlot plot(history);
        QVERIFY(plot.summary().contains(QStringLiteral("no numbers yet")));
        append(history, {{1, 0.5}, {2, 0.25}});
        QCOMPARE(plot.summary(), QStringLiteral("2 rows, step 1 to 2; at step 2: batch 0.25000, smoothed 0.37500"));
    }

    void theKeyboardReachesAChartAndShowsIt()
    {
        RunHistory history;
        QWidget window;
        auto* plot = new LossPlot(history, &window);
        plot->resize(400, 200);
        append(history, {{1, 0.5}, {2, 0.25}});
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const QImage before = plot->grab().toImage();
        QTest::keyClick(&window, Qt::Key_Tab);
        QVERIFY(plot->hasFocus());
        QVERIFY(plot->grab().toImage().pixelColor(plot->width() / 2, 0) != before.pixelColor(plot->width() / 2, 0));
        QTest::keyClick(plot, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("step\tbatch\tsmoothed\tvalidation\tnote\n1\t0.5\t0.5\t\t\n2\t0.25\t0.375\t\t\n"));
        QTest::keyClick(plot, Qt::Key_Return);
        QVERIFY(plot->tableWindow() && plot->tableWindow()->isVisible() && !plot->tableWindow()->isModal());
        plot->tableWindow()->close();
        QTRY_VERIFY(!plot->tableWindow());
        QContextMenuEvent asked(QContextMenuEvent::Keyboard, {10, 10}, plot->mapToGlobal(QPoint(10, 10)));
        QApplication::sendEvent(plot, &asked);
        auto* menu = plot->findChild<QMenu*>("chartMenu");
        QVERIFY(menu && menu->actions().size() == 2);
        menu->actions().front()->trigger();
        QVERIFY(plot->tableWindow());
        menu->close();
    }

    void theTableFollowsTheRun()
    {
        RunHistory history;
        LossPlot plot(history);
        append(history, {{1, 0.5}, {2, 0.25}});
        plot.showTable();
        QTableView* view = viewOf(plot);
        QCOMPARE(shown(view, 1, 0), QStringLiteral("2"));
        QCOMPARE(shown(view, 1, 1), QStringLiteral("0.25000"));
        auto* count = plot.tableWindow()->findChild<QLabel*>("tableCount");
        QCOMPARE(count->text(), QStringLiteral("2 rows · as of step 2"));
        append(history, {{3, NAN}});
        TrainStatus status;
        status.state = TrainState::Running;
        status.lastSkipped = 3;
        history.setStatus(status);
        appendValidation(history, {{2, 0.3}});
        QTRY_COMPARE(view->model()->rowCount(), 3);
        QCOMPARE(count->text(), QStringLiteral("3 rows · as of step 3"));
        QCOMPARE(shown(view, 2, 1), QStringLiteral("not a number"));
        QCOMPARE(shown(view, 2, 4), QStringLiteral("skipped"));
        QCOMPARE(shown(view, 1, 3), QStringLiteral("0.30000"));
        append(history, {{2, 0.2}}); // back to a checkpoint: what has gone is gone at once
        QCOMPARE(view->model()->rowCount(), 2);
        QCOMPARE(shown(view, 1, 1), QStringLiteral("0.20000"));
        history.begin();
        QCOMPARE(view->model()->rowCount(), 0);
        QVERIFY(!plot.tableWindow()->findChild<QPushButton*>("copyTable")->isEnabled());
    }

    // A thinned past knows fewer steps than were measured on held-out pictures: nothing is moved to another step.
    void validationKeepsItsOwnSteps()
    {
        RunHistory history;
        LossPlot plot(history);
        append(history, {{10, 0.5}, {20, 0.25}, {30, 0.125}});
        appendValidation(history, {{5, 0.9}, {15, 0.8}, {17, 0.7}, {20, 0.6}, {99, 0.5}});
        const ChartTable table = plot.table();
        QStringList rows;
        for (qsizetype row = 0; row < table.rows; ++row)
            rows << plainCell(table.cell(row, 0)) + u'/' + plainCell(table.cell(row, 1)) + u'/' +
                        plainCell(table.cell(row, 3));
        QCOMPARE(rows.join(u' '), QStringLiteral("5//0.9 10/0.5/ 15//0.8 17//0.7 20/0.25/0.6 30/0.125/"));
    }

    void aMillionRowsAreReadWhereTheyLie()
    {
        RunHistory history;
        LossPlot plot(history);
        CurvePoints points;
        for (int step = 1; step <= 1'000'000; ++step)
            points.emplace_back(step, 0.1 + step % 7);
        append(history, points);
        plot.showTable();
        QTableView* view = viewOf(plot);
        QCOMPARE(view->model()->rowCount(), 1'000'000);
        QCOMPARE(shown(view, 999'999, 0), QStringLiteral("1,000,000"));
        view->scrollToBottom();
        view->grab();
        // Copying is done in slices: a caller has its turn again before the text is there.
        QApplication::clipboard()->setText(QStringLiteral("before"));
        QSignalSpy copied(plot.tableWindow(), &ChartWindow::copied);
        plot.tableWindow()->copy();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("before"));
        append(history, {{500'000, 0.5}}); // the rows that were being copied go
        auto* note = plot.tableWindow()->findChild<QLabel*>("tableNote");
        QTRY_VERIFY(note->text().contains(QStringLiteral("once more")));
        QCOMPARE(copied.count(), 0);
    }

    void selectedCellsAreCopied()
    {
        SchedulePlot plot(SchedulePlot::Quantity::AlphaBar);
        plot.setSchedule(makeSchedule({}));
        plot.showTable();
        QTableView* view = viewOf(plot);
        QItemSelection cells(view->model()->index(2, 0), view->model()->index(3, 1));
        cells.select(view->model()->index(5, 1), view->model()->index(5, 1));
        view->selectionModel()->select(cells, QItemSelectionModel::ClearAndSelect);
        plot.tableWindow()->findChild<QPushButton*>("copyTable")->click();
        const Schedule s = makeSchedule({});
        const QString expected = QStringLiteral("step\talpha-bar\n2\t%1\n3\t%2\n\t%3\n")
                                     .arg(plainCell(s.alphaBar(1)), plainCell(s.alphaBar(2)), plainCell(s.alphaBar(4)));
        QCOMPARE(QApplication::clipboard()->text(), expected);
        QCOMPARE(plainCell(s.alphaBar(1)).toDouble(), s.alphaBar(1)); // every digit
        QCOMPARE(plainCell(double(0.1f)), QStringLiteral("0.1"));     // and none that it never had
        QCOMPARE(plainCell(-1e-5), QStringLiteral("-1e-05"));
        QCOMPARE(shownCell({QStringLiteral("x"), {}, 3}, 4e-5), QStringLiteral("4.0e-05")); // not 0
    }

    void theContactSheetIsATable()
    {
        ContactSheetView sheet;
        sheet.resize(300, 200);
        sheet.setSelectable(true);
        sheet.setImages(std::vector<Image>(7, Image(3, 8, 8, 0.5f)));
        QAccessibleInterface* face = QAccessible::queryAccessibleInterface(&sheet);
        QVERIFY(face && face->role() == QAccessible::Table);
        QCOMPARE(face->childCount(), 7);
        QAccessibleTableInterface* table = face->tableInterface();
        QVERIFY(table && table->columnCount() == sheet.columns() && table->columnCount() > 1);
        QCOMPARE(table->rowCount(), (7 + sheet.columns() - 1) / sheet.columns());
        sheet.setSelected(sheet.columns()); // the first of the second row
        QAccessibleInterface* cell = table->cellAt(1, 0);
        QVERIFY(cell && cell->role() == QAccessible::Cell && cell->state().selected);
        QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("sample %1 of 7").arg(sheet.columns() + 1));
        QCOMPARE(cell->tableCellInterface()->rowIndex(), 1);
        QCOMPARE(table->selectedCells(), QList<QAccessibleInterface*>{cell});
        QCOMPARE(face->childAt(cell->rect().center().x(), cell->rect().center().y()), cell);
        QVERIFY(!table->cellAt(9, 0) && !face->child(7));
    }

    void csvIsWrittenWhole()
    {
        QTemporaryDir folder;
        BarList bars(QStringLiteral("Class balance"));
        bars.setBars({{QStringLiteral("ring"), 12}, {QStringLiteral("a, \"quoted\" name"), 3}});
        bars.showTable();
        Bridge bridge;
        FileWriter writer(bridge, &bars);
        QSignalSpy saved(bars.tableWindow(), &ChartWindow::saved);
        const QString file = folder.filePath(QStringLiteral("bars.csv"));
        bars.tableWindow()->saveTo(file);
        QTRY_COMPARE(saved.count(), 1);
        QVERIFY(saved[0][1].toBool());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), QByteArray("name,count\nring,12\n\"a, \"\"quoted\"\" name\",3\n"));
        bars.tableWindow()->saveTo(folder.filePath(QStringLiteral("none/bars.csv")));
        QTRY_COMPARE(saved.count(), 2);
        QVERIFY(!saved[1][1].toBool());
        auto* note = bars.tableWindow()->findChild<QLabel*>("tableNote");
        QVERIFY(note->text().contains(QStringLiteral("Cannot write bars.csv")));
    }
};

GUI_TEST_MAIN(TestChartTable)
#include "tst_chart_table.moc"
