#include "ui/reverse/edit/edit_tool.h"

#include "core/base/random.h"
#include "core/base/worker.h"
#include "core/recipe/recipe.h"
#include "core/schedule/forward.h"
#include "core/session/walk_plan.h"
#include "ui/reverse/edit/edit_page.h"
#include "ui/reverse/edit/edit_strip.h"
#include "ui/reverse/edit/edit_tiles.h"
#include "ui/reverse/edit/edit_ways.h"
#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/wrapped_label.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kResultsEvery = 90; // ms, while a walk goes on
} // namespace

EditTool::EditTool(Bridge& bridge, std::function<SampleRequest()> base, QWidget* parent)
    : QObject(parent), bridge_(bridge), base_(std::move(base)), a_(new StartPicture(bridge, this)),
      b_(new StartPicture(bridge, this)), page_(new EditPage(a_, b_)), strip_(new EditStrip), panel_(new QWidget),
      settings_(new QStackedWidget), estimate_(new WrappedLabel("secondary"))
{
    buildPanel();
    describing_ = new WhenVisible(page_, [this] { describe(); });
    showing_ = new WhenVisible(
        page_, [this] { showResults(); }, kResultsEvery);
    const EditSources sources{
        a_, b_, page_->source(), [this] { return this->base(); }, [this](int step) { return noisy(step); }, &schedule_};
    for (EditWay* way : editWays(sources, this))
        add(way);
    connect(page_->tiles(), &EditTiles::currentChanged, this, &EditTool::chooseWay);
    connect(page_, &EditPage::sampleWanted, this, &EditTool::sampleWanted);
    connect(page_, &EditPage::drawn, this, [this](const QImage& picture) { a_->take(picture, tr("your drawing")); });
    connect(page_->source(), &MaskView::maskChanged, this, [this] { wayHasChanged(&way()); });
    connect(strip_, &EditStrip::picked, this, &EditTool::setPicture);
    connect(strip_, &EditStrip::stepPicked, this, &EditTool::stepWanted);
    for (StartPicture* picture : {a_, b_}) {
        connect(picture, &StartPicture::statusMessage, this, &EditTool::statusMessage);
        connect(picture, &StartPicture::changed, this, [this, picture] {
            const Image& mask = page_->source()->mask();
            if (picture == a_ && !mask.empty() && mask.width != a_->picture().width)
                page_->source()->clearMask();
            wayHasChanged(&way());
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
    connect(way, &EditWay::changed, this, [this, way] { wayHasChanged(way); });
    connect(way, &EditWay::shown, this, [this, way] {
        if (way == &this->way())
            showScene();
    });
    connect(way, &EditWay::turned, this, [this, way] {
        if (way == &this->way())
            showSeen();
    });
    connect(way, &EditWay::stepWanted, this, &EditTool::stepWanted);
    connect(way, &EditWay::pictureWanted, this, &EditTool::setPicture);
    connect(way, &EditWay::walkWanted, this, &EditTool::walkWanted);
}

QWidget* EditTool::canvas() const { return page_; }

MaskView* EditTool::mask() const { return page_->source(); }

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
    strip_->setAxis(schedule_->timesteps());
    if (!way().reason().isEmpty())
        chooseWay(ways_.front()->id());
    wayHasChanged(&way());
}

// The playhead is the strength: where it stands at an end, it says nothing yet.
void EditTool::enter()
{
    if (!std::exchange(entered_, true) && model_)
        Q_EMIT stepWanted(int(model_->betas.size()) / 2);
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

EditWay* EditTool::wayOf(const SampleRequest& request, const std::vector<SampleChange>& sheet) const
{
    const auto way =
        std::find_if(ways_.begin(), ways_.end(), [&](const EditWay* one) { return one->draws(request, sheet); });
    return way == ways_.end() ? nullptr : *way;
}

EditWay* EditTool::wayFor(const SampleRequest& request, const std::vector<SampleChange>& sheet) const
{
    EditWay* const way = wayOf(request, sheet);
    return way && way->reason().isEmpty() ? way : nullptr;
}

bool EditTool::showRequest(const SampleRequest& request, const std::vector<SampleChange>& sheet)
{
    EditWay* wanted = wayFor(request, sheet);
    if (!wanted)
        return false;
    wanted->showRequest(request, sheet);
    chooseWay(wanted->id());
    const GivenPicture a = request.between ? request.between->a : request.from,
                       b = request.between ? request.between->b : GivenPicture();
    if (b.given())
        b_->hold(b);
    if (a.given() && b.given()) // one after the other: of two that are opened at once only the newest comes
        connect(
            a_, &StartPicture::changed, b_, [this, b] { b_->use(b); }, Qt::SingleShotConnection);
    else if (b.given())
        b_->use(b);
    if (a.given())
        a_->use(a);
    wayHasChanged(wanted);
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
    verb_ = way().verb();
    showResults();
    describing_->ask();
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

bool EditTool::isShown() const { return page_->isVisible(); }

void EditTool::refresh()
{
    if (way().followsPlayhead()) // its noise is of the settings' seed
        showScene();
    describing_->ask();
}

void EditTool::wayHasChanged(EditWay* way)
{
    if (way != &this->way())
        return;
    page_->setTrays(way->startsFromPicture(), way->startsFromTwo());
    showScene();
    describing_->ask();
    const QString before = std::exchange(verb_, way->verb());
    if (before != verb_)
        Q_EMIT wayChanged();
}

void EditTool::describe()
{
    if (const QString why = reason(); !why.isEmpty())
        return estimate_->setWords(why);
    const VariationsRequest wanted = way().request(base());
    const std::optional<int> calls = networkCalls(*model_, wanted);
    if (!calls) // refused: whoever starts it is told why
        return estimate_->setWords({});
    const int judging = way().judgeCalls(); // of every picture, in either way of looking at it
    const double seconds = (*calls + way().judgingWork()) * secondsPerCall_ * wanted.base.count;
    QString words = countText(*calls, tr("network call"), tr("network calls"));
    if (judging > 0)
        words += tr(", and %1 to judge").arg(judging);
    if (secondsPerCall_ > 0)
        words += seconds < 100 ? tr(", %1 s here").arg(number(seconds, seconds < 10 ? 1 : 0))
                               : tr(", %1 here").arg(roughDuration(seconds));
    words += memoryWords(wanted);
    if (way().takesClass() && model_->classes > 0 && base_().classes.empty())
        words += tr(". Drawn without a class; choose one below.");
    estimate_->setWords(words);
}

// What is kept of all its walks, or that there is too little room for it.
QString EditTool::memoryWords(const VariationsRequest& wanted) const
{
    std::size_t bytes = 0;
    const auto error = attempt([&] {
        for (const SampleChange& change : wanted.changes)
            bytes += recordingOf(*model_, withChange(wanted.base, change), budgetOfEach(wanted)).bytes;
    });
    if (!error)
        return tr(", %1 MB").arg(number(double(bytes) / 1e6, bytes < 10'000'000 ? 1 : 0));
    return QStringLiteral(". ") + translated(error->happenedMessage()) + QStringLiteral(": ") + detailText(*error);
}

std::size_t EditTool::budgetOfEach(const VariationsRequest& wanted) const
{
    return std::max<std::size_t>(1, budget_ / std::max<std::size_t>(1, wanted.changes.size()));
}

// Nobody else's scrubbing pays for it, nor does a way that the playhead says nothing to.
void EditTool::setStep(int step)
{
    step_ = step;
    if (!isShown())
        return showing_->ask();
    way().setStep(step);
    strip_->setStep(step);
    if (!way().followsPlayhead())
        return;
    if (const int nearest = way().pictureFor(step); nearest >= 0)
        way().select(nearest);
    showScene();
}

void EditTool::setPicture(int item)
{
    if (const auto step = way().stepFor(item))
        return Q_EMIT stepWanted(*step);
    way().select(item);
    showScene();
    Q_EMIT filmChanged();
}

void EditTool::showResults()
{
    way().setStep(step_);
    strip_->setStep(step_);
    results_ = way().results();
    if (const int nearest = way().pictureFor(step_); nearest >= 0)
        way().select(nearest);
    if (!results_.items.empty() && (way().selected() < 0 || way().selected() >= int(results_.items.size())))
        way().select(0);
    showSeen();
    Q_EMIT resultsChanged();
}

// The results as they are looked at; exports are of the pictures as they are.
void EditTool::showSeen()
{
    EditResults seen = results_;
    if (way().turns())
        for (EditItem& item : seen.items)
            item.result = way().asSeen(item.result);
    strip_->setResults(seen);
    showScene();
}

// What went on while the canvas was hidden is shown when it comes back.
void EditTool::showScene()
{
    if (!isShown())
        return showing_->ask();
    const EditScene scene = way().scene();
    page_->setScene(scene);
    strip_->setFilm(scene.film);
    strip_->setSelected(way().selected());
    const std::vector<EditItem>& items = results_.items;
    const int selected = way().selected();
    if (selected < 0 || selected >= int(items.size()))
        return page_->setRecipe({});
    const EditItem& item = items[std::size_t(selected)];
    page_->setRecipe([recipe = way().recipeOf(item.walk, item.picture)] { return toJson(recipe); });
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

} // namespace diffuscope::ui
