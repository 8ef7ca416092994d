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

bool has(const std::vector<std::int64_t>& steps, std::int64_t step)
{
    return std::find(steps.begin(), steps.end(), step) != steps.end();
}

enum Column { kStep, kBatch, kSmoothed, kValidation, kNote };

} // namespace

QVariant LossPlot::cellOf(std::size_t point, int column) const
{
    const RunHistory::Point& at = history_.points()[point];
    switch (column) {
    case kStep:
        return qlonglong(at.step);
    case kBatch:
        return at.loss;
    case kSmoothed:
        return at.smoothed;
    case kValidation: {
        const auto& validation = history_.validation();
        const auto found = std::lower_bound(validation.begin(), validation.end(), at.step,
                                            [](const auto& one, std::int64_t step) { return one.step < step; });
        return found != validation.end() && found->step == at.step ? QVariant(found->loss) : QVariant();
    }
    default:
        return has(history_.skipped(), at.step)       ? tr("skipped")
               : has(history_.checkpoints(), at.step) ? tr("checkpoint")
                                                      : QVariant(QString());
    }
}

ChartTable LossPlot::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {
        {tr("step")}, {tr("batch"), {}, 5}, {tr("smoothed"), {}, 5}, {tr("validation"), {}, 5}, {tr("note")}};
    const auto& points = history_.points();
    const auto& validation = history_.validation();
    auto lone = std::make_shared<std::vector<Lone>>();
    for (const auto& [step, loss] : validation) {
        const auto found = std::lower_bound(points.begin(), points.end(), step,
                                            [](const auto& point, std::int64_t at) { return point.step < at; });
        if (found != points.end() && found->step != step)
            lone->push_back({std::size_t(found - points.begin()) + lone->size(), step, loss});
    }
    table.rows = qsizetype(points.size() + lone->size());
    table.now = table.rows - 1;
    if (!validation.empty())
        table.about =
            tr("validation loss %1 at step %2").arg(number(validation.back().loss, 4), grouped(validation.back().step));
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
