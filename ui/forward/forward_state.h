#pragma once
#include "core/schedule/forward.h"

#include <QPoint>

#include <map>
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
    // x_t itself, as mixAt() makes it, brought to 32 to 63 pixels by the mean of whole blocks. Of a walk: the steps of
    // the filmstrip that it has come by, and where it is; else empty.
    Image thumbnailAt(int step) const;
    std::size_t walkedThumbnails() const { return walked_.size(); }

    // The walk of one value at every step 0 .. T.
    const std::vector<float>& walkOf(int channel, const QPoint& pixel) const;

private:
    void restart();
    void walkInto(Mix& mix) const;
    bool walkTowards(int step, int budgetMs);
    void advance();

    Schedule schedule_ = makeSchedule({});
    Image picture_, noise_, small_, smallNoise_;
    std::optional<std::uint64_t> noiseSeed_; // of noise_ and smallNoise_
    std::uint64_t seed_ = 0, terms_ = 0;     // terms_ counts pictures, noises and schedules
    Mode mode_ = Mode::Jump;
    std::optional<MarkovWalk> walk_;
    Image before_;                // the walk's state one step earlier
    std::map<int, Image> walked_; // the walk at the filmstrip's steps, reduced
    struct Trail {                // the walk of the value that was last asked for
        std::uint64_t terms = 0;
        std::size_t place = 0;
        std::vector<float> values;
    };
    mutable Trail trail_;
};

} // namespace diffuscope::ui
