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

// A batch of a step as the network was shown it, on the CPU.
struct WatchedBatch {
    std::int64_t index = 0;
    std::vector<int> pictures;
    torch::Tensor data, noise, noisy, answer, timesteps, labels, errors; // labels undefined without classes
};

// What a dissection asks of a step, and what it learns of it.
struct StepWatch {
    Dissection wanted;
    std::vector<WatchedBatch> batches;
    double lookSeconds = 0;
    std::vector<torch::Tensor> before; // weights
    double gradientScale = 1;
};

struct Trainer::Impl {
    TrainConfig whole;  // with what is still to change
    TrainConfig config; // as it is now
    std::shared_ptr<const Dataset> dataset;
    std::string deviceName;
    torch::Device device;
    Schedule schedule;
    TensorSchedule tensors;
    HeldOut split;
    int ahead; // batches that the loader prepares
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

    Impl(TrainConfig given, std::shared_ptr<const Dataset> set, int batchesAhead);
    std::unique_ptr<BatchLoader> makeLoader() const;
    void forgetTime();     // without a time input: its embedding is nothing, and stays so
    void keepForgetting(); // of the gradient
    void applySettings();  // of the step it stands at
    torch::Tensor labelsOf(const Batch& batch, std::int64_t index) const;
    double learningRate(std::int64_t step) const;
    UNet averaged() const;
    SnapshotPtr snapshotOf(const Ema& average, const SchedulerConfig& scheduler) const;
    // Forward and backward of one batch; its share of the gradient is added. Returns the mean loss.
    double accumulate(std::int64_t index, LossPoint& result, StepWatch* watch);
    LossPoint step(StepWatch* watch = nullptr);
    void seedDropout(std::int64_t index); // as batch `index` wants it
    // Of a dissection, see trainer_dissect.cpp.
    torch::Tensor answerOf(const torch::Tensor& predicted, const torch::Tensor& noisy, int timestep) const;
    LookedAt lookedAt(const WatchedBatch& batch, std::int64_t at) const;
    WeightStep oneWeight(const StepWatch& watch, double rate) const;
    double lossAgain(const std::vector<WatchedBatch>& batches);
    bool knowsClasses() const { return config.network.numClassEmbeds.has_value(); }
};

std::string averageName(double limit); // "ema-0.99"

} // namespace diffuscope
