#pragma once
#include "core/messages/preview_walk.h"
#include "core/messages/requests.h"
#include "core/sampling/generate.h"
#include "core/train/train_config.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace diffuscope {

struct ModelSnapshot;

// What every preview of a run draws, with whatever weights: always from the same noise.
SampleRequest previewRequest(const TrainConfig& config);

// Keeps the way of a preview while it is drawn. It only looks on: the pictures are the same without it, and the network
// is asked no more often. On the thread that draws.
class PreviewWalkRecord {
public:
    explicit PreviewWalkRecord(const TrainConfig& config);
    GenerationObserver observer(); // for generate(); this outlives it
    // What has been kept, once all has been drawn: `made` are the finished pictures.
    PreviewWalk taken(const std::vector<Image>& made);
    int moments() const { return budget_.moments; } // of which a run keeps such walks

private:
    void see(const Frame& frame);
    PreviewWalkBudget budget_;
    std::vector<int> stops_; // from noise to data, of the frames that are kept
    std::vector<PreviewWalk::Picture> pictures_;
    bool asks_ = false; // the next frame says what the network saw in the last stop
};

// What can be told of a run's walks before they are read. Reads the folder on the calling thread.
PreviewWalksFound describePreviewWalks(const std::filesystem::path& run, const TrainConfig& config);

// The walks of a run, in order; one that cannot be read is told with its problem. The moments before the first
// walk that a preview has kept, as in older runs, are told with nothing but the finished pictures of their previews.
void readPreviewWalks(const std::filesystem::path& run, const TrainConfig& config, const std::stop_token& stop,
                      const std::function<void(PreviewWalk)>& tell);

// Walks with the weights of each checkpoint whose moment has no walk, keeps each in the run's folder and tells it.
// Stopped: those that were finished are kept. Throws Error where a checkpoint cannot be opened or the disk not be
// written to.
void walkCheckpoints(const std::filesystem::path& run, const std::stop_token& stop,
                     const std::function<void(PreviewWalk)>& tell);

} // namespace diffuscope
