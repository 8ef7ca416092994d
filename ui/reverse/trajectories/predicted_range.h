#pragma once

namespace diffuscope::ui {

class Trajectory;

// In how many pictures of a run the predicted x0-hat leaves [-1, 1] by far: over a twentieth of its values beyond 1.5
// in one of a few steps looked at, the first part of the way left out, where every model errs; or of the finished
// picture beyond 1.1. 0 where the sampler limits x0-hat. Unpacks those pictures.
int picturesBeyondRange(const Trajectory& trajectory);

} // namespace diffuscope::ui
