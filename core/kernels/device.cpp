#include "core/kernels/device.h"

#include "core/base/error.h"
#include "core/kernels/isa.h"

#include <ATen/Context.h>
#include <torch/cuda.h>

#include <algorithm>

namespace diffuscope::kernels {
std::vector<std::string> computeDevices()
{
    std::vector<std::string> devices = {"cpu"};
    if (torch::cuda::is_available())
        devices.push_back("cuda");
    if (at::hasMPS())
        devices.push_back("mps");
    return devices;
}

std::string chooseDevice(const std::string& wanted)
{
    const auto devices = computeDevices();
    if (wanted == "auto")
        return devices.size() > 1 ? devices[1] : devices.front();
    if (std::find(devices.begin(), devices.end(), wanted) != devices.end())
        return wanted;
    std::string known;
    for (const auto& device : devices)
        known += (known.empty() ? "" : ", ") + device;
    throw Error("LibTorch has no such device here", "device = " + wanted, "It has " + known + ".");
}

std::string choosePrecision(const std::string& wanted, const std::string& device)
{
    if (wanted != "auto")
        return wanted;
    return device == "cpu" && hasBfloat16() ? "bfloat16" : "float32";
}

void checkBfloat16(const std::string& device)
{
    if (device == "mps")
        throw Error("This device does not compute in bfloat16", "device = " + device, "Choose precision float32.");
}

} // namespace diffuscope::kernels
