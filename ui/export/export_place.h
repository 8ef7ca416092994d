#pragma once
#include "ui/bridge/bridge.h"
#include "ui/export/export_jobs.h"

#include <QElapsedTimer>
#include <QImage>
#include <QList>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QSlider;

namespace diffuscope::ui {

class Button;
class ExportJobsList;
class ExportPanel;
class ExportPreview;
class FormatTile;
class WrappedLabel;

// Exporting as a place over the canvas: the formats with their sizes, what the file will show, and everything that is
// being written. The settings are those of the mode's own panel beside it. Nothing is modal; closed() leaves. GUI
// thread.
class ExportPlace : public QWidget {
    Q_OBJECT
public:
    ExportPlace(Bridge& bridge, ExportJobs& jobs, QWidget* parent);
    void open(ExportPanel* panel); // shows it
    void close();                  // hides it, and lets the panel go
    ExportPanel* panel() const { return panel_; }

Q_SIGNALS:
    void closed(); // is wanted
    void verifyRequested(const QString& path);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    void addTiles();
    void refreshSoon();
    void refresh();
    void askNext();
    void onEstimated(const ExportEstimated& estimated);
    void showCurrent(const ExportEstimated& estimated);
    void showHead(const ExportEstimated* estimated);
    void arrange();

    Bridge& bridge_;
    QPointer<ExportPanel> panel_;
    Button *back_, *export_;
    QLabel *title_, *summary_, *frame_;
    QWidget *tilesArea_, *side_, *jobsArea_;
    QList<FormatTile*> tiles_;
    ExportPreview *preview_, *first_, *last_;
    QLabel *firstWords_, *lastWords_;
    WrappedLabel *film_, *recipe_;
    QSlider* look_;
    ExportJobsList* list_;
    QTimer soon_;
    QStringList toAsk_; // formats whose size is not known yet; the current one first
    QString asking_;
    JobId asked_ = 0;
    QElapsedTimer since_;           // a format was asked about last
    bool again_ = false;            // something has changed since
    QString summaryOf_;             // the format that the summary is about
    QString lastOther_;             // that was asked about beside the current one
    std::optional<int> wantedLook_; // the frame that somebody has moved the slider to; until then the last
};

} // namespace diffuscope::ui
