#include "core/model/config/model_index.h"

#include "core/base/error.h"
#include "core/json/untrusted_json.h"

#include <set>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr const char* kIndexHappened = "This pipeline cannot be used";
constexpr const char* kMapHappened = "The index of the weights cannot be used";
constexpr std::size_t kMaxShards = 1000;

// A part of a pipeline is ["library", "class"]; [null, null] is an optional part left out.
std::string classOf(const json& index, const char* part, const std::string& file)
{
    const auto found = index.find(part);
    if (found == index.end() || found->is_null())
        return {};
    if (!found->is_array() || found->size() != 2)
        throw Error(kIndexHappened, file + ": " + part + " is malformed", "It needs a library and a class.");
    return (*found)[1].is_string() ? (*found)[1].get<std::string>() : std::string();
}

// Never a way out of the folder.
bool isPlainName(const std::string& name)
{
    return !name.empty() && name.size() < 256 && name[0] != '.' &&
           name.find_first_of(std::string("/\\\0", 3)) == std::string::npos;
}

} // namespace

void checkModelIndex(const std::string& text, const std::string& file)
{
    const json index = parseUntrusted(text, file, kIndexHappened);
    const std::string network = classOf(index, "unet", file);
    if (!network.empty() && network != "UNet2DModel")
        throw Error(kIndexHappened, file + ": unet = " + shortened(network),
                    "Only networks of the class UNet2DModel, which need nothing but a picture, are supported.");
    for (const char* decoder : {"vae", "vqvae"})
        if (!classOf(index, decoder, file).empty())
            throw Error(kIndexHappened, file + ": " + decoder,
                        "Its network works on latents, which need a decoder; choose a model of pictures.");
}

std::string modelIndexToJson()
{
    const json index = {{"_class_name", "DDPMPipeline"},
                        {"_diffusers_version", "0.27.2"},
                        {"scheduler", {"diffusers", "DDPMScheduler"}},
                        {"unet", {"diffusers", "UNet2DModel"}}};
    return index.dump(2) + "\n";
}

std::map<std::string, std::string> weightMapFromJson(const std::string& text, const std::string& file)
{
    const json index = parseUntrusted(text, file, kMapHappened);
    const auto fail = [&](const std::string& what) {
        throw Error(kMapHappened, file + ": " + what, "It is damaged or is not what its name says.");
    };
    const auto found = index.find("weight_map");
    if (found == index.end() || !found->is_object() || found->empty())
        fail("it has no weight_map");
    std::map<std::string, std::string> map;
    std::set<std::string> shards;
    for (const auto& [tensor, shard] : found->items()) {
        const std::string name = shard.is_string() ? shard.get<std::string>() : std::string();
        if (!isPlainName(name))
            fail("tensor " + shortened(tensor) + " lies in \"" + shortened(name) + "\", which is no plain file name");
        shards.insert(name);
        map.emplace(tensor, name);
    }
    if (shards.size() > kMaxShards)
        fail("it names " + std::to_string(shards.size()) + " files");
    return map;
}

} // namespace diffuscope
