#include "ui/reverse/reverse_toolbar.h"

#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/terms/explain.h"
#include "ui/workspace/command.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kHeight = 56;
}

ReverseToolbar::ReverseToolbar(QWidget* parent)
    : Surface(Tone::Canvas, Qt::BottomEdge, parent),
      tools_(new SegmentedControl({{QStringLiteral("watch"), tr("Watch"), {}},
                                   {QStringLiteral("step"), tr("Step"), {}},
                                   {QStringLiteral("explore"), tr("Explore"), {}},
                                   {QStringLiteral("race"), tr("Race"), {}},
                                   {QStringLiteral("edit"), tr("Edit"), {}}})),
      generate_(new Button({}, QStringLiteral("drop"), Button::Look::Primary)),
      seed_(new Button(tr("New seed"), QStringLiteral("dice"), Button::Look::Normal)),
      once_(new Button(tr("One step"), QStringLiteral("once"), Button::Look::Normal)),
      compare_(new Button(tr("Compare"), QStringLiteral("compare"), Button::Look::Flat)),
      export_(new Button(tr("Export…"), QStringLiteral("export"), Button::Look::Flat)),
      title_(new NumberLabel(13, 600)), detail_(new ElidedLabel), steps_(new NumberLabel(12, 400)),
      progress_(new StepProgress)
{
    setFixedHeight(kHeight);
    generate_->setObjectName(QStringLiteral("generate"));
    seed_->setObjectName(QStringLiteral("newSeed"));
    seed_->setToolTip(tr("Draw another seed and generate"));
    export_->setToolTip(tr("Export (Ctrl+E)"));
    once_->setObjectName(QStringLiteral("oneStep"));
    once_->hide();
    compare_->setObjectName(QStringLiteral("compare"));
    detail_->setProperty("role", "secondary");
    tools_->setObjectName(QStringLiteral("tools"));
    tools_->setAccessibleName(tr("Tool"));
    tools_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    progress_->setFixedWidth(100);
    tools_->setToolTip(tr("Watch the whole way (Alt+1), take one step apart (Alt+2), see what may still become of a "
                          "picture (Alt+3), let samplers race (Alt+4), or start from a picture (Alt+5)"));
    connect(tools_, &SegmentedControl::currentChanged, this, &ReverseToolbar::toolChosen);
    connect(tools_, &SegmentedControl::chosenAgain, this, [this] { Q_EMIT toolChosen(tools_->current()); });
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(24, 0, 20, 1);
    row->setSpacing(8);
    row->addWidget(tools_);
    row->addSpacing(6);
    row->addWidget(generate_);
    row->addWidget(seed_);
    row->addWidget(once_);
    row->addSpacing(14);
    row->addWidget(title_);
    row->addWidget(detail_, 1);
    row->addWidget(progress_);
    row->addWidget(steps_);
    row->addSpacing(4);
    row->addWidget(compare_);
    row->addWidget(export_);
    connect(export_, &QPushButton::clicked, this, &ReverseToolbar::exportRequested);
    setProgress(0, 0);
    setExportEnabled(false);
}

void ReverseToolbar::setCommands(Command* generate, Command* interrupt)
{
    start_ = generate;
    interrupt_ = interrupt;
    interrupt_->named(tr("Cancel"), QStringLiteral("stop"));
    interrupt_->explained(tr("Stop after this step; the frames so far are kept (Esc)"));
    describe();
}

void ReverseToolbar::setSecond(Command* second, Command* third)
{
    if (second == second_ && third == third_)
        return;
    second_ = second;
    third_ = third;
    Command::bind(seed_, second);
    Command::bind(once_, third);
    once_->setVisible(third != nullptr);
    seed_->updateGeometry();
    fit();
}

void ReverseToolbar::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    fit();
}

// What says least goes first where there is not room for all.
void ReverseToolbar::fit()
{
    progress_->setVisible(total_ > 0);
    steps_->setVisible(total_ > 0);
    title_->show();
    for (QWidget* part : std::initializer_list<QWidget*>{progress_, title_, steps_}) {
        layout()->activate();
        if (layout()->minimumSize().width() <= width())
            return;
        part->hide();
    }
}

void ReverseToolbar::setCount(int pictures)
{
    count_ = pictures;
    describe();
}

void ReverseToolbar::setVerb(const QString& verb)
{
    verb_ = verb;
    describe();
}

void ReverseToolbar::setProgressUnit(const QString& pattern) { unit_ = pattern; }

void ReverseToolbar::setRunning(bool running)
{
    running_ = running;
    describe();
}

void ReverseToolbar::describe()
{
    if (!start_)
        return;
    start_->named(verb_.isEmpty() ? tr("Generate %1").arg(count_) : verb_, QStringLiteral("drop"))
        .explained(tr("Generate (G)"));
    Command::bind(generate_, running_ ? interrupt_ : start_);
}

void ReverseToolbar::setProgress(int done, int total)
{
    total_ = total;
    fit();
    if (total < 1)
        return;
    progress_->setFraction(double(done) / total);
    steps_->setText((unit_.isEmpty() ? tr("%1 / %2 steps") : unit_).arg(done).arg(total));
}

void ReverseToolbar::setTitle(const QString& sample, const QString& detail)
{
    title_->setText(sample);
    detail_->setText(detail);
    detail_->setToolTip(detail);
}

void ReverseToolbar::setExportEnabled(bool enabled)
{
    export_->setEnabled(enabled);
    setReason(export_, enabled ? QString() : tr("Generate something first."));
}

void ReverseToolbar::setTool(const QString& id) { tools_->setCurrent(id); }

StepProgress::StepProgress(QWidget* parent) : QWidget(parent) { setFixedHeight(4); }

void StepProgress::setFraction(double fraction)
{
    fraction_ = std::clamp(fraction, 0.0, 1.0);
    update();
}

void StepProgress::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.line2);
    painter.drawRoundedRect(QRectF(rect()), 2, 2);
    painter.setBrush(colours.prediction.graphic);
    painter.drawRoundedRect(QRectF(0, 0, width() * fraction_, height()), 2, 2);
}

} // namespace diffuscope::ui
