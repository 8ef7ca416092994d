#pragma once

namespace diffuscope {

// What libraries read from the environment while they are loaded, before main. What the user has set wins.
//
// GOMP_SPINCOUNT: OpenMP's waiting threads spin for a few microseconds and then sleep. Spinning on, as libgomp does,
// costs nearly everything on a machine that does anything else at the same time; sleeping at once costs a third on a
// quiet one.
//
// GLIBC_TUNABLES: memory comes in huge pages where the system gives them on request. That saves page faults for tensors
// that come and go in every step: a tenth to a fifth of a training step. It comes 64 MiB at a time, is not given back
// as long as the next step needs it again, and no tensor gets a mapping of its own: a third of what is left of a
// training step, a fifth of the way to the first picture.
//
// OPENBLAS_NUM_THREADS: see core/kernels/threads.cpp; so its pool, which we don't use, is never started.
//
// docs/decisions.md has the measurements. True when something was set.
bool setEarlySettings();

// Sets them and starts the program again, once, for one that was not started by its launcher. Call it first in main.
void restartWithEarlySettings(char** argv);

} // namespace diffuscope
