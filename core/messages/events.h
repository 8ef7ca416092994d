#pragma once
#include "core/base/error.h"
#include "core/base/image/image.h"
#include "core/messages/blur_baseline.h"
#include "core/messages/class_samples.h"
#include "core/messages/copying.h"
#include "core/messages/dataset_events.h"
#include "core/messages/gallery.h"
#include "core/messages/judging.h"
#include "core/messages/microscope.h"
#include "core/messages/model_events.h"
#include "core/messages/next_step.h"
#include "core/messages/path_kind.h"
#include "core/messages/preview_walk.h"
#include "core/messages/recipes.h"
#include "core/messages/sample_events.h"
#include "core/messages/task.h"
#include "core/messages/train_events.h"
#include "core/messages/verification.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// What the core tells its clients. Plain values that own everything they hold; safe to keep and to pass between
// threads.
namespace diffuscope {

// At most 30 times a second, and once at the end: done == total.
struct ExportProgress {
    JobId job = 0;
    int done = 0, total = 0; // pictures
};

// Something will be written, as soon as what waits before it has been. Told before anything else of this job.
struct ExportQueued {
    JobId job = 0;
    std::string target; // file or folder
    std::string format; // an id of formats(), "model", or empty: a file of the client's own making
};

struct Exported {
    JobId job = 0;
    std::vector<std::string> files; // first is the one asked for
    bool cancelled = false;         // nothing was written, and what was there before is as it was
    bool verifiable = false;        // one file with pixels
    Message cannotVerify = {};      // why Session::verify() could not compare it; of one file that it can: empty
};

// What an export would write, from encoding a few of its frames.
struct ExportEstimated {
    JobId job = 0;
    std::uint64_t bytes = 0;   // of all files, about; 0: it cannot be told
    int frames = 0;            // that would be shown: pictures, or moments of a film
    double seconds = 0;        // that a film lasts; 0: it is none
    int width = 0, height = 0; // pixels of a file; 0: unknown
    Image first, last;         // of these frames, before enlarging
    // Where it was asked for: that frame, or of a sheet all of it, read again from a file of it; and which it was.
    Image shown = {};
    int look = 0;
};

// What an exported picture tells about itself. A forward recipe's png is the original that the file keeps beside it,
// where it does.
struct RecipeRead {
    JobId job = 0;
    std::string path;
    ReadRecipe read;
    Message unrepeatable = {}; // why verify() need not be asked, a whole sentence; empty: it can be tried
};

struct Failed {
    JobId job = 0;
    Task task;
    Error error;
    NextStep next = {};     // where the core knows one
    bool cancelled = false; // as was asked for: the request is answered, and nothing needs to be said
};

using Event =
    std::variant<DatasetProgress, DatasetOpened, ImageLoaded, DatasetPage, ModelOpened, ModelChoices, SampleStarted,
                 FrameArrived, SamplePaused, SampleFinished, VariationsStarted, VariationsFinished, FuturesStarted,
                 FuturesProgress, FuturesFrom, FuturesFinished, TrainStatus, LossPoints, ValidationPoints, TrainPreview,
                 RecalledRun, SpeedMeasured, ProbeView, StepDissected, MicroscopeErrors, FurtherStep, FurtherStepsEnded,
                 InterruptedRuns, QualityMeasured, CopyingStarted, CopyingProgress, CopyingMeasured, BlurMeasured,
                 ClassSamples, JudgingProgress, PicturesJudged, ExportQueued, ExportProgress, Exported, ExportEstimated,
                 VerifyProgress, PictureVerified, RecipeRead, PathClassified, GalleryListed, GalleryEntries,
                 GalleryPicture, GalleryWalk, GalleryChanged, GalleryMended, PreviewWalksFound, PreviewWalkArrived,
                 PreviewWalksEnded, Failed>;

} // namespace diffuscope
