#pragma once
#include <vector>

namespace diffuscope {

// One summand of a sampler's step: coefficient x tensor, each tensor of the state's shape. x_t = signalScale x0 +
// noiseScale eps (core/schedule/noise_level.h); a step goes from its level "now" to its level "next".
struct StepTerm {
    enum class Kind {
        State,           // x as the step found it
        CorrectedState,  // x at "now" after the method worked on it (StepTerms::corrected), else the same as State
        PredictedNoise,  // eps-hat, as the network means it, whatever became of x0-hat
        ConsistentNoise, // eps-hat that agrees with a limited x0-hat: (x - signalScale x0-hat) / noiseScale
        PredictedData,   // x0-hat, after it was limited
        NetworkOutput,   // the network's own answer before it is read as noise, data or velocity
        FreshNoise,      // z, drawn from N(0, 1) for this step
        LearnedNoise,    // z times the deviation that the network gives each value (Nichol & Dhariwal 2021, eq. 15)
    };
    Kind kind = Kind::State;
    double coefficient = 0;
    int age = 0;  // whose it is: 0 this step's, n that of the n-th step before
    int call = 0; // predictions: of which network call of that step. 0 is the one at "now", which frames keep; later
                  // ones look ahead, Heun's and EDM's at "next", PNDM's first steps between the two

    bool sameTensor(const StepTerm& other) const
    {
        return kind == other.kind && age == other.age && call == other.call;
    }
};

// The arithmetic of a step.
struct StepTerms {
    std::vector<StepTerm> next; // x at "next" is their sum
    // x at "now" where the method changes it before it goes on: noise put back (EDM: Karras et al. 2022, algorithm 2),
    // what the new prediction says of the step before (UniPC: Zhao et al. 2023, algorithm 1). Else empty.
    std::vector<StepTerm> corrected;
    // Where a mask keeps a part of a picture (RePaint: Lugmayr et al. 2022, eq. 8), x at "next" is there not that sum
    // but keptSignal x the picture + keptNoise x noise of its own. Both 0: there is no mask.
    double keptSignal = 0, keptNoise = 0;
    int taken = 1; // how often; between two times noise was put back, and the sums are those of the last
};

// The coefficient of this step's own tensor of a kind; 0 where it has no part.
inline double coefficientOf(const std::vector<StepTerm>& terms, StepTerm::Kind kind)
{
    for (const StepTerm& term : terms)
        if (term.sameTensor({kind}))
            return term.coefficient;
    return 0;
}

} // namespace diffuscope
