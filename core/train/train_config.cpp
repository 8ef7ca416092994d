#include "core/train/train_config.h"

#include "core/base/error.h"

#include <algorithm>
#include <numeric>

namespace diffuscope {

namespace {

// What a preset decides besides the network.
struct PresetSizes {
    std::vector<int> channels;
    int layers, groups, headDim;
    long long steps, batch;
    double learningRate;
};

PresetSizes sizesOf(const std::string& preset)
{
    if (preset == "quick")
        return {{16, 32, 64, 64}, 1, 8, 16, 3000, 16, 1.5e-3};
    if (preset == "balanced")
        return {{32, 64, 128, 128}, 1, 16, 32, 5000, 32, 5e-4};
    if (preset == "quality")
        return {{48, 96, 192, 192}, 2, 16, 32, 15000, 32, 2e-4};
    std::string known;
    for (const auto& entry : trainPresets())
        known += (known.empty() ? "" : ", ") + entry.id;
    throw Error("Unknown preset", preset, "Known: " + known + ".");
}

// Levels halve the picture; the lowest keeps at least 4 pixels a side, and pictures above 48 get one more.
// `classes` counts the one for "no class", if any.
UNetConfig networkFor(const PresetSizes& preset, int size, int channels, int classes)
{
    std::vector<int> widths = preset.channels;
    if (size > 48)
        widths.push_back(widths.back());
    while (widths.size() > 1 && (size % (1 << (widths.size() - 1)) != 0 || size >> (widths.size() - 1) < 4))
        widths.pop_back();
    UNetConfig config;
    config.sampleSize = size;
    config.inChannels = config.outChannels = channels;
    config.blockOutChannels = widths;
    config.layersPerBlock = preset.layers;
    config.normNumGroups = preset.groups;
    config.attentionHeadDim = preset.headDim;
    config.downBlockTypes.assign(widths.size(), "DownBlock2D");
    config.upBlockTypes.assign(widths.size(), "UpBlock2D");
    if (widths.size() > 1) { // attention where it is cheap: the lowest resolution
        config.downBlockTypes.back() = "AttnDownBlock2D";
        config.upBlockTypes.front() = "AttnUpBlock2D";
    }
    if (classes > 0)
        config.numClassEmbeds = classes;
    return config;
}

void require(bool condition, const std::string& key, const std::string& value, const std::string& advice)
{
    if (!condition)
        throw Error("This training setting cannot be used", key + " = " + value, advice);
}

} // namespace

TrainConfig makeTrainConfig(const std::string& source, const std::string& preset, const ParamValues& overrides,
                            int channels, int classes)
{
    const auto& specs = trainParams();
    validateParams(specs, overrides);
    const PresetSizes sizes = sizesOf(preset);
    ParamValues values = {{"steps", sizes.steps}, {"batch", sizes.batch}, {"learning_rate", sizes.learningRate}};
    for (const auto& [key, value] : overrides)
        values[key] = value;
    const auto integer = [&](const char* key) { return intParam(specs, values, key); };
    TrainConfig c;
    c.source = source;
    c.preset = preset;
    c.size = int(integer("size"));
    c.channels = channels;
    c.steps = integer("steps");
    c.batch = int(integer("batch"));
    c.learningRate = realParam(specs, values, "learning_rate");
    c.learningRateDecay = boolParam(specs, values, "learning_rate_decay");
    c.warmupSteps = int(integer("warmup_steps"));
    c.weightDecay = realParam(specs, values, "weight_decay");
    c.gradientClip = realParam(specs, values, "gradient_clip");
    c.emaMaximum = realParam(specs, values, "ema_maximum");
    c.emaPower = realParam(specs, values, "ema_power");
    c.mirror = boolParam(specs, values, "mirror");
    c.classConditional = classes > 0 && boolParam(specs, values, "class_conditional");
    c.background = choiceParam(specs, values, "background");
    c.datasetLimit = int(integer("limit"));
    c.seed = std::uint64_t(integer("seed"));
    c.previewEvery = int(integer("preview_every"));
    c.previewCount = int(integer("preview_count"));
    c.previewSteps = int(integer("preview_steps"));
    c.checkpointEvery = integer("checkpoint_every");
    c.schedule.id = choiceParam(specs, values, "schedule");
    c.schedule.timesteps = int(integer("timesteps"));
    c.schedule.params["rescale_betas_zero_snr"] = boolParam(specs, values, "rescale_betas_zero_snr");
    if (c.schedule.id == "custom")
        c.schedule.params["curve"] = textParam(specs, values, "curve");
    c.predictionType = choiceParam(specs, values, "prediction_type");
    c.labelDropout = realParam(specs, values, "label_dropout");
    c.network = networkFor(sizes, c.size, channels, c.classConditional ? classes + (c.labelDropout > 0) : 0);
    validateTrainConfig(c);
    return c;
}

ParamValues trainValues(const TrainConfig& c)
{
    const auto whole = [](auto value) { return static_cast<long long>(value); };
    const auto zeroSnr = c.schedule.params.find("rescale_betas_zero_snr"), curve = c.schedule.params.find("curve");
    const auto isCurve = [](const ParamSpec& spec) { return spec.key == "curve"; };
    const ParamSpec& curveOf = *std::find_if(trainParams().begin(), trainParams().end(), isCurve);
    return {{"size", whole(c.size)},
            {"steps", whole(c.steps)},
            {"batch", whole(c.batch)},
            {"learning_rate", c.learningRate},
            {"learning_rate_decay", c.learningRateDecay},
            {"seed", whole(c.seed)},
            {"schedule", c.schedule.id},
            {"timesteps", whole(c.schedule.timesteps)},
            {"rescale_betas_zero_snr", zeroSnr != c.schedule.params.end() && zeroSnr->second == ParamValue(true)},
            {"curve", curve == c.schedule.params.end() ? curveOf.initial : curve->second},
            {"prediction_type", c.predictionType},
            {"class_conditional", c.classConditional},
            {"label_dropout", c.labelDropout},
            {"mirror", c.mirror},
            {"background", c.background},
            {"limit", whole(c.datasetLimit)},
            {"warmup_steps", whole(c.warmupSteps)},
            {"weight_decay", c.weightDecay},
            {"gradient_clip", c.gradientClip},
            {"ema_maximum", c.emaMaximum},
            {"ema_power", c.emaPower},
            {"preview_every", whole(c.previewEvery)},
            {"preview_count", whole(c.previewCount)},
            {"preview_steps", whole(c.previewSteps)},
            {"checkpoint_every", whole(c.checkpointEvery)}};
}

void validateTrainConfig(const TrainConfig& c)
{
    validateParams(trainParams(), trainValues(c)); // a file may say anything, so the forms' ranges hold here as well
    const auto text = [](auto value) { return std::to_string(value); };
    require(c.size % 4 == 0, "size", text(c.size), "Use a multiple of 4 from 8 to 256.");
    require(c.channels == 1 || c.channels == 3, "channels", text(c.channels), "Use 1 (grey) or 3 (RGB).");
    require(c.previewSteps <= c.schedule.timesteps, "preview_steps", text(c.previewSteps),
            "Use 1 up to the number of noise steps, " + text(c.schedule.timesteps) + ".");
    require(c.network.inChannels == c.channels && c.network.outChannels == c.channels, "network.in_channels",
            text(c.network.inChannels), "It must equal channels.");
    validateUNetConfig(c.network, "network");
    const int multiple = 1 << (c.network.blockOutChannels.size() - 1);
    require(c.size % multiple == 0, "size", text(c.size), "This network needs a multiple of " + text(multiple) + ".");
    const Schedule schedule = makeSchedule(c.schedule); // throws with its own message
    require(!schedule.zeroTerminalSnr() || c.predictionType != "epsilon", "rescale_betas_zero_snr", "true",
            "Where no signal is left the noise cannot be predicted; choose v_prediction or sample.");
}

} // namespace diffuscope
