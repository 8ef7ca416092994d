#pragma once
#include <memory>
#include <string>
#include <vector>

namespace diffuscope {

// Where this LibTorch can compute: "cpu", and "cuda" or "mps" where there is one.
std::vector<std::string> computeDevices();

// "auto" takes the fastest that there is. Throws Error when what is wanted is missing.
std::string chooseDevice(const std::string& wanted);

// Throws Error where `device` cannot compute in bfloat16.
void checkBfloat16(const std::string& device);

} // namespace diffuscope
