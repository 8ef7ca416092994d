#pragma once
#include "core/base/image/frame.h"
#include "core/messages/requests.h"
#include "core/messages/sample_events.h"

#include <optional>

// What a request means, before it is asked: planned as the walk itself will be. Arithmetic alone, on the calling
// thread; 1000 steps are a matter of a tenth of a millisecond.
namespace diffuscope {

// With a change: settings that another sampler does not have are left out.
SampleRequest withChange(SampleRequest request, const SampleChange& change);

// Network calls of the model, as the walk will count them. Empty: it would be refused.
std::optional<int> networkCalls(const ModelOpened& model, const SampleRequest& request);
std::optional<int> networkCalls(const ModelOpened& model, const VariationsRequest& request); // of all
std::optional<int> networkCalls(const ModelOpened& model, const FuturesRequest& request);
// Of the last branch alone, where the walk that it leaves is still remembered.
std::optional<int> networkCallsOfBranch(const ModelOpened& model, const SampleRequest& request);
int judgingCalls(const ModelOpened& model, std::size_t pictures, int draws); // of a JudgingRequest

// What a walk's frames will take in memory, with the way up to the noise of its pictures. Throws Error, with what would
// be needed, where `budget` bytes are too few; 0 is no limit.
struct RecordingPlan {
    std::size_t frames = 0, pictures = 0;
    TrajectoryStorage storage;
    std::size_t bytes = 0, wayUp = 0; // wayUp: of these bytes
};
RecordingPlan recordingOf(const ModelOpened& model, const SampleRequest& request, std::size_t budget);

} // namespace diffuscope
