#include "core/metrics/nearest.h"

#include "core/interop/torch_image.h"

#include <cmath>
#include <limits>
#include <utility>

namespace diffuscope {
namespace {

constexpr std::int64_t kMostSampled = 256;
constexpr std::int64_t kSampleValues = 16 << 20; // 64 MB
constexpr std::int64_t kBlockValues = 8 << 20;   // 32 MB
constexpr int kCandidates = 4; // a difference of products is too coarse among near copies: these are compared exactly

double exactDistance(const Image& a, const Image& b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.values.size(); ++k) {
        const double apart = double(a.values[k]) - double(b.values[k]);
        sum += apart * apart;
    }
    return std::sqrt(sum / double(a.values.size()));
}

// A picture whose nearest is looked for; `self` is its own index in the set, or -1.
struct Query {
    const Image* image;
    int self;
    std::vector<std::pair<float, int>> candidates; // (squared distance, index), nearest first
};

torch::Tensor rowsOf(const std::vector<Image>& images) { return tensorOf(images).flatten(1); }

void compare(std::vector<Query>& queries, const torch::Tensor& points, const torch::Tensor& block, int first)
{
    torch::Tensor squared = points.mm(block.t()).mul_(-2);
    squared.add_(points.square().sum(1, true)).add_(block.square().sum(1));
    const int rows = int(block.size(0));
    for (std::size_t k = 0; k < queries.size(); ++k)
        if (const int self = queries[k].self; self >= first && self < first + rows)
            squared[std::int64_t(k)][self - first] = std::numeric_limits<float>::infinity();
    const auto [distances, indices] = squared.topk(std::min(kCandidates, rows), 1, false);
    const auto near = distances.accessor<float, 2>();
    const auto which = indices.accessor<std::int64_t, 2>();
    for (std::size_t k = 0; k < queries.size(); ++k) {
        auto& candidates = queries[k].candidates;
        for (std::int64_t c = 0; c < distances.size(1); ++c)
            candidates.emplace_back(near[std::int64_t(k)][c], first + int(which[std::int64_t(k)][c]));
        std::sort(candidates.begin(), candidates.end());
        candidates.resize(std::min<std::size_t>(candidates.size(), kCandidates));
    }
}

QualityMeasured::Neighbour decide(const Query& query, const Pictures& set)
{
    QualityMeasured::Neighbour best{-1, std::numeric_limits<double>::infinity(), {}};
    for (const auto& [rough, index] : query.candidates) {
        if (std::isinf(rough))
            continue; // itself
        Image picture = set.at(index);
        const double distance = exactDistance(*query.image, picture);
        if (distance < best.distance || (distance == best.distance && index < best.index))
            best = {index, distance, std::move(picture)};
    }
    return best;
}

double median(std::vector<double> values)
{
    const std::size_t middle = values.size() / 2;
    std::sort(values.begin(), values.end());
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace

NearestImages nearestImages(const std::vector<Image>& images, const Pictures& set, std::stop_token stop)
{
    const auto dimension = std::int64_t(images.front().values.size());
    const auto sampled = std::min<std::int64_t>(
        {kMostSampled, std::max<std::int64_t>(2, kSampleValues / dimension), std::int64_t(set.count)});
    std::vector<Image> all = images;
    std::vector<int> selves(images.size(), -1);
    for (std::int64_t k = 0; k < sampled; ++k) {
        selves.push_back(int(k * set.count / sampled));
        all.push_back(set.at(selves.back()));
    }
    std::vector<Query> queries;
    for (std::size_t k = 0; k < all.size(); ++k)
        queries.push_back({&all[k], selves[k], {}});

    const torch::Tensor points = rowsOf(all);
    const auto step = int(std::clamp<std::int64_t>(kBlockValues / std::max(dimension, points.size(0)), 1, 4096));
    for (int start = 0; start < set.count; start += step) {
        throwIfStopped(stop);
        std::vector<Image> block;
        for (int k = start; k < std::min(set.count, start + step); ++k)
            block.push_back(set.at(k));
        compare(queries, points, rowsOf(block), start);
    }
    NearestImages result;
    std::vector<double> usual;
    for (const Query& query : queries) {
        throwIfStopped(stop);
        QualityMeasured::Neighbour nearest = decide(query, set);
        if (query.self < 0)
            result.nearest.push_back(std::move(nearest));
        else
            usual.push_back(nearest.distance);
    }
    result.medianNeighbourDistance = median(std::move(usual));
    return result;
}

} // namespace diffuscope
