#include "core/data/dataset_store.h"

#include "core/base/user_folders.h"
#include "core/data/dataset.h"
#include "core/messages/event_sink.h"

#include <algorithm>

namespace diffuscope {
namespace {

constexpr int kSamples = 16;

DatasetOptions optionsOf(const DatasetRequest& request)
{
    DatasetOptions options;
    options.image.size = request.side;
    options.image.background = backgroundColour(request.background);
    options.channels = request.channels;
    options.limit = request.limit;
    return options;
}

std::vector<DatasetOpened::Class> classesOf(const Dataset& set)
{
    std::vector<DatasetOpened::Class> classes(std::size_t(std::max(1, set.classCount())));
    if (set.classCount() > 0)
        for (std::size_t k = 0; k < classes.size(); ++k)
            classes[k].name = set.classNames[k];
    for (int index = 0; index < set.size(); ++index) {
        const std::size_t label = set.classCount() > 0 ? std::size_t(set.labels[std::size_t(index)]) : 0;
        DatasetOpened::Class& entry = classes.at(label);
        if (entry.count++ == 0)
            entry.example = set.image(index);
    }
    return classes;
}

std::vector<Image> samplesOf(const Dataset& set)
{
    std::vector<Image> samples;
    const int count = std::min(kSamples, set.size());
    for (int k = 0; k < count; ++k)
        samples.push_back(set.image(int(static_cast<long long>(k) * set.size() / count)));
    return samples;
}

} // namespace

void DatasetStore::keep(const DatasetRequest& request, std::shared_ptr<const Dataset> set)
{
    std::lock_guard lock(mutex_);
    request_ = request;
    set_ = std::move(set);
}

std::shared_ptr<const Dataset> DatasetStore::current() const
{
    std::lock_guard lock(mutex_);
    if (!set_)
        throw Error("No dataset is open", "", "Open a folder of pictures or a built-in set first.");
    return set_;
}

bool DatasetStore::holds(const std::shared_ptr<const Dataset>& set) const
{
    std::lock_guard lock(mutex_);
    return set_ == set;
}

std::shared_ptr<const Dataset> DatasetStore::find(const DatasetRequest& request) const
{
    std::lock_guard lock(mutex_);
    const bool same = set_ && lastingSource(request_.source) == lastingSource(request.source) &&
                      request_.limit == request.limit && request_.background == request.background &&
                      set_->width == request.side && (request.channels == 0 || request.channels == set_->channels);
    return same ? set_ : nullptr;
}

std::shared_ptr<const Dataset> DatasetStore::open(const DatasetRequest& request, JobId job, EventSink& sink,
                                                  std::stop_token stop)
{
    if (auto set = find(request))
        return set;
    const auto progress = [&sink, job, &stop](int done, int total, const std::string& current) {
        if (!stop.stop_requested())
            sink.send(DatasetProgress{job, done, total, current});
    };
    return openDataset(request.source, optionsOf(request), progress, stop);
}

DatasetOpened describeDataset(const Dataset& set)
{
    DatasetOpened opened;
    opened.source = set.source;
    opened.name = set.name;
    opened.size = set.size();
    opened.channels = set.channels;
    opened.side = set.width;
    opened.classes = classesOf(set);
    for (const Dataset::Skipped& skipped : set.skipped)
        opened.skipped.push_back({skipped.file, skipped.reason});
    opened.samples = samplesOf(set);
    opened.mirrorSafe = set.mirrorSafe;
    opened.report = set.report;
    return opened;
}

} // namespace diffuscope
