#pragma once
#include "core/schedule/schedule.h"

#include <QElapsedTimer>
#include <QImage>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace diffuscope::ui {

// The state behind the timeline: one per workspace, shown by the one TimelineBar. A step is a noise level 0..T
// (0 data, T noise). Playback moves at `speed` times T per 8 s, in the direction of the process.
class TimelineModel : public QObject {
    Q_OBJECT
public:
    enum class Direction { Forward, Reverse }; // Reverse plays from noise to data
    enum class Loop { Once, Repeat, PingPong };
    using Thumbnail = std::function<QImage(int step)>; // null image: not computed yet

    explicit TimelineModel(QObject* parent = nullptr);

    void setSchedule(const Schedule& schedule); // keeps the relative position
    const Schedule& schedule() const { return schedule_; }
    int totalSteps() const { return schedule_.timesteps(); }

    int step() const { return step_; }
    void setStep(int step); // clamped; snapped to the nearest available stop when there are stops

    // Sampler stops: drawn as ticks. With snapping the playhead rests only on available ones (already computed).
    void setStops(const std::vector<int>& stops, bool snap);
    void setAvailableStops(int count); // the first `count` of the stops exist
    const std::vector<int>& stops() const { return stops_; }
    int availableStops() const { return available_; }

    void setChanges(const std::vector<int>& steps); // where a walk was told something else: drawn as rings
    const std::vector<int>& changes() const { return changes_; }

    void setDirection(Direction direction);
    Direction direction() const { return direction_; }
    void setThumbnails(Thumbnail provider);
    QImage thumbnail(int step) const { return thumbnail_ ? thumbnail_(step) : QImage(); }
    void refreshThumbnails();          // Q_EMIT thumbnailsChanged
    void setNote(const QString& note); // small words in the read-outs ("sampler step 33 of 40")
    const QString& note() const { return note_; }

    bool playing() const { return timer_.isActive(); }
    void play();
    void pause();
    void togglePlay();
    void moveBy(int steps); // exactly that many steps (or stops, when snapping) towards noise
    void toData();          // step 0, whatever the range
    void toNoise();         // step T
    void toIn();            // where playing starts and ends; the ends without such a point
    void toOut();
    void clearRange();
    double speed() const;
    void setSpeedIndex(int index); // 0.25 0.5 1 2 4 8
    int speedIndex() const { return speed_; }
    static int speedCount();
    static double speedAt(int index);
    Loop loop() const { return loop_; }
    void setLoop(Loop loop);
    void setIn(std::optional<int> step);
    void setOut(std::optional<int> step);
    void toggleIn(); // here, or nowhere when it is here already
    void toggleOut();
    const std::optional<int>& in() const { return in_; }
    const std::optional<int>& out() const { return out_; }
    int rangeLow() const;
    int rangeHigh() const;

Q_SIGNALS:
    void stepChanged(int step);
    void changed(); // anything but the step and the note
    void noteChanged();
    void thumbnailsChanged();
    void playingChanged(bool playing);

private:
    void tick();
    int snapped(int step) const;
    std::pair<int, int> playable() const;

    Schedule schedule_;
    int step_ = 0, speed_ = 2, available_ = 0, sign_ = 1;
    std::vector<int> stops_, changes_;
    bool snap_ = false;
    Direction direction_ = Direction::Forward;
    Loop loop_ = Loop::Repeat;
    std::optional<int> in_, out_;
    Thumbnail thumbnail_;
    QString note_;
    QTimer timer_;
    QElapsedTimer clock_;
    double position_ = 0; // of the playhead while playing, between steps
    bool ticking_ = false;
};

} // namespace diffuscope::ui
