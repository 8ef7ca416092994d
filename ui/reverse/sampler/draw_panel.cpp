#include "ui/reverse/sampler/draw_panel.h"

#include "ui/reverse/sampler/class_tiles.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/form/wheel_guard.h"
#include "ui/workspace/workspace.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QRandomGenerator>
#include <QSignalBlocker>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kDrawLabel = 60, kSeedLimit = 100'000;
const QLatin1String kOneOfEach("each"), kOneClass("chosen");

QList<SegmentedControl::Segment> countSegments()
{
    QList<SegmentedControl::Segment> segments;
    for (const char* count : {"1", "4", "9", "16", "25"})
        segments.append({QString::fromLatin1(count), QString::fromLatin1(count), {}});
    return segments;
}

} // namespace

DrawPanel::DrawPanel(QWidget* parent)
    : QWidget(parent), rows_(new QGridLayout),
      kind_(new SegmentedControl({{kOneOfEach, tr("One of each"), {}}, {kOneClass, tr("Choose"), {}}})),
      tiles_(new ClassTiles), class_(new QComboBox), guidance_(new QDoubleSpinBox), seed_(new SeedField(1001)),
      dice_(new IconButton(QStringLiteral("dice"), tr("Another seed"))),
      lock_(new IconButton(QStringLiteral("lock"), tr("Keep the seed when generating again"))),
      count_(new SegmentedControl(countSegments()))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(kind_);
    layout->addWidget(tiles_);
    rows_->setHorizontalSpacing(8);
    rows_->setVerticalSpacing(5);
    rows_->setColumnMinimumWidth(0, kDrawLabel);
    rows_->setColumnStretch(1, 1);
    layout->addLayout(rows_);
    buildClasses();
    guidance_->setObjectName(QStringLiteral("guidance"));
    guidance_->setRange(0, 20);
    guidance_->setDecimals(1);
    guidance_->setSingleStep(0.5);
    guidance_->setValue(1);
    guidance_->setToolTip(tr("How much clearer than the network alone a picture shows its class: 1 is none, 2 to 4 "
                             "sharpens. Each step asks the network twice."));
    guidanceLabel_ = addRow(tr("Guidance"), guidance_);
    connect(guidance_, &QDoubleSpinBox::valueChanged, this, &DrawPanel::changed);
    buildSeed();
    count_->setObjectName(QStringLiteral("count"));
    count_->setCurrent(QString::number(Workspace::kWelcomePictures));
    count_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    addRow(tr("Count"), count_);
    connect(count_, &SegmentedControl::currentChanged, this, &DrawPanel::changed);
    auto* guard = new WheelGuard(this); // scrolling the inspector must not choose a class
    for (QWidget* field : std::initializer_list<QWidget*>{class_, guidance_}) {
        field->setFocusPolicy(Qt::StrongFocus);
        field->installEventFilter(guard);
    }
    setModel({});
}

QLabel* DrawPanel::addRow(const QString& label, QWidget* field)
{
    const int row = rows_->count() > 0 ? rows_->rowCount() : 0;
    auto* words = new QLabel(label);
    words->setProperty("role", "field");
    words->setBuddy(field);
    rows_->addWidget(words, row, 0);
    rows_->addWidget(field, row, 1);
    return words;
}

void DrawPanel::buildClasses()
{
    kind_->setObjectName(QStringLiteral("classKind"));
    kind_->setAccessibleName(tr("Classes"));
    kind_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    kind_->setToolTip(tr("Pictures of all classes in turn, or all of one. A click on a class draws it at once."));
    class_->setObjectName(QStringLiteral("class"));
    class_->setAccessibleName(tr("Class"));
    class_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    classLabel_ = addRow(tr("Class"), class_);
    connect(kind_, &SegmentedControl::currentChanged, this, [this](const QString& kind) {
        class_->setCurrentIndex(kind == kOneOfEach ? 0 : std::max(1, class_->currentIndex()));
    });
    connect(tiles_, &ClassTiles::chosen, this, [this](int label) {
        class_->setCurrentIndex(label + 1);
        Q_EMIT drawWanted();
    });
    connect(class_, &QComboBox::currentIndexChanged, this, [this] {
        showClass();
        Q_EMIT changed();
    });
}

void DrawPanel::buildSeed()
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
    connect(dice_, &QAbstractButton::clicked, this, &DrawPanel::drawSeed);
    connect(lock_, &QAbstractButton::toggled, this, [this](bool on) { locked_ = on; });
    connect(seed_, &SeedField::valueChanged, this, &DrawPanel::changed);
}

void DrawPanel::setModel(const ModelOpened& model)
{
    QStringList names;
    for (int k = 0; k < model.classes; ++k) {
        const bool named = k < int(model.classNames.size()) && !model.classNames[std::size_t(k)].empty();
        names.append(named ? QString::fromStdString(model.classNames[std::size_t(k)]) : tr("Class %1").arg(k));
    }
    const bool tiled = model.classes > 0 && model.classes <= ClassSamples::kMostClasses;
    class_->clear();
    class_->addItem(tr("One of each, in turn"), -1);
    for (int k = 0; k < model.classes; ++k)
        class_->addItem(names[k], k);
    tiles_->setNames(tiled ? names : QStringList());
    sampled_ = false;
    kind_->setVisible(tiled);
    tiles_->setVisible(tiled);
    class_->setVisible(model.classes > 0 && !tiled);
    classLabel_->setVisible(model.classes > 0 && !tiled);
    guidable_ = model.guidable;
    guidance_->setVisible(model.guidable);
    guidanceLabel_->setVisible(model.guidable);
    showClass();
}

void DrawPanel::showClass()
{
    const int chosen = class_->currentIndex() - 1;
    tiles_->setCurrent(chosen < tiles_->count() ? chosen : -1);
    const QSignalBlocker quiet(kind_);
    kind_->setCurrent(chosen >= 0 ? kOneClass : kOneOfEach);
}

bool DrawPanel::wantsSamples() const { return tiles_->count() > 0 && !sampled_; }

void DrawPanel::setSamples(const std::vector<Image>& pictures)
{
    sampled_ = true;
    tiles_->setPictures(pictures);
}

void DrawPanel::drawSeed()
{
    seed_->setValue(quint64(QRandomGenerator::global()->bounded(kSeedLimit)));
    Q_EMIT changed();
}

void DrawPanel::setSeedInstead(const QString& words)
{
    seed_->setInstead(words);
    Q_EMIT changed();
}

bool DrawPanel::saysSeedInstead() const { return seed_->saysInstead(); }

int DrawPanel::count() const { return count_->current().toInt(); }

QString DrawPanel::className() const { return class_->currentIndex() > 0 ? class_->currentText() : QString(); }

void DrawPanel::addTo(SampleRequest& request) const
{
    request.seed = seed_->value();
    request.count = count();
    if (class_->currentData().toInt() >= 0 && class_->count() > 1)
        request.classes = {class_->currentData().toInt()};
    if (guidable_)
        request.guidanceScale = guidance_->value();
}

void DrawPanel::showRequest(const SampleRequest& request)
{
    seed_->setValue(request.seed);
    count_->setCurrent(QString::number(request.count)); // of those there are
    if (const int at = request.classes.size() == 1 ? class_->findData(request.classes.front()) : 0; at >= 0)
        class_->setCurrentIndex(at);
    guidance_->setValue(request.guidanceScale);
}

} // namespace diffuscope::ui
