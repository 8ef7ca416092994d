#include "core/bench/network_flops.h"

#include "core/model/config/block_plan.h"
#include "core/model/config/unet_config.h"

namespace diffuscope {
namespace {

class FlopCount {
public:
    FlopCount(const UNetConfig& config, int side) : config_(config), plan_(planUNet(config)), side_(side) {}

    double total()
    {
        const int first = config_.blockOutChannels.front();
        conv(3, config_.inChannels, first);
        linear(plan_.timeFeatures, plan_.timeChannels);
        linear(plan_.timeChannels, plan_.timeChannels);
        if (config_.classEmbedType == "timestep") {
            linear(plan_.timeFeatures, plan_.timeChannels);
            linear(plan_.timeChannels, plan_.timeChannels);
        }
        for (const BlockPlan& block : plan_.down)
            down(block);
        if (plan_.mid)
            layers(*plan_.mid);
        for (const BlockPlan& block : plan_.up)
            up(block);
        conv(3, first, config_.outChannels);
        return flops_;
    }

private:
    void conv(int size, int in, int out) { flops_ += 2.0 * size * size * in * out * side_ * side_; }
    void linear(int in, int out, double rows = 1) { flops_ += 2.0 * in * out * rows; }

    void resnet(const ResnetPlan& plan) // at the size that it gives
    {
        conv(3, plan.in, plan.out);
        conv(3, plan.out, plan.out);
        if (plan.shortcut)
            conv(1, plan.in, plan.out);
        linear(plan_.timeChannels, config_.resnetTimeScaleShift == "scale_shift" ? 2 * plan.out : plan.out);
    }

    void layers(const BlockPlan& block)
    {
        for (const ResnetPlan& plan : block.resnets)
            resnet(plan);
        for (const AttentionPlan& plan : block.attentions) {
            const int head = config_.attentionHeadDim.value_or(plan.channels), inner = plan.channels / head * head;
            linear(plan.channels, inner, 4.0 * side_ * side_); // query, key, value, and out
        }
    }

    void down(const BlockPlan& block)
    {
        layers(block);
        if (!block.convSampler && !block.resnetSampler)
            return;
        side_ /= 2;
        if (block.convSampler)
            conv(3, block.out, block.out);
        else
            resnet(*block.resnetSampler);
        if (block.skip)
            conv(1, 3, block.out); // what the small picture adds
    }

    void up(const BlockPlan& block)
    {
        layers(block);
        if (block.skip && block.resnetSampler)
            conv(3, block.out, 3); // before the size doubles
        if (!block.convSampler && !block.resnetSampler)
            return;
        side_ *= 2;
        if (block.convSampler)
            conv(3, block.out, block.out);
        else
            resnet(*block.resnetSampler);
    }

    const UNetConfig& config_;
    const UNetPlan plan_;
    int side_;
    double flops_ = 0;
};

} // namespace

double forwardFlops(const UNetConfig& config, int side) { return FlopCount(config, side).total(); }

} // namespace diffuscope
