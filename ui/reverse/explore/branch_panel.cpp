#include "ui/reverse/explore/branch_panel.h"

#include "core/session/catalog.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/widgets/terms/explain.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kBranchLabel = 60, kBranchSeeds = 100'000, kBranchSteps = 10'000;
const QLatin1String kClassRow("class"), kGuidanceRow("guidance"), kSamplerRow("sampler"), kStepsRow("steps"),
    kSeedRow("seed");
} // namespace

BranchPanel::BranchPanel(QWidget* parent)
    : QWidget(parent), rows_(new QGridLayout), class_(new QComboBox), sampler_(new QComboBox),
      guidance_(new QDoubleSpinBox), steps_(new QSpinBox), seed_(new SeedField(0)),
      dice_(new IconButton(QStringLiteral("dice"), tr("Another seed"))), words_(new WrappedLabel("caption")),
      act_(new Button(tr("Branch here")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    rows_->setHorizontalSpacing(8);
    rows_->setVerticalSpacing(5);
    rows_->setColumnMinimumWidth(0, kBranchLabel);
    rows_->setColumnStretch(1, 1);
    column->addLayout(rows_);
    guidance_->setRange(0, 20);
    guidance_->setDecimals(1);
    guidance_->setSingleStep(0.5);
    steps_->setRange(1, kBranchSteps);
    dice_->setBox(30, 28, 17);
    for (const CatalogEntry& entry : samplers())
        sampler_->addItem(QString::fromStdString(entry.name), QString::fromStdString(entry.id));
    addRow(kClassRow, tr("Class"), class_);
    addRow(kGuidanceRow, tr("Guidance"), guidance_);
    addRow(kSamplerRow, tr("Sampler"), sampler_);
    addRow(kStepsRow, tr("Steps"), steps_);
    addRow(kSeedRow, tr("Seed"), seed_, dice_);
    steps_->setToolTip(tr("Of a whole walk; it takes those below this noise level"));
    seed_->setToolTip(tr("Of the noise that samplers add on the way: DDIM without η adds none"));
    words_->setObjectName(QStringLiteral("branchWords"));
    act_->setObjectName(QStringLiteral("branchAct"));
    column->addWidget(words_);
    column->addWidget(act_, 0, Qt::AlignLeft);
    connect(class_, &QComboBox::currentIndexChanged, this, &BranchPanel::refresh);
    connect(sampler_, &QComboBox::currentIndexChanged, this, &BranchPanel::refresh);
    connect(guidance_, &QDoubleSpinBox::valueChanged, this, &BranchPanel::refresh);
    connect(steps_, &QSpinBox::valueChanged, this, &BranchPanel::refresh);
    connect(seed_, &SeedField::valueChanged, this, &BranchPanel::refresh);
    connect(dice_, &QAbstractButton::clicked, this, [this] {
        seed_->setValue(quint64(QRandomGenerator::global()->bounded(kBranchSeeds)));
        refresh();
    });
    connect(act_, &QPushButton::clicked, this, &BranchPanel::wanted);
    setModel({});
}

void BranchPanel::addRow(const QString& key, const QString& label, QWidget* field, QWidget* beside)
{
    const int row = rows_->rowCount();
    auto* words = new QLabel(label);
    words->setProperty("role", "field");
    words->setBuddy(field);
    auto* dot = new QLabel(QStringLiteral("●"));
    dot->setAccessibleName(tr("changed"));
    dot->setToolTip(tr("Changed from here on"));
    dot->setFixedWidth(12);
    field->setObjectName(QStringLiteral("branch ") + key);
    field->setAccessibleName(label);
    field->setFocusPolicy(Qt::StrongFocus);
    field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    rows_->addWidget(words, row, 0);
    rows_->addWidget(field, row, 1);
    if (beside)
        rows_->addWidget(beside, row, 2);
    rows_->addWidget(dot, row, 3);
    labels_[key] = words;
    dots_[key] = dot;
}

void BranchPanel::setModel(const ModelOpened& model)
{
    const QSignalBlocker quiet(class_);
    class_->clear();
    class_->addItem(tr("One of each, in turn"), -1);
    for (int k = 0; k < model.classes; ++k) {
        const bool named = k < int(model.classNames.size()) && !model.classNames[std::size_t(k)].empty();
        class_->addItem(named ? QString::fromStdString(model.classNames[std::size_t(k)]) : tr("Class %1").arg(k), k);
    }
    const std::pair<QLatin1String, bool> shown[] = {{kClassRow, model.classes > 0}, {kGuidanceRow, model.guidable}};
    for (const auto& [key, there] : shown) {
        labels_[key]->setVisible(there);
        (key == kClassRow ? static_cast<QWidget*>(class_) : guidance_)->setVisible(there);
    }
    setWalk(now_);
}

void BranchPanel::setWalk(const SampleRequest& now)
{
    now_ = now;
    const QSignalBlocker a(class_), b(sampler_), c(guidance_), d(steps_), e(seed_);
    class_->setCurrentIndex(now.classes.size() == 1 ? std::max(0, class_->findData(now.classes.front())) : 0);
    classShown_ = class_->currentIndex();
    sampler_->setCurrentIndex(std::max(0, sampler_->findData(QString::fromStdString(now.sampler))));
    guidance_->setValue(now.guidanceScale);
    guidanceShown_ = guidance_->value(); // rounded
    steps_->setValue(now.steps);
    seed_->setValue(now.seed);
    refresh();
}

// A branch says the class of every picture: one for all, or each its own.
std::vector<int> BranchPanel::chosenClasses() const
{
    if (const int label = class_->currentData().toInt(); label >= 0)
        return {label};
    std::vector<int> all;
    for (int k = 0; k < now_.count; ++k)
        all.push_back(classOfImage({}, class_->count() - 1, k));
    return all;
}

SampleChange BranchPanel::change() const
{
    SampleChange change;
    if (class_->count() > 1 && class_->currentIndex() != classShown_)
        change.classes = chosenClasses();
    if (guidance_->isVisibleTo(this) && std::abs(guidance_->value() - guidanceShown_) > 1e-9)
        change.guidanceScale = guidance_->value();
    if (const std::string sampler = sampler_->currentData().toString().toStdString(); sampler != now_.sampler)
        change.sampler = sampler;
    if (steps_->value() != now_.steps)
        change.steps = steps_->value();
    if (seed_->value() != now_.seed)
        change.seed = seed_->value();
    return change;
}

void BranchPanel::refresh()
{
    const SampleChange made = change();
    const std::pair<QLatin1String, bool> marks[] = {{kClassRow, !made.classes.empty()},
                                                    {kGuidanceRow, made.guidanceScale.has_value()},
                                                    {kSamplerRow, !made.sampler.empty()},
                                                    {kStepsRow, made.steps.has_value()},
                                                    {kSeedRow, made.seed.has_value()}};
    for (const auto& [key, on] : marks) {
        QSizePolicy keeps = dots_[key]->sizePolicy();
        keeps.setRetainSizeWhenHidden(true);
        dots_[key]->setSizePolicy(keeps);
        dots_[key]->setVisible(on);
    }
    Q_EMIT changed();
}

void BranchPanel::setWords(const QString& words) { words_->setWords(words); }

void BranchPanel::setAct(const QString& name, const QString& reason)
{
    act_->setText(name);
    act_->setEnabled(reason.isEmpty());
    setReason(act_, reason);
    act_->updateGeometry();
}

} // namespace diffuscope::ui
