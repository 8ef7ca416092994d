#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace diffuscope {

struct ModelSnapshot;

// What the client wants of the running training; read between two steps.
struct TrainCommands {
    struct Probe {
        int timestep = 0, picture = 0;
    };
    bool stop = false, pause = false;
    bool checkpoint = false, snapshot = false; // once
    std::optional<Probe> probe;                // once
};

// Between the client, the training worker and whoever wants the newest weights. Thread-safe.
class TrainControl {
public:
    using Snapshot = std::shared_ptr<const ModelSnapshot>;

    // Client. All but begin() are ignored when no run is active.
    bool begin(); // a new run; false when one is active
    void pause();
    void resume();
    void stop();
    void close(); // stop(), because the program ends and not because somebody wants the run to
    void requestCheckpoint();
    void setProbe(int timestep, int picture); // remembered for later runs, too

    // Any other thread: the EMA weights as of the newest step. Waits for at most one step (or until a starting run
    // has a network). Throws Error when nothing has been trained.
    Snapshot freshSnapshot(std::stop_token stop);

    // Training worker.
    std::stop_token stopToken() const; // of the active run
    TrainCommands take();              // clears those that are done once
    std::optional<TrainCommands::Probe> probe() const;
    void waitForCommand(double seconds); // while paused, at most so long; not positive: as long as it takes
    int stops() const;                   // how often stop() was called in this run
    bool closing() const;                // close() is why this run stops
    // Until stop() is called once more than `stops` times, `quit` is requested (true), or so many seconds have passed.
    bool waitForStop(int stops, double seconds, std::stop_token quit);
    void publish(Snapshot snapshot);
    void weightsChanged();
    void end();

private:
    bool hasNews() const;

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool active_ = false, fresh_ = false, closing_ = false;
    std::stop_source stop_;
    int stops_ = 0;
    TrainCommands commands_;
    std::optional<TrainCommands::Probe> probe_;
    Snapshot snapshot_;
};

} // namespace diffuscope
