#pragma once
#include <QImage>
#include <QString>
#include <QWidget>

#include <optional>

namespace diffuscope::ui {

// One sampler step in numbers, from noise level t to s (0..T).
struct StepNumbers {
    enum class Update { Ddim, Posterior, Other };
    int from = 0, to = 0;
    double signalFrom = 0, noiseFrom = 0; // sqrt(alphaBar_t), sqrt(1 - alphaBar_t)
    Update update = Update::Other;
    double first = 0, second = 0, sigma = 0; // weights of the two pictures of the update, and of the added noise
    bool limited = false;                    // the shown x0-hat was brought back into [-1, 1]
    QImage next, prediction, other;          // x_s, x0-hat, and eps-hat (DDIM) or x_t (posterior)
    QString samplerName;
};

// The step's equations with its live numbers under the symbols.
class StepEquations : public QWidget {
    Q_OBJECT
public:
    explicit StepEquations(QWidget* parent = nullptr);
    void setNumbers(const std::optional<StepNumbers>& numbers);
    const std::optional<StepNumbers>& numbers() const { return numbers_; }
    QSize sizeHint() const override { return {304, 148}; }
    QSize minimumSizeHint() const override { return {230, 148}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintPrediction(QPainter& painter) const;
    void paintUpdate(QPainter& painter) const;
    void cell(QPainter& painter, double x, double width, double y, const QString& markup) const;
    void value(QPainter& painter, double x, double width, double y, const QString& text, const QColor& colour) const;
    void thumbnail(QPainter& painter, double x, double y, const QImage& picture, const QColor& frame) const;
    double scale() const; // columns of the design are for 304 px

    std::optional<StepNumbers> numbers_;
};

} // namespace diffuscope::ui
