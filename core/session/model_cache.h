#pragma once
#include "core/messages/events.h"

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace diffuscope {

class TrainControl;
struct ModelSnapshot;

// Opens models for the workers and keeps the last one, until its files change. "training" is the network of the
// current run. Thread-safe.
class ModelCache {
public:
    explicit ModelCache(TrainControl& training) : training_(training) {}
    std::shared_ptr<const ModelSnapshot> open(const std::string& path, std::stop_token stop);

private:
    TrainControl& training_;
    std::mutex mutex_;
    std::string key_; // of the kept one
    std::shared_ptr<const ModelSnapshot> kept_;
};

ModelOpened describeModel(const std::string& path, const ModelSnapshot& model);

} // namespace diffuscope
