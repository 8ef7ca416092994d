#pragma once
#include "core/base/image/image_sequence.h"
#include "ui/reverse/trajectories/shared_images.h"
#include "ui/reverse/trajectories/trajectory.h"

#include <vector>

namespace diffuscope::ui {

// Several walks from the same noise, side by side: a race of samplers, a ladder of steps, a sweep of guidance. Knows no
// widget. Racers are numbered from 0 in the order of the request. GUI thread.
class Race {
public:
    enum class Clock { NoiseLevel, Calls, Seconds };
    struct Racer {
        JobId job = 0;
        QString name;                     // "DDIM 50"
        int calls = 0;                    // network calls it takes for its pictures together
        double seconds = 0;               // it took; 0: not known yet
        double distance = 0;              // RMS of its pictures to those of the reference, once all have ended
        double variety = 0;               // RMS of its pictures to each other; of one picture 0
        std::optional<double> asItsClass; // share of its pictures that the judge takes for their class, 0 .. 1
        bool ended = false;
        SharedImages images; // its results, exactly; empty until it has ended
        Trajectory run;
    };
    struct Point {
        int step = 0; // noise level, 0..T
        double distance = 0;
    };

    void begin(const VariationsStarted& started, const VariationsRequest& request);
    void clear();
    // What is told of one of its jobs; false: it is not one of them.
    bool started(const SampleStarted& started);
    bool add(JobId job, const std::vector<FramePtr>& frames);
    bool ended(const SampleFinished& finished);
    void end(const VariationsFinished& finished); // of all
    // Which class each picture is to be, and is taken for: of all racers, in the order of pictures(). `classes`: of the
    // model.
    ImageSequence pictures() const; // shared, not copied
    void judge(const std::vector<int>& labels, int classes);
    bool judged() const;
    int picturesEach() const { return request_.base.count; }
    const VariationsRequest& request() const { return request_; }

    JobId job() const { return job_; } // 0: there is none
    bool running() const { return running_; }
    int count() const { return int(racers_.size()); }
    const Racer& racer(int index) const { return racers_[std::size_t(index)]; }
    const SamplingRecipe& recipe() const { return recipe_; }
    std::optional<int> reference() const { return reference_; } // once all have ended
    int calls() const;                                          // of all
    int callsDone() const;

    // Where a racer is when the clock says what it does for `leader` at noise level `step`: a frame; -1: it has none.
    int frameAt(int index, Clock clock, int leader, int step) const;
    // How far the guess of each frame of picture `picture` is from the reference's result, or, until that is there,
    // from nothing: empty.
    std::vector<Point> distances(int index, int picture) const;
    QString table() const; // a line a racer, tabs between, a head above
    std::string csv() const;

private:
    double callsAt(const Racer& racer, int frame) const;

    JobId job_ = 0;
    bool running_ = false;
    VariationsRequest request_;
    SamplingRecipe recipe_;
    std::vector<Racer> racers_;
    std::optional<int> reference_;
};

} // namespace diffuscope::ui
