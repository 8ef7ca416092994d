#include "ui/train/clocks/history_tools.h"

#include "ui/train/clocks/clocks_state.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/segmented_control.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace diffuscope::ui {

namespace {

const QString kStateView = QStringLiteral("state"), kGuessView = QStringLiteral("guess");

QList<SegmentedControl::Segment> views(bool narrow)
{
    return {{kStateView, QStringLiteral("xₜ"), narrow ? QString() : HistoryTools::tr("the picture")},
            {kGuessView, QStringLiteral("x̂₀"), narrow ? QString() : HistoryTools::tr("the guess")}};
}

} // namespace

HistoryTools::HistoryTools(ClocksState& state, QWidget* parent)
    : QWidget(parent), state_(state), run_(new QLabel), view_(new SegmentedControl(views(false)))
{
    run_->setObjectName(QStringLiteral("historyRun"));
    run_->setProperty("role", "secondary");
    view_->setObjectName(QStringLiteral("historyView"));
    view_->setAccessibleName(tr("What the cells show"));
    view_->setToolTip(tr("The noisy picture, or what the network believes is behind it (V)"));
    view_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* save = new IconButton(QStringLiteral("export"), tr("Save the grid as a PNG sheet (Ctrl+E)"));
    save->setObjectName(QStringLiteral("exportHistory"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(run_);
    row->addWidget(view_);
    row->addWidget(save);
    connect(view_, &SegmentedControl::currentChanged, this,
            [this](const QString& id) { state_.showGuess(id == kGuessView); });
    connect(&state, &ClocksState::viewChanged, this, &HistoryTools::refresh);
}

void HistoryTools::refresh() { view_->setCurrent(state_.showsGuess() ? kGuessView : kStateView); }

void HistoryTools::setRunText(const QString& text) { run_->setText(text); }

void HistoryTools::setShort(bool narrow)
{
    if (narrow == short_)
        return;
    short_ = narrow;
    {
        const QSignalBlocker quiet(view_);
        view_->setSegments(views(narrow));
        refresh();
    }
    run_->setVisible(!narrow);
    view_->updateGeometry();
}

} // namespace diffuscope::ui
