#pragma once
#include "ui/style/theme.h"
#include "ui/widgets/chart/chart.h"

#include <QVariantAnimation>

#include <vector>

namespace diffuscope::ui {

// A number for each block of the network as bars on a log scale, with the network's shape below as the axis: how deep
// each block works. More than 14 blocks: each level is folded to one bar, and a click opens it.
class BlockBars : public Chart {
    Q_OBJECT
public:
    struct Bar {
        QString name;
        int level = 0; // 0: full size
        double value = 0;
        bool aside = false;          // no part of the way: time and class
        std::vector<Bar> parts = {}; // that it is folded from
    };
    BlockBars(const QString& title, Concept which, QWidget* parent = nullptr);
    void setBars(std::vector<Bar> bars, const QString& unit, int decimals);
    void setBackwards(bool backwards);                     // an arrow says where it comes from
    const std::vector<Bar>& bars() const { return bars_; } // as they are shown
    int largest() const;                                   // its index; -1: none
    ChartTable table() const override;
    QSize sizeHint() const override { return {640, 220}; }
    QSize minimumSizeHint() const override { return {300, 120}; }

    static constexpr std::size_t kMostBars = 14;
    // Each level as one bar, whose value is the root of the sum of squares of its parts'.
    static std::vector<Bar> folded(const std::vector<Bar>& bars);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    QRectF plot() const;
    double middleOf(std::size_t bar) const;
    double heightOf(double value) const; // share of the plot
    void drawScale(QPainter& painter) const;
    void drawShape(QPainter& painter) const;

    Concept which_;
    std::vector<Bar> bars_;
    QString unit_;
    int decimals_ = 3;
    double low_ = 0.001, high_ = 1;
    bool backwards_ = false;
    QVariantAnimation grow_;
};

} // namespace diffuscope::ui
