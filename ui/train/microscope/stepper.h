#pragma once
#include <QRectF>
#include <QVariantAnimation>
#include <QWidget>

#include <array>

class QPainter;

namespace diffuscope::ui {

class MicroscopeState;

// The eight sub-steps in a row: done ones with their pictures, the current one raised, those to come dashed and without
// a picture, so that one may guess. A click on any that has been looked at goes there. Without room: numbers and names.
// To assistive programs a list of tabs.
class Stepper : public QWidget {
    Q_OBJECT
public:
    explicit Stepper(MicroscopeState& state, QWidget* parent = nullptr);
    void setFolded(bool folded);     // no pictures
    void setCoveredRight(int width); // nothing is placed there
    int count() const;
    int current() const; // from 0
    bool isReached(int index) const;
    QString nameOf(int index) const; // "7 of 8, Backpropagate, current"
    QRect columnRect(int index) const;
    int columnAt(const QPoint& position) const; // -1: none
    void choose(int index);
    QSize sizeHint() const override { return {600, height_}; }
    QSize minimumSizeHint() const override { return {400, height_}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void moveCard();
    void drawLine(QPainter& painter) const;
    void drawColumn(QPainter& painter, int index) const;
    void drawPicture(QPainter& painter, int substep, const QRectF& place) const;
    void drawThumbnail(QPainter& painter, int substep, const QRectF& place) const;

    MicroscopeState& state_;
    QVariantAnimation card_; // centre of the raised card, in columns
    int height_ = 147;
    int covered_ = 0;
    bool folded_ = false;
};

void installStepperAccessible(); // once, before the first one is made; more often does no harm

} // namespace diffuscope::ui
