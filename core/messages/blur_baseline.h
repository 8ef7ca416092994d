#pragma once
#include "core/base/image/image.h"
#include "core/messages/job.h"
#include "core/messages/requests.h"

#include <vector>

// One guess of a network against the best that blurring can do.
namespace diffuscope {

struct BlurRequest {
    SampleRequest walk;     // its model, first class, guidance, clipping and seed, and `from`: the true picture
    std::vector<int> steps; // noise steps that are put on the picture, 1 .. T
};

struct BlurMeasured {
    struct Point {
        int step = 0;
        double alphaBar = 1;
        Image noisy, blurred, guess;                       // x_t, its best Gaussian blur, and x0-hat in one step
        double blur = 0;                                   // standard deviation, pixels
        double noisyPsnr = 0, blurPsnr = 0, guessPsnr = 0; // decibels against the true picture; the range is 2
    };
    JobId job = 0;
    bool cancelled = false;
    Image picture;             // the true one, as the model takes it
    std::vector<Point> points; // in the order of the request
    int networkCalls = 0;
    double seconds = 0;
};

} // namespace diffuscope
