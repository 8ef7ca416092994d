#pragma once
#include "core/base/params.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

// What a model card says. Names come from anybody's files. Internal to core/session.
struct ModelCard {
    struct Run {
        std::string set;              // name of the training set
        std::vector<ParamSpec> specs; // of the settings, in order
        ParamValues settings;
        double loss = -1, heldOutLoss = -1;         // negative: unknown
        std::int64_t lossStep = 0, heldOutStep = 0; // after which they were measured
        bool hasPlot = false;
    };
    struct Copies {
        std::string set;
        int references = 0;
        double nearest = 0, usual = 0; // least distance of a drawn picture, and what is usual between training pictures
        bool hasSheet = false;
    };
    std::string name, license, version;
    int side = 0, channels = 0, timesteps = 0;
    std::int64_t weights = 0, trainedSteps = 0;
    std::string prediction, schedule;
    std::vector<std::string> classNames;
    int classes = 0;
    bool halfFloats = false;
    std::optional<Run> run;
    int pictures = 0; // on the sheet; 0: there is none
    int steps = 0;
    std::uint64_t seed = 0;
    std::string noPictures;       // why, in a sentence; empty: none were wanted
    std::optional<Copies> copies; // none: they were not looked for
};

// README.md: YAML as the Hugging Face Hub reads it, then Markdown.
std::string cardText(const ModelCard& card);

} // namespace diffuscope
