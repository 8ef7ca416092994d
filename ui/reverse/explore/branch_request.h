#pragma once
#include "core/messages/requests.h"

#include <QString>

namespace diffuscope::ui {

// The same walk for one of its pictures alone: its noise, its class, and what its branches did to it. `classes`: of the
// model.
SampleRequest onePicture(SampleRequest walk, int picture, int classes);

class Trajectory;

// What a walk is told from one of its frames on: its request with the changes that come before or at it.
SampleRequest requestAt(const Trajectory& trajectory, int frame);
SampleRequest requestAtEnd(const SampleRequest& request);

// The request of a walk that leaves another one at a frame: what has been changed further on falls away.
SampleRequest branchedRequest(const Trajectory& trajectory, int frame, Branch branch);

// "class 4, guidance 3", "seed 11, painted"; nothing changed: "the same again".
QString wordsOf(const Branch& branch, const std::vector<std::string>& classNames);

} // namespace diffuscope::ui
