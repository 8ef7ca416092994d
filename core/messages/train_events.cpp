#include "core/messages/train_events.h"

namespace diffuscope {

bool isActive(TrainState state)
{
    return state != TrainState::Idle && state != TrainState::Finished && state != TrainState::Failed;
}

const char* trainStateName(TrainState state)
{
    switch (state) {
    case TrainState::Idle:
        return "idle";
    case TrainState::Preparing:
        return "preparing";
    case TrainState::Running:
        return "running";
    case TrainState::Pausing:
        return "pausing";
    case TrainState::Paused:
        return "paused";
    case TrainState::Stopping:
        return "stopping";
    case TrainState::Finished:
        return "finished";
    case TrainState::Failed:
        return "failed";
    }
    return "unknown";
}

} // namespace diffuscope
