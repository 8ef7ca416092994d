#include "ui/train/train_config_panel.h"

#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/train/dataset/dataset_card.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"

#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace diffuscope::ui {

namespace {

constexpr std::array kMainKeys = {"size", "steps", "batch", "learning_rate"};
constexpr int kWidth = 264, kFieldWidth = 104;

bool isMain(const ParamSpec& spec)
{
    return std::find(kMainKeys.begin(), kMainKeys.end(), spec.key) != kMainKeys.end();
}

std::vector<ParamSpec> specsWhere(bool main)
{
    std::vector<ParamSpec> chosen;
    for (const ParamSpec& spec : trainingParams())
        if (isMain(spec) == main)
            chosen.push_back(spec);
    return chosen;
}

QList<SegmentedControl::Segment> presetSegments()
{
    QList<SegmentedControl::Segment> segments;
    for (const CatalogEntry& entry : presets())
        segments.append({QString::fromStdString(entry.id), QString::fromStdString(entry.name).section(u' ', 0, 0), {}});
    return segments;
}

// Why a young network draws or does not, in a line; docs/learning.md has the page.
QString predictionWords(const ParamValues& values)
{
    const auto form = values.find("prediction_type");
    const auto* chosen = form == values.end() ? nullptr : std::get_if<std::string>(&form->second);
    if (chosen && *chosen == "epsilon")
        return TrainConfigPanel::tr(
            "Predicts the noise itself, as in the textbook: it draws only after long training.");
    if (chosen && *chosen == "sample")
        return TrainConfigPanel::tr("Predicts the picture; the noise follows from it.");
    return TrainConfigPanel::tr("Predicts the noise, with a skip from its input, so that it draws early.");
}

double picturesPerStep(const ParamValues& values)
{
    return numberIn(values, "batch", 32) * numberIn(values, "gradient_accumulation", 1);
}

} // namespace

TrainConfigPanel::TrainConfigPanel(QWidget* parent)
    : Surface(Tone::Surface, Qt::RightEdge, parent), dataset_(new DatasetCard),
      preset_(new SegmentedControl(presetSegments())), presetNote_(new WrappedLabel("caption")),
      folderNote_(new WrappedLabel("caption")), mirrorWarning_(new WrappedLabel("warning")),
      runsSet_(new WrappedLabel("caption")), parameters_(new Section(tr("Parameters"))),
      advanced_(new Section(tr("Advanced"))), main_(new ParamForm), rest_(new ParamForm),
      folder_(new Button(tr("Choose run folder…"), QStringLiteral("folder"), Button::Look::Normal)),
      resume_(new Button(tr("Resume a run…"), QStringLiteral("play"), Button::Look::Normal))
{
    setFixedWidth(kWidth);
    for (ParamForm* form : {main_, rest_})
        form->setFieldWidth(kFieldWidth);
    buildSections();
    preset_->setObjectName(QStringLiteral("preset"));
    resume_->setObjectName(QStringLiteral("resumeRun"));
    folder_->setToolTip(tr("Where checkpoints, previews and the loss history are written."));
    connect(preset_, &SegmentedControl::currentChanged, this, [this] { choosePreset(); });
    for (ParamForm* form : {main_, rest_})
        connect(form, &ParamForm::valuesChanged, this, [this] {
            describe();
            warnOfMirror();
            Q_EMIT valuesChanged();
        });
    connect(dataset_, &DatasetCard::folderRequested, this, &TrainConfigPanel::folderRequested);
    connect(dataset_, &DatasetCard::sourceChosen, this, &TrainConfigPanel::sourceChosen);
    connect(dataset_, &DatasetCard::reportRequested, this, &TrainConfigPanel::reportRequested);
    connect(dataset_, &DatasetCard::cancelRequested, this, &TrainConfigPanel::cancelRequested);
    connect(folder_, &QPushButton::clicked, this, &TrainConfigPanel::runFolderRequested);
    connect(resume_, &QPushButton::clicked, this, &TrainConfigPanel::resumeRequested);
    choosePreset();
}

void TrainConfigPanel::buildSections()
{
    auto* column = new Surface(Tone::Surface);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    auto* pictures = new Section(tr("Dataset"));
    pictures->body()->addWidget(dataset_);
    runsSet_->setObjectName(QStringLiteral("runsSet"));
    runsSet_->hide();
    pictures->body()->addWidget(runsSet_);
    mirrorWarning_->setWords(tr("Pictures are mirrored, but a mirrored digit or letter means something else."));
    mirrorWarning_->setObjectName(QStringLiteral("mirrorWarning"));
    mirrorWarning_->hide();
    pictures->body()->addWidget(mirrorWarning_);
    layout->addWidget(pictures);

    auto* preset = new Section(tr("Preset"));
    preset->body()->addWidget(preset_);
    preset->body()->addWidget(presetNote_);
    preset_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    layout->addWidget(preset);

    parameters_->body()->addWidget(main_);
    layout->addWidget(parameters_);
    advanced_->body()->addWidget(rest_);
    advanced_->setOpen(false);
    layout->addWidget(advanced_);

    auto* run = new Section(tr("Run"));
    run->body()->addWidget(folderNote_);
    run->body()->addWidget(folder_);
    run->body()->addWidget(resume_);
    folderNote_->setWords(tr("A new folder in your data directory."));
    layout->addWidget(run);
    layout->addStretch();
    for (Section* section : {pictures, preset, parameters_, advanced_, run})
        section->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // scrolls instead of being squeezed

    auto* scroll = new QScrollArea(this);
    scroll->setWidget(column);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setObjectName(QStringLiteral("settings"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 1, 0);
    outer->addWidget(scroll);
}

void TrainConfigPanel::choosePreset()
{
    base_ = presetSummary(preset_->current().toStdString(), {}, channels_, classes_);
    main_->setSpecs(specsWhere(true), base_.values);
    rest_->setSpecs(specsWhere(false), base_.values);
    main_->setLocked(locked_);
    rest_->setLocked(locked_);
    describe();
    warnOfMirror();
    Q_EMIT valuesChanged();
}

ParamValues TrainConfigPanel::shownValues() const
{
    ParamValues all = main_->values();
    all.merge(rest_->values());
    return all;
}

TrainRequest TrainConfigPanel::request() const
{
    TrainRequest request;
    request.source = source_;
    request.folder = folderPath_;
    request.preset = preset_->current().toStdString();
    for (const auto& [key, value] : shownValues()) {
        const auto usual = base_.values.find(key);
        if (usual == base_.values.end() || usual->second != value)
            request.overrides[key] = value;
    }
    return request;
}

int TrainConfigPanel::side() const { return int(numberIn(shownValues(), "size", 32)); }
double TrainConfigPanel::totalSteps() const { return numberIn(shownValues(), "steps", 0); }

Schedule TrainConfigPanel::schedule() const
{
    ScheduleSpec spec;
    const ParamValues values = shownValues();
    for (const char* key : {"schedule", "beta_schedule"})
        if (const auto found = values.find(key); found != values.end())
            if (const auto* id = std::get_if<std::string>(&found->second))
                spec.id = *id;
    for (const char* key : {"timesteps", "train_timesteps"})
        spec.timesteps = int(numberIn(values, key, spec.timesteps));
    return makeSchedule(spec);
}

void TrainConfigPanel::setRunFolder(const QString& folder)
{
    folderPath_ = folder.toStdString();
    // Zero-width spaces let a long path break after a slash.
    folderNote_->setWords(breakable(folder));
}

void TrainConfigPanel::setDataset(const DatasetOpened& dataset)
{
    dataset_->setDataset(dataset);
    const bool named = !dataset.classes.empty() && !dataset.classes.front().name.empty();
    const int classes = named ? int(dataset.classes.size()) : 0;
    const bool sameShape = dataset.channels == channels_ && classes == classes_;
    source_ = dataset.source;
    channels_ = dataset.channels;
    classes_ = classes;
    if (!sameShape) {
        const ParamValues kept = request().overrides;
        base_ = presetSummary(preset_->current().toStdString(), {}, channels_, classes_);
        ParamValues values = base_.values;
        for (const auto& [key, value] : kept)
            values[key] = value;
        main_->setValues(values);
        rest_->setValues(values);
    }
    mirrorSafe_ = dataset.mirrorSafe;
    nameRunsSet();
    if (locked_ && shownRun_)
        return showRun(shownRun_);
    describe();
    warnOfMirror();
}

void TrainConfigPanel::showRun(std::shared_ptr<const TrainSettings> run)
{
    shownRun_ = std::move(run);
    preset_->setCurrent(QString::fromStdString(shownRun_->preset));
    base_ = presetSummary(preset_->current().toStdString(), {}, channels_, classes_);
    for (ParamForm* form : {main_, rest_}) {
        const QSignalBlocker quiet(form);
        form->setValues(shownRun_->values);
    }
    describe();
    warnOfMirror();
    Q_EMIT valuesChanged();
}

void TrainConfigPanel::warnOfMirror()
{
    const ParamValues values = shownValues();
    const auto mirror = values.find("mirror");
    const bool on = mirror != values.end() && std::get_if<bool>(&mirror->second) && std::get<bool>(mirror->second);
    mirrorWarning_->setVisible(on && !mirrorSafe_);
}

// Other pictures may be opened while a run goes on, and a resumed run finds its own: the card above shows the open set.
void TrainConfigPanel::nameRunsSet()
{
    const QString run = QString::fromStdString(runSource_), open = QString::fromStdString(source_);
    const bool other = !run.isEmpty() && QDir::cleanPath(run) != QDir::cleanPath(open);
    if (other) {
        const QString name = run.startsWith(QLatin1String("builtin:")) ? run.section(u':', 1)
                                                                       : QFileInfo(QDir::cleanPath(run)).fileName();
        runsSet_->setWords(open.isEmpty()
                               ? tr("This run learns from %1.").arg(name)
                               : tr("This run goes on with %1; these pictures are for the next one.").arg(name));
        runsSet_->setToolTip(run);
    }
    runsSet_->setVisible(other);
}

void TrainConfigPanel::setProgress(const DatasetProgress& progress) { dataset_->setProgress(progress); }

void TrainConfigPanel::endProgress() { dataset_->endProgress(); }

void TrainConfigPanel::setStatus(const TrainStatus& status)
{
    if (status.settings && status.settings != shownRun_)
        showRun(status.settings);
    measure(status);
    const bool lock = isActive(status.state);
    if (!status.folder.empty())
        folderNote_->setWords(breakable(QString::fromStdString(status.folder)));
    runSource_ = lock ? status.source : std::string();
    nameRunsSet();
    if (lock == locked_)
        return;
    locked_ = lock;
    const QString reason = tr("Locked while training: stop the run to change this.");
    parameters_->setNote(lock ? tr("while training") : QString());
    for (ParamForm* form : {main_, rest_})
        form->setLocked(lock, reason);
    dataset_->setLocked(lock, reason);
    for (QWidget* control :
         {static_cast<QWidget*>(preset_), static_cast<QWidget*>(folder_), static_cast<QWidget*>(resume_)}) {
        control->setEnabled(!lock);
        control->setToolTip(lock ? reason : QString());
    }
}

QString TrainConfigPanel::rateKey() const
{
    return preset_->current() + u'/' + QString::number(side()) + u'/' + QString::number(channels_);
}

// Only a rate seen on this machine with this network and size is worth a promise.
void TrainConfigPanel::measure(const TrainStatus& status)
{
    if (status.state != TrainState::Running || status.imagesPerSecond <= 0 || status.secondsLeft < 0)
        return;
    rates_[rateKey()] = status.imagesPerSecond;
    describe();
}

void TrainConfigPanel::describe()
{
    // Larger pictures get more levels; a size that is being typed may not be one yet.
    const ParamValues size = {{"size", static_cast<long long>(std::clamp(side() / 4 * 4, 8, 256))}};
    QString text =
        parameterText(presetSummary(preset_->current().toStdString(), size, channels_, classes_).parameterCount);
    const auto rate = rates_.find(rateKey());
    if (rate != rates_.end())
        text += tr(", %1 on this computer")
                    .arg(roughDuration(totalSteps() * picturesPerStep(shownValues()) / rate->second));
    presetNote_->setWords(text + u'\n' + predictionWords(shownValues()));
}

} // namespace diffuscope::ui
