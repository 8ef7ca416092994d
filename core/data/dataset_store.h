#pragma once
#include "core/messages/events.h"
#include "core/messages/requests.h"

#include <memory>
#include <mutex>
#include <stop_token>

namespace diffuscope {

class Dataset;
class EventSink;

// The dataset that is open, shared by the workers. Thread-safe.
class DatasetStore {
public:
    void keep(const DatasetRequest& request, std::shared_ptr<const Dataset> set);
    std::shared_ptr<const Dataset> current() const; // throws Error when none is open
    bool holds(const std::shared_ptr<const Dataset>& set) const;

    // The open one when it is what is asked for; else opened now, with DatasetProgress events for `job`.
    std::shared_ptr<const Dataset> open(const DatasetRequest& request, JobId job, EventSink& sink,
                                        std::stop_token stop);

private:
    std::shared_ptr<const Dataset> find(const DatasetRequest& request) const;

    mutable std::mutex mutex_;
    DatasetRequest request_;
    std::shared_ptr<const Dataset> set_;
};

DatasetOpened describeDataset(const Dataset& set);

} // namespace diffuscope
