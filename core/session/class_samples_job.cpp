#include "core/base/checksum.h"
#include "core/base/user_folders.h"
#include "core/base/worker.h"
#include "core/interop/torch_image.h"
#include "core/model/config/scheduler_config.h"
#include "core/model/files/tensor_file.h"
#include "core/model/model_folder.h"
#include "core/model/weights_hash.h"
#include "core/sampling/generate.h"
#include "core/sampling/given_picture.h"
#include "core/sampling/model_sampling.h"
#include "core/session/session_impl.h"

#include <torch/types.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kTileSteps = 15;
constexpr double kTileGuidance = 2; // as clear as a class gets without looking overdone
constexpr std::uint64_t kTileSeed = 1;
constexpr std::size_t kKeptModels = 200; // a file each, of some ten kilobytes

SampleRequest tileRequest(const std::string& model, const ModelSnapshot& snapshot)
{
    SampleRequest request;
    request.model = model;
    request.sampler = "dpmsolver++";
    request.steps = kTileSteps;
    request.seed = kTileSeed;
    request.count = classCountOf(snapshot);
    request.classes.resize(std::size_t(request.count));
    std::iota(request.classes.begin(), request.classes.end(), 0);
    if (nullClassOf(snapshot))
        request.guidanceScale = kTileGuidance;
    return request;
}

// All that the tiles depend on: the weights, and how they are drawn.
std::string keyOf(const ModelSnapshot& snapshot, const SampleRequest& request)
{
    const std::string how = schedulerConfigToJson(snapshot.scheduler) + request.sampler + ' ' +
                            std::to_string(request.steps) + ' ' + std::to_string(request.seed) + ' ' +
                            std::to_string(request.guidanceScale);
    return weightsHash(snapshot) + '-' + checksumText(checksum(std::as_bytes(std::span(how))));
}

// As bytes [N,C,H,W]; empty where the file is none, or of another shape.
std::vector<Image> keptIn(const fs::path& file, const std::vector<std::int64_t>& shape)
{
    std::vector<Image> pictures;
    std::error_code problem;
    if (!fs::is_regular_file(file, problem))
        return pictures;
    (void)attempt([&] { // damaged: it is drawn again
        const StateDict tensors = readTensors(file);
        const auto found = tensors.find("classes");
        if (found != tensors.end() && found->second.sizes() == at::IntArrayRef(shape) &&
            found->second.scalar_type() == torch::kByte)
            pictures = imagesOf(found->second.to(torch::kFloat) / 127.5 - 1);
    });
    return pictures;
}

// The oldest go.
void makeRoomIn(const fs::path& folder)
{
    std::vector<std::pair<fs::file_time_type, fs::path>> all;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator(folder, problem))
        all.emplace_back(entry.last_write_time(problem), entry.path());
    std::sort(all.begin(), all.end());
    for (std::size_t k = 0; k + kKeptModels < all.size(); ++k)
        fs::remove(all[k].second, problem);
}

void keepIn(const fs::path& file, const std::vector<Image>& pictures)
{
    (void)attempt([&] { // a full disk costs the next start a moment, no more
        fs::create_directories(file.parent_path());
        writeTensors(file, {{"classes", ((tensorOf(pictures) + 1) * 127.5).round().clamp(0, 255).to(torch::kByte)}},
                     {});
        makeRoomIn(file.parent_path());
    });
}

} // namespace

JobId Session::drawClassSamples(const std::string& model)
{
    const JobId job = impl_->nextJob();
    const std::stop_source ticket = impl_->classJobs.next();
    const auto work = [parts = impl_.get(), model, job, ticket](std::stop_token ending) {
        const std::stop_callback link(ending, [ticket]() mutable { ticket.request_stop(); });
        if (!ticket.stop_requested())
            parts->drawClassSamplesNow(model, job, ticket.get_token());
    };
    impl_->classes.post(work, [parts = impl_.get(), model, job](const Error&) { // nobody has asked for tiles
        parts->sink.send(ClassSamples{job, model, {}});
    });
    return job;
}

void Session::Impl::drawClassSamplesNow(const std::string& model, JobId job, std::stop_token stop)
{
    const at::NoGradGuard noGradients;
    const std::shared_ptr<const ModelSnapshot> snapshot = models.open(model, stop);
    const int count = classCountOf(*snapshot), side = sideOf(snapshot->config, model);
    ClassSamples told{job, model, {}};
    if (count < 1 || count > ClassSamples::kMostClasses || side > ClassSamples::kMostSide)
        return sink.send(std::move(told));
    const SampleRequest request = tileRequest(model, *snapshot);
    const fs::path cache = userCacheFolder();
    const fs::path file =
        cache.empty() ? fs::path() : cache / "class-samples" / (keyOf(*snapshot, request) + ".safetensors");
    told.pictures = keptIn(file, {count, snapshot->config.inChannels, side, side});
    if (told.pictures.empty()) {
        const SampleFinished finished = generate(snapshot, request, {}, stop);
        if (finished.cancelled) // overtaken: whoever asks next is answered
            return;
        told.pictures = finished.images;
        if (!file.empty())
            keepIn(file, told.pictures);
    }
    sink.send(std::move(told));
}

} // namespace diffuscope
