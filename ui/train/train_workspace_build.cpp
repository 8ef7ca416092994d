// TrainWorkspace: how the mode is put together.
#include "core/session/catalog.h"
#include "ui/train/loss/heat_scale.h"
#include "ui/train/loss/loss_heat_map.h"
#include "ui/train/loss/loss_legend.h"
#include "ui/train/loss/loss_plot.h"
#include "ui/train/preview_panel.h"
#include "ui/train/probe_panel.h"
#include "ui/train/runs/run_notices.h"
#include "ui/train/train_config_panel.h"
#include "ui/train/train_stats.h"
#include "ui/train/train_toolbar.h"
#include "ui/train/train_workspace.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/current_stack.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/controls/empty_state.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"

#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

QLayout* plotTitle(const QString& name, const QString& words)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(24, 12, 24, 4);
    row->setSpacing(8);
    auto* title = new QLabel(name);
    title->setProperty("role", "title");
    row->addWidget(title);
    auto* detail = new ElidedLabel;
    detail->setWhole(words);
    detail->setProperty("role", "secondary");
    row->addWidget(detail, 1);
    return row;
}

} // namespace

void TrainWorkspace::buildCanvas()
{
    Button* choose = empty_->addAction(tr("Choose folder…"), QStringLiteral("folder"), true);
    choose->setObjectName(QStringLiteral("chooseFolder"));
    connect(choose, &QPushButton::clicked, this, &TrainWorkspace::chooseFolder);
    for (const CatalogEntry& entry : builtinSources()) {
        const QString source = QString::fromStdString(entry.id);
        Button* button = empty_->addAction(QString::fromStdString(entry.name), QStringLiteral("image"), false);
        button->setObjectName(source);
        button->setToolTip(QString::fromStdString(entry.about));
        connect(button, &QPushButton::clicked, this, [this, source] { openSource(source); });
    }
    Button* resume = empty_->addAction(tr("Resume a run…"), QStringLiteral("play"), false);
    resume->setObjectName(QStringLiteral("resumeFirst"));
    auto* emptyPage = new Surface(Surface::Tone::Canvas);
    auto* emptyLayout = new QVBoxLayout(emptyPage);
    emptyNotice_ = new NoticeCard(NoticeCard::Tone::Error, {}, {});
    emptyNotice_->setObjectName(QStringLiteral("openingFailed"));
    emptyNotice_->hide();
    emptyLayout->setContentsMargins(24, 16, 24, 16);
    emptyLayout->addWidget(emptyNotice_);
    emptyLayout->addWidget(empty_, 1);

    auto* main = new Surface(Surface::Tone::Canvas);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(stats_);
    column->addWidget(notices_);
    column->addLayout(curveTitle());
    column->addWidget(loss_, 3);
    column->addWidget(separator());
    QLayout* heatTitle = plotTitle(tr("Loss by timestep"), tr("the same error at each noise level, over the steps"));
    heatTitle->addWidget(heatScale_);
    column->addLayout(heatTitle);
    loss_->setObjectName(QStringLiteral("lossPlot"));
    heat_->setObjectName(QStringLiteral("lossHeatMap"));
    heat_->setToolTip(
        tr("Little noise is hard to find and much of it is easy, whatever the network has learnt: compare "
           "along a row to see it learn. A click looks at that noise level."));
    column->addWidget(heat_, 2);

    auto* work = new QWidget;
    auto* row = new QHBoxLayout(work);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(config_);
    row->addWidget(main, 1);

    pages_->addWidget(emptyPage);
    pages_->addWidget(work);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(toolbar_);
    outer->addWidget(tabPages_, 1);
}

// Which of the run's curves, and how its steps lie.
QLayout* TrainWorkspace::curveTitle()
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(24, 8, 24, 4);
    row->setSpacing(8);
    auto* quantity = new SegmentedControl({{QStringLiteral("loss"), tr("Loss"), {}},
                                           {QStringLiteral("gradient"), tr("Gradient"), {}},
                                           {QStringLiteral("rate"), tr("Rate"), {}},
                                           {QStringLiteral("speed"), tr("Speed"), {}}});
    quantity->setObjectName(QStringLiteral("curve"));
    quantity->setAccessibleName(tr("Curve"));
    quantity->setToolTip(
        tr("Mean squared error of the prediction, norm of the whole gradient before clipping, learning "
           "rate, or pictures a second"));
    quantity->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    row->addWidget(quantity);
    auto* detail = new ElidedLabel;
    detail->setProperty("role", "secondary");
    row->addWidget(detail, 1);
    row->addWidget(legend_);
    auto* steps =
        new SegmentedControl({{QStringLiteral("linear"), tr("Linear"), {}}, {QStringLiteral("log"), tr("Log"), {}}});
    steps->setObjectName(QStringLiteral("stepScale"));
    steps->setAccessibleName(tr("Scale of the steps"));
    steps->setToolTip(tr("How the steps lie: evenly, or with more room for the first ones. The wheel looks closer."));
    steps->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    row->addWidget(steps);
    const auto say = [detail](LossPlot::Quantity chosen) {
        const QString words[] = {tr("mean squared error of the prediction, log scale"),
                                 tr("norm of the whole gradient before clipping, log scale"),
                                 tr("of each step, log scale"), tr("pictures a second, over the last seconds")};
        detail->setWhole(words[int(chosen)]);
    };
    say(LossPlot::Quantity::Loss);
    connect(quantity, &SegmentedControl::currentChanged, this, [this, quantity, say](const QString& id) {
        int index = 0;
        while (index + 1 < quantity->count() && quantity->segment(index).id != id)
            ++index;
        const auto chosen = LossPlot::Quantity(index);
        loss_->setQuantity(chosen);
        legend_->setVisible(chosen == LossPlot::Quantity::Loss);
        say(chosen);
    });
    connect(steps, &SegmentedControl::currentChanged, this,
            [this](const QString& id) { loss_->setLogSteps(id == QLatin1String("log")); });
    return row;
}

void TrainWorkspace::buildInspector()
{
    inspector_ = new Surface(Surface::Tone::Surface, {}, this);
    auto* outer = new QVBoxLayout(inspector_);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(tabInspectors_);
    watchInspector_ = new QWidget;
    auto* layout = new QVBoxLayout(watchInspector_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    previewSection_ = new Section(tr("Live previews"));
    auto* history = new Button(tr("History ›"), {}, Button::Look::Flat);
    history->setObjectName(QStringLiteral("historyDoor"));
    history->setToolTip(tr("How these pictures came about at each moment of training"));
    connect(history, &QPushButton::clicked, this, &TrainWorkspace::showHistory);
    previewSection_->body()->addWidget(history, 0, Qt::AlignRight);
    previewSection_->body()->addWidget(previews_);
    layout->addWidget(previewSection_);
    auto* microscope = new Button(tr("Microscope ›"), {}, Button::Look::Flat);
    microscope->setObjectName(QStringLiteral("openMicroscope"));
    microscope->setToolTip(tr("Looks at one training step closely, with this t"));
    connect(microscope, &QPushButton::clicked, this, [this] { setTab(QStringLiteral("microscope")); });
    auto* door = new QHBoxLayout;
    door->setContentsMargins(16, 2, 8, 2);
    door->addStretch();
    door->addWidget(microscope);
    layout->addLayout(door);
    probeSection_ = new Section(tr("What the network sees"));
    probeSection_->body()->addWidget(probe_);
    layout->addWidget(probeSection_);
    layout->addStretch();
    for (Section* section : {previewSection_, probeSection_}) // a low window scrolls; nothing is squeezed
        section->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    inspector_->hide(); // until the frame takes it
}

} // namespace diffuscope::ui
