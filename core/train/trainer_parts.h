#pragma once
// Private to the trainer's sources.
#include "core/data/batch_loader.h"
#include "core/diffusion/loss.h"
#include "core/model/ema.h"
#include "core/train/adamw.h"
#include "core/train/held_out.h"
#include "core/train/trainer.h"

#include <memory>
#include <string>
#include <vector>

namespace diffuscope {

struct Trainer::Impl {
    TrainConfig whole;  // with what is still to change
    TrainConfig config; // as it is now
    std::shared_ptr<const Dataset> dataset;
    std::string deviceName;
    torch::Device device;
    Schedule schedule;
    TensorSchedule tensors;
    HeldOut split;
    std::unique_ptr<BatchLoader> loader;
    double waitedBefore = 0; // seconds, for loaders before this one
    UNet network;
    std::vector<torch::Tensor> parameters;
    Ema ema;
    std::vector<Ema> moreAverages; // in the order of config.emaLimits()
    AdamW optimiser;
    std::int64_t done = 0;
    mutable UNet viewer{nullptr}; // EMA weights to look with, refreshed when `done` moved on
    mutable std::int64_t viewerStep = -1;

    Impl(TrainConfig given, std::shared_ptr<const Dataset> set);
    std::unique_ptr<BatchLoader> makeLoader() const;
    void forgetTime();     // without a time input: its embedding is nothing, and stays so
    void keepForgetting(); // of the gradient
    void applySettings();  // of the step it stands at
    torch::Tensor labelsOf(const Batch& batch, std::int64_t index) const;
    double learningRate(std::int64_t step) const;
    UNet averaged() const;
    SnapshotPtr snapshotOf(const Ema& average, const SchedulerConfig& scheduler) const;
    // Forward and backward of one batch; its share of the gradient is added. Returns the mean loss.
    double accumulate(std::int64_t index, LossPoint& result);
    bool knowsClasses() const { return config.network.numClassEmbeds.has_value(); }
};

std::string averageName(double limit); // "ema-0.99"

} // namespace diffuscope
