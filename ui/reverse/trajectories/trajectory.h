#pragma once
#include "core/messages/events.h"
#include "core/schedule/schedule.h"
#include "core/session/session.h"

#include <QString>

#include <optional>

namespace diffuscope::ui {

// The kept frames of one run of a sampler, and what can be asked of them. Frame 0 is the initial noise; frame k holds
// the state after k sampler steps and the prediction that led there.
class Trajectory {
public:
    void begin(const SampleStarted& started, const SampleRequest& request);
    void clear();
    void add(const FramePtr& frame); // the next one; any other is ignored
    void setSeconds(double seconds) { seconds_ = seconds; }

    bool started() const { return !stops_.empty(); }
    int frames() const { return int(frames_.size()); }
    int expected() const { return int(stops_.size()); } // frames in all
    bool finished() const { return frames() > 0 && frames() == expected(); }
    int pictures() const;
    const std::vector<int>& stops() const { return stops_; } // noise level of every frame, first the noise
    const std::vector<FramePtr>& up() const { return up_; } // of a picture's noise: how it was found, see SampleStarted
    const Frame& frame(int index) const { return *frames_[std::size_t(index)]; }
    const FramePtr& sharedFrame(int index) const { return frames_[std::size_t(index)]; }
    const Schedule& schedule() const { return *schedule_; }
    const SampleRequest& request() const { return request_; }
    const SamplingRecipe& recipe() const { return recipe_; }
    const TrajectoryStorage& storage() const { return storage_; }
    std::size_t bytes() const { return bytes_; } // of the frames so far, and of the way up
    double seconds() const { return seconds_; }  // that it took; 0: not known yet

    int indexAt(int step) const; // the kept frame nearest to a noise level; -1 without frames
    // The frame that holds what the network said about frame `index`'s state: the next one. The newest frame has
    // nothing said about it yet and gives its own, the prediction that led to it. Empty for lone noise.
    std::optional<int> predictionOf(int index) const;
    Image state(int index, int picture) const;
    Image predictedData(int index, int picture) const;  // x0-hat stored in that frame; empty for frame 0
    Image predictedNoise(int index, int picture) const; // eps-hat stored in that frame
    std::vector<Image> states(int index) const;
    // RMS between the predicted data of frames index - 1 and index; 0 if one has none
    double predictionChange(int index, int picture) const;

private:
    bool has(int picture) const { return picture >= 0 && picture < pictures(); }

    std::vector<FramePtr> frames_, up_;
    std::vector<int> stops_;
    std::optional<Schedule> schedule_;
    SampleRequest request_;
    SamplingRecipe recipe_;
    TrajectoryStorage storage_;
    std::size_t bytes_ = 0;
    double seconds_ = 0;
};

QString samplerName(const Trajectory& trajectory); // "DPM++"

// "DDIM, 50 steps, seed 3", and how far it has come where it is not finished.
QString nameOf(const Trajectory& trajectory);

} // namespace diffuscope::ui
