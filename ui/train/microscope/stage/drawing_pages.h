#pragma once
#include "ui/train/microscope/stage/stage_page.h"

class QLabel;

namespace diffuscope::ui {

class BatchGrid;
class HistogramPlot;
class NumberLabel;
class TimestepCurve;
class WrappedLabel;

// What is drawn before the network is asked: picture, timestep, noise.
class PickPage : public StagePage {
    Q_OBJECT
public:
    explicit PickPage(MicroscopeState& state, QWidget* parent = nullptr);
    void showStep() override;
    QList<NumberLine::Part> numbers() const override;

private:
    ImageView* data_;
};

class TimestepPage : public StagePage {
    Q_OBJECT
public:
    explicit TimestepPage(MicroscopeState& state, QWidget* parent = nullptr);
    void showStep() override;
    void setStep(int step); // being dragged there
    QList<NumberLine::Part> numbers() const override;

Q_SIGNALS:
    void stepPicked(int step);

private:
    TimestepCurve* curve_;
    NumberLabel* number_;
    WrappedLabel* words_;
};

class NoisePage : public StagePage {
    Q_OBJECT
public:
    NoisePage(MicroscopeState& state, ViewLink* link, QWidget* parent = nullptr);
    void showStep() override;
    QList<NumberLine::Part> numbers() const override;

private:
    ImageView* noise_;
    HistogramPlot* values_;
};

} // namespace diffuscope::ui
