#include "core/model/files/weights.h"

#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/json/untrusted_json.h"
#include "core/model/config/model_index.h"
#include "core/model/files/byte_source.h"
#include "core/model/files/safetensors.h"
#include "core/model/files/torch_bin/torch_bin.h"

#include <algorithm>
#include <array>
#include <set>

namespace diffuscope {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxIndex = 16u << 20;

bool isThere(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

// No safetensors file begins with a zip archive's mark: its header would be of 64 MiB.
bool isOfTorch(const fs::path& path)
{
    constexpr std::array<const char*, 4> kExtensions = {".bin", ".pt", ".pth", ".ckpt"};
    const auto is = [&path](const char* extension) { return path.extension() == extension; };
    if (std::any_of(kExtensions.begin(), kExtensions.end(), is))
        return true;
    const ByteSource source(path);
    return source.size() >= 4 && source.read(0, 4) == "PK\3\4";
}

// What wrappers put before every name when the wrapped network is saved: DataParallel, and torch.compile.
template <typename Map> void dropWrapper(Map& byName)
{
    for (const std::string prefix : {"module.", "_orig_mod.", "module."}) { // either may be around the other
        const auto starts = [&prefix](const auto& entry) { return entry.first.starts_with(prefix); };
        if (byName.empty() || !std::all_of(byName.begin(), byName.end(), starts))
            continue;
        Map bare;
        while (!byName.empty()) {
            auto entry = byName.extract(byName.begin());
            entry.key().erase(0, prefix.size());
            bare.insert(std::move(entry));
        }
        byName = std::move(bare);
    }
}

Weights readIndex(const fs::path& index)
{
    Weights weights{index, {}, weightMapFromJson(readFile(index, kMaxIndex), index.string())};
    dropWrapper(weights.map);
    std::set<std::string> names;
    for (const auto& [tensor, file] : weights.map)
        names.insert(file);
    for (const std::string& name : names) {
        weights.files.push_back(index.parent_path() / name);
        if (!isThere(weights.files.back()))
            throw Error("A part of the weights is missing", weights.files.back().string(),
                        "The index beside it names " + std::to_string(names.size()) + " files; download them all.");
    }
    return weights;
}

} // namespace

TensorFile readTensorFile(const fs::path& path)
{
    TensorFile file = isOfTorch(path) ? readTorchBin(path) : readSafetensors(path);
    dropWrapper(file.tensors);
    return file;
}

TensorList listTensorFile(const fs::path& path)
{
    TensorList list = isOfTorch(path) ? listTorchBin(path) : listSafetensors(path);
    dropWrapper(list);
    return list;
}

const std::vector<std::string>& weightFileNames()
{
    static const std::vector<std::string> names = [] {
        const std::string stem = "diffusion_pytorch_model.", index = ".index.json";
        return std::vector<std::string>{stem + "safetensors",
                                        stem + "safetensors" + index,
                                        stem + "bin",
                                        stem + "bin" + index,
                                        stem + "fp16.safetensors",
                                        stem + "fp16.safetensors" + index,
                                        stem + "safetensors.index.fp16.json",
                                        stem + "fp16.bin",
                                        stem + "fp16.bin" + index,
                                        stem + "bin.index.fp16.json"};
    }();
    return names;
}

Weights findWeights(const fs::path& folder)
{
    for (const std::string& name : weightFileNames())
        if (isThere(folder / name))
            return name.ends_with(".json") ? readIndex(folder / name) : Weights{folder / name, {folder / name}, {}};
    throw Error("There are no weights in this folder", folder.string(), "It needs " + weightFileNames().front() + ".");
}

TensorList listWeights(const Weights& weights)
{
    const auto fail = [&weights](const std::string& what) {
        throw Error("The weights do not fit their index", weights.shown.string() + ": " + what,
                    "Parts of different models are mixed here, or a download is incomplete.");
    };
    TensorList all;
    for (const fs::path& file : weights.files)
        for (auto& [name, info] : listTensorFile(file)) {
            const auto place = weights.map.find(name);
            if (place != weights.map.end() && place->second != file.filename())
                fail("tensor " + shortened(name) + " lies in " + file.filename().string() + ", not in " +
                     shortened(place->second));
            if (!all.emplace(name, info).second)
                fail("tensor " + shortened(name) + " lies in two files");
        }
    for (const auto& [name, file] : weights.map)
        if (all.count(name) == 0)
            fail("tensor " + shortened(name) + " is not in " + shortened(file));
    return all;
}

} // namespace diffuscope
