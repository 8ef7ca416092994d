#include "tests/support/faults.h"

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <mutex>

#include <fcntl.h>
#include <unistd.h>

namespace faults {
namespace {

std::mutex mutex;
std::string folder;
std::atomic<Kind> kind = Kind::none;
std::atomic<int> happened = 0;

bool concerns(const std::string& path)
{
    std::lock_guard lock(mutex);
    return !folder.empty() && path.compare(0, folder.size(), folder) == 0;
}

bool strikes(Kind which, const std::string& path)
{
    if (kind != which || !concerns(path))
        return false;
    ++happened;
    return true;
}

std::string pathOf(int descriptor)
{
    char link[40], path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, path, sizeof path);
    return length > 0 ? std::string(path, std::size_t(length)) : std::string();
}

} // namespace

void begin(Kind which, const std::string& where)
{
    std::lock_guard lock(mutex);
    folder = where;
    happened = 0;
    kind = which;
}

void end()
{
    kind = Kind::none;
    kind.notify_all();
}
int count() { return happened; }

} // namespace faults

using faults::Kind;
using faults::strikes;

extern "C" {

int __real_open(const char* path, int flags, ...);
ssize_t __real_write(int descriptor, const void* bytes, size_t count);
int __real_fsync(int descriptor);
int __real_rename(const char* from, const char* to);

int __wrap_open(const char* path, int flags, ...)
{
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        va_end(arguments);
    }
    if ((flags & O_ACCMODE) != O_RDONLY) {
        if (strikes(Kind::readOnly, path))
            return errno = EROFS, -1;
        if (strikes(Kind::denied, path))
            return errno = EACCES, -1;
    }
    return __real_open(path, flags, mode);
}

ssize_t __wrap_write(int descriptor, const void* bytes, size_t count)
{
    static thread_local unsigned turn = 0;
    if (faults::kind == Kind::none)
        return __real_write(descriptor, bytes, count);
    const std::string path = faults::pathOf(descriptor);
    if (strikes(Kind::shortWrites, path)) {
        // Small files byte by byte, large ones in pieces, and now and then an interruption.
        if (++turn % 11 == 0)
            return errno = EINTR, -1;
        return __real_write(descriptor, bytes, std::min<size_t>(count, count > 4096 ? count / 3 : 1 + turn % 5));
    }
    if (strikes(Kind::held, path))
        faults::kind.wait(Kind::held);
    if (strikes(Kind::diskFull, path)) {
        if (++turn % 2 == 0 || count < 2)
            return errno = ENOSPC, -1;
        return __real_write(descriptor, bytes, count / 2); // what still fits
    }
    return __real_write(descriptor, bytes, count);
}

int __wrap_fsync(int descriptor)
{
    if (faults::kind == Kind::failedSync && strikes(Kind::failedSync, faults::pathOf(descriptor)))
        return errno = EIO, -1;
    return __real_fsync(descriptor);
}

int __wrap_rename(const char* from, const char* to)
{
    if (strikes(Kind::failedRename, to))
        return errno = EIO, -1;
    return __real_rename(from, to);
}
}
