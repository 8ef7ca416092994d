#pragma once
#include "ui/style/theme.h"
#include "ui/timeline/timeline_model.h"

#include <QPointer>
#include <QRectF>
#include <QWidget>

#include <optional>

class QLineEdit;

namespace diffuscope::ui {

// The current t, large, and what the schedule says there. Below 240 px only t, alpha-bar and SNR.
class ReadoutPanel : public QWidget {
    Q_OBJECT
public:
    explicit ReadoutPanel(QWidget* parent = nullptr);
    void setModel(TimelineModel* model);
    void setCompact(bool compact);
    void setTyped(const QString& digits); // shown instead of t while a number is typed; empty: none

Q_SIGNALS:
    void stepTyped(int step); // into the field that a click on t opens

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row {
        QString markup, words, value;
        QColor label, colour;
    };
    std::vector<Row> rows() const;
    QRectF rowPlace(std::size_t row, std::size_t count) const;
    std::optional<struct Explained> partAt(const QPoint& at) const;
    void drawStep(QPainter& painter) const;
    QRect stepRect() const;    // of the large number
    QString stepWords() const; // what t counts
    void openField();
    void drawRow(QPainter& painter, const Row& row, const QRectF& place) const;
    QPointer<TimelineModel> model_;
    QLineEdit* field_;
    QString typed_;
    bool compact_ = false;
};

} // namespace diffuscope::ui
