#pragma once
#include "ui/train/history/run_history.h"
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
    explicit TrainStats(const RunHistory& history, QWidget* parent = nullptr); // which outlives it
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
    void explainStats();
    bool waits() const; // for data, noticeably
    void refresh();
    void arrange();
    const RunHistory& history_;
    Stat loss_, validation_, rate_, elapsed_, remaining_, memory_, step_, skipped_;
    Sparkline* sparkline_;
};

// The last values of something, without an axis.
class Sparkline : public QWidget {
    Q_OBJECT
public:
    // At most `most` values, which outlive it; the width is for all of them. Call update() when there are others.
    Sparkline(const std::deque<double>& values, std::size_t most, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const std::deque<double>& values_;
    std::size_t most_;
};

} // namespace diffuscope::ui
