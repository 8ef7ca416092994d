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
constexpr int kMoreCandidates =
    3; // a difference of products is too coarse among near copies: these are compared exactly

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

void compare(std::vector<Query>& queries, const torch::Tensor& points, const torch::Tensor& block, int first,
             int candidatesKept)
{
    torch::Tensor squared = points.mm(block.t()).mul_(-2);
    squared.add_(points.square().sum(1, true)).add_(block.square().sum(1));
    const int rows = int(block.size(0));
    for (std::size_t k = 0; k < queries.size(); ++k)
        if (const int self = queries[k].self; self >= first && self < first + rows)
            squared[std::int64_t(k)][self - first] = std::numeric_limits<float>::infinity();
    const auto [distances, indices] = squared.topk(std::min(candidatesKept, rows), 1, false);
    const auto near = distances.accessor<float, 2>();
    const auto which = indices.accessor<std::int64_t, 2>();
    for (std::size_t k = 0; k < queries.size(); ++k) {
        auto& candidates = queries[k].candidates;
        for (std::int64_t c = 0; c < distances.size(1); ++c)
            candidates.emplace_back(near[std::int64_t(k)][c], first + int(which[std::int64_t(k)][c]));
        std::sort(candidates.begin(), candidates.end());
        candidates.resize(std::min(candidates.size(), std::size_t(candidatesKept)));
    }
}

// The nearest of the candidates, at most `count`, nearest first.
std::vector<QualityMeasured::Neighbour> decide(const Query& query, const Pictures& set, int count)
{
    std::vector<QualityMeasured::Neighbour> near;
    for (const auto& [rough, index] : query.candidates) {
        if (std::isinf(rough))
            continue; // itself
        Image picture = set.at(index);
        const double distance = exactDistance(*query.image, picture);
        near.push_back({index, distance, std::move(picture)});
    }
    std::sort(near.begin(), near.end(), [](const auto& a, const auto& b) {
        return std::pair(a.distance, a.index) < std::pair(b.distance, b.index);
    });
    near.resize(std::min(near.size(), std::size_t(count)));
    return near;
}

// 0: there are none.
double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const std::size_t middle = values.size() / 2;
    std::sort(values.begin(), values.end());
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::int64_t sampledCount(std::int64_t values, int setCount)
{
    return std::min<std::int64_t>(
        {kMostSampled, std::max<std::int64_t>(2, kSampleValues / std::max<std::int64_t>(1, values)), setCount});
}

int blockOf(std::int64_t values, std::int64_t images) // pictures of the set at a time
{
    return int(std::clamp<std::int64_t>(kBlockValues / std::max<std::int64_t>({1, values, images}), 1, 4096));
}

// Pictures of the set, spread evenly over it.
struct Sampled {
    std::vector<Image> images;
    std::vector<int> selves;
};

Sampled sampledFrom(const Pictures& set, std::int64_t dimension)
{
    if (set.count < 2) // nobody is anybody's neighbour
        return {};
    const auto count = sampledCount(dimension, set.count);
    Sampled sampled;
    for (std::int64_t k = 0; k < count; ++k) {
        sampled.selves.push_back(int(k * set.count / count));
        sampled.images.push_back(set.at(sampled.selves.back()));
    }
    return sampled;
}

std::vector<Query> queriesOf(const std::vector<Image>& images, const std::vector<int>& selves)
{
    std::vector<Query> queries;
    for (std::size_t k = 0; k < images.size(); ++k)
        queries.push_back({&images[k], selves.empty() ? -1 : selves[k], {}});
    return queries;
}

// Reads the set once.
void search(std::vector<Query>& queries, const std::vector<Image>& images, const Pictures& set, int neighbours,
            const std::stop_token& stop, const std::function<void(double)>& progress)
{
    const torch::Tensor points = rowsOf(images);
    const int step = blockOf(points.size(1), points.size(0));
    for (int start = 0; start < set.count; start += step) {
        throwIfStopped(stop);
        const int end = std::min(set.count, start + step);
        std::vector<Image> block;
        for (int k = start; k < end; ++k)
            block.push_back(set.at(k));
        compare(queries, points, rowsOf(block), start, neighbours + kMoreCandidates);
        if (progress)
            progress(double(end) / set.count);
    }
}

} // namespace

NearestImages nearestImages(const std::vector<Image>& images, const Pictures& set, std::stop_token stop)
{
    Sampled sampled = sampledFrom(set, std::int64_t(images.front().values.size()));
    std::vector<Image> all = images;
    all.insert(all.end(), sampled.images.begin(), sampled.images.end());
    std::vector<int> selves(images.size(), -1);
    selves.insert(selves.end(), sampled.selves.begin(), sampled.selves.end());
    std::vector<Query> queries = queriesOf(all, selves);
    search(queries, all, set, 1, stop, {});
    NearestImages result;
    std::vector<double> usual;
    for (const Query& query : queries) {
        throwIfStopped(stop);
        QualityMeasured::Neighbour nearest = decide(query, set, 1).front();
        if (query.self < 0)
            result.nearest.push_back(std::move(nearest));
        else
            usual.push_back(nearest.distance);
    }
    result.medianNeighbourDistance = median(std::move(usual));
    return result;
}

std::vector<std::vector<QualityMeasured::Neighbour>> nearestFew(const std::vector<Image>& images, const Pictures& set,
                                                                int neighbours, std::stop_token stop,
                                                                const std::function<void(double)>& progress)
{
    std::vector<Query> queries = queriesOf(images, {});
    search(queries, images, set, neighbours, stop, progress);
    std::vector<std::vector<QualityMeasured::Neighbour>> all;
    for (const Query& query : queries) {
        throwIfStopped(stop);
        all.push_back(decide(query, set, neighbours));
    }
    return all;
}

double usualNeighbourDistance(const Pictures& set, std::stop_token stop)
{
    const Sampled sampled = sampledFrom(set, std::int64_t(set.at(0).values.size()));
    if (sampled.images.empty())
        return 0;
    std::vector<Query> queries = queriesOf(sampled.images, sampled.selves);
    search(queries, sampled.images, set, 1, stop, {});
    std::vector<double> usual;
    for (const Query& query : queries)
        usual.push_back(decide(query, set, 1).front().distance);
    return median(std::move(usual));
}

std::size_t nearestFewBytes(std::size_t images, std::size_t values, int setCount, int neighbours)
{
    const auto block = std::size_t(std::min(blockOf(std::int64_t(values), std::int64_t(images)), setCount));
    const std::size_t rows = 2 * images * values; // and their squares
    const std::size_t read = 3 * block * values;  // as pictures, as rows, and their squares
    const std::size_t distances = 3 * images * block;
    const std::size_t told = images * std::size_t(neighbours + kMoreCandidates) * values;
    return sizeof(float) * (rows + read + distances + told);
}

std::size_t usualDistanceBytes(std::size_t values, int setCount)
{
    const auto images = std::size_t(sampledCount(std::int64_t(values), setCount));
    return sizeof(float) * images * values + nearestFewBytes(images, values, setCount, 0);
}

} // namespace diffuscope
