#pragma once
#include <atomic>
#include <string>

// Faults of the disk below one folder, for programs linked with faults.cpp and with --wrap for each function below (see
// tests/core/session/CMakeLists.txt): our own calls of open, write, fsync and rename pass through it.
namespace faults {

enum class Kind {
    none,
    shortWrites,  // a write takes only a few of the bytes it is given
    diskFull,     // ENOSPC, after a few bytes
    readOnly,     // EROFS where a file is opened for writing
    denied,       // EACCES where a file is opened for writing
    failedSync,   // EIO
    failedRename, // EIO
    held          // a write waits until end(), as on a disk that hangs
};

void begin(Kind kind, const std::string& folder);
void end();
int count(); // faults since begin()

struct Scope {
    Scope(Kind kind, const std::string& folder) { begin(kind, folder); }
    ~Scope() { end(); }
};

} // namespace faults
