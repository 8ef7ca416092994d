#pragma once
#include "ui/reverse/step/step_numbers.h"
#include "ui/widgets/terms/explain.h"

#include <QList>
#include <QPointF>
#include <QRectF>
#include <QWidget>

#include <optional>

namespace diffuscope::ui {

// The step's equations with its live numbers: how x0-hat follows from what the network was asked about, the sampler's
// rule, and the sum that the rule came to, with the pictures under their symbols. As high as that needs; while one run
// is shown it only grows, so that scrubbing moves nothing.
class StepEquations : public QWidget {
    Q_OBJECT
public:
    explicit StepEquations(QWidget* parent = nullptr);
    void setNumbers(const std::optional<StepNumbers>& numbers);
    const std::optional<StepNumbers>& numbers() const { return numbers_; }
    QSize sizeHint() const override { return {304, height_}; }
    QSize minimumSizeHint() const override { return {230, height_}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    // A piece of the page, laid out for the width.
    struct Piece {
        QPointF baseline;
        QString markup;
        int size = 0;
        QImage picture; // under it
        QRectF pictureAt;
        const char* term = nullptr; // what it is, of ui/widgets/terms, and its value in this step
        QString now = {};
        QRectF place() const; // of mark-up and picture
    };
    std::optional<Explained> pieceAt(const QPoint& at) const;
    void layOut();
    void addPrediction(double& y);
    void addRule(double& y);
    void addSum(double& y, Piece result, const QList<StepNumbers::Term>& terms);
    double fittedSize(const QString& markup, int size) const; // smaller where the line is too long
    void say();

    std::optional<StepNumbers> numbers_;
    QString rule_; // of the run that height_ is for
    QList<Piece> pieces_;
    QRectF words_;
    int height_ = 0;
};

} // namespace diffuscope::ui
