#pragma once
#include "ui/export/export_panel.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace diffuscope::ui {

class HistogramPlot;
class NoticeCard;
class ParamForm;
class SchedulePlot;
class ScheduleTiles;
class Section;

// Beside the equation: the noise schedule, the pixel values, the picture's shape, export.
class ForwardInspector : public QWidget {
    Q_OBJECT
public:
    ForwardInspector(Bridge& bridge, ExportPanel::Source source, QWidget* parent = nullptr);
    const Schedule& schedule() const { return schedule_; }
    void setStep(int step);
    void setState(const Image& state);
    void setPicture(const Image& picture, bool fromFile);
    ScheduleSpec spec() const;
    bool setSpec(const ScheduleSpec& spec); // false: there is no such schedule
    void setShape(int side, int channels);  // of the pictures to come; without a signal
    int side() const;                       // wanted for picture files
    int channels() const;                   // 0: as the file is
    ExportPanel& exporter() { return *export_; }

Q_SIGNALS:
    void scheduleChanged();
    void shapeChosen();

private:
    QWidget* buildSchedule();
    QWidget* buildPicture();
    void chooseSchedule(const QString& id);
    void applySchedule();
    void showWarning();

    ScheduleTiles* tiles_;
    SchedulePlot *alphaBar_, *logSnr_;
    ParamForm* params_;
    NoticeCard* warning_;
    HistogramPlot* histogram_;
    QComboBox *side_, *channels_;
    QLabel* shape_;
    ExportPanel* export_;
    Section *scheduleSection_, *valuesSection_, *pictureSection_;
    Schedule schedule_ = makeSchedule({});
};

} // namespace diffuscope::ui
