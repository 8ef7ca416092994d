#pragma once
#include "core/schedule/noise_level.h"

#include <limits>
#include <string>
#include <vector>

namespace diffuscope {

// One move of a sampler. A grid's steps join: steps[i].next is steps[i + 1].now, but for GridSettings::subtractive; the
// last ends at clean data unless asked otherwise. Samplers take nothing but these pairs, so any spacing works with any
// sampler.
struct SamplerStep {
    NoiseLevel now, next;
};

// How a family of samplers reads "spacing", following diffusers: they agree in spirit and differ by one.
enum class GridKind {
    Timesteps, // DDPM, DDIM, PNDM: whole timesteps, linspace over [0, T-1]
    Solver,    // DPM-Solver++, UniPC: linspace and leading have one point more and drop the cleanest
    Sigmas     // Euler, Heun, EDM: as Timesteps, but linspace may stop between timesteps
};

struct GridSettings {
    int count = 50;                   // 1 .. T
    std::string spacing = "trailing"; // leading, trailing, linspace (Lin et al. 2023, table 2; halves to even)
    int offset = 0;                   // steps_offset, added to every timestep of leading
    std::string sigmas = "schedule";  // or karras (Karras et al. 2022, eq. 5, rho 7), exponential, uniform
    bool endAtFirst = false;          // end at timestep 0's noise level, not at clean data (set_alpha_to_one = false)
    double leastLambda = -std::numeric_limits<double>::infinity(); // Solver: skip noisier levels (lambda_min_clipped)
    bool subtractive = false; // Timesteps: next is timestep - T / count, not the list's (diffusers 0.27)
};

// Throws Error when count, spacing or sigmas cannot be had.
std::vector<SamplerStep> makeStepGrid(const Schedule& schedule, GridKind kind, const GridSettings& settings);
std::vector<SamplerStep> makeStepGrid(const Schedule& schedule, int count, const std::string& spacing);

// The same way back, from the cleanest to the noisiest level, for inversion.
std::vector<SamplerStep> reversedGrid(const std::vector<SamplerStep>& grid);

} // namespace diffuscope
