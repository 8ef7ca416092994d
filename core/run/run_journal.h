#pragma once
#include "core/base/error.h"

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
struct LossPoint;
struct ValidationPoint;

// What a run leaves on disk between its steps: log, tables, events, checkpoints. What cannot be written now is
// answered with the reason, kept, and written the next time.
class RunJournal {
public:
    RunJournal(RunFolder& files, std::int64_t firstStep);
    ~RunJournal();

    void add(const LossPoint& result, double imagesPerSecond);
    void add(const ValidationPoint& result);
    void log(const std::string& text); // a line with the time

    std::optional<Error> write(); // all that waits
    // The same, and a checkpoint with its bytes on the disk.
    std::optional<Error> checkpoint(const Trainer& trainer, const std::vector<std::string>& classNames);

private:
    void addScalars(std::int64_t step, const std::vector<std::pair<std::string, double>>& scalars);

    struct Scalars {
        std::int64_t step;
        double time;
        std::vector<std::pair<std::string, double>> values;
    };
    RunFolder& files_;
    std::int64_t firstStep_;
    std::unique_ptr<EventFile> events_; // made at the first write
    std::vector<std::string> lines_;
    std::vector<LossPoint> steps_;
    std::vector<ValidationPoint> validations_;
    std::vector<Scalars> scalars_;
};

} // namespace diffuscope
