#pragma once
#include "ui/style/theme.h"

#include "ui/widgets/controls/buttons.h"

#include <QAbstractButton>
#include <QList>
#include <QWidget>

#include <optional>

namespace diffuscope::ui {

// An icon in a field's box, beside the field it acts on.
class BoxedIconButton : public IconButton {
    Q_OBJECT
public:
    using IconButton::IconButton;

protected:
    void paintEvent(QPaintEvent* event) override;
};

// "σ 0.779  μ −0.287  range −3.0 … 2.5": light words and bold numbers that keep their place.
class StatLine : public QWidget {
    Q_OBJECT
public:
    struct Part {
        QString word, value;
        const char* term = nullptr; // of the glossary
    };
    explicit StatLine(QWidget* parent = nullptr);
    void setParts(const QList<Part>& parts);
    int neededWidth() const; // that none is left out

protected:
    void paintEvent(QPaintEvent*) override;

private:
    static qreal widthOf(const Part& part);
    QList<Part> parts_;
    QList<QRectF> places_; // of those that are shown
};

// Where a picture can be dropped; a click opens the file dialog. At its right end: draw one, choose one of the dataset,
// take any of the dataset.
class DropTray : public QAbstractButton {
    Q_OBJECT
public:
    explicit DropTray(QWidget* parent = nullptr);
    QAbstractButton* dice() const;
    QAbstractButton* draw() const;
    QAbstractButton* browse() const;

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    IconButton *draw_, *browse_, *dice_;
};

// How the variance of x_t would be shared between data of variance 1 and noise; the tip has the picture's own numbers.
class PowerBar : public QWidget {
    Q_OBJECT
public:
    explicit PowerBar(QWidget* parent = nullptr);
    void setSignal(double alphaBar);
    void setPicturePower(double meanSquare); // E[x_0^2]; 0: not known

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString now() const;
    double alphaBar_ = 1, power_ = 0;
};

// One pixel's own arithmetic, coloured by concept: "0.546 = 0.9908 · 0.350 + 0.1354 · 1.470". In a walk also the noise
// of the jump that comes to the same place: "as a jump: ε = −3.059".
class PixelArithmetic : public QWidget {
    Q_OBJECT
public:
    explicit PixelArithmetic(QWidget* parent = nullptr);
    struct Terms {
        QString place; // "column 20, row 9, red"
        double state, dataScale, data, noiseScale, noise;
        bool walk = false, pinned = false;
        std::optional<double> asJump = {}; // of a walk: the one noise that a jump would have needed to come here
    };
    void setTerms(const Terms& terms);
    QString text() const;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    struct Run {
        QString text;
        int colour; // of a Concept; -1: plain
        bool isNumber;
    };
    QList<Run> runs() const;
    QList<Run> asJumpRuns() const;
    Terms terms_{};
};

} // namespace diffuscope::ui
