#include "core/schedule/forward.h"

#include "core/base/error.h"
#include "core/schedule/value_walk.h"

#include <cmath>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kKeepEvery = 64;

} // namespace

void forwardJump(const Image& data, const Image& noise, const Schedule& schedule, int timestep, Image& into)
{
    if (!data.sameShape(noise) || data.values.size() != noise.values.size())
        throw Error("The noise must have the shape of the picture",
                    std::to_string(noise.values.size()) + " values for " + std::to_string(data.values.size()));
    const float signalScale = float(schedule.signalScale(timestep));
    const float noiseScale = float(schedule.noiseScale(timestep));
    into.channels = data.channels;
    into.height = data.height;
    into.width = data.width;
    into.values.resize(data.values.size());
    const float *x = data.values.data(), *eps = noise.values.data();
    float* out = into.values.data();
    for (std::size_t i = 0; i < data.values.size(); ++i)
        out[i] = signalScale * x[i] + noiseScale * eps[i];
}

Image forwardJump(const Image& data, const Image& noise, const Schedule& schedule, int timestep)
{
    Image state;
    forwardJump(data, noise, schedule, timestep, state);
    return state;
}

MarkovWalk::MarkovWalk(Image data, Schedule schedule, std::uint64_t seed)
    : data_(std::move(data)), state_(data_), schedule_(std::move(schedule)), seed_(seed)
{
}

void MarkovWalk::advance()
{
    const int next = timestep_ + 1;
    const float keep = float(std::sqrt(schedule_.alpha(next)));
    const float add = float(std::sqrt(schedule_.beta(next)));
    Random random(seed_, kWalkStream, std::uint64_t(next));
    for (float& value : state_.values)
        value = keep * value + add * random.normal();
    timestep_ = next;
    if ((next + 1) % kKeepEvery == 0 && std::size_t(next / kKeepEvery) == kept_.size())
        kept_.push_back(state_);
}

void MarkovWalk::walkTo(int timestep)
{
    schedule_.alphaBar(timestep); // throws when out of range, before anything moves
    if (timestep < timestep_) {
        const int whole = (timestep + 1) / kKeepEvery; // kept states at or before the goal
        state_ = whole > 0 ? kept_[std::size_t(whole - 1)] : data_;
        timestep_ = whole * kKeepEvery - 1;
    }
    while (timestep_ < timestep)
        advance();
}

} // namespace diffuscope
