#pragma once
#include "core/messages/events.h"

#include <QAbstractButton>

namespace diffuscope {
struct ComputeSummary;
}

namespace diffuscope::ui {

class IconButton;

// Button of the top bar that opens a menu: icon, bold name, lighter detail, chevron. Long names are elided.
class MenuChip : public QAbstractButton {
    Q_OBJECT
public:
    MenuChip(const QString& iconName, const QString& role, QWidget* parent = nullptr);
    void setTexts(const QString& name, const QString& detail);
    void setShort(bool isShort); // without the detail, narrower
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString icon_, role_, name_, detail_;
    bool short_ = false;
};

// Training at a glance, in every mode: ring, state, step, speed, time left, pause or resume. Hidden while idle.
class TrainingChip : public QWidget {
    Q_OBJECT
public:
    explicit TrainingChip(QWidget* parent = nullptr);
    void setStatus(const TrainStatus& status);
    void setShort(bool isShort); // ring and time left
    QSize sizeHint() const override;

Q_SIGNALS:
    void pauseRequested();
    void resumeRequested();
    void clicked();

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    struct Cell {
        QString lead, strong, tail; // light, bold, light
    };
    QList<Cell> cells() const;
    qreal cellWidth(const Cell& cell) const;
    void drawCell(QPainter& painter, const Cell& cell, qreal left) const;

    TrainStatus status_;
    IconButton* toggle_;
    bool short_ = false;
};

// Files that are being written, in every mode: ring, how many. Hidden while there are none; a click shows them.
class ExportsChip : public QAbstractButton {
    Q_OBJECT
public:
    explicit ExportsChip(QWidget* parent = nullptr);
    void setRunning(int running, double share); // share: of the one that is written, 0 .. 1
    void setShort(bool isShort);                // ring and number
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString words() const;
    int running_ = 0;
    double share_ = 0;
    bool short_ = false;
};

// Where the numbers are computed; coral when the linear algebra library is a slow one.
class DeviceChip : public QWidget {
    Q_OBJECT
public:
    explicit DeviceChip(const ComputeSummary& compute, QWidget* parent = nullptr);
    void setShort(bool isShort); // icon only
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString device_, threads_;
    bool slow_, short_ = false;
};

} // namespace diffuscope::ui
