#include "ui/forward/forward_state.h"

#include "core/schedule/value_walk.h"
#include "ui/timeline/timeline_geometry.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kThumbnailSide = 32, kStripPieces = TimelineGeometry::kMostCells - 1;
constexpr int kKeptEvery = 64; // states MarkovWalk can go back to at no cost

// Mean of whole blocks, so that a thumbnail of a large picture doesn't flicker.
Image reduced(const Image& picture)
{
    const int factor = std::max(picture.width, picture.height) / kThumbnailSide;
    if (factor < 2)
        return picture;
    Image small(picture.channels, picture.height / factor, picture.width / factor);
    for (int c = 0; c < small.channels; ++c)
        for (int row = 0; row < small.height; ++row)
            for (int column = 0; column < small.width; ++column) {
                float sum = 0;
                for (int k = 0; k < factor * factor; ++k)
                    sum += picture.at(c, row * factor + k / factor, column * factor + k % factor);
                small.at(c, row, column) = sum / float(factor * factor);
            }
    return small;
}

} // namespace

void ForwardState::setPicture(Image picture)
{
    picture_ = std::move(picture);
    small_ = reduced(picture_);
    restart();
}

void ForwardState::setSchedule(const Schedule& schedule)
{
    schedule_ = schedule;
    restart();
}

void ForwardState::setSeed(std::uint64_t seed)
{
    seed_ = seed;
    restart();
}

void ForwardState::restart()
{
    if (picture_.empty())
        return;
    ++terms_;
    if (noiseSeed_ != seed_ || !noise_.sameShape(picture_)) { // a picture that is drawn keeps its noise
        noise_ = noiseImage(picture_.channels, picture_.height, picture_.width, seed_);
        smallNoise_ = reduced(noise_); // means of sums are sums of means: the reduced x_t is exactly theirs
        noiseSeed_ = seed_;
    }
    walk_.reset();
    walked_.clear();
}

Image ForwardState::jumpAt(int step) const { return forwardJump(picture_, noise_, schedule_, step - 1); }

Image ForwardState::thumbnailAt(int step) const
{
    if (small_.empty())
        return {};
    const int last = schedule_.timesteps(), at = std::clamp(step, 0, last);
    if (mode_ == Mode::Jump || at == 0)
        return forwardJump(small_, smallNoise_, schedule_, at - 1);
    if (walk_ && walk_->timestep() == at - 1)
        return reduced(walk_->state());
    const auto found = walked_.find(at);
    return found == walked_.end() ? Image() : found->second;
}

void ForwardState::advance()
{
    before_ = walk_->state();
    walk_->advance();
    const int step = walk_->timestep() + 1, last = schedule_.timesteps();
    const auto piece = std::lround(double(step) * kStripPieces / last);
    if (std::lround(double(last) * double(piece) / kStripPieces) == step && !walked_.contains(step))
        walked_.emplace(step, reduced(walk_->state()));
}

bool ForwardState::walkTowards(int step, int budgetMs)
{
    if (!walk_) {
        walk_.emplace(picture_, schedule_, seed_);
    }
    const int goal = step - 1; // as a timestep
    if (walk_->timestep() == goal && (goal < 0 || !before_.empty()))
        return true;
    if (walk_->timestep() >= goal) {
        walk_->walkTo(std::max(0, goal) / kKeptEvery * kKeptEvery - 1);
        before_ = {};
    }
    QElapsedTimer clock;
    clock.start();
    while (walk_->timestep() < goal && (budgetMs < 0 || clock.elapsed() < budgetMs))
        advance();
    return walk_->timestep() == goal;
}

void ForwardState::walkInto(Mix& mix) const
{
    mix.step = walk_->timestep() + 1;
    mix.state = walk_->state();
    mix.terms = 0;
    if (mix.step == 0) {
        mix.data = picture_;
        mix.noise = Image(picture_.channels, picture_.height, picture_.width);
        mix.dataScale = 1, mix.noiseScale = 0;
        return;
    }
    mix.dataScale = std::sqrt(schedule_.alpha(mix.step - 1));
    mix.noiseScale = std::sqrt(schedule_.beta(mix.step - 1));
    mix.data = before_.empty() ? mix.state : before_;
    mix.noise = mix.state;
    for (std::size_t i = 0; i < mix.noise.values.size(); ++i)
        mix.noise.values[i] =
            float((double(mix.state.values[i]) - mix.dataScale * double(mix.data.values[i])) / mix.noiseScale);
}

void ForwardState::mixAt(int step, int budgetMs, Mix& mix)
{
    if (mode_ == Mode::Walk) {
        walkTowards(step, budgetMs);
        return walkInto(mix);
    }
    mix.step = step;
    forwardJump(picture_, noise_, schedule_, step - 1, mix.state);
    if (mix.terms != terms_) {
        mix.data = picture_;
        mix.noise = noise_;
        mix.terms = terms_;
    }
    mix.dataScale = schedule_.signalScale(step - 1);
    mix.noiseScale = schedule_.noiseScale(step - 1);
}

const std::vector<float>& ForwardState::walkOf(int channel, const QPoint& pixel) const
{
    const std::size_t place =
        (std::size_t(channel) * std::size_t(picture_.height) + std::size_t(pixel.y())) * std::size_t(picture_.width) +
        std::size_t(pixel.x());
    if (trail_.terms != terms_ || trail_.place != place || trail_.values.empty())
        trail_ = {terms_, place, walkOfValue(picture_.values[place], place, schedule_, seed_)};
    return trail_.values;
}

} // namespace diffuscope::ui
