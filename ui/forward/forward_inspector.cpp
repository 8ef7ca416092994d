#include "ui/forward/forward_inspector.h"

#include "ui/forward/picture_shape_panel.h"
#include "ui/forward/schedule_tiles.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/param_form.h"
#include "ui/widgets/plots.h"

#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

constexpr int kLeastSteps = 10, kMostSteps = 4000;
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

} // namespace

ForwardInspector::ForwardInspector(Bridge& bridge, ExportPanel::Source source, QWidget* parent)
    : QWidget(parent), tiles_(new ScheduleTiles), alphaBar_(new SchedulePlot(SchedulePlot::Quantity::AlphaBar)),
      logSnr_(new SchedulePlot(SchedulePlot::Quantity::LogSnr)), params_(new ParamForm),
      warning_(new NoticeCard(NoticeCard::Tone::Error, {}, {})), histogram_(new HistogramPlot),
      shape_(new PictureShapePanel), export_(new ExportPanel(bridge, std::move(source))),
      scheduleSection_(new Section(tr("Noise schedule"))), valuesSection_(new Section(tr("Pixel values"))),
      pictureSection_(new Section(tr("Picture")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    scheduleSection_->body()->addWidget(buildSchedule());
    histogram_->setObjectName("histogram");
    valuesSection_->body()->addWidget(histogram_);
    pictureSection_->body()->addWidget(shape_);
    auto* exportSection = new Section(tr("Export"));
    exportSection->body()->addWidget(export_);
    export_->setScopeShown(false);
    for (Section* section : {scheduleSection_, valuesSection_, pictureSection_, exportSection})
        column->addWidget(section);
    column->addStretch(1);
    chooseSchedule(tiles_->current());
    connect(tiles_, &ScheduleTiles::chosen, this, &ForwardInspector::chooseSchedule);
    connect(params_, &ParamForm::valuesChanged, this, &ForwardInspector::applySchedule);
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
        spec_ = spec;
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

void ForwardInspector::setSpec(const ScheduleSpec& spec)
{
    const QString id = QString::fromStdString(spec.id);
    tiles_->setCurrent(id);
    chooseSchedule(id);
    ParamValues values = spec.params;
    values[kStepsKey] = static_cast<long long>(spec.timesteps);
    params_->setValues(values);
    applySchedule();
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

void ForwardInspector::setPicture(const Image& picture, const PictureSource::Picture& source)
{
    const QString colour = picture.channels == 1 ? tr("grey") : tr("RGB");
    pictureSection_->setNote(QStringLiteral("%1 × %2 %3").arg(picture.width).arg(picture.height).arg(colour));
    shape_->setPicture(source);
}

} // namespace diffuscope::ui
