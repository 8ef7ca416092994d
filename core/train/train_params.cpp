#include "core/train/train_config.h"

#include "core/data/image_file.h"

namespace diffuscope {

namespace {

using Kind = ParamSpec::Kind;

ParamSpec integer(std::string key, std::string label, std::string help, long long initial, double low, double high)
{
    return {.key = std::move(key),
            .label = std::move(label),
            .help = std::move(help),
            .kind = Kind::Integer,
            .initial = initial,
            .minimum = low,
            .maximum = high,
            .choices = {}};
}

ParamSpec real(std::string key, std::string label, std::string help, double initial, double low, double high,
               int decimals)
{
    return {.key = std::move(key),
            .label = std::move(label),
            .help = std::move(help),
            .kind = Kind::Real,
            .initial = initial,
            .minimum = low,
            .maximum = high,
            .decimals = decimals,
            .choices = {}};
}

ParamSpec toggle(std::string key, std::string label, std::string help, bool initial)
{
    return {.key = std::move(key),
            .label = std::move(label),
            .help = std::move(help),
            .kind = Kind::Toggle,
            .initial = initial,
            .choices = {}};
}

ParamSpec scheduleChoice()
{
    std::vector<std::string> ids;
    for (const auto& info : scheduleCatalog())
        ids.push_back(info.id);
    return {.key = "schedule",
            .label = "Noise schedule",
            .help = "How the noise grows over the steps.",
            .kind = Kind::Choice,
            .initial = std::string("linear"),
            .choices = ids};
}

ParamSpec curveText()
{
    for (const ParamSpec& spec : scheduleInfo("custom").params)
        if (spec.key == "curve") {
            ParamSpec curve = spec;
            curve.label = "Custom curve";
            curve.help = "For the custom schedule: where alpha-bar passes, as x:y from 0:1 to x = 1.";
            return curve;
        }
    return {};
}

ParamSpec predictionChoice()
{
    return {.key = "prediction_type",
            .label = "Predicts",
            .help = "What the network learns to answer: the noise (epsilon), the picture (sample) or the velocity "
                    "between them (v_prediction).",
            .kind = Kind::Choice,
            .initial = std::string("epsilon"),
            .choices = {"epsilon", "v_prediction", "sample"}};
}

ParamSpec backgroundChoice()
{
    return {.key = "background",
            .label = "Background",
            .help = "What transparent pictures lie on.",
            .kind = Kind::Choice,
            .initial = std::string("white"),
            .choices = backgroundNames()};
}

} // namespace

const std::vector<ParamSpec>& trainParams()
{
    static const std::vector<ParamSpec> specs = {
        integer("size", "Image size", "Side of the network's input in pixels; a multiple of 4.", 32, 8, 256),
        integer("steps", "Steps", "Optimiser steps of the whole run.", 2000, 1, 100'000'000),
        integer("batch", "Batch", "Pictures a step.", 32, 1, 4096),
        real("learning_rate", "Learning rate", "Step size of AdamW after the warm-up.", 2e-4, 1e-7, 1, 6),
        integer("seed", "Seed", "Decides initial weights, order, noise and previews.", 0, 0, 4294967295.0),
        scheduleChoice(),
        integer("timesteps", "Noise steps T", "Number of steps of the forward process.", 1000, 10, 4000),
        curveText(),
        toggle("rescale_betas_zero_snr", "Zero terminal SNR",
               "The last step keeps nothing of the picture; needs v or sample prediction.", false),
        predictionChoice(),
        toggle("class_conditional", "Use classes",
               "Tell the network each picture's class, so that you can ask for one.", true),
        real("label_dropout", "Hide the class",
             "Share of pictures shown without their class, which is what guidance needs; 0 turns it off.", 0.1, 0, 0.9,
             2),
        toggle("mirror", "Mirror pictures", "Flip half of the pictures left to right. Wrong for text and digits.",
               false),
        backgroundChoice(),
        integer("limit", "Use at most", "Pictures taken from the set, spread evenly; 0 takes all.", 0, 0, 100'000'000),
        toggle("learning_rate_decay", "Lower the rate",
               "Bring the learning rate down to zero by the last step, along a cosine.", true),
        integer("warmup_steps", "Warm-up steps", "The learning rate grows linearly over these.", 100, 0, 1'000'000),
        real("weight_decay", "Weight decay", "AdamW's decoupled weight decay.", 0.01, 0, 1, 4),
        real("gradient_clip", "Gradient clip", "Largest norm of the whole gradient.", 1.0, 1e-3, 1e6, 3),
        real("ema_maximum", "EMA limit", "Largest decay of the averaged weights.", 0.9995, 0, 0.999999, 6),
        real("ema_power", "EMA warm-up", "Power of the decay's growth, 1 - (1 + step)^-power.", 0.75, 0.1, 2, 3),
        integer("preview_every", "Preview every", "Steps between previews.", 100, 1, 1'000'000),
        integer("preview_count", "Preview pictures", "Samples in a preview.", 16, 1, 64),
        integer("preview_steps", "Preview steps", "DDIM steps of a preview.", 20, 1, 1000),
        integer("checkpoint_every", "Checkpoint every", "Steps between checkpoints; one a minute comes by itself.", 500,
                1, 100'000'000),
    };
    return specs;
}

const std::vector<TrainPreset>& trainPresets()
{
    static const std::vector<TrainPreset> presets = {
        {"quick", "Quick", "A small network that shows shapes within minutes."},
        {"balanced", "Balanced", "A mid-size network for about an hour at 32 pixels."},
        {"quality", "Quality", "A large network for a night at 32 pixels."},
    };
    return presets;
}

} // namespace diffuscope
