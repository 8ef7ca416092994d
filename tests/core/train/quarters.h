#pragma once
#include "core/data/dataset.h"
#include "core/model/files/state_dict.h"
#include "core/train/train_config.h"

#include <torch/types.h>

#include <memory>

namespace diffuscope {

// Four classes of 8x8 pictures: bright quarters.
inline std::shared_ptr<const Dataset> quarters()
{
    auto set = std::make_shared<Dataset>();
    set->source = set->name = "quarters";
    set->channels = 1;
    set->height = set->width = 8;
    set->classNames = {"a", "b", "c", "d"};
    for (int i = 0; i < 16; ++i) {
        const int quarter = i % 4;
        set->labels.push_back(quarter);
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x)
                set->values.push_back((y / 4) * 2 + x / 4 == quarter ? 230 : 20);
    }
    return set;
}

inline TrainConfig tinyConfig(long long steps = 40)
{
    TrainConfig c = makeTrainConfig("quarters", "quick",
                                    {{"size", 8LL},
                                     {"steps", steps},
                                     {"batch", 8LL},
                                     {"warmup_steps", 5LL},
                                     {"learning_rate", 2e-3},
                                     {"precision", std::string("float32")}, // on every processor
                                     {"seed", 11LL}},
                                    1, 4);
    c.network.blockOutChannels = {8, 16};
    c.network.normNumGroups = 4;
    c.network.attentionHeadDim = 8;
    c.network.downBlockTypes = {"DownBlock2D", "AttnDownBlock2D"};
    c.network.upBlockTypes = {"AttnUpBlock2D", "UpBlock2D"};
    return c;
}

inline bool sameState(const StateDict& a, const StateDict& b)
{
    if (a.size() != b.size())
        return false;
    for (const auto& [name, tensor] : a)
        if (!torch::equal(tensor, b.at(name)))
            return false;
    return true;
}

} // namespace diffuscope
