#include "core/session/model_cache.h"

#include "core/model/config/tensor_shapes.h"
#include "core/model/model_folder.h"
#include "core/model/starter_models.h"
#include "core/run/folder/run_folder.h"
#include "core/run/train_control.h"
#include "core/sampling/model_sampling.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostKept = 2;
constexpr std::uintmax_t kMostBytes = 1'000'000'000; // of files, of those that are kept together
constexpr int kFilesLookedAt = 200;                  // a model folder has a handful; someone may choose a whole disk

void addTime(std::ostringstream& stamp, const fs::path& file)
{
    std::error_code unreadable;
    const auto time = fs::last_write_time(file, unreadable);
    if (!unreadable)
        stamp << '\n' << file.string() << ' ' << time.time_since_epoch().count();
}

// Changes when a file of the model does; a file with weights stands for the folder it lies in.
std::string stampOf(const fs::path& path)
{
    std::ostringstream stamp;
    stamp << path.string();
    std::error_code problem;
    fs::path folder = path;
    if (fs::is_regular_file(path, problem)) {
        addTime(stamp, path);
        folder = fs::absolute(path, problem).parent_path();
    }
    int seen = 0;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, problem), end;
         !problem && entry != end && seen < kFilesLookedAt; entry.increment(problem), ++seen)
        addTime(stamp, entry->path());
    return stamp.str();
}

// A run folder changes all the time, its checkpoints never do.
fs::path weightsOf(const fs::path& path)
{
    const fs::path checkpoint = RunFolder::isRun(path) ? RunFolder::newestCheckpoint(path) : fs::path();
    return checkpoint.empty() ? path : checkpoint;
}

std::string keyOf(const std::string& path) { return path + '\n' + stampOf(weightsOf(modelPlace(path))); }

} // namespace

std::shared_ptr<const ModelSnapshot> ModelCache::open(const std::string& path, std::stop_token stop)
{
    if (path == "training")
        return training_.freshSnapshot(stop);
    std::lock_guard lock(mutex_);
    std::string key = keyOf(path);
    const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.key == key; });
    if (known != kept_.end()) {
        kept_.splice(kept_.begin(), kept_, known);
        return kept_.front().model;
    }
    kept_.remove_if([&](const Kept& one) { return one.path == path; }); // its files have changed
    const std::uintmax_t bytes = weightsBytes(path);
    while (!kept_.empty() && (kept_.size() >= kMostKept || kept_.back().bytes + bytes > kMostBytes))
        kept_.pop_back(); // before the next is read: large networks may not fit together
    kept_.push_front({path, std::move(key), diffuscope::openModel(path), bytes});
    return kept_.front().model;
}

std::shared_ptr<const ModelSnapshot> ModelCache::kept(const std::string& path)
{
    const std::string key = keyOf(path);
    std::lock_guard lock(mutex_);
    const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.key == key; });
    return known == kept_.end() ? nullptr : known->model;
}

std::shared_ptr<const ModelSnapshot> ModelGlance::open(const std::string& path)
{
    if (path == "training")
        return cache_.open(path, stop_);
    if (auto kept = cache_.kept(path))
        return kept;
    if (!last_ || path != path_) {
        last_.reset(); // two large networks at once may not fit
        last_ = diffuscope::openModel(path);
        path_ = path;
    }
    return last_;
}

ModelOpened describeModel(const std::string& path, const ModelSnapshot& model)
{
    const UNetConfig& config = model.config;
    ModelOpened opened;
    opened.path = path;
    opened.name = model.name;
    opened.channels = config.inChannels;
    opened.side = config.sampleSize.value_or(0);
    opened.classes = classCountOf(model);
    opened.guidable = nullClassOf(model).has_value();
    opened.classNames = model.classNames;
    opened.parameterCount = parameterCountOf(tensorShapes(config));
    opened.trainedSteps = model.trainedSteps;
    opened.predictionType = model.scheduler.predictionType;
    opened.schedule = model.scheduler.trainedBetas.empty() ? model.scheduler.betaSchedule : "trained_betas";
    opened.betas = scheduleOf(model.scheduler).betas();
    opened.sampling = samplingDefaultsOf(model.scheduler);
    if (path != "training") {
        opened.weights = weightsKind(path);
        opened.bytes = weightsBytes(path);
    }
    return opened;
}

} // namespace diffuscope
