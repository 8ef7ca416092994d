#pragma once
#include "core/base/error.h"
#include "core/messages/train_events.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diffuscope {

class EventFile;
class RunFolder;
class Trainer;

// A checkpoint as checkpoints.csv has it: its step, and the seconds of training until then. 0 seconds: nobody knows
// what it took until there, and those of the next ones count from it.
struct CheckpointMark {
    std::int64_t step = 0;
    double seconds = 0;
};
// The step that the seconds of these count from; nothing where there are none.
std::optional<std::int64_t> timedFrom(const std::vector<CheckpointMark>& marks);

// What the tables of a run hold.
struct RunRecords {
    std::string log; // the whole text
    std::vector<LossPoint> steps;
    std::vector<ValidationPoint> validations;
    std::vector<LossByTimestep::Column> byTimestep; // of some steps each
    std::vector<CheckpointMark> checkpoints;
};

// What a run leaves on disk between its steps: log, tables, events, checkpoints. What cannot be written now is
// answered with the reason, kept, and written the next time; all of it again where the folder had gone.
class RunJournal {
public:
    // `earlier` is on the disk already. `timesteps`: that the noise has.
    RunJournal(RunFolder& files, std::int64_t firstStep, int timesteps, RunRecords earlier = {});
    ~RunJournal();

    void add(const LossPoint& result, double imagesPerSecond);
    void add(const ValidationPoint& result);
    void beginTimes(std::int64_t step); // of a run whose earlier ones are not known
    void log(const std::string& text);  // a line with the time

    std::optional<Error> write(); // all that waits
    // The same, and a checkpoint with its bytes on the disk. `seconds` of training so far.
    std::optional<Error> checkpoint(const Trainer& trainer, const std::vector<std::string>& classNames, double seconds);
    // Every table and the log, the earlier rows as well, into another run's folder that has none so far. `saved`: the
    // checkpoint that is there.
    std::optional<Error> writeAll(RunFolder& other, const CheckpointMark& saved);
    bool takeRestored(); // whether the folder had gone and was made again since this was last asked

private:
    void addScalars(std::int64_t step, const std::vector<std::pair<std::string, double>>& scalars);
    void addScalarsOf(const LossPoint& result, double imagesPerSecond);
    void addScalarsOf(const ValidationPoint& result);
    void closeColumn(); // what was seen by timestep since the last row becomes one
    void forgetWritten();
    void writeTables();

    struct Scalars {
        std::int64_t step;
        double time;
        std::vector<std::pair<std::string, double>> values;
    };
    struct Written {
        std::size_t log = 0, steps = 0, validations = 0, byTimestep = 0, checkpoints = 0;
    };
    RunFolder& files_;
    std::int64_t firstStep_;
    int timesteps_;
    std::unique_ptr<EventFile> events_; // made at the first write
    RunRecords records_;
    Written written_; // of each, how much is on the disk
    LossByTimestep::Column column_;
    std::vector<Scalars> scalars_;
    bool restored_ = false;
};

} // namespace diffuscope
