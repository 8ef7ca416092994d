// LossPlot: its numbers as a table.
#include "ui/style/theme.h"
#include "ui/train/loss/loss_plot.h"

#include <algorithm>
#include <memory>

namespace diffuscope::ui {

namespace {

// A measured loss on held-out pictures at a step of which no point is kept, as in a thinned past, has a row of its own.
struct Lone {
    std::size_t row;
    std::int64_t step;
    double loss;
};

enum Column { kStep, kBatch, kSmoothed, kValidation, kNote };

} // namespace

QVariant LossPlot::cellOf(std::size_t point, int column) const
{
    const Point& at = points_[point];
    switch (column) {
    case kStep:
        return qlonglong(at.step);
    case kBatch:
        return at.raw;
    case kSmoothed:
        return at.smooth;
    case kValidation: {
        const auto found =
            std::lower_bound(validation_.begin(), validation_.end(), at.step,
                             [](const auto& measured, std::int64_t step) { return measured.first < step; });
        return found != validation_.end() && found->first == at.step ? QVariant(found->second) : QVariant();
    }
    default:
        return std::find(skipped_.begin(), skipped_.end(), at.step) != skipped_.end() ? tr("skipped")
               : std::find(checkpoints_.begin(), checkpoints_.end(), at.step) != checkpoints_.end()
                   ? tr("checkpoint")
                   : QVariant(QString());
    }
}

ChartTable LossPlot::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {
        {tr("step")}, {tr("batch"), {}, 5}, {tr("smoothed"), {}, 5}, {tr("validation"), {}, 5}, {tr("note")}};
    auto lone = std::make_shared<std::vector<Lone>>();
    for (const auto& [step, loss] : validation_) {
        const auto found = std::lower_bound(points_.begin(), points_.end(), step,
                                            [](const Point& point, std::int64_t at) { return point.step < at; });
        if (found != points_.end() && found->step != step)
            lone->push_back({std::size_t(found - points_.begin()) + lone->size(), step, loss});
    }
    table.rows = qsizetype(points_.size() + lone->size());
    table.now = table.rows - 1;
    if (!validation_.empty())
        table.about = tr("validation loss %1 at step %2")
                          .arg(number(validation_.back().second, 4), grouped(validation_.back().first));
    table.cell = [this, lone](qsizetype row, int column) -> QVariant {
        const auto after = std::lower_bound(lone->begin(), lone->end(), std::size_t(row),
                                            [](const Lone& one, std::size_t at) { return one.row < at; });
        if (after == lone->end() || after->row != std::size_t(row))
            return cellOf(std::size_t(row) - std::size_t(after - lone->begin()), column);
        return column == kStep         ? QVariant(qlonglong(after->step))
               : column == kValidation ? QVariant(after->loss)
                                       : QVariant();
    };
    return table;
}

} // namespace diffuscope::ui
