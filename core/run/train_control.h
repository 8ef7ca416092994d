#pragma once
#include "core/messages/events.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace diffuscope {

class EventSink;
class TrainLoop;
struct ModelSnapshot;
struct TrainerCopy;

// What anybody wants of a running training besides a pause and its end: a look at the network, its weights, a
// checkpoint. Answered on the training worker, between two steps or in a pause.
struct TrainQuestion {
    using Reply = std::optional<Event>;             // to the client; none where whoever asked is told another way
    std::string kind;                               // of one kind only the newest is answered; empty: every one
    std::function<Reply(TrainLoop&)> answer;        // may throw
    std::function<Reply(const Error&)> refuse = {}; // it threw, or the run ended first; empty: nobody is told
};

// Between the client, the training worker and whoever wants something of the run. Thread-safe.
class TrainControl {
public:
    using Snapshot = std::shared_ptr<const ModelSnapshot>;

    explicit TrainControl(EventSink& sink) : sink_(sink) {}

    // Client. All but begin() and keepAsking() are ignored when no run is active.
    bool begin(); // a new run; false when one is active
    bool isActive() const;
    void pause();
    void resume();
    void stop();
    void close(); // stop(), because the program ends and not because somebody wants the run to
    // Any thread. Whatever is asked of an active run is answered or refused, unless a newer one of its kind comes
    // first.
    void ask(TrainQuestion question);
    void keepAsking(TrainQuestion question); // now, and with every preview of this run and of later ones: only this one

    // Any other thread: the EMA weights as of the newest step. Waits for at most one step (or until a starting run
    // has a network). Throws Error when nothing has been trained.
    Snapshot freshSnapshot(std::stop_token stop);
    // Likewise all that the training consists of, as of the newest step; the run does not notice. Null: no run is
    // active.
    std::shared_ptr<const TrainerCopy> freshCopy(std::stop_token stop);

    // Training worker.
    std::stop_token stopToken() const; // of the active run
    bool pauseWanted() const;
    void answer(TrainLoop& loop);         // what has been asked so far, in order
    void answerStanding(TrainLoop& loop); // what keepAsking() left
    void waitForNews(double seconds);     // while paused, at most so long; not positive: as long as it takes
    int stops() const;                    // how often stop() was called in this run
    bool closing() const;                 // close() is why this run stops
    // Until stop() is called once more than `stops` times or `quit` is requested (true), or something is asked or so
    // many seconds have passed.
    bool waitForStop(int stops, double seconds, std::stop_token quit);
    void publish(Snapshot snapshot);
    void weightsChanged();
    void end(); // refuses what is still asked

private:
    void queue(TrainQuestion question); // the mutex is held
    bool isFresh() const;
    void settle(const TrainQuestion& question, TrainLoop& loop);
    void refuse(const TrainQuestion& question, const Error& error);

    EventSink& sink_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool active_ = false, fresh_ = false, closing_ = false, pause_ = false;
    std::stop_source stop_;
    int stops_ = 0;
    std::deque<TrainQuestion> questions_;
    std::optional<TrainQuestion> standing_;
    Snapshot snapshot_;
};

} // namespace diffuscope
