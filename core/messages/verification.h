#pragma once
#include "core/base/message.h"
#include "core/messages/job.h"

#include <string>

namespace diffuscope {

// What came of drawing an exported picture again from its recipe and comparing the pixels. A film is compared frame by
// frame with the moments that it should show, in their order.
struct PictureVerified {
    enum class Verdict {
        Same,         // bit for bit
        Differs,      // by how much is said, and why that may be
        NoRecipe,     // in the file, or none that can be read
        NewerRecipe,  // it may mean what this program cannot know
        ModelMissing, // it was not found
        OtherWeights, // the model that was found has others; nothing was drawn
        CannotRepeat  // for another reason
    };
    JobId job = 0;
    std::string path;
    Verdict verdict = Verdict::CannotRepeat;
    Message reason = {};                  // in whole sentences: why not, or the likely reason of a difference
    int pictures = 0;                     // that were compared; of a film in each frame
    int frames = 0;                       // of a film; 0: it is none
    int firstFrame = -1;                  // the first of them that differs, from 0; negative: none does
    int frame = 0;                        // where the largest difference is
    double mean = 0;                      // difference of a value, of 255
    int largest = 0;                      // difference of a value, of 255
    double share = 0;                     // of the values that differ, 0 .. 1
    int picture = 0, row = 0, column = 0; // where the largest is, in pixels before enlarging
    std::string model = {};               // its name
    double seconds = 0;
    int networkCalls = 0;
    bool cancelled = false; // the rest says nothing
};
const char* verdictName(PictureVerified::Verdict verdict); // "same", "differs", "no recipe", ...

// While it is drawn.
struct VerifyProgress {
    JobId job = 0;
    int done = 0, total = 0; // steps of the walk
};

} // namespace diffuscope
