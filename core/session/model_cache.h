#pragma once
#include "core/messages/events.h"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>

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
    // The kept one where it is this, as it is on the disk now; null: it is another. Reads no weights.
    std::shared_ptr<const ModelSnapshot> kept(const std::string& path);

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

// For somebody who only looks at models, to compare their weights or to draw with one once: what the user has open
// stays in the cache. Keeps the last one of its own. One thread.
class ModelGlance {
public:
    ModelGlance(ModelCache& cache, std::stop_token stop) : cache_(cache), stop_(std::move(stop)) {}
    std::shared_ptr<const ModelSnapshot> open(const std::string& path); // throws Error

private:
    ModelCache& cache_;
    std::stop_token stop_;
    std::string path_; // of the last
    std::shared_ptr<const ModelSnapshot> last_;
};

ModelOpened describeModel(const std::string& path, const ModelSnapshot& model);

} // namespace diffuscope
