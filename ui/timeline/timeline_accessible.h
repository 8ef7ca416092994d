#pragma once

namespace diffuscope::ui {

// Makes assistive programs see the track as a slider called "Timestep" with the value "240 of 1000, SNR 0.9 dB", which
// they can also set. Call it before the first track is made; more calls change nothing.
void installTimelineAccessible();

} // namespace diffuscope::ui
