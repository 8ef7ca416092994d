#pragma once
#include "core/base/image/frame.h"
#include "core/base/image/image.h"
#include "core/messages/job.h"

#include <cstddef>
#include <string>
#include <vector>

// Is a model copying what it was trained on? What is asked, and what is answered.
namespace diffuscope {

struct CopyingRequest {
    // A state of a walk, and what the network guessed the picture to be.
    struct Moment {
        int step = 0;        // noise steps in the state, 0 .. T; for people
        double alphaBar = 1; // of the state, exactly; 1: the picture is finished, and `guess` is it
        Image state = {};    // x_t; may be empty where alphaBar is 1
        Image guess = {};    // x0-hat
        // In the place of both: picture `picture` of frames of a walk, which the session unpacks. `answer` holds the
        // guess; empty: the picture is finished, and `frame` holds it.
        FramePtr frame = {}, answer = {};
        int picture = 0;
    };
    std::string source; // the training set; empty: the open dataset
    std::vector<Moment> moments;
    bool mirrored = false; // the training mirrored pictures: their mirror images count as well
    int neighbours = 3;    // for each moment, 1 .. 16
};

// More are not asked for the exact denoiser: it reads every one of them at every moment.
inline constexpr int kMostExact = 20'000;

struct CopyingStarted {
    JobId job = 0;
    std::string set; // its name
    int pictures = 0;
    int moments = 0;
    std::size_t bytes = 0; // of memory that it will take beside the set, at most
};
struct CopyingProgress {
    JobId job = 0;
    double share = 0; // done, 0 .. 1
};
struct CopyingMeasured {
    struct Neighbour {
        int index = 0;         // of the training picture
        bool mirrored = false; // its mirror image
        double distance = 0;   // root mean squared difference of the values in [-1, 1]
        int label = -1;        // its class; -1: the set has none
        Image picture;         // as it was compared
    };
    struct Moment {
        int step = 0;
        double alphaBar = 1;
        std::vector<Neighbour> nearest; // to the guess, nearest first
        Image exact;                    // E[x0 | x_t] of the training set; empty where the picture is finished, and for
                                        // sets of more than kMostExact pictures
        double difference = 0;          // root mean square of guess - exact
        double heaviest = 0;            // the largest weight of a training picture in `exact`, 0 .. 1
    };
    JobId job = 0;
    bool cancelled = false; // then there are no moments
    std::string set;
    int pictures = 0;
    std::vector<std::string> classNames; // of the labels
    double usualDistance = 0;            // median distance of training pictures to their nearest other one
    std::vector<Moment> moments;         // as they were asked for
    double seconds = 0;
};

} // namespace diffuscope
