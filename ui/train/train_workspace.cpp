#include "ui/train/train_workspace.h"

#include "core/schedule/forward.h"
#include "core/session/catalog.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/train/history/run_history.h"
#include "ui/train/loss/heat_scale.h"
#include "ui/train/loss/loss_heat_map.h"
#include "ui/train/loss/loss_legend.h"
#include "ui/train/loss/loss_plot.h"
#include "ui/train/preview_panel.h"
#include "ui/train/probe_panel.h"
#include "ui/train/runs/run_closer.h"
#include "ui/train/runs/run_notices.h"
#include "ui/train/train_config_panel.h"
#include "ui/train/train_stats.h"
#include "ui/train/train_toolbar.h"
#include "ui/train/training_speeds.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/current_stack.h"
#include "ui/widgets/controls/empty_state.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/workspace/runs_folder.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kProbeDelay = 100, kFirstProbe = 400, kSpeedDelay = 2000; // the latter: nothing else is opening by then

} // namespace

TrainWorkspace::TrainWorkspace(Bridge& bridge, QWidget* parent)
    : Workspace(parent), bridge_(bridge), history_(new RunHistory(this)), timeline_(new TimelineModel(this)),
      tabPages_(new QStackedWidget), tabInspectors_(new CurrentStack), pages_(new QStackedWidget),
      empty_(new EmptyState(tr("Choose a folder of pictures."))), config_(new TrainConfigPanel),
      toolbar_(new TrainToolbar), stats_(new TrainStats(*history_)), loss_(new LossPlot(*history_)),
      legend_(new LossLegend(*history_)), heat_(new LossHeatMap(*history_)), heatScale_(new HeatScale),
      notices_(new RunNotices), closer_(new RunCloser(bridge, this)), previews_(new PreviewPanel(*history_)),
      probe_(new ProbePanel)
{
    buildCanvas();
    buildInspector();
    buildTabs(); // what a tab has on a key counts there before what the mode has
    addCommands();
    connectControls();
    connectBridge();
    connectHistory();
    timeline_->setSchedule(config_->schedule());
    timeline_->setStep(std::min(kFirstProbe, timeline_->totalSteps()));
    heat_->setProbe(timeline_->step());
    timeline_->setThumbnails([this](int step) { return noisyThumbnail(step); });
    timeline_->setNote(tr("probe step"));
    if (bridge_.dataset())
        onDataset(*bridge_.dataset());
    onStatus(bridge_.training());
}

void TrainWorkspace::connectControls()
{
    connect(config_, &TrainConfigPanel::folderRequested, this, &TrainWorkspace::chooseFolder);
    connect(config_, &TrainConfigPanel::fileRequested, this, &TrainWorkspace::chooseFile);
    connect(config_, &TrainConfigPanel::sourceChosen, this, &TrainWorkspace::openSource);
    connect(config_, &TrainConfigPanel::runFolderRequested, this, &TrainWorkspace::chooseRunFolder);
    connect(config_, &TrainConfigPanel::resumeRequested, command("resume run"), &Command::run);
    connect(config_, &TrainConfigPanel::valuesChanged, this, [this] {
        timeline_->setSchedule(config_->schedule());
        showRunCommands();
        recallSpeeds();
        speedTimer_.start();
        if (begun_)
            Q_EMIT settingsChanged();
    });
    connect(config_, &TrainConfigPanel::rateSeen, this, &keepSpeed);
    connect(config_, &TrainConfigPanel::liveChanged, this,
            [this](const ParamValues& settings) { bridge_.session().changeTraining(settings); });
    connect(loss_, &LossPlot::axisChanged, this, [this] { heat_->setAxis(loss_->axis()); });
    speedTimer_.setSingleShot(true);
    speedTimer_.setInterval(kSpeedDelay);
    connect(&speedTimer_, &QTimer::timeout, this, &TrainWorkspace::measureSpeeds);
    connect(config_, &TrainConfigPanel::reportRequested, command("dataset report"), &Command::run);
    connect(config_, &TrainConfigPanel::cancelRequested, &bridge_, &Bridge::cancelOpening);
    connect(notices_, &RunNotices::resumeRequested, this, &TrainWorkspace::launch);
    connect(closer_, &RunCloser::closable, this, &TrainWorkspace::closable);
    connect(closer_, &RunCloser::statusMessage, this, &TrainWorkspace::statusMessage);
    connect(emptyNotice_, &NoticeCard::closed, emptyNotice_, &QWidget::hide);
    connect(heat_, &LossHeatMap::timestepPicked, this, [this](int timestep) { timeline_->setStep(timestep + 1); });
    probeTimer_.setSingleShot(true);
    probeTimer_.setInterval(kProbeDelay);
    connect(&probeTimer_, &QTimer::timeout, this, &TrainWorkspace::sendProbe);
    connect(timeline_, &TimelineModel::stepChanged, this, [this](int step) {
        heat_->setProbe(step);
        if (!probeTimer_.isActive()) // a drag still sends ten a second
            probeTimer_.start();
    });
}

void TrainWorkspace::connectBridge()
{
    connect(&bridge_, &Bridge::datasetProgress, this, [this](const DatasetProgress& progress) {
        pages_->setCurrentIndex(1); // with the way to cancel
        config_->setProgress(progress);
    });
    connect(&bridge_, &Bridge::openingCancelled, this, &TrainWorkspace::endOpening);
    connect(&bridge_, &Bridge::datasetOpened, this, &TrainWorkspace::onDataset);
    connect(&bridge_, &Bridge::trainingChanged, this, &TrainWorkspace::onStatus);
    connect(&bridge_, &Bridge::lossPoints, this,
            [this](const std::vector<LossPoint>& points) { history_->addLosses(points, timeline_->totalSteps()); });
    connect(&bridge_, &Bridge::validationPoints, history_, &RunHistory::addValidation);
    connect(&bridge_, &Bridge::previewArrived, history_, &RunHistory::addPreview);
    connect(&bridge_, &Bridge::runRecalled, history_, &RunHistory::recall);
    connect(&bridge_, &Bridge::speedMeasured, this, [this](const SpeedMeasured& speed) {
        if (config_->setSpeed(speed))
            keepSpeed(speed);
    });
    connect(&bridge_, &Bridge::sampleStarted, this, &TrainWorkspace::cancelSpeeds);
    connect(&bridge_, &Bridge::futuresStarted, this, &TrainWorkspace::cancelSpeeds);
    connect(&bridge_, &Bridge::failed, this, &TrainWorkspace::onFailed);
    connect(&bridge_, &Bridge::probeArrived, this, [this](const ProbeView& view) {
        const bool newPicture = !probe_->view() || probe_->view()->data.values != view.data.values;
        probe_->setView(view);
        showProbeNote();
        if (newPicture)
            timeline_->refreshThumbnails();
    });
}

void TrainWorkspace::connectHistory()
{
    connect(history_, &RunHistory::began, this, [this] {
        probe_->clear();
        probeSection_->setNote({});
    });
    connect(history_, &RunHistory::curveChanged, this,
            [this] { legend_->setValidation(!history_->validation().empty()); });
    connect(history_, &RunHistory::byTimestepChanged, this,
            [this] { heatScale_->setRange(history_->byTimestep().range()); });
    connect(history_, &RunHistory::previewsChanged, this, [this] {
        if (const int count = history_->previews().count(); count > 0)
            previewSection_->setNote(countText(int(history_->previews().at(count - 1).images.size()),
                                               tr("picture, fixed noise"), tr("pictures, fixed noise")));
    });
    config_->explainRate([this] {
        if (!isActive(bridge_.training().state) || history_->points().empty())
            return QString();
        return tr("%1 in step %2")
            .arg(smallNumber(history_->points().back().learningRate, 6), grouped(history_->lastStep()));
    });
    connect(history_, &RunHistory::checkpointSaved, this,
            [this](qint64 step) { Q_EMIT statusMessage(tr("Checkpoint saved at step %1").arg(grouped(step))); });
}

bool TrainWorkspace::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    return Workspace::handleKey(key, modifiers) || tabKey(key, modifiers);
}

void TrainWorkspace::openSource(const QString& source)
{
    notices_->dismiss();
    emptyNotice_->hide();
    DatasetRequest request;
    request.source = source.toStdString();
    request.side = config_->side();
    bridge_.session().openDataset(request);
    Q_EMIT statusMessage(tr("Opening %1…").arg(QFileInfo(source).fileName()));
}

void TrainWorkspace::setRunFolder(const QString& folder) { config_->setRunFolder(folder); }

void TrainWorkspace::chooseFolder()
{
    choose(tr("Choose a folder of pictures"), Preferences::text(Preferences::kDataset), &TrainWorkspace::openSource);
}
void TrainWorkspace::chooseFile()
{
    QFileDialog* dialog = folderDialog(this, tr("Open a file of pictures"), {}, true);
    dialog->setObjectName(QStringLiteral("trainFileDialog"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({nameFilter(tr("Files of pictures"), datasetFileExtensions()), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &TrainWorkspace::openSource);
    dialog->open();
}

void TrainWorkspace::chooseRunFolder()
{
    choose(tr("Choose an empty folder for the run"), {}, &TrainWorkspace::setRunFolder);
}
// To sample from: also an earlier one of the run.
void TrainWorkspace::chooseCheckpoint()
{
    const QString run = QString::fromStdString(bridge_.training().folder);
    QFileDialog* dialog =
        folderDialog(this, tr("Choose a checkpoint of the run"), run + QStringLiteral("/checkpoints"));
    dialog->setObjectName(QStringLiteral("checkpointDialog"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        bridge_.session().openModel(folder.toStdString());
        Q_EMIT modeRequested(QStringLiteral("reverse"));
    });
    dialog->open();
}

void TrainWorkspace::chooseRun() { choose(tr("Choose the folder of a run"), runsFolder(), &TrainWorkspace::resumeRun); }

void TrainWorkspace::choose(const QString& title, const QString& folder, void (TrainWorkspace::*use)(const QString&))
{
    QFileDialog* dialog = folderDialog(this, title, QFileInfo(folder).isDir() ? folder : QString());
    dialog->setObjectName(QStringLiteral("trainDialog"));
    connect(dialog, &QFileDialog::fileSelected, this, use);
    dialog->open();
}

void TrainWorkspace::resumeRun(const QString& folder)
{
    TrainRequest request;
    request.folder = folder.toStdString();
    request.resume = true;
    launch(request);
}

void TrainWorkspace::alignToTrack(int left, int width)
{
    for (TrainTab* tab : tabs_)
        tab->alignToTrack(left, width);
}

void TrainWorkspace::setTakenAbove(int height)
{
    for (TrainTab* tab : tabs_)
        tab->setTakenAbove(height);
}

void TrainWorkspace::setCoveredRight(int width)
{
    toolbar_->setCoveredRight(width);
    for (TrainTab* tab : tabs_)
        tab->setCoveredRight(width);
}

void TrainWorkspace::showEvent(QShowEvent* event)
{
    Workspace::showEvent(event);
    speedTimer_.start();
    if (tab())
        tab()->enter();
}

// Nobody looks at the times now, and somebody else may want the processors.
void TrainWorkspace::hideEvent(QHideEvent* event)
{
    Workspace::hideEvent(event);
    cancelSpeeds();
    if (tab())
        tab()->leave();
}

void TrainWorkspace::cancelSpeeds()
{
    speedTimer_.stop();
    bridge_.session().cancelSpeed();
}

void TrainWorkspace::recallSpeeds()
{
    const int side = config_->side();
    for (const CatalogEntry& preset : presets())
        if (const double kept = keptSpeed(preset.id, side); kept > 0)
            config_->setSpeed({0, preset.id, side, 0, kept});
}

void TrainWorkspace::measureSpeeds()
{
    if (!begun_ || !isVisible() || isActive(state_))
        return;
    if (!bridge_.dataset())
        return; // it decides what there is to train, and its opening needs the processors itself
    if (bridge_.sampling())
        return speedTimer_.start(); // later
    if (const SpeedRequest unknown = config_->unknownSpeeds(); !unknown.presets.empty())
        bridge_.session().measureSpeed(unknown);
}

bool TrainWorkspace::mayClose() { return closer_->mayClose(); }

void TrainWorkspace::start() { launch(config_->request()); }

void TrainWorkspace::launch(const TrainRequest& request)
{
    notices_->dismiss();
    if (tab() && tab()->id() == QLatin1String("data"))
        setTab(QStringLiteral("watch")); // there is something to see now
    history_->begin();
    pages_->setCurrentIndex(1);
    bridge_.session().startTraining(request);
    sendProbe();
}

void TrainWorkspace::onDataset(const DatasetOpened& dataset)
{
    notices_->openingWorked();
    emptyNotice_->hide();
    config_->setDataset(dataset);
    pages_->setCurrentIndex(1);
    showRunCommands();
    speedTimer_.start();
    timeline_->refreshThumbnails();
    Q_EMIT statusMessage(
        tr("%1: %2").arg(QString::fromStdString(dataset.name), countText(dataset.size, tr("picture"), tr("pictures"))));
}

void TrainWorkspace::onStatus(const TrainStatus& status)
{
    const TrainState before = std::exchange(state_, status.state);
    const bool diskErrorIsNew = status.diskError && !history_->status().diskError;
    if (state_ == TrainState::Preparing && before != TrainState::Preparing)
        Q_EMIT statusMessage({}); // of the run before
    history_->setStatus(status);
    if (state_ != TrainState::Idle)
        pages_->setCurrentIndex(1);
    if (diskErrorIsNew)
        setTab(QStringLiteral("watch")); // the card is there
    config_->setStatus(status);
    toolbar_->setStatus(status);
    showRunCommands();
    if (before == TrainState::Preparing && state_ != before)
        config_->endProgress(); // the run has its pictures; the open set is still the one shown
    if (state_ == TrainState::Running && before != TrainState::Running)
        sendProbe();
    notices_->setStatus(status);
}

void TrainWorkspace::onFailed(const Failed& failure)
{
    if (!explains(failure.task))
        return;
    if (failure.task == Task::OpenDataset)
        endOpening();
    setTab(QStringLiteral("watch")); // the card is there
    const QString title = translated(failure.error.happenedMessage()), detail = detailText(failure.error);
    if (failure.task == Task::OpenDataset && pages_->currentIndex() != 0)
        notices_->showOpeningFailed(title, detail);
    else
        showNotice(title, detail);
}

// Without a set and without a run there is nothing to show but the choice.
void TrainWorkspace::endOpening()
{
    config_->endProgress();
    if (!bridge_.dataset() && state_ == TrainState::Idle)
        pages_->setCurrentIndex(0);
}

void TrainWorkspace::showNotice(const QString& title, const QString& detail)
{
    if (pages_->currentIndex() != 0)
        return notices_->showError(title, detail);
    emptyNotice_->setText(title, detail);
    emptyNotice_->show();
}

void TrainWorkspace::sendProbe() { bridge_.session().setProbe(std::max(0, timeline_->step() - 1), 0); }

void TrainWorkspace::showProbeNote() { probeSection_->setNote(tr("MSE %1").arg(number(probe_->view()->meanError, 3))); }

QImage TrainWorkspace::noisyThumbnail(int step) const
{
    const auto& view = probe_->view();
    if (view && view->data.sameShape(view->noise))
        return toQImage(forwardJump(view->data, view->noise, timeline_->schedule(), step - 1));
    if (!bridge_.dataset() || bridge_.dataset()->samples.empty())
        return {};
    const Image& first = bridge_.dataset()->samples.front();
    const Image noise = noiseImage(first.channels, first.height, first.width, 0);
    return toQImage(forwardJump(first, noise, timeline_->schedule(), step - 1));
}

} // namespace diffuscope::ui
