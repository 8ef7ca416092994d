#include "ui/forward/forward_inspector.h"

#include "ui/forward/schedule_tiles.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/param_form.h"
#include "ui/widgets/plots.h"

#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

constexpr int kLeastSteps = 10, kMostSteps = 4000, kSides[] = {16, 32, 64, 128, 256, 512};
constexpr double kGaussianEnough = 0.01;
const char* const kStepsKey = "timesteps";

std::vector<ParamSpec> specsOf(const std::string& id)
{
    std::vector<ParamSpec> specs;
    for (const CatalogEntry& entry : schedules())
        if (entry.id == id)
            specs = entry.params;
    ParamSpec steps;
    steps.key = kStepsKey;
    steps.label = "Steps T";
    steps.help = "T: how many steps the picture takes from data to noise.";
    steps.kind = ParamSpec::Kind::Integer;
    steps.initial = 1000LL;
    steps.minimum = kLeastSteps;
    steps.maximum = kMostSteps;
    specs.push_back(steps);
    return specs;
}

QLabel* fieldLabel(const QString& text)
{
    auto* label = new QLabel(text);
    label->setProperty("role", "field");
    return label;
}

} // namespace

ForwardInspector::ForwardInspector(Bridge& bridge, ExportPanel::Source source, QWidget* parent)
    : QWidget(parent), tiles_(new ScheduleTiles), alphaBar_(new SchedulePlot(SchedulePlot::Quantity::AlphaBar)),
      logSnr_(new SchedulePlot(SchedulePlot::Quantity::LogSnr)), params_(new ParamForm),
      warning_(new NoticeCard(NoticeCard::Tone::Error, {}, {})), histogram_(new HistogramPlot), side_(new QComboBox),
      channels_(new QComboBox), shape_(caption({})), export_(new ExportPanel(bridge, std::move(source))),
      scheduleSection_(new Section(tr("Noise schedule"))), valuesSection_(new Section(tr("Pixel values"))),
      pictureSection_(new Section(tr("Picture")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    scheduleSection_->body()->addWidget(buildSchedule());
    histogram_->setObjectName("histogram");
    valuesSection_->body()->addWidget(histogram_);
    pictureSection_->body()->addWidget(buildPicture());
    auto* exportSection = new Section(tr("Export"));
    exportSection->body()->addWidget(export_);
    export_->setScopeShown(false);
    for (Section* section : {scheduleSection_, valuesSection_, pictureSection_, exportSection})
        column->addWidget(section);
    column->addStretch(1);
    chooseSchedule(tiles_->current());
    connect(tiles_, &ScheduleTiles::chosen, this, &ForwardInspector::chooseSchedule);
    connect(params_, &ParamForm::valuesChanged, this, &ForwardInspector::applySchedule);
    connect(side_, &QComboBox::activated, this, &ForwardInspector::shapeChosen);
    connect(channels_, &QComboBox::activated, this, &ForwardInspector::shapeChosen);
}

QWidget* ForwardInspector::buildSchedule()
{
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    tiles_->setObjectName("scheduleTiles");
    params_->setObjectName("scheduleParams");
    warning_->setObjectName("scheduleWarning");
    warning_->hide();
    connect(warning_, &NoticeCard::closed, warning_, &QWidget::hide);
    column->addWidget(tiles_);
    column->addWidget(alphaBar_);
    column->addWidget(logSnr_);
    column->addWidget(warning_);
    column->addWidget(params_);
    return box;
}

QWidget* ForwardInspector::buildPicture()
{
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(0, 1);
    for (const int side : kSides)
        side_->addItem(QStringLiteral("%1 × %1").arg(side), side);
    side_->setCurrentIndex(2);
    side_->setObjectName("pictureSide");
    side_->setAccessibleName(tr("Picture size"));
    side_->setToolTip(tr("Size that picture files are brought to; the middle square is kept"));
    channels_->addItem(tr("As the file"), 0);
    channels_->addItem(tr("Grey"), 1);
    channels_->addItem(tr("Colour"), 3);
    channels_->setObjectName("pictureChannels");
    channels_->setAccessibleName(tr("Colour channels"));
    side_->setMinimumWidth(120);
    channels_->setMinimumWidth(120);
    grid->addWidget(fieldLabel(tr("Size of files")), 0, 0);
    grid->addWidget(side_, 0, 1);
    grid->addWidget(fieldLabel(tr("Channels")), 1, 0);
    grid->addWidget(channels_, 1, 1);
    shape_->setWordWrap(true);
    grid->addWidget(shape_, 2, 0, 1, 2);
    return box;
}

int ForwardInspector::side() const { return side_->currentData().toInt(); }
int ForwardInspector::channels() const { return channels_->currentData().toInt(); }

// The number of steps is the user's and stays; the other settings belong to the schedule.
void ForwardInspector::chooseSchedule(const QString& id)
{
    ParamValues keep;
    const ParamValues old = params_->values();
    if (const auto steps = old.find(kStepsKey); steps != old.end())
        keep.insert(*steps);
    params_->setSpecs(specsOf(id.toStdString()), keep);
    std::vector<Schedule> others;
    for (const CatalogEntry& entry : schedules()) {
        if (entry.id == id.toStdString()) {
            scheduleSection_->setNote(QString::fromStdString(entry.name));
            continue;
        }
        others.push_back(makeSchedule({entry.id, 1000, {}}));
    }
    alphaBar_->setComparisons(others, tr("the other schedules"));
    applySchedule();
}

// What was typed may not be a schedule (signal gone below what a float can hold): then it is said here, beside the
// fields, and the old schedule stays.
void ForwardInspector::applySchedule()
{
    ScheduleSpec spec;
    spec.id = tiles_->current().toStdString();
    spec.params = params_->values();
    if (const auto steps = spec.params.find(kStepsKey); steps != spec.params.end()) {
        spec.timesteps = int(std::get<long long>(steps->second));
        spec.params.erase(steps);
    }
    try {
        schedule_ = makeSchedule(spec);
    } catch (const Error& error) {
        warning_->setText(QString::fromStdString(error.happened()),
                          QString::fromStdString(error.subject() + "\n" + error.advice()).trimmed());
        warning_->show();
        return;
    }
    alphaBar_->setSchedule(schedule_);
    logSnr_->setSchedule(schedule_);
    showWarning();
    Q_EMIT scheduleChanged();
}

void ForwardInspector::showWarning()
{
    const double left = schedule_.alphaBar(schedule_.timesteps() - 1);
    warning_->setVisible(left > kGaussianEnough);
    if (left > kGaussianEnough)
        warning_->setText(
            tr("The last picture is not Gaussian yet"),
            tr("ᾱ at T is %1, so the outline stays visible. Raise the last beta or T.").arg(number(left, 3)));
}

void ForwardInspector::setStep(int step)
{
    alphaBar_->setStep(step);
    logSnr_->setStep(step);
}

void ForwardInspector::setState(const Image& state)
{
    histogram_->setImage(state);
    valuesSection_->setNote(tr("KL to N(0, 1)  <b>%1</b> nat").arg(number(histogram_->kl(), 3)));
}

void ForwardInspector::setPicture(const Image& picture, bool fromFile)
{
    const QString colour = picture.channels == 1 ? tr("grey") : tr("RGB");
    pictureSection_->setNote(QStringLiteral("%1 × %2 %3").arg(picture.width).arg(picture.height).arg(colour));
    side_->setEnabled(fromFile);
    channels_->setEnabled(fromFile);
    shape_->setText(fromFile ? QString() : tr("Pictures of the dataset have the dataset’s size."));
    shape_->setVisible(!fromFile);
}

} // namespace diffuscope::ui
