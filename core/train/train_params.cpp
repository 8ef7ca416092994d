#include "core/train/train_config.h"

#include "core/data/image_files/image_file.h"

#include <iterator>

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

ParamSpec integerOr(std::string lowest, ParamSpec spec)
{
    spec.lowestName = std::move(lowest);
    return spec;
}

ParamSpec inUnits(std::string unit, ParamSpec spec)
{
    spec.unit = std::move(unit);
    return spec;
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
            .help = "v_prediction: the noise, with a skip from the network's input. A small network cannot copy its "
                    "input exactly, and where there is little picture left that error grows large; so it learns only "
                    "what is to be added. epsilon: the noise itself, as in the textbook. sample: the picture.",
            .kind = Kind::Choice,
            .initial = std::string("v_prediction"),
            .choices = {"v_prediction", "epsilon", "sample"},
            .choiceNames = {"noise, with skip", "noise, textbook", "picture"}};
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

ParamSpec choice(std::string key, std::string label, std::string help, std::vector<std::string> choices)
{
    return {.key = std::move(key),
            .label = std::move(label),
            .help = std::move(help),
            .kind = Kind::Choice,
            .initial = choices.front(),
            .choices = choices};
}

ParamSpec text(std::string key, std::string label, std::string help)
{
    return {.key = std::move(key),
            .label = std::move(label),
            .help = std::move(help),
            .kind = Kind::Text,
            .initial = std::string(),
            .choices = {}};
}

// A group of settings of the form; `advanced` ones are folded away.
std::vector<ParamSpec> group(const std::string& name, bool advanced, std::vector<ParamSpec> specs)
{
    for (ParamSpec& spec : specs) {
        spec.group = name;
        spec.advanced = advanced;
    }
    return specs;
}

std::vector<ParamSpec> everySetting()
{
    std::vector<ParamSpec> all;
    const auto add = [&all](std::vector<ParamSpec> specs) {
        all.insert(all.end(), std::make_move_iterator(specs.begin()), std::make_move_iterator(specs.end()));
    };
    add({integer("size", "Image size", "Side of the network's input in pixels; a multiple of 4.", 32, 8, 256),
         integer("steps", "Steps", "Optimiser steps of the whole run.", 2000, 1, 100'000'000),
         integer("batch", "Batch", "Pictures that go through the network together.", 32, 1, 4096),
         real("learning_rate", "Learning rate", "Step size of AdamW after the warm-up.", 2e-4, 1e-7, 1, 6),
         integer("seed", "Seed", "Decides initial weights, order, noise and previews.", 0, 0, 4294967295.0)});
    add(group("Diffusion", false,
              {scheduleChoice(),
               integer("timesteps", "Noise steps T", "Number of steps of the forward process.", 1000, 10, 4000),
               curveText(),
               toggle("rescale_betas_zero_snr", "Zero terminal SNR",
                      "The last step keeps nothing of the picture; needs v or sample prediction.", false),
               predictionChoice()}));
    add(group("Diffusion", true,
              {integer("first_timestep", "t drawn from",
                       "Smallest noise step that the network is trained at. The same as the largest: it learns one "
                       "noise level and is lost at every other.",
                       1, 1, 4000),
               integerOr("T", integer("last_timestep", "t drawn up to",
                                      "Largest noise step that the network is trained at; 0 is the last one, T. Both "
                                      "ends at T: from pure noise alone it can only learn the mean of all pictures, "
                                      "whatever the noise.",
                                      0, 0, 4000)),
               toggle("time_input", "Tell it t",
                      "Off: the network is not told how much noise there is and has to see it. It still learns, and "
                      "its guesses are blurred between the noise levels that look alike.",
                      true),
               choice("loss_weighting", "Loss weighting",
                      "plain: every noise level counts the same. min_snr: levels with little noise count less "
                      "(Hang et al. 2023).",
                      {"plain", "min_snr"}),
               real("min_snr_gamma", "Min-SNR gamma", "The signal-to-noise ratio from which on a level counts less.", 5,
                    0.1, 100, 2)}));
    add(group("Pictures", false,
              {toggle("class_conditional", "Use classes",
                      "Tell the network each picture's class, so that you can ask for one.", true),
               real("label_dropout", "Class dropout",
                    "Share of pictures shown without their class, which is what guidance needs; 0 turns it off.", 0.1,
                    0, 0.9, 2),
               toggle("mirror", "Mirror pictures",
                      "Flip half of the pictures left to right. Wrong for text and digits.", false),
               backgroundChoice(),
               integerOr("all", integer("limit", "Picture limit",
                                        "Number of pictures taken from the set, spread evenly; 0 takes all.", 0, 0,
                                        100'000'000))}));
    add(group(
        "Pictures", true,
        {inUnits("px", integer("crop", "Random shift",
                               "Moves each picture by up to this many pixels; generated ones may be shifted, too.", 0,
                               0, 64)),
         inUnits("°", real("rotate", "Random rotation",
                           "Turns each picture by up to this many degrees; generated ones may be turned, too.", 0, 0,
                           180, 1)),
         real("zoom", "Random zoom", "Scales each picture by up to this share; 0.1 is 10 percent.", 0, 0, 0.5, 2),
         real("colour", "Random colour",
              "Changes brightness, contrast and saturation by up to this share; 0.1 is 10 percent.", 0, 0, 1, 2),
         real("validation_share", "Held out", "Share of the pictures that is never trained on but measured.", 0.05, 0,
              0.5, 3),
         integerOr("auto",
                   integer("validate_every", "Validate every",
                           "Steps between validations. auto: every 250, or more rarely where they would take more "
                           "than 5 percent of the time.",
                           kAuto, 0, 1'000'000))}));
    add(group(
        "Optimiser", true,
        {choice("learning_rate_schedule", "Rate over time",
                "cosine: down to zero by the last step along half a cosine. constant: stays.", {"cosine", "constant"}),
         integer("warmup_steps", "Warm-up steps", "The learning rate grows linearly over these.", 100, 0, 1'000'000),
         integer("gradient_accumulation", "Accumulation",
                 "Batches whose gradients make one step: a larger batch in "
                 "the same memory.",
                 1, 1, 1024),
         real("weight_decay", "Weight decay", "AdamW's decoupled weight decay.", 0.01, 0, 1, 4),
         real("gradient_clip", "Gradient clip", "Largest norm of the whole gradient.", 1.0, 1e-3, 1e6, 3),
         real("dropout", "Dropout", "Share of activations left out in each residual block.", 0, 0, 0.9, 2)}));
    add(group("Averaged weights", true,
              {real("ema_maximum", "EMA decay", "Largest decay of the averaged weights.", 0.9995, 0, 0.999999, 6),
               real("ema_power", "EMA warm-up", "Power of the decay's growth, 1 - (1 + step)^-power.", 0.75, 0.1, 2, 3),
               text("ema_more", "More averages",
                    "Further averages, by their decays such as 0.99, 0.9999; each checkpoint has a model of each.")}));
    add(group(
        "Computing", true,
        {choice("device", "Device", "Where the network is trained; auto takes a GPU where LibTorch has one.",
                {"auto", "cpu", "cuda", "mps"}),
         choice("precision", "Precision",
                "bfloat16 is faster where the processor multiplies such numbers, and no gain elsewhere; weights stay "
                "float32. auto takes it there.",
                {"auto", "float32", "bfloat16"})}));
    add(group(
        "Previews and checkpoints", true,
        {integerOr("auto", integer("preview_every", "Preview every",
                                   "Steps between previews. auto: a first one early, then every 100, or more rarely "
                                   "where they would take more than 10 percent of the time.",
                                   kAuto, 0, 1'000'000)),
         integer("preview_count", "Preview pictures", "Samples in a preview.", 16, 1, 64),
         integer("preview_steps", "Preview steps", "DDIM steps of a preview.", 20, 1, 1000),
         inUnits("s", integer("checkpoint_seconds", "Checkpoint every", "Seconds of training between checkpoints.", 60,
                              1, 86'400)),
         integerOr("off",
                   integer("checkpoint_every", "Checkpoint steps",
                           "Steps between checkpoints, besides those by time; 0: only by time.", 0, 0, 100'000'000)),
         integer("keep_checkpoints", "Keep newest", "Number of newest checkpoints to keep.", 3, 1, 1000)}));
    return all;
}

} // namespace

const std::vector<ParamSpec>& trainParams()
{
    static const std::vector<ParamSpec> specs = everySetting();
    return specs;
}

} // namespace diffuscope
