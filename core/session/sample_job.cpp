#include "core/base/worker.h"
#include "core/diffusion/samplers.h"
#include "core/model/raw_weights.h"
#include "core/model/weights_hash.h"
#include "core/sampling/blur_baseline.h"
#include "core/sampling/futures.h"
#include "core/sampling/generate.h"
#include "core/sampling/model_sampling.h"
#include "core/sampling/variations.h"
#include "core/sampling/walk_memory.h"
#include "core/session/session_impl.h"

namespace diffuscope {
namespace {

// Nothing of what was cancelled, and no noise that was found for pictures.
void addTo(std::vector<KeptWalk>& walks, const SamplingRecipe& recipe, const SampleFinished& finished,
           const ModelSnapshot& model)
{
    if (finished.cancelled || finished.images.empty() || samplerInfo(recipe.sampler).inverts)
        return;
    std::vector<int> wanted = recipe.classes;
    for (const Branch& branch : recipe.branches)
        if (!branch.change.classes.empty())
            wanted = branch.change.classes;
    KeptWalk walk{recipe, finished.images, {}, model.classNames, finished.seconds, finished.networkCalls};
    for (std::size_t k = 0; k < finished.images.size(); ++k)
        walk.classes.push_back(classOfImage(wanted, classCountOf(model), int(k)));
    walks.push_back(std::move(walk));
}

} // namespace

// `now` draws what is asked for and sends what it ends in; a request that is overtaken before ends in a cancelled one.
template <typename Finished, typename Request>
JobId Session::Impl::ask(const Request& request, JobId job,
                         void (Impl::*now)(const Request& request, JobId job, std::stop_token stop))
{
    const auto run = [this, request, job, now](std::stop_token stop) { (this->*now)(request, job, stop); };
    postSampling(job, run, [this, job] {
        Finished finished;
        finished.job = job;
        finished.cancelled = true;
        sink.send(std::move(finished));
    });
    return job;
}

JobId Session::sample(const SampleRequest& request)
{
    impl_->walking.reset();
    return impl_->ask<SampleFinished>(request, impl_->nextJob(), &Impl::sampleNow);
}

JobId Session::sampleVariations(const VariationsRequest& request)
{
    const JobId job = impl_->nextJob();
    for (std::size_t k = 0; k < request.changes.size(); ++k) // theirs are the ones that follow
        impl_->nextJob();
    return impl_->ask<VariationsFinished>(request, job, &Impl::sampleVariationsNow);
}

JobId Session::sampleFutures(const FuturesRequest& request)
{
    return impl_->ask<FuturesFinished>(request, impl_->nextJob(), &Impl::sampleFuturesNow);
}

JobId Session::measureBlur(const BlurRequest& request)
{
    return impl_->ask<BlurMeasured>(request, impl_->nextJob(), &Impl::measureBlurNow);
}

JobId Session::judge(const JudgingRequest& request)
{
    return impl_->ask<PicturesJudged>(request, impl_->nextJob(), &Impl::judgeNow);
}

void Session::cancelSampling() { impl_->sampleJobs.cancel(); }
void Session::pauseSampling() { impl_->walking.pause(); }
void Session::resumeSampling() { impl_->walking.resume(); }
void Session::stepSampling() { impl_->walking.stepOnce(); }

void Session::Impl::postSampling(JobId job, std::function<void(std::stop_token)> work, std::function<void()> cancelled)
{
    const std::stop_source ticket = sampleJobs.next();
    const auto run = [work = std::move(work), ticket, cancelled](std::stop_token stopWorker) {
        const std::stop_callback link(stopWorker, [ticket]() mutable { ticket.request_stop(); });
        if (ticket.stop_requested())
            return cancelled();
        work(ticket.get_token());
    };
    const auto fail = [this, job, ticket, cancelled](const Error& error) {
        if (ticket.stop_requested())
            return cancelled();
        sink.send(Failed{job, Task::Sample, error});
    };
    sampling.post(run, fail);
}

std::shared_ptr<const ModelSnapshot> Session::Impl::modelOf(const SampleRequest& request, std::stop_token stop)
{
    if (!request.faults.rawWeights)
        return modelOf(request.model, request.weightsHash, stop);
    if (request.model == "training")
        throw Error("The running training gives its averaged weights alone", "raw weights",
                    "Save a checkpoint and open it.");
    return models.open(rawWeightsOf(request.model).string(), stop);
}

std::shared_ptr<const ModelSnapshot> Session::Impl::modelOf(const std::string& model, const std::string& weightsHash,
                                                            std::stop_token stop)
{
    if (model != "training")
        return models.open(model, stop);
    if (!weightsHash.empty())
        if (auto remembered = trained.find(weightsHash))
            return remembered;
    if (walks)
        if (auto remembered = walks->modelOf(weightsHash))
            return remembered;
    std::shared_ptr<const ModelSnapshot> newest = models.open(model, stop);
    trained.remember(diffuscope::weightsHash(*newest), newest);
    return newest;
}

void Session::Impl::sampleNow(const SampleRequest& request, JobId job, std::stop_token stop)
{
    if (!walks)
        walks = std::make_shared<WalkMemory>();
    GenerationObserver observer = observerOf(job);
    observer.frame = [this, tell = observer.frame](FramePtr frame) {
        const bool step = frame->index > 0;
        tell(std::move(frame));
        if (step)
            walking.stepped();
    };
    observer.hold = [this, job](const std::stop_token& asked) {
        walking.hold(asked, [this, job](bool paused) { sink.send(SamplePaused{job, paused}); });
    };
    SamplingRecipe recipe;
    observer.started = [&recipe, tell = observer.started](const SampleStarted& started) {
        recipe = started.recipe;
        tell(started);
    };
    const std::shared_ptr<const ModelSnapshot> model = modelOf(request, stop);
    SampleFinished finished = generate(model, request, observer, stop, walks.get());
    finished.job = job;
    std::vector<KeptWalk> kept;
    addTo(kept, recipe, finished, *model);
    sink.send(std::move(finished));
    keep(std::move(kept), {job});
}

GenerationObserver Session::Impl::observerOf(JobId job)
{
    GenerationObserver observer;
    observer.started = [this, job](SampleStarted started) {
        started.job = job;
        sink.send(std::move(started));
    };
    observer.frame = [this, job](FramePtr frame) { sink.send(FrameArrived{job, std::move(frame)}); };
    return observer;
}

void Session::Impl::sampleVariationsNow(const VariationsRequest& request, JobId job, std::stop_token stop)
{
    const auto jobOf = [job](std::size_t variation) { return job + 1 + JobId(variation); };
    VariationsObserver observer;
    observer.started = [this, job, jobOf](VariationsStarted started) {
        started.job = job;
        for (std::size_t k = 0; k < started.variations.size(); ++k)
            started.variations[k].job = jobOf(k);
        sink.send(std::move(started));
    };
    const std::shared_ptr<const ModelSnapshot> model = modelOf(request.base, stop);
    SamplingRecipe recipe; // of the walk that runs
    std::vector<KeptWalk> kept;
    std::vector<JobId> drawnBy;
    observer.of = [this, jobOf, &recipe](std::size_t k) {
        GenerationObserver one = observerOf(jobOf(k));
        one.started = [&recipe, tell = one.started](const SampleStarted& started) {
            recipe = started.recipe;
            tell(started);
        };
        return one;
    };
    observer.finished = [this, jobOf, &recipe, &kept, &drawnBy, model](std::size_t k, SampleFinished finished) {
        finished.job = jobOf(k);
        addTo(kept, recipe, finished, *model);
        drawnBy.resize(kept.size(), finished.job); // where it was kept
        sink.send(std::move(finished));
    };
    const auto failure = attempt([&] { // of one walk; those before it are there
        VariationsFinished all = generateVariations(model, request, observer, stop);
        all.job = job;
        sink.send(std::move(all));
    });
    keep(std::move(kept), std::move(drawnBy));
    if (failure)
        throw *failure;
}

void Session::Impl::measureBlurNow(const BlurRequest& request, JobId job, std::stop_token stop)
{
    BlurMeasured measured = measureBlurBaseline(modelOf(request.walk, stop), request, stop);
    measured.job = job;
    sink.send(std::move(measured));
}

void Session::Impl::sampleFuturesNow(const FuturesRequest& request, JobId job, std::stop_token stop)
{
    FuturesObserver observer;
    observer.started = [this, job](FuturesStarted started) {
        started.job = job;
        sink.send(std::move(started));
    };
    observer.progress = [this, job](int calls) { sink.send(FuturesProgress{job, calls}); };
    observer.from = [this, job](FuturesFrom from) {
        from.job = job;
        sink.send(std::move(from));
    };
    FuturesFinished finished = generateFutures(modelOf(request.walk, stop), request, observer, stop);
    finished.job = job;
    sink.send(finished);
}

} // namespace diffuscope
