#pragma once
#include <memory>
#include <string>
#include <vector>

namespace diffuscope {

// Where this LibTorch can compute: "cpu", and "cuda" or "mps" where there is one.
std::vector<std::string> computeDevices();

// "auto" takes the fastest that there is. Throws Error when what is wanted is missing.
std::string chooseDevice(const std::string& wanted);

// While it lives, operators of this thread whose results stand it compute in bfloat16 (LibTorch's autocast); the rest
// and all weights stay float32. Throws Error for a device that has no such mode.
class Bfloat16Scope {
public:
    explicit Bfloat16Scope(const std::string& device);
    ~Bfloat16Scope();
    Bfloat16Scope(const Bfloat16Scope&) = delete;
    Bfloat16Scope& operator=(const Bfloat16Scope&) = delete;

private:
    bool cuda_;
};

} // namespace diffuscope
