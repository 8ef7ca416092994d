#include "ui/train/clocks/history_tab.h"

#include "core/recipe/recipe.h"
#include "ui/bridge/train_words.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/train/clocks/clocks_grid.h"
#include "ui/train/clocks/clocks_page.h"
#include "ui/train/clocks/history_tools.h"
#include "ui/train/history/run_history.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/form/section.h"
#include "ui/workspace/runs_folder.h"

#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kRoomForWords = 880; // of the toolbar, in pixels
}

void HistoryTab::connectBridge()
{
    connect(&history_, &WalkHistory::changed, this, &HistoryTab::onRows);
    connect(state_, &ClocksState::rowChanged, this, [this] {
        timeline_->refreshThumbnails();
        showNote();
    });
    connect(state_, &ClocksState::viewChanged, this, [this] {
        timeline_->refreshThumbnails();
        showNoises();
        Q_EMIT settingsChanged();
    });
    connect(&bridge_, &Bridge::previewWalksFound, this, &HistoryTab::onFound);
    connect(&bridge_, &Bridge::previewWalkArrived, this, [this](const PreviewWalkArrived& arrived) {
        history_.add(arrived.walk);
        if (arrived.job == making_ && making_ != 0)
            showOffer();
    });
    connect(&bridge_, &Bridge::previewWalksEnded, this, &HistoryTab::onEnded);
    connect(&bridge_, &Bridge::trainingChanged, this, [this](const TrainStatus& status) {
        if (history_.isOf(status.folder))
            history_.advance(status.step);
        showState();
    });
}

// Of a training that starts, whatever is shown; else of the run that was asked for.
void HistoryTab::onFound(const PreviewWalksFound& found)
{
    if (found.job != 0 && found.job != reading_)
        return;
    if (found.job == 0)
        reading_ = 0;
    if (making_ != 0 && found.folder != history_.run().folder)
        bridge_.session().cancelCheckpointWalks(); // nobody looks at that run any more
    wanted_ = found.folder;
    offerClosed_ = false;
    trouble_->hide();
    timeline_->setSchedule(Schedule(found.betas));
    page_->setSteps(timeline_->totalSteps());
    history_.begin(found);
    showOffer();
    Q_EMIT settingsChanged();
}

void HistoryTab::onEnded(const PreviewWalksEnded& ended)
{
    const bool read = ended.job == reading_ && reading_ != 0, made = ended.job == making_ && making_ != 0;
    if (made)
        making_ = 0;
    if (read)
        reading_ = 0;
    if (read && moment_ && history_.count() > 0)
        state_->setRow(history_.nearest(*std::exchange(moment_, std::nullopt)));
    if ((read || made) && !ended.problem.empty()) {
        const QString detail = translated(ended.detail) + u'\n' + translated(ended.advice);
        trouble_->setText(translated(ended.problem), detail.trimmed());
        trouble_->show();
    }
    showState();
    showOffer();
}

void HistoryTab::onRows()
{
    timeline_->setStops(history_.stops().size() > 1 ? history_.stops() : std::vector<int>(),
                        history_.stops().size() > 1);
    timeline_->setAvailableStops(int(timeline_->stops().size()));
    timeline_->refreshThumbnails();
    if (moment_ && reading_ == 0 && history_.count() > 0)
        state_->setRow(history_.nearest(*std::exchange(moment_, std::nullopt)));
    showNoises();
    showNote();
    showState();
    showOffer();
    Q_EMIT commandsChanged();
}

void HistoryTab::showState()
{
    const TrainStatus& status = bridge_.training();
    const bool live = history_.isOf(status.folder);
    const bool training = isActive(status.state);
    pages_->setCurrentIndex(history_.count() > 0 || reading_ != 0 || (live && training) ? 1 : 0);
    page_->setHint(
        reading_ != 0 ? tr("Reading what the run has kept…")
        : status.nextPreview > 0
            ? tr("The first preview comes at step %1, and with it the first row.").arg(grouped(status.nextPreview))
            : tr("The first preview brings the first row."));
    const QString step = grouped(history_.run().step);
    tools_->setRunText(history_.run().folder.empty() ? QString()
                       : live                        ? tr("%1 at step %2").arg(trainStateText(status).toLower(), step)
                              : tr("%1, step %2").arg(QString::fromStdString(history_.run().name), step));
}

// Of a run whose previews have kept no way: made once, they are rows like any other.
void HistoryTab::showOffer()
{
    const int missing = int(history_.run().checkpoints.size());
    bool kept = false;
    for (int row = 0; row < history_.count(); ++row)
        kept = kept || (history_.at(row).stops.size() > 1 && !history_.at(row).fromCheckpoint);
    const bool making = making_ != 0;
    const bool training = history_.isOf(bridge_.training().folder) && isActive(bridge_.training().state);
    const bool wanted = making || (!kept && missing > 0 && !training && !offerClosed_ && reading_ == 0);
    offer_->setVisible(wanted && !history_.run().folder.empty());
    if (!wanted)
        return;
    if (making)
        offer_->setText(
            tr("Walking with the checkpoints"),
            tr("%1 of %2. Rows arrive one by one; what is there stays.").arg(toMake_ - missing).arg(toMake_));
    else
        offer_->setText(tr("The previews of this run kept only their finished pictures"),
                        tr("Its checkpoints can walk from the same noise now. The rows are kept in the run's folder."));
    make_->setText(tr("Make from checkpoints (%1)").arg(missing));
    make_->setVisible(!making);
    cancel_->setVisible(making);
}

void HistoryTab::makeFromCheckpoints()
{
    trouble_->hide();
    toMake_ = int(history_.run().checkpoints.size());
    making_ = bridge_.session().walkCheckpoints(history_.run().folder);
    showOffer();
}

void HistoryTab::showNoises()
{
    const int pictures = history_.pictures();
    std::vector<Image> ends;
    for (int k = 0; k < pictures; ++k) {
        const PackedImage* end = history_.finished(k);
        ends.push_back(end ? end->unpacked() : Image());
    }
    const QSignalBlocker quiet(noises_);
    noises_->setImages(ends);
    noises_->setExpectedCount(pictures);
    noises_->setSelected(state_->picture());
    QString note;
    if (pictures > 0) {
        const int classes = history_.run().classes, picture = state_->picture();
        note = tr("%1 of %2").arg(picture + 1).arg(pictures);
        if (classes > 0)
            note += tr(", class %1").arg(picture % classes);
        note += tr(", seed %1").arg(history_.run().seed + std::uint64_t(picture));
    }
    noiseSection_->setNote(note);
}

void HistoryTab::showNote()
{
    timeline_->setNote(state_->row() < 0 ? QString()
                                         : tr("of the row step %1").arg(grouped(history_.at(state_->row()).step)));
}

QImage HistoryTab::thumbnail(int t) const { return page_->grid()->pictureOf(state_->row(), t, state_->showsGuess()); }

QString HistoryTab::moment() const { return state_->row() >= 0 ? QString() : tr("The history has no row yet"); }

bool HistoryTab::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (key != Qt::Key_Space || modifiers != Qt::ShiftModifier)
        return false;
    state_->togglePlay();
    return true;
}

bool HistoryTab::exportCurrent()
{
    if (const QString none = moment(); !none.isEmpty()) {
        Q_EMIT statusMessage(none);
        return true;
    }
    std::vector<Image> cells;
    const std::vector<int>& rows = page_->grid()->rows().rows;
    const std::vector<int> stops = history_.stops();
    const PackedImage* shape = history_.finished(state_->picture());
    if (!shape)
        return true;
    const PackedImage::Parts& parts = shape->parts();
    for (const int row : rows)
        for (const int t : stops) {
            const PackedImage* cell = history_.cell(row, state_->picture(), t, state_->showsGuess(), history_.reach());
            cells.push_back(cell ? cell->unpacked() : Image(parts.channels, parts.height, parts.width));
        }
    const bool own = history_.isOf(runs_.status().folder);
    const auto made = own ? runs_.recipeAt(history_.at(rows.back()).step) : std::nullopt;
    const QString name =
        (state_->showsGuess() ? tr("history-guesses") : tr("history-pictures")) + QStringLiteral(".png");
    askWhereToSave(this, tr("Export the history"), name, tr("PNG picture"), QStringLiteral(".png"),
                   [this, cells = std::move(cells), columns = (long long)(stops.size()),
                    recipe = made ? toJson(*made) : std::string()](const QString& path) {
                       ExportRequest request;
                       request.format = "contact_sheet";
                       request.target = path.toStdString();
                       request.params = {{"columns", columns}};
                       request.frames = cells;
                       if (!Preferences::flag(Preferences::kNoMetadata))
                           request.recipe = recipe;
                       bridge_.session().exportImages(request);
                   });
    return true;
}

QList<Workspace::Fact> HistoryTab::facts() const
{
    if (state_->row() < 0)
        return {};
    QList<Workspace::Fact> facts = {{"history.row", state_->row()},
                                    {"history.rows", history_.count()},
                                    {"history.step", qlonglong(history_.at(state_->row()).step)},
                                    {"history.t", state_->t()}};
    if (const auto distance = history_.distance(state_->row(), state_->picture(), state_->t()))
        facts.append({"history.distance", *distance});
    return facts;
}

void HistoryTab::alignToTrack(int left, int width) { page_->alignToTrack(left, width); }

void HistoryTab::setCoveredRight(int width)
{
    covered_ = width;
    fitTools();
}

void HistoryTab::resizeEvent(QResizeEvent* event)
{
    TrainTab::resizeEvent(event);
    fitTools();
}

void HistoryTab::fitTools() { tools_->setShort(width() - covered_ < kRoomForWords); }

void HistoryTab::enter()
{
    if (history_.run().folder.empty() && !wanted_.empty() && reading_ == 0)
        showRun(QString::fromStdString(wanted_));
}

void HistoryTab::leave()
{
    state_->pause();
    timeline_->pause();
}

void HistoryTab::showRun(const QString& folder)
{
    trouble_->hide();
    reading_ = bridge_.session().readPreviewWalks(folder.toStdString());
    showState();
}

void HistoryTab::showMoment(std::int64_t step)
{
    const std::string& run = bridge_.training().folder;
    if (history_.isOf(run) && history_.count() > 0)
        return state_->setRow(history_.nearest(step));
    moment_ = step;
    if (!run.empty() && !history_.isOf(run))
        showRun(QString::fromStdString(run));
}

void HistoryTab::chooseRun()
{
    QFileDialog* dialog = folderDialog(this, tr("Choose the folder of a run"), runsFolder());
    dialog->setObjectName(QStringLiteral("historyDialog"));
    connect(dialog, &QFileDialog::fileSelected, this, &HistoryTab::showRun);
    dialog->open();
}

std::string HistoryTab::settings() const
{
    if (wanted_.empty())
        return {};
    return QJsonDocument(QJsonObject{{QStringLiteral("run"), QString::fromStdString(wanted_)},
                                     {QStringLiteral("guess"), state_->showsGuess()}})
        .toJson(QJsonDocument::Compact)
        .toStdString();
}

void HistoryTab::restore(const std::string& settings)
{
    const QJsonObject kept = QJsonDocument::fromJson(QByteArray::fromStdString(settings)).object();
    wanted_ = kept.value(QStringLiteral("run")).toString().toStdString();
    state_->showGuess(kept.value(QStringLiteral("guess")).toBool());
}

} // namespace diffuscope::ui
