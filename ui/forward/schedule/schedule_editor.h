#pragma once
#include "core/schedule/schedule_check.h"
#include "ui/forward/schedule/schedule_plot.h"

#include <QTimer>
#include <QWidget>

#include <map>
#include <vector>

class QAbstractButton;
class QMenu;

namespace diffuscope::ui {

class IconButton;
class NoticeCard;
class WrappedLabel;
class ParamForm;
class ScheduleFields;
class ScheduleTiles;

// Choosing and drawing the noise schedule: tiles, the curve with its handles, log SNR, the numbers, and what is wrong
// or unwise about them. Settings that make no schedule are explained and change nothing. Every change can be undone
// (Ctrl+Z in the section).
class ScheduleEditor : public QWidget {
    Q_OBJECT
public:
    explicit ScheduleEditor(QWidget* parent = nullptr);
    const Schedule& schedule() const { return schedule_; }
    const ScheduleSpec& spec() const { return spec_; }
    bool setSpec(const ScheduleSpec& spec); // false, and nothing changes: there is no such schedule
    QString name() const;                   // of the schedule: "Linear"
    void setStep(int step);
    void setDataPower(double power); // mean square of x_0: for what is left of it at T
    void undo();
    void redo();

Q_SIGNALS:
    void scheduleChanged();
    void stepPicked(int step);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent*) override;

private:
    struct State {
        ScheduleSpec spec;
        QString base; // what a custom curve was made of
    };
    void build();
    void buildTools();
    void connectParts();
    void choose(const QString& id);
    void onHandles(const std::vector<CurvePoint>& handles, bool done);
    void onStroke(const std::vector<CurvePoint>& stroke);
    void onFields();
    void drawCustom(const std::vector<CurvePoint>& handles, bool done);
    void reset();
    bool use(const ScheduleSpec& spec, bool announce); // false and a message when it is none
    void remember();
    void restore(const State& state);
    void showSpec();
    void showProblem(const ScheduleCheck& check);
    void showWarning();
    void showBetasInUse();
    void fitNotice();
    void setSwitch(const char* key, bool on);
    void showOverlays();
    std::vector<CurvePoint> points() const; // of the curve as it stands

    ScheduleSpec spec_;
    Schedule schedule_ = makeSchedule({});
    QString base_ = QStringLiteral("linear");
    double dataPower_ = 1;
    bool dragging_ = false;
    std::map<std::string, ParamValues> kept_; // of the schedules that were looked at
    std::vector<State> past_, future_;
    QTimer announce_; // a dragged curve is passed on a few times a second, each change of it asks for new pictures

    ScheduleTiles* tiles_;
    SchedulePlot *alphaBar_, *logSnr_;
    ScheduleFields* fields_;
    ParamForm* params_;
    WrappedLabel* inUse_;
    NoticeCard* notice_;
    QAbstractButton *rescale_, *zeroSnr_;
    IconButton *pen_, *overlays_, *reset_, *more_;
    QMenu* menu_;
};

} // namespace diffuscope::ui
