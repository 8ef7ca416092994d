#pragma once
#include "ui/train/microscope/stage/stage_page.h"

namespace diffuscope::ui {

// The sub-steps around the network: the mixture it gets, its answer, and how far that is from the truth.
class MixPage : public EquationPage {
    Q_OBJECT
public:
    MixPage(MicroscopeState& state, ViewLink* link, QWidget* parent = nullptr);
    void showStep() override;
    QList<NumberLine::Part> numbers() const override;

private:
    ImageView *noisy_, *data_, *noise_;
};

class PredictPage : public EquationPage {
    Q_OBJECT
public:
    PredictPage(MicroscopeState& state, ViewLink* link, QWidget* parent = nullptr);
    void showStep() override;
    QList<NumberLine::Part> numbers() const override;

protected:
    void drawMore(QPainter& painter) override; // the network
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();
    ImageView *noisy_, *answer_;
};

class ErrorPage : public EquationPage {
    Q_OBJECT
public:
    ErrorPage(MicroscopeState& state, ViewLink* link, QWidget* parent = nullptr);
    void showStep() override;
    QList<NumberLine::Part> numbers() const override;

protected:
    void drawMore(QPainter& painter) override; // the loss

private:
    ImageView *answer_, *truth_, *error_;
};

} // namespace diffuscope::ui
