#include "core/model/files/byte_source.h"

#include "core/base/error.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace diffuscope {
namespace {

constexpr const char* kCannotOpen = "Cannot open the weights file";
constexpr std::string_view kPointer = "version https://git-lfs.github.com/spec/";

std::uint64_t physicalMemory()
{
    const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGE_SIZE);
    return pages > 0 && size > 0 ? std::uint64_t(pages) * std::uint64_t(size) : UINT64_MAX;
}

} // namespace

ByteSource::ByteSource(const std::filesystem::path& file) : name_(file.string())
{
    descriptor_ = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not block us
    struct stat status = {};
    const bool opened = descriptor_ >= 0 && fstat(descriptor_, &status) == 0;
    const int code = errno;
    try {
        if (!opened)
            throw Error(kCannotOpen, name_ + ": " + std::generic_category().message(code),
                        "Check that it exists and can be read.");
        if (!S_ISREG(status.st_mode))
            throw Error(kCannotOpen, name_ + ": it is not an ordinary file", "Choose a file with weights.");
        size_ = std::uint64_t(status.st_size);
        if (size_ > physicalMemory())
            throw Error(kCannotOpen, name_ + ": its " + std::to_string(size_) + " bytes do not fit into the memory",
                        "Use a smaller model or a computer with more memory.");
        refusePointer();
    } catch (...) {
        if (descriptor_ >= 0)
            close(descriptor_); // the destructor does not run
        throw;
    }
}

ByteSource::ByteSource(std::string_view bytes, std::string name)
    : name_(std::move(name)), bytes_(bytes), size_(bytes.size())
{
    refusePointer();
}

ByteSource::~ByteSource()
{
    if (descriptor_ >= 0)
        close(descriptor_);
}

void ByteSource::refusePointer() const
{
    if (size_ > kPointer.size() && size_ < 1024 && read(0, kPointer.size()) == kPointer)
        throw Error("This is only a Git LFS pointer to the weights", name_,
                    "Fetch the file itself: run git lfs pull in its repository, or download it again.");
}

std::string ByteSource::read(std::uint64_t offset, std::uint64_t count) const
{
    if (count > size_ || offset > size_ - count)
        throw Error("The weights file ends too early", name_, "It is damaged or was cut off: download it again.");
    if (descriptor_ < 0)
        return std::string(bytes_.substr(offset, count));
    std::string bytes(count, '\0');
    readFile(offset, bytes);
    return bytes;
}

void ByteSource::readFile(std::uint64_t offset, std::string& into) const
{
    std::size_t filled = 0;
    while (filled < into.size()) {
        const ssize_t got = pread(descriptor_, into.data() + filled, into.size() - filled, off_t(offset + filled));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw Error("Cannot read the weights file", name_ + ": " + std::generic_category().message(errno),
                        "Check the disk it is on.");
        if (got == 0)
            throw Error("The weights file ends too early", name_, "Something shortened it while it was read.");
        filled += std::size_t(got);
    }
}

} // namespace diffuscope
