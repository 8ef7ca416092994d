#include "ui/reverse/sampler/sampler_panel.h"

#include "ui/reverse/sampler/draw_panel.h"
#include "ui/reverse/sampler/sampler_tiles.h"
#include "ui/style/theme.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/form/wheel_guard.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kLabel = 60, kSliderTicks = 200;

// The slider is logarithmic: one step to T, with the useful tens and fifties in the middle.
int stepsAt(int tick, int most) { return int(std::lround(std::pow(double(most), double(tick) / kSliderTicks))); }
int tickOf(int steps, int most)
{
    return most < 2 ? 0 : int(std::lround(kSliderTicks * std::log(double(steps)) / std::log(double(most))));
}

} // namespace

SamplerPanel::SamplerPanel(QWidget* parent)
    : QWidget(parent), rows_(new QGridLayout), tiles_(new SamplerTiles), slider_(new QSlider(Qt::Horizontal)),
      steps_(new QSpinBox), spacing_(new QComboBox), params_(new ParamForm), drawing_(new DrawPanel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(tiles_);
    rows_->setHorizontalSpacing(8);
    rows_->setVerticalSpacing(5);
    rows_->setColumnMinimumWidth(0, kLabel);
    rows_->setColumnStretch(1, 1);
    layout->addLayout(rows_);
    buildSteps();
    layout->addWidget(params_);
    layout->addWidget(drawing_);
    auto* guard = new WheelGuard(this); // scrolling the inspector must not choose a class
    for (QWidget* field : std::initializer_list<QWidget*>{spacing_, steps_, slider_}) {
        field->setFocusPolicy(Qt::StrongFocus);
        field->installEventFilter(guard);
    }
    connect(drawing_, &DrawPanel::changed, this, &SamplerPanel::changed);
    connect(tiles_, &SamplerTiles::currentChanged, this, &SamplerPanel::chooseSampler);
    connect(params_, &ParamForm::valuesChanged, this, &SamplerPanel::changed);
    chooseSampler(tiles_->current());
    setModel({});
}

QLabel* SamplerPanel::addRow(const QString& label, QWidget* field, QWidget* second)
{
    const int row = rows_->rowCount();
    const int at = row == 1 && !rows_->itemAtPosition(0, 0) ? 0 : row;
    auto* words = new QLabel(label);
    words->setProperty("role", "field");
    words->setBuddy(field);
    rows_->addWidget(words, at, 0);
    rows_->addWidget(field, at, 1, 1, second ? 1 : 2);
    if (second)
        rows_->addWidget(second, at, 2);
    return words;
}

void SamplerPanel::buildSteps()
{
    slider_->setRange(0, kSliderTicks);
    slider_->setMinimumWidth(60);
    slider_->setAccessibleName(tr("Steps"));
    slider_->setObjectName(QStringLiteral("stepsSlider"));
    steps_->setObjectName(QStringLiteral("steps"));
    steps_->setAccessibleName(tr("Steps"));
    steps_->setFixedWidth(66);
    steps_->setButtonSymbols(QAbstractSpinBox::NoButtons);
    steps_->setAlignment(Qt::AlignRight);
    steps_->setToolTip(tr("Steps from noise to picture; most samplers ask the network once in each"));
    steps_->setRange(1, timesteps_);
    addRow(tr("Steps"), slider_, steps_);
    spacing_->setObjectName(QStringLiteral("spacing"));
    spacing_->addItem(tr("As the model"), QStringLiteral("model"));
    spacing_->addItem(tr("Trailing"), QStringLiteral("trailing"));
    spacing_->addItem(tr("Leading"), QStringLiteral("leading"));
    spacing_->addItem(tr("Linspace"), QStringLiteral("linspace"));
    spacing_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    spacing_->setToolTip(tr("Which noise levels the steps stop at. Trailing starts at the noisiest, leading ends at "
                            "the first, linspace does both; models say which they were made for."));
    addRow(tr("Spacing"), spacing_);
    connect(slider_, &QSlider::valueChanged, this, [this](int tick) { steps_->setValue(stepsAt(tick, timesteps_)); });
    connect(steps_, &QSpinBox::valueChanged, this, [this](int steps) {
        const QSignalBlocker quiet(slider_);
        slider_->setValue(tickOf(steps, timesteps_));
        Q_EMIT changed();
    });
    connect(spacing_, &QComboBox::currentIndexChanged, this, &SamplerPanel::changed);
}

void SamplerPanel::chooseSampler(const QString& id)
{
    const QSignalBlocker quiet(tiles_);
    tiles_->setCurrent(id);
    for (const CatalogEntry& entry : samplers())
        if (entry.id == id.toStdString())
            sampler_ = entry;
    params_->setSpecs(sampler_.params);
    params_->setVisible(!sampler_.params.empty());
    setSteps(sampler_.defaultSteps > 0 ? sampler_.defaultSteps : 50);
    Q_EMIT changed();
}

void SamplerPanel::setRequest(const SampleRequest& request)
{
    chooseSampler(QString::fromStdString(request.sampler));
    params_->setValues(request.params);
    setSteps(request.steps);
    if (const int at = spacing_->findData(QString::fromStdString(request.spacing)); at >= 0)
        spacing_->setCurrentIndex(at);
    drawing_->showRequest(request);
    Q_EMIT changed();
}

void SamplerPanel::setSteps(int steps) { steps_->setValue(std::clamp(steps, 1, timesteps_)); }

void SamplerPanel::setMaximum(int timesteps)
{
    timesteps_ = std::max(1, timesteps);
    steps_->setMaximum(timesteps_);
    const QSignalBlocker quiet(slider_);
    slider_->setValue(tickOf(steps(), timesteps_));
}

void SamplerPanel::setModel(const ModelOpened& model)
{
    setMaximum(model.betas.empty() ? 1000 : int(model.betas.size()));
    drawing_->setModel(model);
}

void SamplerPanel::drawSeed() { drawing_->drawSeed(); }

bool SamplerPanel::seedLocked() const { return drawing_->seedLocked(); }

void SamplerPanel::setSeedInstead(const QString& words) { drawing_->setSeedInstead(words); }

bool SamplerPanel::saysSeedInstead() const { return drawing_->saysSeedInstead(); }

int SamplerPanel::steps() const { return steps_->value(); }

int SamplerPanel::count() const { return drawing_->count(); }

SampleRequest SamplerPanel::request() const
{
    SampleRequest request;
    request.sampler = sampler_.id;
    request.steps = steps();
    request.spacing = spacing_->currentData().toString().toStdString();
    request.params = params_->values();
    drawing_->addTo(request);
    return request;
}

} // namespace diffuscope::ui
