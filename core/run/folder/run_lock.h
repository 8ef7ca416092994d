#pragma once
#include <filesystem>

namespace diffuscope {

// run.lock in a run's folder: held while a program trains there, gone when the run ended in an orderly way. A lock file
// that nobody holds is what a crash, a kill, a power cut or closing the program in the middle leaves.
class RunLock {
public:
    explicit RunLock(const std::filesystem::path& root); // throws Error when another program trains here
    ~RunLock();                            // removes the file; one that a crash had left stays until settle()
    void settle() { leftBehind_ = false; } // the run goes on: what was interrupted is interrupted no more
    void leave() { leftBehind_ = true; }   // the file stays: nobody decided that the run is over
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

    enum class State { Free, Held, Abandoned };
    static State stateOf(const std::filesystem::path& root);

private:
    std::filesystem::path file_;
    int descriptor_ = -1;
    bool leftBehind_ = false;
};

} // namespace diffuscope
