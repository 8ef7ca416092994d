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
#include "ui/widgets/terms/explain.h"

#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kWidth = 264, kFieldWidth = 104;
constexpr int kTyped = 400; // ms

QStringList liveKeys()
{
    QStringList keys;
    for (const std::string& key : liveTrainingParams())
        keys << QString::fromStdString(key);
    return keys;
}

QList<SegmentedControl::Segment> presetSegments()
{
    QList<SegmentedControl::Segment> segments;
    for (const CatalogEntry& entry : presets())
        segments.append({QString::fromStdString(entry.id), QString::fromStdString(entry.name).section(u' ', 0, 0), {}});
    return segments;
}

} // namespace

TrainConfigPanel::TrainConfigPanel(QWidget* parent)
    : Surface(Tone::Surface, Qt::RightEdge, parent), dataset_(new DatasetCard),
      preset_(new SegmentedControl(presetSegments())), presetNote_(new WrappedLabel("caption")),
      presetTimes_(new WrappedLabel("caption")), folderNote_(new WrappedLabel("caption")),
      mirrorWarning_(new WrappedLabel("warning")), runsSet_(new WrappedLabel("caption")),
      problemNote_(new WrappedLabel("warning")), continueNote_(new WrappedLabel("caption")), name_(new QLineEdit),
      parameters_(new Section(tr("Parameters"))), advanced_(new Section(tr("Advanced"))), main_(new ParamForm),
      rest_(new ParamForm),
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
            if (locked_)
                typed_.start();
            Q_EMIT valuesChanged();
        });
    typed_.setSingleShot(true);
    typed_.setInterval(kTyped);
    connect(&typed_, &QTimer::timeout, this, &TrainConfigPanel::offerLive);
    connect(name_, &QLineEdit::textChanged, this, &TrainConfigPanel::sayWhereRunsGo);
    connect(dataset_, &DatasetCard::folderRequested, this, &TrainConfigPanel::folderRequested);
    connect(dataset_, &DatasetCard::fileRequested, this, &TrainConfigPanel::fileRequested);
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
    preset->body()->addWidget(presetTimes_);
    preset->body()->addWidget(presetNote_);
    presetTimes_->setObjectName(QStringLiteral("presetTimes"));
    preset_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    layout->addWidget(preset);

    parameters_->body()->addWidget(main_);
    problemNote_->setObjectName(QStringLiteral("settingsProblem"));
    continueNote_->setObjectName(QStringLiteral("continueNote"));
    for (WrappedLabel* note : {problemNote_, continueNote_}) {
        note->hide();
        parameters_->body()->addWidget(note);
    }
    layout->addWidget(parameters_);
    advanced_->body()->addWidget(rest_);
    advanced_->setOpen(false);
    layout->addWidget(advanced_);

    auto* run = new Section(tr("Run"));
    name_->setObjectName(QStringLiteral("runName"));
    name_->setPlaceholderText(tr("Name of the run (optional)"));
    name_->setAccessibleName(tr("Name of the run"));
    name_->setToolTip(tr("Of the new run's folder; without one it is called after pictures, preset and time."));
    run->body()->addWidget(name_);
    run->body()->addWidget(folderNote_);
    folderNote_->setObjectName(QStringLiteral("runFolderNote"));
    run->body()->addWidget(folder_);
    run->body()->addWidget(resume_);
    auto* checkpoint = new Button(tr("Sample from a checkpoint…"), QStringLiteral("drop"), Button::Look::Normal);
    checkpoint->setObjectName(QStringLiteral("sampleCheckpoint"));
    run->body()->addWidget(checkpoint);
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
    name_->clear(); // it has one
    sayWhereRunsGo();
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
    if (!sameShape)
        fillForms(request().overrides);
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

// While none trains, the field says what it sets.
void TrainConfigPanel::explainRate(std::function<QString()> now)
{
    if (auto* field = findChild<QWidget*>(QStringLiteral("learning_rate")))
        explainParts(field, [now = std::move(now)](const QPoint&) -> std::optional<Explained> {
            const QString value = now();
            return value.isEmpty() ? std::nullopt : std::optional(Explained{"learningRate", value});
        });
}

void TrainConfigPanel::offerLive()
{
    if (!locked_ || !shownRun_ || !problem_.isEmpty())
        return;
    ParamValues changed;
    const ParamValues shown = shownValues();
    for (const std::string& key : liveTrainingParams())
        if (const auto before = shownRun_->values.find(key), now = shown.find(key);
            before != shownRun_->values.end() && now != shown.end() && before->second != now->second)
            changed[key] = now->second;
    if (!changed.empty())
        Q_EMIT liveChanged(changed);
}

void TrainConfigPanel::setProgress(const DatasetProgress& progress) { dataset_->setProgress(progress); }

void TrainConfigPanel::endProgress() { dataset_->endProgress(); }

void TrainConfigPanel::setStatus(const TrainStatus& status)
{
    if (status.settings && status.settings != shownRun_)
        showRun(status.settings);
    measure(status);
    const bool lock = isActive(status.state);
    const bool over = !lock && !status.folder.empty() && status.state != TrainState::Idle;
    const std::int64_t from = over ? status.lastCheckpoint : -1;
    const QString folder = QString::fromStdString(status.folder);
    const QString name = name_->text().trimmed();
    const bool taken = status.folder == folderPath_ || (!name.isEmpty() && QFileInfo(folder).fileName() == name);
    if (status.step > 0 && taken) { // it holds a run now: the next one needs another
        folderPath_.clear();
        name_->clear();
    }
    const QString trains = lock ? folder : QString(), ended = over ? folder : QString();
    const bool told = continuesFrom_ == from && runFolder_ == trains && lastFolder_ == ended;
    continuesFrom_ = from;
    runFolder_ = trains;
    lastFolder_ = ended;
    if (!told)
        describe();
    runSource_ = lock ? status.source : std::string();
    nameRunsSet();
    if (lock == locked_)
        return;
    locked_ = lock;
    const QString reason = tr("Locked while training: stop the run to change this.");
    parameters_->setNote(lock ? tr("changes count at once") : QString());
    parameters_->setToolTip(
        lock ? tr("What has no padlock may be changed while the run trains. The chart marks where, and "
                  "the run's config.toml keeps it.")
             : QString());
    for (ParamForm* form : {main_, rest_})
        form->setLocked(lock, reason, liveKeys());
    dataset_->setLocked(lock, reason);
    for (QWidget* control : {static_cast<QWidget*>(preset_), static_cast<QWidget*>(name_),
                             static_cast<QWidget*>(folder_), static_cast<QWidget*>(resume_)}) {
        control->setEnabled(!lock);
        setReason(control, lock ? reason : QString());
    }
}

} // namespace diffuscope::ui
