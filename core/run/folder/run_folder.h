#pragma once
#include "core/run/run_journal.h"
#include "core/train/trainer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace diffuscope {

class RunLock;

// A run on disk:
//   config.toml  metrics.csv  validation.csv  loss_by_timestep.csv  checkpoints.csv  events.out.tfevents.*  log.txt
//   previews/step-000000100.png
//   checkpoints/step-000000500/   a diffusers pipeline folder of the EMA weights, ema-*/ the same of further averages,
//                                 training/ (state to resume) and checksums.txt
//   run.lock   while a program trains here
// Checkpoints appear whole or not at all, with their bytes on the disk; the newest `kept` stay.
class RunFolder {
public:
    explicit RunFolder(std::filesystem::path root, int kept = 3);
    ~RunFolder();
    void create(const TrainConfig& config); // throws Error when the folder holds another run
    // For the one program that trains here: locks the folder (Error when another does) and removes what a killed one
    // left half written. Held as long as this object lives.
    void occupy();
    void settle(); // training goes on: an earlier interruption is settled
    void leave();  // the program ends before the run: it counts as interrupted
    // While occupied: makes the folder again, with settings and lock, where somebody has removed it. True: it had gone.
    // Throws Error where it cannot be made, and where the folder around it has gone as well, as a drive does.
    bool restore();
    // Of the checkpoints that are there now and can be gone on from; -1: none. The folder may have gone since one was
    // written.
    std::int64_t newestStep() const;
    // Removes the oldest checkpoint, but never the newest, where `available` bytes of the disk are too few for another
    // one. False: nothing was removed.
    bool makeRoom(std::uint64_t available);
    void saveConfig(const TrainConfig& config); // of a run that goes on with other settings
    static TrainConfig readConfig(const std::filesystem::path& root);

    // Writes the settings again where they are gone, so that the folder stays a run.
    std::filesystem::path saveCheckpoint(const Trainer& trainer, const std::vector<std::string>& classNames);
    void appendMetrics(std::span<const LossPoint> results);
    void appendValidation(std::span<const ValidationPoint> results);
    void appendByTimestep(std::span<const LossByTimestep::Column> columns, int timesteps);
    void appendCheckpoints(std::span<const CheckpointMark> marks);
    void truncateMetrics(std::int64_t step);    // before resuming: drops rows past the checkpoint, of all tables
    std::vector<LossPoint> readMetrics() const; // in order, without byTimestep; lines that are not rows are left out
    std::vector<ValidationPoint> readValidation() const;
    RunRecords readRecords() const; // all of them, as far as they are there
    std::filesystem::path previewPath(std::int64_t step) const;
    std::vector<std::int64_t> previewSteps() const; // of those that are there, rising

    // Newest whole checkpoint folder; empty when there is none.
    static std::filesystem::path newestCheckpoint(const std::filesystem::path& root);
    static std::vector<std::filesystem::path> checkpoints(const std::filesystem::path& root); // oldest first
    static std::int64_t stepOf(const std::filesystem::path& checkpoint);                      // -1: it has none
    // What is wrong with a checkpoint's files, by their checksums; empty: nothing. Old ones without checksums pass.
    static std::string checkpointProblem(const std::filesystem::path& checkpoint);
    static bool isRun(const std::filesystem::path& root);
    // The run that a path is or lies in, as a checkpoint of it or as one of a checkpoint's weights; empty: none.
    static std::filesystem::path runOf(const std::filesystem::path& path);
    // Of the disk that holds a folder, or would if it were there; the largest number: it can't be told.
    static std::uint64_t bytesFree(std::filesystem::path folder);
    const std::filesystem::path& root() const { return root_; }

private:
    void makeFolders() const;

    std::filesystem::path root_;
    int kept_;
    std::string config_; // the text of config.toml, once it is known
    bool occupied_ = false;
    std::unique_ptr<RunLock> lock_;
};

} // namespace diffuscope
