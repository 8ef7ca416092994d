#include "ui/reverse/explore/futures_tool.h"

#include "core/recipe/recipe.h"
#include "core/session/catalog.h"
#include "core/session/walk_plan.h"
#include "ui/reverse/explore/futures_page.h"
#include "ui/reverse/when_visible.h"
#include "ui/style/words.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kFutures = 16, kEveryStop = 2;
}

FuturesTool::FuturesTool(Bridge& bridge, std::function<SampleRequest()> walk, QWidget* parent)
    : QObject(parent), bridge_(bridge), walk_(std::move(walk)), page_(new FuturesPage), chart_(new SpreadChart)
{
    showing_ = new WhenVisible(page_, [this] { show(); });
    connect(page_, &FuturesPage::measureRequested, this, &FuturesTool::measure);
    connect(page_, &FuturesPage::keepRequested, this, &FuturesTool::keep);
    connectBridge();
    page_->setMeasurable(false);
    show();
}

QWidget* FuturesTool::canvas() const { return page_; }

void FuturesTool::connectBridge()
{
    connect(&bridge_, &Bridge::futuresStarted, this, [this](const FuturesStarted& started) {
        if (started.job != asked_)
            return;
        calls_ = started.networkCalls;
        sampler_ = started.recipe.sampler;
        SamplingRecipe walk = started.recipe;
        walk.futures.reset(); // from which of its steps they part does not make it another walk
        if (const std::string recipe = toJson(Recipe(walk), RecipePaths::All); recipe != shownWalk_) {
            forget();
            shownWalk_ = recipe;
        }
        knownRequest_ = requested_;
        Q_EMIT progressed(0, calls_);
    });
    connect(&bridge_, &Bridge::futuresProgressed, this, [this](const FuturesProgress& progress) {
        if (progress.job == asked_)
            Q_EMIT progressed(progress.networkCalls, calls_);
    });
    connect(&bridge_, &Bridge::futuresArrived, this, [this](const FuturesFrom& futures) {
        if (futures.job != asked_)
            return;
        known_[futures.step] = futures;
        chart_->add({futures.step, futures.spread});
        showing_->ask();
    });
    connect(&bridge_, &Bridge::futuresFinished, this, [this](const FuturesFinished& finished) {
        if (finished.job != asked_)
            return;
        asked_ = 0;
        if (finished.networkCalls > 0)
            secondsPerCall_ = finished.seconds / finished.networkCalls;
        describe();
        Q_EMIT runningChanged();
        Q_EMIT statusMessage(
            finished.cancelled
                ? tr("Stopped; what was walked is kept")
                : tr("%1 walked").arg(countText(finished.networkCalls, tr("network call"), tr("network calls"))));
    });
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (asked_ == 0 || failure.job != asked_)
            return;
        asked_ = 0;
        Q_EMIT runningChanged();
    });
}

void FuturesTool::setModel(const ModelOpened& model)
{
    model_ = model;
    totalSteps_ = std::max(1, int(model.betas.size()));
    secondsPerCall_ = 0;
    forget();
    page_->setMeasurable(true);
    describe();
}

void FuturesTool::forget()
{
    known_.clear();
    shownWalk_.clear();
    shownStep_ = -1;
    chart_->clear(totalSteps_);
    showing_->ask();
}

QString FuturesTool::reason() const { return model_ ? QString() : tr("Train a model or open one first"); }

void FuturesTool::ask(FuturesRequest request)
{
    if (const QString why = reason(); !why.isEmpty()) {
        Q_EMIT statusMessage(why);
        return;
    }
    requested_ = request;
    asked_ = newest_ = bridge_.session().sampleFutures(request);
    Q_EMIT runningChanged();
}

void FuturesTool::start(const std::optional<FuturesRequest>& given)
{
    ask(given.value_or(FuturesRequest{walk_(), {std::max(1, step_)}, 0, kFutures}));
}

void FuturesTool::measure() { ask({walk_(), {}, kEveryStop, kFutures}); }

void FuturesTool::setStep(int step)
{
    step_ = step;
    chart_->setStep(step);
    if (const FuturesFrom* from = nearest(); from && from->step != shownStep_)
        showing_->ask();
}

// So a measured curve can be gone through.
const FuturesFrom* FuturesTool::nearest() const
{
    const FuturesFrom* nearest = nullptr;
    for (const auto& [step, futures] : known_)
        if (!nearest || std::abs(step - step_) < std::abs(nearest->step - step_))
            nearest = &futures;
    return nearest;
}

QString FuturesTool::keepReason() const
{
    return known_.empty() ? tr("See what may still become of it first") : QString();
}

void FuturesTool::keep()
{
    const FuturesFrom* from = nearest();
    const int marked = page_->marked();
    if (from && marked >= 0 && marked < int(from->futures.size()))
        Q_EMIT keepWanted({knownRequest_.walk, from->step, knownRequest_.seed + std::uint64_t(marked)});
}

void FuturesTool::setBusy(const QString& why) { page_->setMeasureReason(why); }

void FuturesTool::show()
{
    const FuturesFrom* nearest = this->nearest();
    if (!nearest)
        return page_->showNothing(
            tr("What may still become of this picture? Choose a moment on the timeline and press G: sixteen "
               "walks go on from there, each with noise of its own."));
    const auto& [top, first] = *known_.rbegin();
    QString sampler;
    for (const CatalogEntry& entry : samplers())
        if (entry.id == sampler_)
            sampler = QString::fromStdString(entry.name);
    shownStep_ = nearest->step;
    page_->show(*nearest, top * 10 >= totalSteps_ * 9 ? first.spread : 0, sampler, knownRequest_.seed);
}

void FuturesTool::describe()
{
    const std::optional<int> calls =
        model_ ? networkCalls(*model_, FuturesRequest{walk_(), {}, kEveryStop, kFutures}) : std::nullopt;
    if (!calls) // without a model, or with settings that are refused: asking says why
        return page_->setPlan({});
    QString words = countText(*calls, tr("network call"), tr("network calls"));
    if (secondsPerCall_ > 0)
        words += tr(", %1 here").arg(roughDuration(*calls * secondsPerCall_));
    page_->setPlan(words);
}

} // namespace diffuscope::ui
