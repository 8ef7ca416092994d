#pragma once
#include "core/schedule/forward.h"

#include <QPoint>

#include <optional>
#include <vector>

namespace diffuscope::ui {

// The forward process of one picture, as numbers: no widget, no thread. A step is a noise level 0..T.
class ForwardState {
public:
    enum class Mode { Jump, Walk };

    // state = dataScale * data + noiseScale * noise, at one step. In a walk `data` is the state before (x_{t-1}) and
    // `noise` is what this step added.
    struct Mix {
        int step = 0;
        Image state, data, noise;
        double dataScale = 1, noiseScale = 0;
        std::uint64_t terms = 0; // equal and not 0: `data` and `noise` are what they were
    };

    void setPicture(Image picture);
    void setSchedule(const Schedule& schedule);
    void setSeed(std::uint64_t seed);
    void setMode(Mode mode) { mode_ = mode; }
    bool empty() const { return picture_.empty(); }
    Mode mode() const { return mode_; }
    std::uint64_t seed() const { return seed_; }
    const Schedule& schedule() const { return schedule_; }
    const Image& picture() const { return picture_; }
    const Image& noise() const { return noise_; }

    // A jump is there at once. A walk goes on for about `budgetMs` and tells how far it came: when `mix.step` isn't
    // `step` yet, call again. `mix` is brought there from whatever it was; what is the same isn't copied again.
    void mixAt(int step, int budgetMs, Mix& mix);
    Image jumpAt(int step) const;
    Image thumbnailAt(int step) const; // closed form of the picture reduced to at most 32 pixels

    // The walk of one value so far, from step 0. Empty for pictures too large to remember every step of.
    std::vector<float> walkOf(int channel, const QPoint& pixel) const;
    bool remembersWalk() const;

private:
    void restart();
    void walkInto(Mix& mix) const;
    bool walkTowards(int step, int budgetMs);
    void advance();

    Schedule schedule_ = makeSchedule({});
    Image picture_, noise_, small_, smallNoise_;
    std::optional<std::uint64_t> noiseSeed_; // of noise_ and smallNoise_
    std::uint64_t seed_ = 0, terms_ = 0;     // terms_ counts pictures and noises
    Mode mode_ = Mode::Jump;
    std::optional<MarkovWalk> walk_;
    Image before_;             // the walk's state one step earlier
    std::vector<Image> trail_; // trail_[k] is the walk at step k
};

} // namespace diffuscope::ui
