#pragma once
#include "core/messages/events.h"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace diffuscope {

class TrainControl;
struct ModelSnapshot;

// Opens models for the workers and keeps the last ones until their files change: two, so that a walk with the averaged
// weights and one with the raw ones of the same checkpoint read neither anew, or one where they are large. "training"
// is the network of the current run. Thread-safe.
class ModelCache {
public:
    explicit ModelCache(TrainControl& training) : training_(training) {}
    std::shared_ptr<const ModelSnapshot> open(const std::string& path, std::stop_token stop);

private:
    TrainControl& training_;
    std::mutex mutex_;
    struct Kept {
        std::string path, key; // the key changes with the model's files
        std::shared_ptr<const ModelSnapshot> model;
        std::uintmax_t bytes = 0;
    };
    std::list<Kept> kept_; // newest first
};

ModelOpened describeModel(const std::string& path, const ModelSnapshot& model);

} // namespace diffuscope
