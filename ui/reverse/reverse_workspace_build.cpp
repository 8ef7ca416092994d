// ReverseWorkspace: how the mode is put together.
#include "ui/reverse/compare/compare_page.h"
#include "ui/reverse/compare/quality_panel.h"
#include "ui/reverse/copying/copying_panel.h"
#include "ui/reverse/edit/edit_strip.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/explore/branch_panel.h"
#include "ui/reverse/explore/futures_tool.h"
#include "ui/reverse/explore/walk_tree.h"
#include "ui/reverse/faults/break_panel.h"
#include "ui/reverse/race/distance_chart.h"
#include "ui/reverse/race/race_tool.h"
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sample_canvas.h"
#include "ui/reverse/sampler/model_card.h"
#include "ui/reverse/sampler/recording_panel.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/start/start_panel.h"
#include "ui/reverse/step/blur_panel.h"
#include "ui/reverse/step/jump_panel.h"
#include "ui/reverse/step/pixel_table.h"
#include "ui/reverse/step/prediction_strip.h"
#include "ui/reverse/step/step_equations.h"
#include "ui/reverse/step/step_page.h"
#include "ui/reverse/step/weights_chart.h"
#include "ui/reverse/welcome/welcome_page.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/empty_state.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/surface.h"
#include "ui/widgets/form/section.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace diffuscope::ui {

void ReverseWorkspace::buildCanvas()
{
    Button* open = empty_->addAction(tr("Open model…"), QStringLiteral("folder"), true);
    open->setToolTip(tr("A run's folder, one of its checkpoints, or a model that diffusers has written"));
    connect(open, &QPushButton::clicked, this, &Workspace::chooseModelRequested);
    Button* train = empty_->addAction(tr("Go to Train"), QStringLiteral("train"), false);
    train->setToolTip(tr("Where a model is made of your own pictures"));
    connect(train, &QPushButton::clicked, this, [this] { Q_EMIT modeRequested(QStringLiteral("train")); });
    Button* current = empty_->addAction(tr("Use current training"), QStringLiteral("model"), false);
    current->setToolTip(tr("The network as it is now, while it goes on learning"));
    connect(current, &QPushButton::clicked, this, [this] { openModel(QStringLiteral("training")); });
    emptyTraining_ = current;

    auto* emptyPage = new Surface(Surface::Tone::Canvas);
    auto* emptyLayout = new QVBoxLayout(emptyPage);
    emptyLayout->setContentsMargins(24, 16, 24, 16);
    emptyLayout->addWidget(emptyNotice_);
    emptyLayout->addWidget(empty_, 1);

    auto* work = new Surface(Surface::Tone::Canvas);
    auto* column = new QVBoxLayout(work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(toolbar_);
    auto* noticeRow = new QHBoxLayout;
    noticeRow->setContentsMargins(24, 0, 24, 0);
    noticeRow->addWidget(notice_);
    noticeRow->addWidget(limitNotice_);
    column->addLayout(noticeRow);
    limitNotice_->setObjectName(QStringLiteral("limitNotice"));
    QPushButton* limit = limitNotice_->addAction(tr("Limit x̂₀"));
    limit->setObjectName(QStringLiteral("limitData"));
    connect(limit, &QPushButton::clicked, this, &ReverseWorkspace::generateLimited);
    views_->addWidget(canvas_);
    views_->addWidget(welcome_);
    views_->addWidget(compare_);
    views_->addWidget(step_);
    views_->addWidget(futures_->canvas());
    views_->addWidget(race_->canvas());
    views_->addWidget(edit_->canvas());
    column->addWidget(views_, 1);
    column->addWidget(strip_);
    column->addWidget(weights_);
    column->addWidget(futures_->chart());
    column->addWidget(race_->chart());
    column->addWidget(edit_->strip());
    column->addWidget(tree_);
    tree_->hide();
    weights_->hide();
    futures_->chart()->hide();
    race_->chart()->hide();
    edit_->strip()->hide();
    for (NoticeCard* card : {notice_, emptyNotice_, limitNotice_}) {
        card->hide();
        connect(card, &NoticeCard::closed, card, &QWidget::hide);
    }
    pages_->addWidget(emptyPage);
    pages_->addWidget(work);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(pages_);
}

void ReverseWorkspace::buildInspector()
{
    inspector_ = new Surface(Surface::Tone::Surface, {}, this);
    auto* layout = new QVBoxLayout(inspector_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    const auto add = [layout](const QString& title, QWidget* content) {
        auto* section = new Section(title);
        section->body()->addWidget(content);
        section->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // a low window scrolls; nothing is squeezed
        layout->addWidget(section);
        return section;
    };
    pixelSection_ = add(tr("This pixel"), pixel_);
    pixelSection_->hide(); // of the step that is taken apart
    breakSection_ = add(tr("Break it"), break_);
    breakSection_->hide(); // the same
    branchSection_ = add(tr("Change from here on"), branch_);
    branchSection_->hide();
    raceSection_ = add(tr("Racers"), race_->panel());
    raceSection_->hide();
    editSection_ = add(tr("Edit"), edit_->panel());
    editSection_->hide();
    drawSection_ = add(tr("What to draw"), sampler_->drawing());
    add(tr("Model"), model_);
    startSection_ = add(tr("Start from"), start_);
    startSection_->setNote(start_->note());
    samplerSection_ = add(tr("Sampler"), sampler_);
    recordingSection_ = add(tr("Recording"), recording_);
    recordingSection_->setOpen(false);
    stepSection_ = add(tr("This step"), equations_);
    jumpSection_ = add(tr("In one step?"), jump_);
    jumpSection_->setOpen(false);
    blurSection_ = add(tr("Blur or network?"), blur_);
    blurSection_->setOpen(false);
    copyingSection_ = add(tr("Is it copying?"), copying_);
    copyingSection_->setOpen(false);
    qualitySection_ = add(tr("Quality"), quality_);
    exportSection_ = add(tr("Export"), export_);
    layout->addStretch();
    inspector_->hide(); // until the frame takes it
}

} // namespace diffuscope::ui
