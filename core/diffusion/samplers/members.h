#pragma once
#include "core/diffusion/samplers.h"

namespace diffuscope {

// The samplers of the catalog. A file here holds one family.
std::vector<SamplerInfo> ancestralSamplers(); // DDPM, DDIM, DDIM inversion
std::vector<SamplerInfo> dpmSolverSamplers(); // DPM-Solver++ multistep
std::vector<SamplerInfo> unipcSamplers();
std::vector<SamplerInfo> sigmaSamplers(); // Euler, Euler ancestral, Heun, EDM
std::vector<SamplerInfo> pndmSamplers();

// A choice whose first entry, "model", takes what the model's scheduler configuration says, else the second entry.
ParamSpec modelChoice(std::string key, std::string label, std::string help, std::vector<std::string> choices);
ParamSpec realSetting(std::string key, std::string label, std::string help, double initial, double low, double high,
                      int decimals);
ParamSpec finalLevelChoice(const std::string& fallback); // final_sigmas_type: "zero" or "sigma_min"

// The tensors of a step under their names (StepTerm::Kind), to calculate with.
StepSum stateOf(const StepContext& c);
StepSum dataOf(const Prediction& p, int age = 0);
StepSum noiseOf(const Prediction& p);
StepSum consistentNoiseOf(const StepContext& c, const Prediction& p, const torch::Tensor& state,
                          const NoiseLevel& level, int call = 0);
StepSum freshNoiseOf(const StepContext& c); // draws it: once a step

// The choice as it will be used.
std::string chosen(const StepContext& context, const std::vector<ParamSpec>& specs, const std::string& key);

} // namespace diffuscope
