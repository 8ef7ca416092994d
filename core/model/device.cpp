#include "core/model/device.h"

#include "core/base/error.h"

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <algorithm>

namespace diffuscope {
namespace {

void setAutocast(bool cuda, bool on)
{
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    const auto device = cuda ? at::kCUDA : at::kCPU;
    if (on)
        at::autocast::set_autocast_dtype(device, at::kBFloat16);
    at::autocast::set_autocast_enabled(device, on);
#else
    if (on)
        cuda ? at::autocast::set_autocast_gpu_dtype(at::kBFloat16)
             : at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    cuda ? at::autocast::set_enabled(on) : at::autocast::set_cpu_enabled(on);
#endif
    if (!on)
        at::autocast::clear_cache(); // the converted weights are stale after the next step
}

} // namespace

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

Bfloat16Scope::Bfloat16Scope(const std::string& device) : cuda_(device == "cuda")
{
    if (device == "mps")
        throw Error("This device does not compute in bfloat16", "device = " + device, "Choose precision float32.");
    setAutocast(cuda_, true);
}

Bfloat16Scope::~Bfloat16Scope() { setAutocast(cuda_, false); }

} // namespace diffuscope
