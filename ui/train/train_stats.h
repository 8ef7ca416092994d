#pragma once
#include "core/messages/events.h"
#include "ui/widgets/controls/surface.h"

#include <deque>

class QLabel;

namespace diffuscope::ui {

class NumberLabel;
class Sparkline;

// One row of the run's numbers. What isn't known yet isn't shown; where the row is too narrow the least important
// number goes first.
class TrainStats : public Surface {
    Q_OBJECT
public:
    explicit TrainStats(QWidget* parent = nullptr);
    void setStatus(const TrainStatus& status);
    QSize minimumSizeHint() const override { return {480, 66}; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Stat {
        QWidget* box = nullptr;
        QLabel* name = nullptr;
        NumberLabel* value = nullptr;
        bool wanted = true; // there is something to say
    };
    Stat addStat(const QString& name, const QString& unit = {});
    void arrange();
    Stat loss_, validation_, rate_, elapsed_, remaining_, memory_, step_, skipped_;
    Sparkline* history_;
};

// The last values of something, without an axis.
class Sparkline : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(QWidget* parent = nullptr);
    void add(double value);
    void clear();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::deque<double> values_;
};

} // namespace diffuscope::ui
