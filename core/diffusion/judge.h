#pragma once
#include "core/diffusion/denoiser.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

namespace diffuscope {

// A class-conditional network as a classifier (Li et al. 2023, "Your Diffusion Model is Secretly a Zero-Shot
// Classifier"): the class whose network tells the noise on a picture best.
struct JudgeChoice {
    int draws = 16;         // timesteps, spread evenly over the schedule's, each with noise of its own
    std::uint64_t seed = 0; // draw k has the noise of seed + k, the same for all classes and pictures
};

// Mean squared error of the predicted noise: [picture][class]. The least one is the verdict. `pictures` [N,C,H,W];
// `networkOf` gives the network told that all N pictures are of a class; `draws` x `classes` calls. Stopped: empty.
std::vector<std::vector<double>> judgeErrors(const torch::Tensor& pictures, int classes,
                                             const std::function<Network(int label)>& networkOf,
                                             const Schedule& schedule, const std::string& predictionType,
                                             const JudgeChoice& choice, std::stop_token stop = {});

} // namespace diffuscope
