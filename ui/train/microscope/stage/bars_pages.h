#pragma once
#include "ui/train/microscope/stage/stage_page.h"

namespace diffuscope::ui {

class BlockBars;

// The arithmetic of one weight in AdamW's step, a row a number; what they come to is set off.
class WeightTable : public QWidget {
    Q_OBJECT
public:
    explicit WeightTable(MicroscopeState& state, QWidget* parent = nullptr);
    void showStep();
    QString text() const; // as it is read aloud and copied: a line a row, a tab between
    QSize sizeHint() const override { return {208, 212}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Row {
        QString words, value;
        Concept colour = Concept::State;
        bool coloured = false;
    };
    QList<Row> rows() const;
    MicroscopeState& state_;
};

// The way back: how much each block is asked to change, and beside it the error that asks.
class GradientPage : public StagePage {
    Q_OBJECT
public:
    GradientPage(MicroscopeState& state, ViewLink* link, QWidget* parent = nullptr);
    void showStep() override;
    QList<NumberLine::Part> numbers() const override;

private:
    BlockBars* bars_;
    ImageView* error_;
};

// The step itself.
class UpdatePage : public StagePage {
    Q_OBJECT
public:
    explicit UpdatePage(MicroscopeState& state, QWidget* parent = nullptr);
    void showStep() override;
    QList<NumberLine::Part> numbers() const override;

private:
    BlockBars* bars_;
    WeightTable* weight_;
};

} // namespace diffuscope::ui
