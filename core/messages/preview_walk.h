#pragma once
#include "core/base/image/packed_image.h"
#include "core/base/message.h"
#include "core/messages/job.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace diffuscope {

// The way that a preview's pictures took from noise to data at one moment of a training, at some of the noise levels
// that the preview passes anyway. Pictures have 8 bits a value. Value semantics; any thread.
struct PreviewWalk {
    static constexpr int kMostStops = 21;
    static constexpr int kMostPictures = 16;

    struct Picture {
        std::vector<PackedImage> states;  // x_t at each stop; at stop 0 the finished picture, exactly as the preview
                                          // has it; empty where it is not known
        std::vector<PackedImage> guesses; // x0-hat, as the network saw it in x_t; empty at step 0, where nothing is
                                          // asked any more, and where it is not known
    };
    std::string folder;            // of the run
    std::int64_t step = 0;         // of training
    double loss = -1;              // smoothed, at that step; negative: unknown
    bool fromCheckpoint = false;   // drawn later, with the weights that were kept
    std::vector<int> stops;        // noise levels 0..T, rising
    std::vector<Picture> pictures; // the first of the preview's, from the same noise at every moment
    Message problem;               // why there are no pictures, where the file of this moment cannot be used
};
using PreviewWalkPtr = std::shared_ptr<const PreviewWalk>;

// What the walks of one run may take, on the disk and in memory.
inline constexpr std::size_t kPreviewWalkBytes = std::size_t(64) << 20;
inline constexpr int kMostPreviewWalks = 60;

struct PreviewWalkBudget {
    int pictures = 0; // of a preview whose way is kept
    int moments = 0;
};
// How many of `pictures`, and of how many moments at most, for pictures with so many values (channels x height x width)
// and so many stops: sixteen pictures and sixty moments where they fit, then fewer pictures down to four, then fewer
// moments down to eight, then fewer pictures.
PreviewWalkBudget previewWalkBudget(std::size_t values, int pictures, int stops);

// Of more moments than are kept: the one that can be spared. Never the first or the last; what is left lies as evenly
// as it can on a logarithmic axis, as most is learnt early. `steps` rise; at least three.
std::size_t superfluousMoment(const std::vector<std::int64_t>& steps);

// Told before the walks of a run are, and when a run starts to train.
struct PreviewWalksFound {
    JobId job = 0; // 0: of the training
    std::string folder, name;
    std::vector<double> betas;             // of its noise schedule: Schedule(betas)
    int classes = 0;                       // that pictures are drawn of in turn; 0: none
    std::uint64_t seed = 0;                // of the first picture; that of picture k is k more
    int pictures = 0;                      // in a preview
    std::int64_t step = 0;                 // that the run has come to
    std::vector<std::int64_t> moments;     // whose walks are told next, rising
    std::vector<std::int64_t> checkpoints; // that are there and could be walked with: their moments are not among these
};

struct PreviewWalkArrived {
    JobId job = 0; // 0: of the training
    PreviewWalkPtr walk;
};

// All has been told that was asked for.
struct PreviewWalksEnded {
    JobId job = 0;
    std::string folder;
    int walks = 0;                   // told by this job
    bool cancelled = false;          // what has been told stays
    Message problem, detail, advice; // why it ended early; empty: it did not
};

} // namespace diffuscope
