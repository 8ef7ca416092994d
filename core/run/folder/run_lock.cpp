#include "core/run/folder/run_lock.h"

#include "core/base/error.h"

#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace diffuscope {
namespace {

constexpr const char* kName = "run.lock";

} // namespace

RunLock::RunLock(const std::filesystem::path& root) : file_(root / kName)
{
    std::error_code ignored;
    leftBehind_ = std::filesystem::exists(file_, ignored);
    descriptor_ = open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0)
        throw Error("Cannot write into the run's folder",
                    {"%1: %2", {file_.string(), std::generic_category().message(errno)}},
                    "Choose a folder that you may write to.");
    int code = 0;
    for (int k = 0; k < 10; ++k) { // somebody who only looks holds it for a moment
        if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0)
            return;
        code = errno;
        if (code != EWOULDBLOCK)
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (code == EWOULDBLOCK) {
        close(descriptor_);
        throw Error("Another program is training in this folder", root.string(), "Stop it there first.");
    } // a file system without locks: the file alone has to do
}

RunLock::~RunLock()
{
    if (!leftBehind_)
        unlink(file_.c_str());
    close(descriptor_);
}

// The probe is shared: two that look at once must not take each other for the run.
RunLock::State RunLock::stateOf(const std::filesystem::path& root)
{
    const int descriptor = open((root / kName).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return State::Free;
    const bool held = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(descriptor);
    return held ? State::Held : State::Abandoned;
}

} // namespace diffuscope
