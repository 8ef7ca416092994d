#pragma once
#include "core/train/trainer.h"

#include <filesystem>

namespace diffuscope {

// A run on disk:
//   config.toml  metrics.csv  log.txt  previews/step-000100.png
//   checkpoints/step-000500/   a diffusers pipeline folder of the EMA weights, plus training/ (state to resume)
// Checkpoints appear whole or not at all; the newest `kept` stay.
class RunFolder {
public:
    explicit RunFolder(std::filesystem::path root, int kept = 3);
    void create(const TrainConfig& config); // throws Error when the folder holds another run
    static TrainConfig readConfig(const std::filesystem::path& root);

    std::filesystem::path saveCheckpoint(const Trainer& trainer, const std::vector<std::string>& classNames);
    void appendMetrics(const std::vector<StepResult>& results);
    void truncateMetrics(std::int64_t step); // before resuming: drops rows past the checkpoint
    std::vector<StepResult>
    readMetrics() const; // in order, without lossByTimestep; lines that are not rows are left out
    std::filesystem::path previewPath(std::int64_t step) const;

    // Newest whole checkpoint folder; empty when there is none.
    static std::filesystem::path newestCheckpoint(const std::filesystem::path& root);
    static bool isRun(const std::filesystem::path& root);
    const std::filesystem::path& root() const { return root_; }

private:
    std::filesystem::path root_;
    int kept_;
};

} // namespace diffuscope
