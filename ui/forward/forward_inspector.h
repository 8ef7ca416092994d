#pragma once
#include "ui/export/export_panel.h"
#include "ui/forward/picture/picture_source.h"

#include <QPoint>
#include <QWidget>

namespace diffuscope::ui {

class AgreementPanel;
class InkDrop;
class PictureShapePanel;
class ScheduleEditor;
class Section;
class SpectrumPanel;
class ValuePanel;

// Beside the equation: the noise schedule, what the numbers of x_t say (values, frequencies, jump against walk), the
// ink drop on the same clock, the picture's shape, export. What is folded away is not computed.
class ForwardInspector : public QWidget {
    Q_OBJECT
public:
    ForwardInspector(Bridge& bridge, ExportPanel::Source source, QWidget* parent = nullptr);
    const Schedule& schedule() const;
    const ScheduleSpec& scheduleSpec() const; // what makes it
    void setStep(int step);                   // 0 .. T; at once
    void setState(const Image& state);        // x_t; what takes longer follows in slices
    void setPicture(const Image& picture, const PictureSource::Picture& source);
    void setProbe(const QPoint& pixel, int channel); // whose walks are looked at
    void setSeed(std::uint64_t seed);                // of the walks
    bool setSpec(const ScheduleSpec& spec);          // false: there is no such schedule
    PictureShapePanel& shape() { return *shape_; }
    ExportPanel& exporter() { return *export_; }

Q_SIGNALS:
    void scheduleChanged();
    void stepPicked(int step); // in a plot: the timeline should go there

private:
    void addSections();
    void connectParts();
    void onSchedule();
    void showState();
    void showProbe();

    ScheduleEditor* editor_;
    ValuePanel* values_;
    SpectrumPanel* spectrum_;
    AgreementPanel* agreement_;
    InkDrop* ink_;
    PictureShapePanel* shape_;
    ExportPanel* export_;
    Section *scheduleSection_, *valuesSection_, *spectrumSection_, *agreementSection_, *inkSection_, *pictureSection_;
    Image picture_, state_;
    QPoint probe_;
    int channel_ = 0, step_ = 0;
};

} // namespace diffuscope::ui
