#pragma once
#include "core/schedule/alpha_bar_curve.h"
#include "core/session/catalog.h"

#include <QAbstractButton>
#include <QList>

class QComboBox;

namespace diffuscope::ui {

// One schedule of the catalog as a small drawing of its alpha-bar.
class ScheduleTile : public QAbstractButton {
    Q_OBJECT
public:
    explicit ScheduleTile(const CatalogEntry& entry, QWidget* parent = nullptr);
    const QString& id() const { return id_; }
    void setCurve(const std::vector<double>& values); // at even shares of the steps, 1 first
    // Curve of this size in a colour, for menus and lists.
    QPixmap drawing(const QSize& size, const QColor& colour, double dpr) const;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString shortName() const;
    void drawCurve(QPainter& painter, const QRectF& box, const QPen& pen) const;
    QString id_;
    std::vector<double> curve_;
};

// The catalog of schedules; exactly one is chosen. Five tiles in a row, the others behind a button; in a narrow panel
// a list instead.
class ScheduleTiles : public QWidget {
    Q_OBJECT
public:
    explicit ScheduleTiles(QWidget* parent = nullptr);
    QString current() const { return current_; }
    void setCurrent(const QString& id); // without a signal
    void setCustomCurve(const std::vector<CurvePoint>& points);

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    void resizeEvent(QResizeEvent*) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void showOthers(bool shown); // of the tiles after the first row
    void fillList();
    void choose(const QString& id);
    QList<ScheduleTile*> tiles_; // in the order shown
    QString current_;
    QWidget* row_;
    QComboBox* list_;
};

} // namespace diffuscope::ui
