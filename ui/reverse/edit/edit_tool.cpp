#include "ui/reverse/edit/edit_tool.h"

#include "core/base/random.h"
#include "core/recipe/recipe.h"
#include "core/schedule/forward.h"
#include "ui/reverse/edit/edit_page.h"
#include "ui/reverse/edit/edit_strip.h"
#include "ui/reverse/edit/edit_tiles.h"
#include "ui/reverse/edit/edit_ways.h"
#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/wrapped_label.h"

#include <QEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

EditTool::EditTool(Bridge& bridge, std::function<SampleRequest()> base, QWidget* parent)
    : QObject(parent), bridge_(bridge), base_(std::move(base)), a_(new StartPicture(bridge, this)),
      b_(new StartPicture(bridge, this)), page_(new EditPage(a_, b_)), strip_(new EditStrip), panel_(new QWidget),
      settings_(new QStackedWidget), estimate_(new WrappedLabel("secondary"))
{
    buildPanel();
    const EditSources sources{
        a_, b_, page_->source(), [this] { return this->base(); }, [this](int step) { return noisy(step); }, &schedule_};
    for (EditWay* way : editWays(sources, this))
        add(way);
    page_->installEventFilter(this);
    connect(page_->tiles(), &EditTiles::currentChanged, this, &EditTool::chooseWay);
    connect(page_, &EditPage::sampleWanted, this, &EditTool::sampleWanted);
    connect(page_, &EditPage::drawn, this, [this](const QImage& picture) { a_->take(picture, tr("your drawing")); });
    connect(page_->source(), &MaskView::maskChanged, this, &EditTool::refresh);
    connect(strip_, &EditStrip::picked, this, &EditTool::setPicture);
    connect(strip_, &EditStrip::stepPicked, this, &EditTool::stepWanted);
    for (StartPicture* picture : {a_, b_}) {
        connect(picture, &StartPicture::statusMessage, this, &EditTool::statusMessage);
        connect(picture, &StartPicture::changed, this, [this, picture] {
            const Image& mask = page_->source()->mask();
            if (picture == a_ && !mask.empty() && mask.width != a_->picture().width)
                page_->source()->clearMask();
            refresh();
        });
    }
    connectBridge();
    showWay();
}

void EditTool::buildPanel()
{
    auto* column = new QVBoxLayout(panel_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(settings_);
    column->addWidget(estimate_);
    estimate_->setObjectName(QStringLiteral("editEstimate"));
    settings_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void EditTool::add(EditWay* way)
{
    ways_.push_back(way);
    page_->tiles()->add(way->id(), way->title(), way->about());
    settings_->addWidget(way->panel());
    connect(way, &EditWay::changed, this, [this, way] {
        if (way != &this->way())
            return;
        refresh();
    });
    connect(way, &EditWay::shown, this, [this, way] {
        if (way == &this->way())
            showScene();
    });
    connect(way, &EditWay::stepWanted, this, &EditTool::stepWanted);
    connect(way, &EditWay::pictureWanted, this, &EditTool::setPicture);
    connect(way, &EditWay::walkWanted, this, &EditTool::walkWanted);
}

QWidget* EditTool::canvas() const { return page_; }

MaskView* EditTool::mask() const { return page_->source(); }

EditWay* EditTool::wayOf(JobId job) const
{
    for (EditWay* way : ways_)
        for (int k = 0; k < way->run().count(); ++k)
            if (way->run().racer(k).job == job)
                return way;
    return nullptr;
}

void EditTool::connectBridge()
{
    connect(&bridge_, &Bridge::variationsStarted, this, [this](const VariationsStarted& started) {
        if (started.job != asked_)
            return;
        asking_->begin(started, requested_, askedFrom_);
        Q_EMIT progressed(0, asking_->run().calls());
        showResults();
    });
    connect(&bridge_, &Bridge::sampleStarted, this, [this](const SampleStarted& started) {
        if (EditWay* way = wayOf(started.job))
            way->run().started(started);
    });
    connect(&bridge_, &Bridge::framesArrived, this, [this](JobId job, const std::vector<FramePtr>& frames) {
        EditWay* way = wayOf(job);
        if (!way || !way->run().add(job, frames))
            return;
        Q_EMIT progressed(way->run().callsDone(), way->run().calls());
        if (way == &this->way())
            showResults();
    });
    connect(&bridge_, &Bridge::sampleFinished, this, [this](const SampleFinished& finished) {
        const int pictures = std::max<int>(1, int(finished.images.size()));
        if (finished.networkCalls > 0 && !finished.cancelled)
            secondsPerCall_ = finished.seconds / finished.networkCalls / pictures;
        if (EditWay* way = wayOf(finished.job); way && way->run().ended(finished) && way == &this->way())
            showResults();
        describe();
    });
    connect(&bridge_, &Bridge::variationsFinished, this, [this](const VariationsFinished& finished) {
        if (finished.job != asked_)
            return;
        asked_ = 0;
        if (asking_->run().job() == finished.job) // else it ended before it began, and an earlier one is shown
            asking_->run().end(finished);
        showResults();
        Q_EMIT runningChanged();
        int calls = 0;
        double seconds = 0;
        for (const VariationsFinished::Result& result : finished.results)
            calls += result.networkCalls, seconds += result.seconds;
        Q_EMIT statusMessage(
            finished.cancelled
                ? tr("Stopped; what was drawn is kept")
                : tr("%1 in %2 s").arg(countText(calls, tr("network call"), tr("network calls")), number(seconds, 1)));
    });
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (asked_ == 0 || failure.job != asked_)
            return;
        asked_ = 0;
        Q_EMIT runningChanged();
    });
}

void EditTool::setModel(const ModelOpened& model)
{
    model_ = model;
    schedule_.emplace(model.betas);
    secondsPerCall_ = 0; // of another network
    a_->setModel(model);
    b_->setModel(model);
    for (EditWay* way : ways_) {
        way->setModel(model);
        page_->tiles()->setReason(way->id(), way->reason());
    }
    if (!way().reason().isEmpty())
        chooseWay(ways_.front()->id());
    refresh();
}

// The playhead is the strength: where it stands at an end, it says nothing yet.
void EditTool::enter()
{
    if (!std::exchange(entered_, true) && model_)
        Q_EMIT stepWanted(int(model_->betas.size()) / 2);
    showResults();
}

void EditTool::chooseWay(const QString& id)
{
    for (int k = 0; k < int(ways_.size()); ++k)
        if (ways_[std::size_t(k)]->id() == id && k != way_ && ways_[std::size_t(k)]->reason().isEmpty()) {
            way_ = k;
            showWay();
            Q_EMIT wayChanged();
        }
}

void EditTool::moveWay(int by)
{
    for (int k = way_ + by; k >= 0 && k < int(ways_.size()); k += by)
        if (ways_[std::size_t(k)]->reason().isEmpty())
            return chooseWay(ways_[std::size_t(k)]->id());
}

bool EditTool::showRequest(const SampleRequest& request)
{
    EditWay* wanted = nullptr;
    for (EditWay* way : ways_)
        if (!wanted && way->reason().isEmpty() && way->showRequest(request))
            wanted = way;
    if (!wanted)
        return false;
    chooseWay(wanted->id());
    if (!request.between)
        return true;
    const GivenPicture &a = request.between->a, b = request.between->b;
    if (b.given())
        b_->hold(b);
    if (a.given() && b.given()) // one after the other: of two that are opened at once only the newest comes
        connect(
            a_, &StartPicture::changed, b_, [this, b] { b_->use(b); }, Qt::SingleShotConnection);
    else if (b.given())
        b_->use(b);
    if (a.given())
        a_->use(a);
    refresh();
    return true;
}

void EditTool::showWay()
{
    page_->tiles()->setCurrent(way().id());
    settings_->setCurrentWidget(way().panel());
    for (int k = 0; k < settings_->count(); ++k) // as high as the one that is shown
        settings_->widget(k)->setSizePolicy(QSizePolicy::Preferred, settings_->widget(k) == way().panel()
                                                                        ? QSizePolicy::Preferred
                                                                        : QSizePolicy::Ignored);
    settings_->adjustSize();
    page_->source()->setMaskable(way().masks());
    page_->source()->setCursor(way().masks() ? Qt::CrossCursor : Qt::ArrowCursor);
    page_->setTrays(way().startsFromPicture(), way().startsFromTwo());
    page_->setBelow(way().belowMiddle(), way().belowRight());
    way().setStep(step_);
    showResults();
    describe();
}

// The settings' class; where they leave it open, none, as far as the model has learnt that.
SampleRequest EditTool::base() const
{
    SampleRequest request = base_();
    if (model_ && model_->classes > 0 && request.classes.empty() && model_->guidable)
        request.classes = {model_->classes};
    return request;
}

QString EditTool::reason() const
{
    if (!model_)
        return tr("Train a model or open one first");
    if (page_->drawing())
        return tr("Finish the drawing first");
    if (const QString why = way().problem(); !why.isEmpty())
        return why;
    if (way().takesClass() && model_->classes > 0 && base().classes.empty())
        return tr("Choose a class below; this model has never drawn without one");
    return {};
}

void EditTool::refresh()
{
    showScene();
    describe();
}

void EditTool::describe()
{
    if (const QString why = reason(); !why.isEmpty())
        return estimate_->setWords(why);
    const VariationsRequest wanted = way().request(base());
    const int calls = networkCallsOf(wanted);
    const double seconds = calls * secondsPerCall_ * wanted.base.count;
    QString words = tr("About %1").arg(countText(calls, tr("network call"), tr("network calls")));
    if (secondsPerCall_ > 0)
        words += seconds < 100 ? tr(", %1 s here").arg(number(seconds, seconds < 10 ? 1 : 0))
                               : tr(", %1 here").arg(roughDuration(seconds));
    if (way().takesClass() && model_->classes > 0 && base_().classes.empty())
        words += tr(". Drawn without a class; choose one below.");
    estimate_->setWords(words);
}

void EditTool::start()
{
    if (const QString why = reason(); !why.isEmpty()) {
        Q_EMIT statusMessage(why);
        return;
    }
    requested_ = way().request(base());
    requested_.base.trajectoryBudget = budget_ / std::max<std::size_t>(1, requested_.changes.size());
    askedFrom_ = source()->picture();
    asking_ = &way();
    asked_ = newest_ = bridge_.session().sampleVariations(requested_);
    Q_EMIT runningChanged();
}

void EditTool::setStep(int step)
{
    step_ = step;
    way().setStep(step);
    strip_->setStep(step);
    if (!page_->isVisible()) // nobody else's scrubbing pays for it
        return;
    if (const int nearest = way().pictureFor(step); nearest >= 0)
        way().select(nearest);
    refresh();
}

void EditTool::setPicture(int item)
{
    if (const auto step = way().stepFor(item))
        return Q_EMIT stepWanted(*step);
    way().select(item);
    showScene();
}

void EditTool::showResults()
{
    results_ = way().results();
    strip_->setResults(results_);
    if (const int nearest = way().pictureFor(step_); nearest >= 0)
        way().select(nearest);
    if (!results_.items.empty() && (way().selected() < 0 || way().selected() >= int(results_.items.size())))
        way().select(0);
    showScene();
    Q_EMIT resultsChanged();
}

void EditTool::showScene()
{
    page_->setScene(way().scene());
    strip_->setSelected(way().selected());
    const std::vector<EditItem>& items = results_.items;
    const int selected = way().selected();
    if (selected < 0 || selected >= int(items.size()))
        return page_->setRecipe({});
    const EditItem& item = items[std::size_t(selected)];
    page_->setRecipe([recipe = way().recipeOf(item.walk, item.picture)] { return toJson(recipe); });
}

// What went on while the canvas was hidden is shown when it comes back.
bool EditTool::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == page_ && event->type() == QEvent::Show)
        setStep(step_);
    return QObject::eventFilter(watched, event);
}

Image EditTool::noisy(int step) const
{
    const Image& picture = a_->picture();
    if (picture.empty() || !schedule_)
        return {};
    const std::uint64_t seed = base_().seed;
    if (!noise_.sameShape(picture) || noiseSeed_ != seed) {
        noise_ = noiseImage(picture.channels, picture.height, picture.width, seed);
        noiseSeed_ = seed;
    }
    return forwardJump(picture, noise_, *schedule_, std::clamp(step, 0, schedule_->timesteps()) - 1);
}

QImage EditTool::thumbnail(int step) const
{
    const Image picture = way().startsFromPicture() && !way().isFilm() ? noisy(step) : Image();
    return picture.empty() ? QImage() : toQImage(picture);
}

bool EditTool::hasResults() const
{
    return std::any_of(results_.items.begin(), results_.items.end(),
                       [](const EditItem& item) { return !item.result.empty(); });
}

ExportPanel::Content EditTool::exportContent(ExportPanel::Kind kind, bool all) const
{
    ExportPanel::Content content;
    std::vector<EditItem> items = results_.items;
    const int selected = way().selected();
    if (selected < 0 || selected >= int(items.size()))
        return content;
    const EditItem shown = items[std::size_t(selected)];
    std::erase_if(items, [](const EditItem& item) { return item.result.empty(); });
    content.name = way().id();
    const int walk = way().run().count() == 1 ? 0 : -1; // -1: a row for each
    std::vector<Image> images;
    for (const EditItem& item : items)
        images.push_back(item.result);
    if (kind == ExportPanel::Kind::Picture) {
        content.recipe = toJson(way().recipeOf(shown.walk, shown.picture));
        content.frames = {shown.result};
    } else if (kind == ExportPanel::Kind::Sheet) {
        content.recipe = toJson(way().recipeOf(walk, std::nullopt));
        for (const EditItem& item : items)
            content.captions += (content.captions.empty() ? "" : "|") + item.label.toStdString();
        content.frames = std::move(images);
    } else if (way().isFilm() && all) {
        content.recipe = toJson(way().recipeOf(walk, std::nullopt));
        content.recipeOfFrame = [recipe = way().recipeOf(0, std::nullopt)](std::size_t k) {
            SamplingRecipe one = recipe;
            one.picture = int(k);
            return toJson(one);
        };
        content.frames = std::move(images);
    } else {
        SamplingRecipe film = way().recipeOf(shown.walk, shown.picture);
        film.step.reset();
        content.recipe = toJson(film);
        const Trajectory& run = way().run().racer(shown.walk).run;
        content.frames = {std::size_t(run.frames()),
                          [run, picture = shown.picture](std::size_t k) { return run.state(int(k), picture); }};
    }
    return content;
}

} // namespace diffuscope::ui
