#pragma once
#include "core/base/worker.h"
#include "core/session/jobs/dataset_shelf.h"
#include "core/session/jobs/model_shelf.h"
#include "core/session/jobs/newest_only.h"
#include "core/session/jobs/outbox.h"
#include "core/session/jobs/train_control.h"
#include "core/session/jobs/train_reporter.h"
#include "core/session/session.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace diffuscope {

// Private to the session's sources: what its workers share, and the workers themselves.
struct Session::Parts {
    explicit Parts(Listener listener) : outbox(std::move(listener)) {}

    JobId nextJob() { return ++lastJob; }
    void sampleNow(const SampleRequest& request, JobId job, std::stop_token stop);

    // Runs `work` unless a newer request of its kind came first; a failure becomes a Failed event.
    void post(Worker& worker, JobId job, const char* task, std::stop_source ticket,
              std::function<void(std::stop_token)> work);

    Outbox outbox;
    DatasetShelf datasets;
    TrainControl control;
    ModelShelf models{control};
    JobId lastJob = 0; // client thread only
    NewestOnly datasetTickets, imageTickets, pageTickets, modelTickets, sampleTickets, recipeTickets;
    std::shared_ptr<TrainReporter> reporter; // of the newest run; client thread only

    // Last: joined before anything above goes.
    Worker training{"training", Worker::Priority::Background};
    Worker sampling{"sampling"};
    Worker files{"files"};
};

} // namespace diffuscope
