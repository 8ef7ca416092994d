#include "ui/reverse/sampler/sampler_panel.h"

#include "ui/reverse/sampler/sampler_tiles.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/form/wheel_guard.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kLabel = 60, kSliderTicks = 200, kSeedLimit = 100'000;

// The slider is logarithmic: one step to T, with the useful tens and fifties in the middle.
int stepsAt(int tick, int most) { return int(std::lround(std::pow(double(most), double(tick) / kSliderTicks))); }
int tickOf(int steps, int most)
{
    return most < 2 ? 0 : int(std::lround(kSliderTicks * std::log(double(steps)) / std::log(double(most))));
}

QList<SegmentedControl::Segment> countSegments()
{
    QList<SegmentedControl::Segment> segments;
    for (const char* count : {"1", "4", "9", "16", "25"})
        segments.append({QString::fromLatin1(count), QString::fromLatin1(count), {}});
    return segments;
}

} // namespace

SamplerPanel::SamplerPanel(QWidget* parent)
    : QWidget(parent), rows_(new QGridLayout), tiles_(new SamplerTiles), slider_(new QSlider(Qt::Horizontal)),
      steps_(new QSpinBox), spacing_(new QComboBox), class_(new QComboBox), guidance_(new QDoubleSpinBox),
      params_(new ParamForm), seed_(new SeedField(1001)),
      dice_(new IconButton(QStringLiteral("dice"), tr("Another seed"))),
      lock_(new IconButton(QStringLiteral("lock"), tr("Keep the seed when generating again"))),
      count_(new SegmentedControl(countSegments()))
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
    auto* lower = new QGridLayout;
    lower->setHorizontalSpacing(8);
    lower->setVerticalSpacing(5);
    lower->setColumnMinimumWidth(0, kLabel);
    lower->setColumnStretch(1, 1);
    layout->addLayout(lower);
    rows_ = lower;
    classLabel_ = addRow(tr("Class"), class_);
    buildGuidance();
    buildSeed();
    addRow(tr("Count"), count_);
    count_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    class_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    class_->setObjectName(QStringLiteral("class"));
    count_->setObjectName(QStringLiteral("count"));
    count_->setCurrent(QStringLiteral("16"));
    auto* guard = new WheelGuard(this); // scrolling the inspector must not choose a class
    for (QWidget* field : std::initializer_list<QWidget*>{class_, spacing_, steps_, slider_, guidance_}) {
        field->setFocusPolicy(Qt::StrongFocus);
        field->installEventFilter(guard);
    }
    connect(count_, &SegmentedControl::currentChanged, this, &SamplerPanel::changed);
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

void SamplerPanel::buildGuidance()
{
    guidance_->setObjectName(QStringLiteral("guidance"));
    guidance_->setRange(0, 20);
    guidance_->setDecimals(1);
    guidance_->setSingleStep(0.5);
    guidance_->setValue(1);
    guidance_->setFocusPolicy(Qt::StrongFocus);
    guidance_->setToolTip(tr("How much clearer than the network alone a picture shows its class: 1 is none, 2 to 4 "
                             "sharpens. Each step asks the network twice."));
    guidanceLabel_ = addRow(tr("Guidance"), guidance_);
    connect(guidance_, &QDoubleSpinBox::valueChanged, this, &SamplerPanel::changed);
}

void SamplerPanel::buildSeed()
{
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(5);
    seed_->setObjectName(QStringLiteral("seed"));
    seed_->setMinimumWidth(60);
    seed_->setAccessibleName(tr("Seed"));
    seed_->setToolTip(tr("Picture k starts from seed + k: the same seed gives the same pictures."));
    row->addWidget(seed_, 1);
    for (IconButton* button : {dice_, lock_}) {
        button->setBox(30, 28, 17);
        row->addWidget(button);
    }
    lock_->setCheckable(true);
    lock_->setChecked(locked_);
    lock_->setObjectName(QStringLiteral("lockSeed"));
    addRow(tr("Seed"), box);
    connect(dice_, &QAbstractButton::clicked, this, &SamplerPanel::drawSeed);
    connect(lock_, &QAbstractButton::toggled, this, [this](bool on) { locked_ = on; });
    connect(seed_, &SeedField::valueChanged, this, &SamplerPanel::changed);
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
    seed_->setValue(request.seed);
    count_->setCurrent(QString::number(request.count)); // of those there are
    if (const int at = request.classes.size() == 1 ? class_->findData(request.classes.front()) : 0; at >= 0)
        class_->setCurrentIndex(at);
    guidance_->setValue(request.guidanceScale);
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
    class_->clear();
    class_->addItem(tr("One of each, in turn"), -1);
    for (int k = 0; k < model.classes; ++k) {
        const bool named = k < int(model.classNames.size()) && !model.classNames[std::size_t(k)].empty();
        class_->addItem(named ? QString::fromStdString(model.classNames[std::size_t(k)]) : tr("Class %1").arg(k), k);
    }
    class_->setVisible(model.classes > 0);
    classLabel_->setVisible(model.classes > 0);
    guidance_->setVisible(model.guidable);
    guidanceLabel_->setVisible(model.guidable);
}

void SamplerPanel::drawSeed()
{
    seed_->setValue(quint64(QRandomGenerator::global()->bounded(kSeedLimit)));
    Q_EMIT changed();
}

void SamplerPanel::setSeedInstead(const QString& words)
{
    seed_->setInstead(words);
    Q_EMIT changed();
}

bool SamplerPanel::saysSeedInstead() const { return seed_->saysInstead(); }

int SamplerPanel::steps() const { return steps_->value(); }

int SamplerPanel::count() const { return count_->current().toInt(); }
std::uint64_t SamplerPanel::seed() const { return seed_->value(); }

SampleRequest SamplerPanel::request() const
{
    SampleRequest request;
    request.sampler = sampler_.id;
    request.steps = steps();
    request.spacing = spacing_->currentData().toString().toStdString();
    request.params = params_->values();
    request.seed = seed();
    request.count = count();
    if (class_->currentData().toInt() >= 0 && class_->count() > 1)
        request.classes = {class_->currentData().toInt()};
    if (guidance_->isVisibleTo(this))
        request.guidanceScale = guidance_->value();
    return request;
}

} // namespace diffuscope::ui
