#include "core/data/dataset.h"
#include "core/diffusion/exact_denoiser.h"
#include "core/interop/torch_image.h"
#include "core/metrics/nearest.h"
#include "core/session/session_impl.h"

#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace diffuscope {
namespace {

constexpr int kMostNeighbours = 16;
constexpr double kNearestShare = 0.3; // of the work, as progress tells it

std::string shapeOf(int channels, int height, int width)
{
    return std::to_string(width) + " x " + std::to_string(height) + (channels == 1 ? " grey" : " colour");
}

void requireMoments(const CopyingRequest& request, const Dataset& set)
{
    if (request.moments.empty())
        throw Error("There is no picture to compare", set.name, "Generate one first.");
    if (request.neighbours < 1 || request.neighbours > kMostNeighbours)
        throw Error("That many neighbours cannot be shown", std::to_string(request.neighbours), "Choose 1 to 16.");
    const auto fits = [&set](const Image& image) {
        return image.channels == set.channels && image.height == set.height && image.width == set.width;
    };
    for (const CopyingRequest::Moment& moment : request.moments) {
        if (!fits(moment.guess) || (moment.alphaBar < 1 && !fits(moment.state)))
            throw Error("The pictures do not have the shape of the training set's",
                        {"%1 and %2",
                         {shapeOf(moment.guess.channels, moment.guess.height, moment.guess.width),
                          shapeOf(set.channels, set.height, set.width)}},
                        "Open the set that the model was trained on.");
        for (const Image* image : {&moment.guess, &moment.state})
            if (std::any_of(image->values.begin(), image->values.end(), [](float v) { return !std::isfinite(v); }))
                throw Error("A picture holds values that are not numbers", std::to_string(moment.step),
                            "Make it again.");
    }
}

Image mirrorImage(const Image& image)
{
    Image turned = image;
    for (std::size_t row = 0; row < image.values.size() / std::size_t(image.width); ++row) {
        const auto first = turned.values.begin() + std::ptrdiff_t(row) * image.width;
        std::reverse(first, first + image.width);
    }
    return turned;
}

// Mirror images come after all others.
Pictures shown(const Dataset& set, bool mirrored)
{
    const int count = set.size();
    return {mirrored ? 2 * count : count, [&set, count](int index) {
                return index < count ? set.image(index) : mirrorImage(set.image(index - count));
            }};
}

// The pictures of a moment that was given as frames of a walk.
CopyingRequest unpacked(CopyingRequest request)
{
    for (CopyingRequest::Moment& moment : request.moments) {
        if (!moment.frame)
            continue;
        const int most = std::min(moment.frame->pictures.count(),
                                  moment.answer ? moment.answer->pictures.count() : moment.frame->pictures.count());
        if (moment.picture < 0 || moment.picture >= most)
            throw Error("The walk has no such picture", std::to_string(moment.picture),
                        {"Choose 0 to %1.", {std::to_string(most - 1)}});
        const Image state = moment.frame->pictures.state(moment.picture);
        moment.guess = moment.answer ? moment.answer->pictures.predictedData(moment.picture) : state;
        moment.state = moment.answer ? state : Image();
        moment.frame = moment.answer = nullptr;
    }
    return request;
}

// Of memory, at its fullest. The moments' pictures, the nearest ones and the exact denoiser's answers stay; the three
// parts of the work come one after the other.
std::size_t bytesOf(const CopyingRequest& request, const Dataset& set)
{
    const std::size_t moments = request.moments.size(), values = set.imageBytes();
    const int pictures = request.mirrored ? 2 * set.size() : set.size();
    const std::size_t kept = sizeof(float) * values * moments * std::size_t(4 + request.neighbours);
    const std::size_t exact = set.size() <= kMostExact ? ExactDenoiser::bytesFor(moments, values) : 0;
    return kept + std::max({usualDistanceBytes(values, set.size()),
                            nearestFewBytes(moments, values, pictures, request.neighbours), exact});
}

// One comparison of a walk with a training set.
class Comparison {
public:
    Comparison(const CopyingRequest& request, std::shared_ptr<const Dataset> set, UsualDistance& usual,
               std::function<void(double)> progress, std::stop_token stop)
        : request_(request), set_(std::move(set)), usual_(usual), progress_(std::move(progress)), stop_(std::move(stop))
    {
    }

    CopyingMeasured measured()
    {
        CopyingMeasured result;
        result.set = set_->name;
        result.pictures = set_->size();
        result.classNames = set_->classNames;
        result.usualDistance = usual_.of(set_, [this] { return usualNeighbourDistance(shown(*set_, false), stop_); });
        for (const CopyingRequest::Moment& moment : request_.moments)
            result.moments.push_back({moment.step, moment.alphaBar, {}, {}, 0, 0});
        findNearest(result);
        if (set_->size() <= kMostExact)
            predictExactly(result);
        return result;
    }

private:
    void findNearest(CopyingMeasured& result)
    {
        std::vector<Image> guesses;
        for (const CopyingRequest::Moment& moment : request_.moments)
            guesses.push_back(moment.guess);
        auto all = nearestFew(guesses, shown(*set_, request_.mirrored), request_.neighbours, stop_,
                              [this](double share) { progress_(kNearestShare * share); });
        for (std::size_t k = 0; k < all.size(); ++k)
            for (QualityMeasured::Neighbour& near : all[k])
                result.moments[k].nearest.push_back(told(std::move(near)));
    }

    CopyingMeasured::Neighbour told(QualityMeasured::Neighbour near) const
    {
        const bool mirrored = near.index >= set_->size();
        const int index = mirrored ? near.index - set_->size() : near.index;
        const int label = set_->classCount() > 0 ? set_->labels[std::size_t(index)] : -1;
        return {index, mirrored, near.distance, label, std::move(near.picture)};
    }

    void predictExactly(CopyingMeasured& result)
    {
        std::vector<Image> states;
        std::vector<double> levels;
        std::vector<std::size_t> which;
        for (std::size_t k = 0; k < request_.moments.size(); ++k)
            if (const CopyingRequest::Moment& moment = request_.moments[k]; moment.alphaBar < 1) {
                states.push_back(moment.state);
                levels.push_back(moment.alphaBar);
                which.push_back(k);
            }
        if (states.empty())
            return;
        const BytePictures bytes{set_->size(), set_->channels, set_->height, set_->width,
                                 [set = set_.get()](int index) { return set->pixels(index); }};
        const ExactDenoiser exact(bytes, request_.mirrored);
        const ExactDenoiser::Answer answer = exact(tensorOf(states), levels, stop_, [this](double share) {
            progress_(kNearestShare + (1 - kNearestShare) * share);
        });
        for (std::size_t k = 0; k < which.size(); ++k) {
            CopyingMeasured::Moment& moment = result.moments[which[k]];
            const torch::Tensor guess = tensorOf(std::vector<Image>{request_.moments[which[k]].guess})[0];
            const torch::Tensor data = answer.data[std::int64_t(k)];
            moment.exact = imageOf(data);
            moment.heaviest = answer.heaviest[k];
            moment.difference = (guess - data).to(torch::kDouble).square().mean().sqrt().item<double>();
        }
    }

    const CopyingRequest& request_;
    std::shared_ptr<const Dataset> set_;
    UsualDistance& usual_;
    std::function<void(double)> progress_;
    std::stop_token stop_;
};

} // namespace

JobId Session::checkCopying(const CopyingRequest& request)
{
    const JobId job = impl_->nextJob();
    const std::stop_source ticket = impl_->copyingJobs.next();
    Impl* const parts = impl_.get();
    const auto cancelled = [parts, job] {
        CopyingMeasured none;
        none.job = job;
        none.cancelled = true;
        parts->sink.send(std::move(none));
    };
    const auto run = [parts, request, job, ticket, cancelled](std::stop_token stopWorker) {
        const std::stop_callback link(stopWorker, [ticket]() mutable { ticket.request_stop(); });
        if (ticket.stop_requested())
            return cancelled();
        parts->checkCopyingNow(request, job, ticket.get_token());
    };
    const auto fail = [parts, job, ticket, cancelled](const Error& error) {
        if (ticket.stop_requested())
            return cancelled();
        parts->sink.send(Failed{job, Task::Measure, error});
    };
    impl_->copying.post(run, fail);
    return job;
}

void Session::cancelCopying() { impl_->copyingJobs.cancel(); }

void Session::Impl::checkCopyingNow(const CopyingRequest& asked, JobId job, std::stop_token stop)
{
    const at::NoGradGuard noGradients;
    const auto start = std::chrono::steady_clock::now();
    const CopyingRequest request = unpacked(asked);
    std::shared_ptr<const Dataset> set;
    if (request.source.empty()) {
        set = datasets.current();
    } else {
        DatasetRequest wanted;
        wanted.source = request.source;
        if (!request.moments.empty()) {
            wanted.side = request.moments.front().guess.width;
            wanted.channels = request.moments.front().guess.channels;
        }
        set = datasets.open(wanted, job, sink, stop);
    }
    requireMoments(request, *set);
    sink.send(CopyingStarted{job, set->name, set->size(), int(request.moments.size()), bytesOf(request, *set)});
    Comparison comparison(
        request, set, usual,
        [this, job](double share) {
            sink.send(CopyingProgress{job, share});
        },
        stop);
    CopyingMeasured result = comparison.measured();
    result.job = job;
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    sink.send(std::move(result));
}

} // namespace diffuscope
