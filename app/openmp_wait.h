#pragma once

namespace diffuscope {

// Makes OpenMP's waiting threads sleep instead of spin. On a machine that does anything else at the same time, spinning
// costs nearly everything (docs/decisions.md). libgomp reads the setting when it is loaded, before main, so the program
// sets the variable and starts itself again, once. Call it first in main. What the user has set wins.
void restartWithSleepingThreads(char** argv);

} // namespace diffuscope
