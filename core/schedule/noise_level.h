#pragma once

namespace diffuscope {

class Schedule;

// A point on a sampler's way: how noisy the state is, and what the network is told. In the variance-preserving form
// used everywhere here, state = signalScale * data + noiseScale * noise.
struct NoiseLevel {
    double timestep = -1; // 0-based, fractional between the schedule's own; -1: clean data
    double alphaBar = 1;  // 0 .. 1

    double signalScale() const; // sqrt(alphaBar)
    double noiseScale() const;  // sqrt(1 - alphaBar)
    double sigma() const;       // noise per unit of signal (Karras et al. 2022); 0 when clean, infinity without signal
    double lambda() const;      // ln(signalScale / noiseScale), half the log-SNR (Lu et al. 2022); infinite at the ends
};

NoiseLevel levelAt(const Schedule& schedule, int timestep); // -1 .. T-1

// q(x_next | x_now, x_0) for a next that is less noisy (Ho et al. 2020, eq. 6-7, with beta = 1 - alphaBar_now /
// alphaBar_next, so it holds for strided steps): mean = dataWeight * x_0 + stateWeight * x_now.
struct Posterior {
    double dataWeight, stateWeight, variance;
};
Posterior posteriorOf(const NoiseLevel& now, const NoiseLevel& next);

// Between the schedule's timesteps: sigma is linear in the timestep one way, and the timestep linear in ln(sigma) the
// other way, as in k-diffusion. A table that ends without any signal is read as alphaBar = 2^-24 there, so that sigma
// stays finite. Results are clamped to the table.
NoiseLevel levelAtTimestep(const Schedule& schedule, double timestep);
NoiseLevel levelAtSigma(const Schedule& schedule, double sigma); // keeps this sigma exactly

} // namespace diffuscope
