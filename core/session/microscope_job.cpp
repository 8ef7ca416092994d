#include "core/base/memory.h"
#include "core/run/train_setup.h"
#include "core/session/session_impl.h"
#include "core/train/trainer.h"
#include "core/train/trainer_copy.h"
#include "core/train/training_memory.h"

#include <mutex>
#include <utility>

namespace diffuscope {

// What the copies are made of: the training before the step that was looked at last. Thread-safe.
class Microscope {
public:
    using Copy = std::shared_ptr<const TrainerCopy>;
    struct Kept {
        Copy copy;
        std::string run; // its folder; empty: it has not been started
        bool trained = false;
    };

    Kept kept() const
    {
        const std::lock_guard lock(mutex_);
        return kept_;
    }
    void keep(Kept kept)
    {
        const std::lock_guard lock(mutex_);
        kept_ = std::move(kept);
    }

private:
    mutable std::mutex mutex_;
    Kept kept_;
};

namespace {

constexpr int kErrorTimesteps = 16, kErrorPictures = 16;

// Before anything is computed, so that nothing of the run's memory is taken away.
void requireMicroscopeMemory(const TrainConfig& config)
{
    const std::uint64_t available = availableMemory(),
                        needed = trainingMemory(config.network, config.size, config.batch, 0);
    if (available > 0 && needed > available)
        throw OutOfMemory(
            {"Looking at a step needs about %1 of memory and %2 are free", {memoryText(needed), memoryText(available)}},
            {"batch = %1", {std::to_string(config.batch)}}, "Close other programs, or pause the run.");
}

std::unique_ptr<Trainer> trainerOf(const TrainerCopy& copy)
{
    auto trainer = std::make_unique<Trainer>(copy.config, copy.dataset, Trainer::Loader::WhenAsked);
    trainer->restore(copy);
    return trainer;
}

// The copy that is asked for, as it is before the step to look at.
Microscope::Kept copyFor(const MicroscopeRequest& request, const Microscope& microscope, TrainControl& control,
                         DatasetStore& datasets, const std::string& runningFolder, const std::stop_token& stop)
{
    Microscope::Kept kept = microscope.kept();
    if (request.copy == MicroscopeRequest::Copy::Kept && kept.copy)
        return kept;
    if (request.copy == MicroscopeRequest::Copy::Next && kept.copy) {
        const auto trainer = trainerOf(*kept.copy);
        (void)trainer->step();
        kept.copy = trainer->copy();
        return kept;
    }
    kept = {control.freshCopy(stop), runningFolder, true};
    if (!kept.copy) {
        kept.copy = restingCopy(request.folder, request.start, datasets, stop);
        kept.run = request.folder;
    }
    kept.trained = kept.copy->done > 0;
    return kept;
}

} // namespace

JobId Session::dissect(const MicroscopeRequest& request)
{
    const JobId job = impl_->nextJob();
    Impl* const parts = impl_.get();
    if (!parts->microscope)
        parts->microscope = std::make_shared<Microscope>();
    const std::string running = parts->control.isActive() && parts->reporter ? parts->reporter->status().folder : "";
    const auto look = [parts, request, job, running, microscope = parts->microscope](std::stop_token stop) {
        Microscope::Kept kept = copyFor(request, *microscope, parts->control, parts->datasets, running, stop);
        requireMicroscopeMemory(kept.copy->config);
        const auto trainer = trainerOf(*kept.copy);
        if (stop.stop_requested())
            return;
        auto told = std::make_shared<DissectedStep>(
            trainer->dissect({request.batchesAhead, request.picture, request.timestep}));
        told->job = job;
        told->run = kept.run;
        told->trained = kept.trained;
        told->copyBytes = kept.copy->bytes;
        if (stop.stop_requested())
            return;
        const TrainerCopy& copy = *kept.copy;
        microscope->keep(kept);
        parts->sink.send(StepDissected{job, told});
        if (!request.errorsByTimestep || !told->finite)
            return;
        trainer->restore(copy);
        const int total = int(told->betas.size());
        for (int k = 0; k < kErrorTimesteps && !stop.stop_requested(); ++k) {
            const int timestep = int((std::int64_t(total) - 1) * k / (kErrorTimesteps - 1));
            const double error = trainer->meanError(timestep, kErrorPictures);
            if (!stop.stop_requested())
                parts->sink.send(MicroscopeErrors{job, timestep, kErrorTimesteps, error});
        }
    };
    parts->post(parts->dissecting, job, Task::Dissect, parts->dissectJobs.next(), look);
    return job;
}

JobId Session::goFurther(int steps, const LookedAt& picture)
{
    const JobId job = impl_->nextJob();
    Impl* const parts = impl_.get();
    const std::stop_source ticket = parts->furtherJobs.next();
    const auto done = std::make_shared<int>(0);
    const auto ended = [parts, job, done](bool cancelled) {
        parts->sink.send(FurtherStepsEnded{job, *done, cancelled});
    };
    const auto walk = [job, steps, picture, done, ended, ticket, parts,
                       microscope = parts->microscope](std::stop_token worker) {
        const std::stop_callback link(worker, [ticket]() mutable { ticket.request_stop(); });
        const Microscope::Kept kept = microscope ? microscope->kept() : Microscope::Kept();
        if (!kept.copy)
            throw Error("There is no step to go on from", "", "Look at a training step first.");
        if (steps < 1 || steps > 10'000)
            throw Error("That many steps cannot be taken", std::to_string(steps), "Choose 1 to 10000.");
        if (ticket.stop_requested())
            return ended(true);
        const auto trainer = trainerOf(*kept.copy);
        for (int k = 0;; ++k) {
            LookedAt now = trainer->lookAgain(picture);
            *done = k;
            parts->sink.send(FurtherStep{job, k, steps, now.error, std::move(now.difference)});
            if (k == steps || ticket.stop_requested())
                break;
            (void)trainer->step();
        }
        ended(*done < steps);
    };
    parts->further.post(walk, [parts, job](const Error& error) {
        parts->sink.send(Failed{job, Task::Dissect, error});
    });
    return job;
}

void Session::cancelFurther() { impl_->furtherJobs.cancel(); }

} // namespace diffuscope
