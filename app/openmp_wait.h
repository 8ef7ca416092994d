#pragma once

namespace diffuscope {

// Makes OpenMP's waiting threads spin a few microseconds and then sleep. Spinning on, as libgomp does, costs nearly
// everything on a machine that does anything else at the same time; sleeping at once costs a third on a quiet one
// (docs/decisions.md). libgomp reads the setting when it is loaded, before main, so the program sets the variable and
// starts itself again, once. Call it first in main. What the user has set wins.
void restartWithShortSpins(char** argv);

} // namespace diffuscope
