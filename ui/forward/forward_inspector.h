#pragma once
#include "ui/export/export_panel.h"
#include "ui/forward/picture_source.h"

#include <QWidget>

namespace diffuscope::ui {

class HistogramPlot;
class NoticeCard;
class ParamForm;
class PictureShapePanel;
class SchedulePlot;
class ScheduleTiles;
class Section;

// Beside the equation: the noise schedule, the pixel values, the picture's shape, export.
class ForwardInspector : public QWidget {
    Q_OBJECT
public:
    ForwardInspector(Bridge& bridge, ExportPanel::Source source, QWidget* parent = nullptr);
    const Schedule& schedule() const { return schedule_; }
    const ScheduleSpec& spec() const { return spec_; } // of schedule()
    void setSpec(const ScheduleSpec& spec);            // as the user would choose it
    void setStep(int step);
    void setState(const Image& state);
    void setPicture(const Image& picture, const PictureSource::Picture& source);
    PictureShapePanel& shape() { return *shape_; }
    ExportPanel& exporter() { return *export_; }

Q_SIGNALS:
    void scheduleChanged();

private:
    QWidget* buildSchedule();
    void chooseSchedule(const QString& id);
    void applySchedule();
    void showWarning();

    ScheduleTiles* tiles_;
    SchedulePlot *alphaBar_, *logSnr_;
    ParamForm* params_;
    NoticeCard* warning_;
    HistogramPlot* histogram_;
    PictureShapePanel* shape_;
    ExportPanel* export_;
    Section *scheduleSection_, *valuesSection_, *pictureSection_;
    Schedule schedule_ = makeSchedule({});
    ScheduleSpec spec_;
};

} // namespace diffuscope::ui
