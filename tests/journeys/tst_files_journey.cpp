#include "core/session/catalog.h"
#include "tests/journeys/whole_window.h"
#include "tests/support/test_main.h"
#include "ui/export/export_panel.h"
#include "ui/export/figure.h"
#include "ui/widgets/chart/chart.h"
#include "ui/widgets/chart/chart_window.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/image/image_view.h"

#include <QComboBox>
#include <QFileDialog>
#include <QSignalSpy>

#include <algorithm>

using namespace diffuscope;
using namespace diffuscope::ui;

// File dialogs offer what the catalogs know, and whatever a widget writes is written by the session.
class FilesJourney : public QObject, WholeWindow {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everySourceIsOffered();
    void everyPictureIsOffered();
    void everyFormatIsOffered();
    void everyFigureIsOffered();
    void aPictureIsSavedByTheSession();
    void aTableIsSavedByTheSession();
    void whatIsWrittenSaysHowFarItIs();
    void newProgressTakesTheOldOnesPlace();

private:
    // The patterns of the chosen filter of the file dialog that is open, and closes it.
    QStringList offered()
    {
        const auto dialogs = window_->findChildren<QFileDialog*>();
        if (dialogs.size() != 1)
            return {};
        const QString filter = dialogs[0]->selectedNameFilter();
        delete dialogs[0];
        return filter.section(u'(', -1).chopped(1).split(u' ');
    }
    void runCommand(const QString& title)
    {
        for (Command* command : window_->commands())
            if (command->title() == title)
                return window_->run(command);
        QFAIL(qPrintable(title));
    }
    ExportPanel& panel() { return *window_->findChild<ForwardInspector*>()->findChild<ExportPanel*>(); }
};

void FilesJourney::initTestCase()
{
    openWindow(true);
    forward_->timeline()->pause(); // a table whose rows change is not saved
    forward_->usePicture(testPicture(), QStringLiteral("test"));
    QTRY_COMPARE_WITH_TIMEOUT(forward_->state().picture().width, kSide, kLong);
}

void FilesJourney::everySourceIsOffered()
{
    runCommand(QStringLiteral("Open a file of pictures…"));
    const QStringList patterns = offered();
    int endings = 0;
    for (const CatalogEntry& source : sources())
        for (const std::string& ending : source.endings) {
            QVERIFY2(patterns.contains(u'*' + QString::fromStdString(ending)), ending.c_str());
            ++endings;
        }
    QVERIFY(endings > 15);
}

void FilesJourney::everyPictureIsOffered()
{
    runCommand(QStringLiteral("Open a picture…"));
    const QStringList patterns = offered();
    for (const std::string& ending : imageFileExtensions())
        QVERIFY2(patterns.contains(u'*' + QString::fromStdString(ending)), ending.c_str());
}

void FilesJourney::everyFormatIsOffered()
{
    auto* choice = panel().findChild<QComboBox*>(QStringLiteral("exportFormat"));
    for (const CatalogEntry& format : formats()) {
        const QString id = QString::fromStdString(format.id);
        QVERIFY2(choice->findData(id) >= 0, format.id.c_str());
        panel().setFormat(id);
        panel().choose();
        const QStringList patterns = offered();
        QVERIFY(!patterns.isEmpty()); // it asked
        if (!format.extension.empty())
            QCOMPARE(patterns, QStringList(u'*' + QString::fromStdString(format.extension)));
    }
}

void FilesJourney::everyFigureIsOffered()
{
    panel().setFormat(QStringLiteral("figure:equation"));
    for (const FigureFormat& format : figureFormats()) {
        panel().setParams({{"file", format.id}});
        panel().choose();
        QCOMPARE(offered(), QStringList(u'*' + format.extension));
    }
}

void FilesJourney::aPictureIsSavedByTheSession()
{
    const auto views = forward_->findChildren<ImageView*>();
    const auto shown = std::find_if(views.begin(), views.end(), [](ImageView* one) { return one->hasImage(); });
    QVERIFY(shown != views.end());
    ImageView* view = *shown;
    QSignalSpy written(bridge_.get(), &Bridge::exported), failed(bridge_.get(), &Bridge::failed),
        saved(view, &ImageView::saved);
    const QString file = folder_.filePath(QStringLiteral("view.png"));
    view->savePictureTo(file);
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kLong);
    QVERIFY(saved[0][1].toBool());
    QCOMPARE(written.count(), 1);
    QCOMPARE(written[0][0].value<Exported>().files, std::vector<std::string>{file.toStdString()});
    QCOMPARE(QImage(file).size(), view->picture().size());
    QVERIFY(!window_->findChild<NoticeCard*>(QStringLiteral("exportNotice"))); // the picture says so itself
    view->savePictureTo(folder_.filePath(QStringLiteral("none/view.png")));
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 2, kLong);
    QVERIFY(!saved[1][1].toBool());
    QCOMPARE(failed.count(), 1);
    QVERIFY(!window_->findChild<NoticeCard*>(QStringLiteral("errorNotice")));
}

void FilesJourney::aTableIsSavedByTheSession()
{
    for (Chart* chart : window_->findChildren<Chart*>()) {
        if (chart->table().rows == 0)
            continue;
        chart->showTable();
        ChartWindow* table = chart->tableWindow();
        QSignalSpy written(bridge_.get(), &Bridge::exported), saved(table, &ChartWindow::saved);
        const QString file = folder_.filePath(QStringLiteral("numbers.csv"));
        table->saveTo(file);
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kLong);
        QVERIFY(saved[0][1].toBool());
        QCOMPARE(written.count(), 1);
        QCOMPARE(written[0][0].value<Exported>().files, std::vector<std::string>{file.toStdString()});
        QVERIFY(QFileInfo(file).size() > 0);
        QFile::remove(file);
        delete table;
    }
}

void FilesJourney::whatIsWrittenSaysHowFarItIs()
{
    QSignalSpy written(bridge_.get(), &Bridge::exported), said(&panel(), &ExportPanel::statusMessage);
    panel().setFormat(QStringLiteral("gif"));
    panel().setParams({{"moments", 5LL}});
    panel().exportTo(folder_.filePath(QStringLiteral("film.gif")));
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
    QStringList messages;
    for (const QList<QVariant>& one : said)
        messages.append(one[0].toString());
    QVERIFY2(messages.contains(QStringLiteral("Writing film.gif… 100 %")), qPrintable(messages.join(u'|')));
    QCOMPARE(messages.last(), QString()); // the card says the rest
}

// However much was reported while the window was busy, it hears the last of it.
void FilesJourney::newProgressTakesTheOldOnesPlace()
{
    QSignalSpy progress(bridge_.get(), &Bridge::exportProgress), written(bridge_.get(), &Bridge::exported);
    ExportRequest request;
    request.format = "gif";
    request.target = folder_.filePath(QStringLiteral("many.gif")).toStdString();
    request.frames = {200, [](std::size_t) { return Image(1, 32, 32); }};
    bridge_->session().exportImages(request);
    bridge_->session().waitForFiles();
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong);
    QCOMPARE(progress.count(), 1);
    QCOMPARE(progress[0][0].value<ExportProgress>().done, 200);
}

OWN_SETTINGS_TEST_MAIN(FilesJourney)

#include "tst_files_journey.moc"
