#include "core/train/train_config.h"

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/kernels/device.h"
#include "core/train/train_presets.h"

namespace diffuscope {

namespace {

void require(bool condition, const std::string& key, const std::string& value, const Message& advice)
{
    if (!condition)
        throw Error("This training setting cannot be used", {"%1 = %2", {key, value}}, advice);
}

} // namespace

TrainConfig makeTrainConfig(const std::string& source, const std::string& preset, const ParamValues& overrides,
                            int channels, int classes)
{
    validateParams(trainParams(), overrides);
    const PresetSizes sizes = presetSizes(preset);
    ParamValues values;
    for (const ParamSpec& spec : trainParams())
        values[spec.key] = spec.initial;
    values["steps"] = sizes.steps;
    values["learning_rate"] = sizes.learningRate;
    for (const auto& [key, value] : overrides)
        values[key] = value;
    TrainConfig c;
    c.source = source;
    c.preset = preset;
    c.channels = channels;
    setTrainValues(c, values);
    resolvePrecision(c); // the run's config says what was done, wherever it is repeated
    c.classConditional = c.classConditional && classes > 0;
    const double dropout = c.network.dropout;
    c.network = presetNetwork(sizes, c.size, channels, c.classConditional ? classes + (c.labelDropout > 0) : 0);
    c.network.dropout = dropout;
    if (!overrides.contains("batch")) {
        const PresetBatch fitting = presetBatch(sizes, c.network, c.size, availableMemory());
        c.batch = fitting.batch;
        if (!overrides.contains("gradient_accumulation"))
            c.gradientAccumulation = fitting.accumulation;
    }
    validateTrainConfig(c);
    return c;
}

void resolvePrecision(TrainConfig& c)
{
    if (c.precision == "auto") // a device that is missing is refused later, where it is named
        c.precision = kernels::choosePrecision("auto", c.device == "auto" ? kernels::chooseDevice("auto") : c.device);
}

void validateTrainConfig(const TrainConfig& c)
{
    validateParams(trainParams(), trainValues(c)); // a file may say anything, so the forms' ranges hold here as well
    const auto text = [](auto value) { return std::to_string(value); };
    require(c.size % 4 == 0, "size", text(c.size), "Use a multiple of 4 from 8 to 256.");
    require(c.channels == 1 || c.channels == 3, "channels", text(c.channels), "Use 1 (grey) or 3 (RGB).");
    require(c.previewSteps <= c.schedule.timesteps, "preview_steps", text(c.previewSteps),
            {"Use 1 up to the number of noise steps, %1.", {text(c.schedule.timesteps)}});
    require(c.timestepsTo() <= c.schedule.timesteps, "last_timestep", text(c.lastTimestep),
            {"Use 1 up to the number of noise steps, %1, or 0 for the last.", {text(c.schedule.timesteps)}});
    require(c.firstTimestep <= c.timestepsTo(), "first_timestep", text(c.firstTimestep),
            {"Use 1 up to the largest step that is drawn, %1.", {text(c.timestepsTo())}});
    require(c.network.inChannels == c.channels && c.network.outChannels == c.channels, "network.in_channels",
            text(c.network.inChannels), "It must equal channels.");
    validateUNetConfig(c.network, "network");
    (void)c.emaLimits(); // throws with its own message
    require(c.augmentation.crop < c.size, "crop", text(c.augmentation.crop), "Use less than the picture's size.");
    const int multiple = 1 << (c.network.blockOutChannels.size() - 1);
    require(c.size % multiple == 0, "size", text(c.size), {"This network needs a multiple of %1.", {text(multiple)}});
    const Schedule schedule = makeSchedule(c.schedule); // throws with its own message
    require(!schedule.zeroTerminalSnr() || c.predictionType != "epsilon", "rescale_betas_zero_snr", "true",
            "Where no signal is left the noise cannot be predicted; choose v_prediction or sample.");
}

} // namespace diffuscope
