#include "ui/train/train_workspace.h"

#include "core/schedule/forward.h"
#include "core/session/catalog.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/train/dataset/dataset_report_page.h"
#include "ui/train/loss/heat_scale.h"
#include "ui/train/loss/loss_heat_map.h"
#include "ui/train/loss/loss_legend.h"
#include "ui/train/loss/loss_plot.h"
#include "ui/train/preview_panel.h"
#include "ui/train/probe_panel.h"
#include "ui/train/runs/run_notices.h"
#include "ui/train/train_config_panel.h"
#include "ui/train/train_stats.h"
#include "ui/train/train_toolbar.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/empty_state.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/workspace/path_kind.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kProbeDelay = 100, kFirstProbe = 400;

} // namespace

TrainWorkspace::TrainWorkspace(Bridge& bridge, QWidget* parent)
    : Workspace(parent), bridge_(bridge), timeline_(new TimelineModel(this)), pages_(new QStackedWidget(this)),
      report_(new DatasetReportPage), empty_(new EmptyState(tr("Choose a folder of pictures."))),
      config_(new TrainConfigPanel), toolbar_(new TrainToolbar), stats_(new TrainStats), loss_(new LossPlot),
      legend_(new LossLegend), heat_(new LossHeatMap), heatScale_(new HeatScale), notices_(new RunNotices),
      previews_(new PreviewPanel), probe_(new ProbePanel)
{
    buildCanvas();
    buildInspector();
    connectControls();
    connectBridge();
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
    connect(config_, &TrainConfigPanel::sourceChosen, this, &TrainWorkspace::openSource);
    connect(config_, &TrainConfigPanel::runFolderRequested, this, &TrainWorkspace::chooseRunFolder);
    connect(config_, &TrainConfigPanel::resumeRequested, this, &TrainWorkspace::chooseRun);
    connect(config_, &TrainConfigPanel::valuesChanged, this, [this] {
        timeline_->setSchedule(config_->schedule());
        refreshStart();
    });
    connect(toolbar_, &TrainToolbar::startRequested, this, &TrainWorkspace::start);
    connect(toolbar_, &TrainToolbar::pauseRequested, this, [this] { bridge_.session().pauseTraining(); });
    connect(toolbar_, &TrainToolbar::resumeRequested, this, [this] { bridge_.session().resumeTraining(); });
    connect(toolbar_, &TrainToolbar::goOnRequested, this,
            [this] { resumeRun(QString::fromStdString(bridge_.training().folder)); });
    connect(toolbar_, &TrainToolbar::stopRequested, this, [this] { bridge_.session().stopTraining(); });
    connect(toolbar_, &TrainToolbar::checkpointRequested, this, [this] { bridge_.session().saveCheckpoint(); });
    connect(toolbar_, &TrainToolbar::sampleRequested, this, [this] {
        const TrainStatus& status = bridge_.training();
        bridge_.session().openModel(status.lastCheckpoint >= 0 ? status.folder : "training");
        Q_EMIT modeRequested(QStringLiteral("reverse"));
    });
    connect(config_, &TrainConfigPanel::reportRequested, this, [this] { showReport(true); });
    connect(config_, &TrainConfigPanel::cancelRequested, &bridge_, &Bridge::cancelOpening);
    connect(report_, &DatasetReportPage::closed, this, [this] { showReport(false); });
    connect(notices_, &RunNotices::resumeRequested, this, &TrainWorkspace::launch);
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
    connect(&bridge_, &Bridge::lossPoints, this, &TrainWorkspace::onLoss);
    connect(&bridge_, &Bridge::validationPoints, this, &TrainWorkspace::onValidation);
    connect(&bridge_, &Bridge::failed, this, &TrainWorkspace::onFailed);
    connect(&bridge_, &Bridge::previewArrived, this, [this](const TrainPreview& preview) {
        previews_->add(preview);
        previewSection_->setNote(
            countText(previews_->pictures(), tr("picture, fixed noise"), tr("pictures, fixed noise")));
    });
    connect(&bridge_, &Bridge::probeArrived, this, [this](const ProbeView& view) {
        const bool newPicture = !probe_->view() || probe_->view()->data.values != view.data.values;
        probe_->setView(view);
        showProbeNote();
        if (newPicture)
            timeline_->refreshThumbnails();
    });
}

QList<QPair<QString, QString>> TrainWorkspace::keyHints() const
{
    return {{QStringLiteral("C"), tr("checkpoint")}, {QStringLiteral("[ ]"), tr("preview history")}};
}

bool TrainWorkspace::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & ~Qt::KeypadModifier)
        return false;
    switch (key) {
    case Qt::Key_Escape:
        if (report_->isHidden())
            return false;
        showReport(false);
        return true;
    case Qt::Key_C:
        if (toolbar_->canSave())
            bridge_.session().saveCheckpoint();
        return true;
    case Qt::Key_BracketLeft:
        previews_->moveBy(-1);
        return true;
    case Qt::Key_BracketRight:
        previews_->moveBy(1);
        return true;
    default:
        return false;
    }
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
void TrainWorkspace::chooseRunFolder()
{
    choose(tr("Choose an empty folder for the run"), {}, &TrainWorkspace::setRunFolder);
}
void TrainWorkspace::chooseRun() { choose(tr("Choose the folder of a run"), runsFolder(), &TrainWorkspace::resumeRun); }

void TrainWorkspace::choose(const QString& title, const QString& folder, void (TrainWorkspace::*use)(const QString&))
{
    auto* dialog = new QFileDialog(this, title, QFileInfo(folder).isDir() ? folder : QString());
    dialog->setObjectName(QStringLiteral("trainDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
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

void TrainWorkspace::start() { launch(config_->request()); }

void TrainWorkspace::launch(const TrainRequest& request)
{
    notices_->dismiss();
    if (!report_->isHidden())
        showReport(false);
    resetRun();
    runStarted_ = true;
    pages_->setCurrentIndex(1);
    bridge_.session().startTraining(request);
    sendProbe();
}

void TrainWorkspace::resetRun()
{
    loss_->clear();
    legend_->setValidation(false);
    heat_->clear();
    heatScale_->setRange({});
    previews_->clear();
    probe_->clear();
    checkpoints_.clear();
    loss_->setCheckpoints({});
    probeSection_->setNote({});
}

void TrainWorkspace::onDataset(const DatasetOpened& dataset)
{
    notices_->openingWorked();
    emptyNotice_->hide();
    config_->setDataset(dataset);
    report_->setDataset(dataset);
    pages_->setCurrentIndex(1);
    refreshStart();
    timeline_->refreshThumbnails();
    Q_EMIT statusMessage(
        tr("%1: %2").arg(QString::fromStdString(dataset.name), countText(dataset.size, tr("picture"), tr("pictures"))));
}

void TrainWorkspace::refreshStart()
{
    const bool enough = bridge_.dataset() && bridge_.dataset()->size >= 2;
    toolbar_->setCanStart(enough, bridge_.dataset() ? tr("Training needs at least two pictures.")
                                                    : tr("Choose a folder of pictures first."));
}

void TrainWorkspace::onStatus(const TrainStatus& status)
{
    const TrainState before = state_;
    state_ = status.state;
    if (state_ == TrainState::Preparing && before != TrainState::Preparing)
        Q_EMIT statusMessage({}); // of the run before
    // A run begun elsewhere (command line of the program, another mode) still shows from its start.
    if (state_ == TrainState::Preparing && before != TrainState::Preparing && !runStarted_)
        resetRun();
    if (state_ != TrainState::Preparing && state_ != TrainState::Idle)
        runStarted_ = false;
    if (state_ != TrainState::Idle)
        pages_->setCurrentIndex(1);
    if (status.diskError && !std::exchange(troubled_, true) && !report_->isHidden())
        showReport(false); // the card would be behind it
    troubled_ = status.diskError;
    config_->setStatus(status);
    toolbar_->setStatus(status);
    stats_->setStatus(status);
    if (state_ != TrainState::Idle && state_ != TrainState::Preparing)
        loss_->addSkipped(status.lastSkipped);
    refreshStart();
    if (status.lastCheckpoint >= 0 && (checkpoints_.empty() || checkpoints_.back() != status.lastCheckpoint)) {
        checkpoints_.push_back(status.lastCheckpoint);
        loss_->setCheckpoints(checkpoints_);
        Q_EMIT statusMessage(tr("Checkpoint saved at step %1").arg(grouped(status.lastCheckpoint)));
    }
    if (before == TrainState::Preparing && state_ != before)
        config_->endProgress(); // the run has its pictures; the open set is still the one shown
    if (state_ == TrainState::Running && before != TrainState::Running)
        sendProbe();
    notices_->setStatus(status);
}

void TrainWorkspace::onLoss(const std::vector<LossPoint>& points)
{
    std::vector<std::pair<std::int64_t, double>> curve;
    curve.reserve(points.size());
    for (const LossPoint& point : points) {
        if (std::isfinite(point.loss))
            curve.emplace_back(point.step, point.loss);
        if (!point.byTimestep.empty())
            heat_->append(point.step, point.byTimestep, timeline_->totalSteps());
    }
    loss_->append(curve);
    heatScale_->setRange(heat_->range());
}

void TrainWorkspace::onValidation(const ValidationPoints& points)
{
    if (points.recalled)
        loss_->clearValidation();
    std::vector<std::pair<std::int64_t, double>> curve;
    for (const ValidationPoint& point : points.points)
        curve.emplace_back(point.step, point.loss);
    loss_->appendValidation(curve);
    legend_->setValidation(loss_->validationCount() > 0);
}

void TrainWorkspace::onFailed(const Failed& failure)
{
    if (!explains(failure.task))
        return;
    if (failure.task == Task::OpenDataset)
        endOpening();
    if (!report_->isHidden())
        showReport(false); // the card would be behind it
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

// In place of the canvas, so that Tab does not wander through what is covered.
void TrainWorkspace::showReport(bool shown)
{
    report_->setVisible(shown);
    pages_->setVisible(!shown);
    if (shown)
        report_->takeFocus();
    else if (auto* link = config_->findChild<QWidget*>(QStringLiteral("datasetReportLink")))
        link->setFocus(Qt::OtherFocusReason);
}

void TrainWorkspace::sendProbe() { bridge_.session().setProbe(std::max(0, timeline_->step() - 1), 0); }

void TrainWorkspace::showProbeNote()
{
    probeSection_->setNote(tr("mean error %1").arg(number(probe_->view()->meanError, 3)));
}

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
