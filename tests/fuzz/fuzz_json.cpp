// Any text as one of the JSON files around a model; the first byte chooses which. What is accepted is written and read
// again without a change.
#include "core/model/config/model_index.h"
#include "core/model/config/scheduler_config.h"
#include "core/model/config/tensor_shapes.h"
#include "core/model/config/unet_config.h"
#include "tests/fuzz/only_errors.h"

#include <cstddef>
#include <cstdint>

using namespace diffuscope;

namespace {

const std::string kFile = "fuzz.file";

void readNetwork(const std::string& text)
{
    UNetConfig config;
    if (!fuzz::accepted(kFile, [&] { config = unetConfigFromJson(text, kFile); }))
        return;
    fuzz::claim(parameterCountOf(tensorShapes(config)) > 0, "a network has parameters");
    const std::string written = unetConfigToJson(config);
    fuzz::claim(unetConfigToJson(unetConfigFromJson(written, kFile)) == written, "a network's config survives");
}

void readScheduler(const std::string& text)
{
    SchedulerConfig config;
    if (!fuzz::accepted(kFile, [&] { config = schedulerConfigFromJson(text, kFile); }))
        return;
    const std::string written = schedulerConfigToJson(config);
    fuzz::claim(schedulerConfigToJson(schedulerConfigFromJson(written, kFile)) == written,
                "a scheduler's config survives");
}

void readWeightMap(const std::string& text)
{
    std::map<std::string, std::string> map;
    if (!fuzz::accepted(kFile, [&] { map = weightMapFromJson(text, kFile); }))
        return;
    for (const auto& [tensor, file] : map)
        fuzz::claim(!file.empty() && file[0] != '.' && file.find('/') == std::string::npos,
                    "a shard is beside its index");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0]) {
    case 'u':
        readNetwork(text);
        break;
    case 's':
        readScheduler(text);
        break;
    case 'w':
        readWeightMap(text);
        break;
    case 'm':
        fuzz::accepted(kFile, [&] { checkModelIndex(text, kFile); });
        break;
    default:
        break;
    }
    return 0;
}
