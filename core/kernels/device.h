#pragma once
#include <memory>
#include <string>
#include <vector>

namespace diffuscope::kernels {

// Where this LibTorch can compute: "cpu", and "cuda" or "mps" where there is one.
std::vector<std::string> computeDevices();

// "auto" takes the fastest that there is. Throws Error when what is wanted is missing.
std::string chooseDevice(const std::string& wanted);

// What "auto" means on the device that chooseDevice gave: "bfloat16" where the kernels multiply such numbers, else
// "float32". Anything else is what it is.
std::string choosePrecision(const std::string& wanted, const std::string& device);

// Throws Error where `device` cannot compute in bfloat16.
void checkBfloat16(const std::string& device);

} // namespace diffuscope::kernels
