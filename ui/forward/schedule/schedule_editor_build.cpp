#include "core/session/catalog.h"
#include "ui/forward/schedule/schedule_editor.h"
#include "ui/forward/schedule/schedule_fields.h"
#include "ui/forward/schedule/schedule_tiles.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/param_form.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kTool = 24, kToolHeight = 22, kToolIcon = 16;

// Of the mock-up: what a course compares first.
constexpr const char* kOverlaid[] = {"cosine", "sigmoid", "scaled_linear", "linear"};

// Keeps its tools at the right end of the top of a plot.
class CornerTools : public QWidget {
public:
    explicit CornerTools(QWidget* plot) : QWidget(plot), row_(new QHBoxLayout(this))
    {
        row_->setContentsMargins(0, 0, 0, 0);
        row_->setSpacing(0);
        plot->installEventFilter(this);
    }
    void add(QWidget* tool) { row_->addWidget(tool); }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Resize || event->type() == QEvent::Show)
            place();
        return false;
    }
    bool event(QEvent* event) override
    {
        if (event->type() == QEvent::LayoutRequest)
            place();
        return QWidget::event(event);
    }

private:
    void place()
    {
        adjustSize();
        move(parentWidget()->width() - width() - 4, 3);
    }
    QHBoxLayout* row_;
};

IconButton* tool(const QString& icon, const QString& tip, const char* name)
{
    auto* button = new IconButton(icon, tip);
    button->setBox(kTool, kToolHeight, kToolIcon);
    button->setObjectName(name);
    return button;
}

} // namespace

ScheduleEditor::ScheduleEditor(QWidget* parent)
    : QWidget(parent), tiles_(new ScheduleTiles), alphaBar_(new SchedulePlot(SchedulePlot::Quantity::AlphaBar)),
      logSnr_(new SchedulePlot(SchedulePlot::Quantity::LogSnr)), fields_(new ScheduleFields), params_(new ParamForm),
      inUse_(new WrappedLabel("caption")), notice_(new NoticeCard(NoticeCard::Tone::Error, {}, {})),
      menu_(new QMenu(this))
{
    build();
    buildTools();
    connectParts();
    use(spec_, false);
    announce_.stop();
    showSpec();
    showOverlays();
}

void ScheduleEditor::build()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    tiles_->setObjectName("scheduleTiles");
    alphaBar_->setObjectName("alphaBarPlot");
    logSnr_->setObjectName("logSnrPlot");
    params_->setObjectName("scheduleParams");
    params_->hide();
    inUse_->setObjectName("betasInUse");
    inUse_->hide();
    notice_->setObjectName("scheduleWarning");
    notice_->hide();
    rescale_ = notice_->addAction(tr("Scale betas with T"));
    rescale_->setObjectName("rescaleBetas");
    rescale_->setToolTip(tr("Multiplies both betas by 1000 / T"));
    zeroSnr_ = notice_->addAction(tr("Zero terminal SNR"));
    zeroSnr_->setObjectName("zeroTerminalSnr");
    zeroSnr_->setToolTip(tr("Bends the curve so that nothing is left at T (Lin et al. 2023)"));
    more_ = tool(QStringLiteral("settings"), tr("More settings of the schedule"), "moreScheduleSettings");
    more_->setBox(kTool, 28, kToolIcon);
    more_->setCheckable(true);
    fields_->addTool(more_);
    for (QWidget* part : std::initializer_list<QWidget*>{tiles_, alphaBar_, logSnr_, fields_, inUse_, params_, notice_})
        column->addWidget(part);
}

void ScheduleEditor::buildTools()
{
    auto* corner = new CornerTools(alphaBar_);
    reset_ = tool(QStringLiteral("reset"), tr("Back to the curve it was made of"), "resetCurve");
    pen_ = tool(QStringLiteral("pen"), tr("Draw the curve freehand (kept falling)"), "curvePen");
    pen_->setCheckable(true);
    overlays_ = tool(QStringLiteral("eye"), tr("Other schedules to compare with"), "overlayMenu");
    for (IconButton* button : {reset_, pen_, overlays_})
        corner->add(button);
    for (const CatalogEntry& entry : schedules()) {
        QAction* action = menu_->addAction(QString::fromStdString(entry.name));
        action->setData(QString::fromStdString(entry.id));
        action->setCheckable(true);
        action->setChecked(std::find(std::begin(kOverlaid), std::end(kOverlaid), entry.id) != std::end(kOverlaid));
        connect(action, &QAction::toggled, this, &ScheduleEditor::showOverlays);
    }
    menu_->addSeparator();
    connect(menu_->addAction(tr("None")), &QAction::triggered, this, [this] {
        const QList<QAction*> actions = menu_->actions();
        for (QAction* action : actions)
            if (action->isCheckable())
                action->setChecked(false);
    });
    connect(overlays_, &QAbstractButton::clicked, this,
            [this] { menu_->popup(overlays_->mapToGlobal(QPoint(0, overlays_->height() + 2))); });
}

void ScheduleEditor::connectParts()
{
    connect(tiles_, &ScheduleTiles::chosen, this, &ScheduleEditor::choose);
    connect(fields_, &ScheduleFields::edited, this, &ScheduleEditor::onFields);
    connect(params_, &ParamForm::valuesChanged, this, &ScheduleEditor::onFields);
    connect(alphaBar_, &SchedulePlot::handlesChanged, this, &ScheduleEditor::onHandles);
    connect(alphaBar_, &SchedulePlot::strokeDrawn, this, &ScheduleEditor::onStroke);
    for (SchedulePlot* plot : {alphaBar_, logSnr_}) {
        connect(plot, &SchedulePlot::stepPicked, this, &ScheduleEditor::stepPicked);
        connect(plot, &SchedulePlot::undoRequested, this, &ScheduleEditor::undo);
        connect(plot, &SchedulePlot::redoRequested, this, &ScheduleEditor::redo);
    }
    connect(pen_, &QAbstractButton::toggled, alphaBar_, &SchedulePlot::setPen);
    connect(reset_, &QAbstractButton::clicked, this, &ScheduleEditor::reset);
    connect(more_, &QAbstractButton::toggled, params_, &QWidget::setVisible);
    connect(notice_, &NoticeCard::closed, notice_, &QWidget::hide);
    connect(rescale_, &QAbstractButton::clicked, this, [this] { setSwitch("rescale", true); });
    connect(zeroSnr_, &QAbstractButton::clicked, this, [this] { setSwitch("rescale_betas_zero_snr", true); });
    announce_.setSingleShot(true);
    connect(&announce_, &QTimer::timeout, this, &ScheduleEditor::scheduleChanged);
}

} // namespace diffuscope::ui
