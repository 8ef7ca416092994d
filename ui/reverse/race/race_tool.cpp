#include "ui/reverse/race/race_tool.h"

#include "core/recipe/recipe.h"
#include "core/session/walk_plan.h"
#include "ui/reverse/race/distance_chart.h"
#include "ui/reverse/race/race_page.h"
#include "ui/reverse/race/race_panel.h"
#include "ui/reverse/when_visible.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/surface.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/files/save_request.h"
#include "ui/widgets/form/segmented_control.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

RaceTool::RaceTool(Bridge& bridge, std::function<SampleRequest()> base, QWidget* parent)
    : QObject(parent), bridge_(bridge), base_(std::move(base)), page_(new RacePage), chart_(new DistanceChart),
      panel_(new RacePanel), canvas_(new Surface(Surface::Tone::Canvas)),
      clock_(new SegmentedControl({{QStringLiteral("level"), tr("Noise level"), {}},
                                   {QStringLiteral("calls"), tr("Calls"), {}},
                                   {QStringLiteral("seconds"), tr("Seconds"), {}}})),
      pager_(new SegmentedControl({{QStringLiteral("0"), {}, {}}}))
{
    clock_->setObjectName(QStringLiteral("raceClock"));
    clock_->setAccessibleName(tr("Clock of the race"));
    clock_->setToolTip(
        tr("Where the others are while the marked racer is at the playhead: at the same noise level, after as "
           "many network calls, or after as many seconds"));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(20, 6, 20, 0);
    row->setSpacing(8);
    auto* words = new QLabel(tr("Clock"));
    words->setProperty("role", "secondary");
    row->addWidget(words);
    row->addWidget(clock_);
    row->addStretch();
    pager_->setObjectName(QStringLiteral("racePager"));
    pager_->setAccessibleName(tr("Racers that are shown"));
    pager_->setToolTip(tr("Which racers are shown side by side; the table has all of them"));
    pager_->hide();
    row->addWidget(pager_);
    auto* column = new QVBoxLayout(canvas_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(page_, 1);
    page_->setHint(tr("Up to %1 walks from the same noise, side by side. Choose who races at the right, then press G.")
                       .arg(RacePanel::kMost));
    canvas_->installEventFilter(this);
    lining_ = new WhenVisible(chart_, [this] { showLines(); });
    connectParts();
    connectBridge();
    connectJudge();
    describe();
    describeJudge();
}

QWidget* RaceTool::canvas() const { return canvas_; }

QWidget* RaceTool::panel() const { return panel_; }

void RaceTool::connectParts()
{
    connect(clock_, &SegmentedControl::currentChanged, this, &RaceTool::show);
    connect(page_, &RacePage::selected, this, &RaceTool::select);
    connect(page_, &RacePage::pageChanged, this, &RaceTool::showPages);
    connect(pager_, &SegmentedControl::currentChanged, this, [this](const QString& page) {
        page_->setPage(page.toInt());
        show();
    });
    connect(panel_, &RacePanel::racerChosen, this, &RaceTool::select);
    connect(chart_, &DistanceChart::stepPicked, this, &RaceTool::stepWanted);
    connect(panel_, &RacePanel::changed, this, &RaceTool::describe);
    connect(panel_, &RacePanel::copyRequested, this, [this] {
        QApplication::clipboard()->setText(race_.table());
        Q_EMIT statusMessage(tr("The table is in the clipboard"));
    });
    connect(panel_, &RacePanel::csvRequested, this, &RaceTool::writeCsv);
    connect(panel_, &RacePanel::sheetRequested, this, &RaceTool::writeSheet);
}

void RaceTool::connectBridge()
{
    connect(&bridge_, &Bridge::variationsStarted, this, [this](const VariationsStarted& started) {
        if (started.job != asked_)
            return;
        race_.begin(started, requested_);
        racedWith_ = model_;
        selected_ = std::min(selected_, race_.count() - 1);
        page_->setRace(&race_);
        panel_->setRace(race_);
        chart_->setLines({}, 1000);
        Q_EMIT progressed(0, race_.calls());
        show();
    });
    connect(&bridge_, &Bridge::sampleStarted, this, [this](const SampleStarted& started) { race_.started(started); });
    connect(&bridge_, &Bridge::framesArrived, this, [this](JobId job, const std::vector<FramePtr>& frames) {
        if (!race_.add(job, frames))
            return;
        Q_EMIT progressed(race_.callsDone(), race_.calls());
        show();
    });
    connect(&bridge_, &Bridge::sampleFinished, this, [this](const SampleFinished& finished) {
        const int pictures = std::max<int>(1, int(finished.images.size()));
        if (finished.networkCalls > 0 && !finished.cancelled)
            secondsPerCall_ = finished.seconds / finished.networkCalls / pictures;
        if (race_.ended(finished))
            panel_->setRace(race_);
        describe();
    });
    connect(&bridge_, &Bridge::variationsFinished, this, [this](const VariationsFinished& finished) {
        if (finished.job != asked_)
            return;
        asked_ = 0;
        race_.end(finished);
        panel_->setRace(race_);
        lining_->ask();
        show();
        describeJudge();
        Q_EMIT runningChanged();
        Q_EMIT statusMessage(
            finished.cancelled
                ? tr("Stopped; what was drawn is kept")
                : tr("Race over: %1").arg(countText(race_.calls(), tr("network call"), tr("network calls"))));
    });
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (asked_ == 0 || failure.job != asked_)
            return;
        asked_ = 0;
        Q_EMIT runningChanged();
    });
}

void RaceTool::setModel(const ModelOpened& model)
{
    model_ = model;
    secondsPerCall_ = 0; // of another network
    panel_->setModel(model);
    describeJudge();
}

VariationsRequest RaceTool::request() const
{
    VariationsRequest request{base_(), panel_->changes()};
    if (!request.base.between) // a picture's own noise is of one picture
        request.base.count = panel_->pictures();
    if (const std::size_t racers = request.changes.size(); racers > 0)
        request.base.trajectoryBudget = budget_ / racers;
    return request;
}

QString RaceTool::reason() const { return model_ ? panel_->problem() : tr("Train a model or open one first"); }

void RaceTool::describe()
{
    if (!reason().isEmpty())
        return panel_->setEstimate(reason());
    const VariationsRequest wanted = request();
    const std::optional<int> calls = networkCalls(*model_, wanted);
    if (!calls) // refused: the race says why
        return panel_->setEstimate({});
    QString words = countText(*calls, tr("network call"), tr("network calls"));
    if (secondsPerCall_ > 0)
        words += tr(", %1 here").arg(roughDuration(*calls * secondsPerCall_ * wanted.base.count));
    panel_->setEstimate(words);
}

void RaceTool::start()
{
    if (const QString why = reason(); !why.isEmpty()) {
        Q_EMIT statusMessage(why);
        return;
    }
    requested_ = request();
    asked_ = newest_ = bridge_.session().sampleVariations(requested_);
    Q_EMIT runningChanged();
}

void RaceTool::setBusy(const QString& why)
{
    busy_ = why;
    describeJudge();
}

bool RaceTool::showChanges(const std::vector<SampleChange>& changes, const SampleRequest& base)
{
    return panel_->showChanges(changes, base);
}

void RaceTool::setStep(int step)
{
    step_ = step;
    show();
}

// What went on while the canvas was hidden is shown when it comes back.
bool RaceTool::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == canvas_ && event->type() == QEvent::Show)
        show();
    return QObject::eventFilter(watched, event);
}

void RaceTool::select(int racer)
{
    selected_ = racer;
    page_->setPage(racer / RacePage::kLanes); // which may have been turned since it was chosen
    show();
}

// "A–D | E–H", where there is more than one page of lanes.
void RaceTool::showPages()
{
    pager_->setVisible(page_->pages() > 1);
    if (page_->pages() < 2)
        return;
    const QSignalBlocker quiet(pager_);
    QList<SegmentedControl::Segment> segments;
    for (int page = 0; page < page_->pages(); ++page) {
        const int first = page * RacePage::kLanes, last = std::min(first + RacePage::kLanes, race_.count()) - 1;
        segments.append({QString::number(page),
                         first == last ? racerLetter(first) : tr("%1–%2").arg(racerLetter(first), racerLetter(last)),
                         {}});
    }
    pager_->setSegments(segments);
    pager_->setCurrent(QString::number(page_->page()));
}

void RaceTool::show()
{
    if (race_.count() == 0 || !canvas_->isVisible()) // nobody else's scrubbing pays for it
        return;
    const auto clock = clock_->current() == QLatin1String("calls")     ? Race::Clock::Calls
                       : clock_->current() == QLatin1String("seconds") ? Race::Clock::Seconds
                                                                       : Race::Clock::NoiseLevel;
    page_->showAt(step_, clock, selected_);
    std::vector<int> stops;
    for (int k = 0; k < race_.count(); ++k) {
        const int frame = page_->frames()[std::size_t(k)];
        stops.push_back(frame < 0 ? -1 : race_.racer(k).run.frame(frame).step);
    }
    chart_->setStops(stops, selected_);
}

void RaceTool::showLines()
{
    std::vector<DistanceChart::Line> lines;
    for (int k = 0; race_.reference() && k < race_.count(); ++k)
        lines.push_back({race_.racer(k).name, race_.racer(k).distance, race_.distances(k, 0)});
    const int steps =
        race_.count() > 0 && race_.racer(0).run.started() ? race_.racer(0).run.schedule().timesteps() : 1000;
    chart_->setLines(std::move(lines), steps);
}

void RaceTool::writeCsv()
{
    askWhereToSave(canvas_, tr("Save the result of the race"), QStringLiteral("race.csv"), tr("Table"),
                   QStringLiteral(".csv"), [this](const QString& file) {
                       requestSave(
                           canvas_, file, [text = race_.csv()] { return text; },
                           [this, file](bool well) {
                               if (well)
                                   Q_EMIT statusMessage(tr("Saved %1").arg(file));
                           });
                   });
}

void RaceTool::writeSheet()
{
    askWhereToSave(canvas_, tr("Save the results as a picture"), QStringLiteral("race.png"), tr("Picture"),
                   QStringLiteral(".png"), [this](const QString& file) {
                       ExportRequest request;
                       request.format = "contact_sheet";
                       std::vector<Image> results;
                       for (int k = 0; k < race_.count(); ++k) {
                           const Trajectory& run = race_.racer(k).run;
                           for (Image& image : run.states(run.frames() - 1))
                               results.push_back(std::move(image));
                       }
                       request.params = {{"columns", static_cast<long long>(requested_.base.count)}};
                       request.frames = std::move(results);
                       if (!Preferences::flag(Preferences::kNoMetadata))
                           request.recipe = toJson(race_.recipe());
                       request.target = file.toStdString();
                       bridge_.session().exportImages(request);
                   });
}

} // namespace diffuscope::ui
