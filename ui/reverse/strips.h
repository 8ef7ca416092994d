#pragma once

namespace diffuscope::ui {

class DistanceChart;
class EditStrip;
class PredictionStrip;
class SpreadChart;
class WalkTree;
class WeightsChart;

// What stands between Reverse's canvas and the timeline, on the timeline's axis: a chart or a strip for each tool, and
// the tree of kept walks. Owns none of them. GUI thread.
class Strips {
public:
    struct Parts {
        PredictionStrip* guesses; // Watch
        WeightsChart* weights;    // Step
        SpreadChart* spread;      // Explore
        WalkTree* tree;           // Explore, too
        DistanceChart* distances; // Race
        EditStrip* results;       // Edit
    };
    enum class Tool { Watch, Step, Explore, Race, Edit };
    explicit Strips(const Parts& parts) : parts_(parts) {}
    void alignToTrack(int left, int width) const;
    void setStep(int step) const; // the playhead's; of those that follow no other
    // `low`: there is little height: charts go, strips lose their bars. `walks`: there are walks for the tree.
    // `alone`: Watch shows its first page, without the guesses.
    void show(Tool tool, bool low, bool walks, bool alone) const;

private:
    Parts parts_;
};

} // namespace diffuscope::ui
