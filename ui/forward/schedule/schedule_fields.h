#pragma once
#include "core/base/params.h"

#include <QDoubleSpinBox>
#include <QList>
#include <QWidget>

class QGridLayout;
class QSpinBox;

namespace diffuscope::ui {

// The numbers of a schedule in small boxes, three or four in a row: its own ones (beta_1, beta_T, ...) and T. They take
// any number that can be typed: whether it makes a schedule is answered by core/schedule and said beside them. Objects
// are named by their keys; the number of steps is "timesteps".
class ScheduleFields : public QWidget {
    Q_OBJECT
public:
    explicit ScheduleFields(QWidget* parent = nullptr);
    void setSpecs(const std::vector<ParamSpec>& specs);       // the real-valued ones of them are shown
    void setValues(const ParamValues& values, int timesteps); // without signals; missing: the initial value
    ParamValues values() const;
    int timesteps() const;
    void addTool(QWidget* tool); // at the end of the first row

Q_SIGNALS:
    void edited();

private:
    void arrange();
    std::vector<ParamSpec> specs_;
    QList<QDoubleSpinBox*> reals_;
    QSpinBox* timesteps_;
    QGridLayout* grid_;
    QWidget* tool_ = nullptr;
};

} // namespace diffuscope::ui
