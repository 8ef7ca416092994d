#include "core/base/save_file.h"

#include "core/base/error.h"

#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void failToSave(const fs::path& path, int code)
{
    throw FileError("Cannot save", path, code,
                    code == ENOSPC ? "Free some space on this disk." : "Choose a folder that you may write to.");
}

fs::path parentOf(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

// A name beside `target` that no other thread or process uses.
fs::path temporaryBeside(const fs::path& target, const char* suffix)
{
    static std::atomic<unsigned> serial = 0;
    return parentOf(target) / ("." + target.filename().string() + "." + std::to_string(getpid()) + "-" +
                               std::to_string(serial++) + suffix);
}

void requireFileName(const fs::path& target)
{
    if (!target.has_filename() || target.filename() == "." || target.filename() == "..")
        throw Error("Cannot save without a name", target.string(), "Give the full name of what to save.");
}

void makeParent(const fs::path& target)
{
    requireFileName(target);
    std::error_code failure;
    fs::create_directories(parentOf(target), failure);
    if (failure)
        failToSave(target, failure.value());
}

// Following a link keeps the link and replaces the file it points to, as plain writing would.
fs::path followed(const fs::path& target)
{
    std::error_code failure;
    if (!fs::is_symlink(target, failure))
        return target;
    const fs::path real = fs::canonical(target, failure);
    return failure ? target : real;
}

void syncPath(const fs::path& path)
{
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        failToSave(path, errno);
    const int code = fsync(descriptor) == 0 ? 0 : errno;
    close(descriptor);
    if (code != 0 && code != EINVAL)
        failToSave(path, code); // EINVAL: this file system has nothing to sync
}

struct Descriptor {
    int value;
    ~Descriptor()
    {
        if (value >= 0)
            close(value);
    }
};

} // namespace

FileError::FileError(Message happened, const fs::path& path, int code, Message advice)
    : Error(std::move(happened), {"%1: %2", {path.string(), std::generic_category().message(code)}}, std::move(advice)),
      reason_(std::generic_category().message(code))
{
}

SaveFile::SaveFile(fs::path target) : target_(followed(target))
{
    makeParent(target_);
    const fs::path temporary = temporaryBeside(target_, ".part");
    descriptor_ = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0)
        failToSave(target_, errno);
    temporary_ = temporary;
}

SaveFile::~SaveFile()
{
    if (descriptor_ >= 0)
        close(descriptor_);
    if (!temporary_.empty())
        unlink(temporary_.c_str());
}

void SaveFile::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            failToSave(target_, errno);
        bytes = bytes.subspan(std::size_t(written));
    }
}

void SaveFile::write(std::string_view text) { write(std::as_bytes(std::span(text))); }

void SaveFile::seal()
{
    if (descriptor_ < 0)
        return;
    if (fsync(descriptor_) != 0)
        failToSave(target_, errno);
    close(std::exchange(descriptor_, -1));
}

void SaveFile::commit()
{
    if (temporary_.empty())
        return;
    seal();
    if (rename(temporary_.c_str(), target_.c_str()) != 0)
        failToSave(target_, errno);
    temporary_.clear();
    syncPath(parentOf(target_));
}

void appendText(const fs::path& target, std::string_view text)
{
    const Descriptor file{open(target.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)};
    if (file.value < 0)
        failToSave(target, errno);
    const off_t before = lseek(file.value, 0, SEEK_END);
    while (!text.empty()) {
        const ssize_t written = ::write(file.value, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            const int code = written < 0 ? errno : ENOSPC;
            if (before >= 0 && ftruncate(file.value, before) != 0)
                failToSave(target, errno);
            failToSave(target, code);
        }
        text.remove_prefix(std::size_t(written));
    }
}

void syncFile(const fs::path& path) { syncPath(path); }

void saveText(const fs::path& target, std::string_view text)
{
    SaveFile file(target);
    file.write(text);
    file.commit();
}

std::string readFile(const fs::path& path, std::size_t limit)
{
    const char* happened = "Cannot read the file";
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)}; // a pipe must not block us
    struct stat status = {};
    if (file.value < 0 || fstat(file.value, &status) != 0)
        throw FileError(happened, path, errno, "Check that it is still there.");
    if (!S_ISREG(status.st_mode))
        throw Error(happened, path.string(), "It is not an ordinary file.");
    if (std::size_t(status.st_size) > limit)
        throw Error("The file is too large", {"%1: %2 bytes", {path.string(), std::to_string(status.st_size)}},
                    {"At most %1 bytes are read here.", {std::to_string(limit)}});
    std::string bytes(std::size_t(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t count = read(file.value, bytes.data() + filled, bytes.size() - filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            throw FileError(happened, path, errno);
        if (count == 0)
            break; // shortened meanwhile
        filled += std::size_t(count);
    }
    bytes.resize(filled);
    return bytes;
}

SaveFolder::SaveFolder(fs::path target) : target_(followed(target.has_filename() ? target : target.parent_path()))
{
    makeParent(target_);
    if (fs::exists(target_) && !fs::is_directory(target_))
        throw Error("Cannot save a folder over a file", target_.string(), "Choose another name.");
    temporary_ = temporaryBeside(target_, ".part");
    if (mkdir(temporary_.c_str(), 0777) != 0)
        failToSave(target_, errno);
}

SaveFolder::~SaveFolder()
{
    std::error_code ignored;
    if (!temporary_.empty())
        fs::remove_all(temporary_, ignored);
}

void SaveFolder::commit()
{
    if (temporary_.empty())
        return;
    for (const auto& entry : fs::recursive_directory_iterator(temporary_))
        if (entry.is_regular_file() || entry.is_directory())
            syncPath(entry.path());
    syncPath(temporary_);
    const fs::path old = temporaryBeside(target_, ".old");
    const bool replacing = fs::exists(target_);
    if (replacing && rename(target_.c_str(), old.c_str()) != 0)
        failToSave(target_, errno);
    if (rename(temporary_.c_str(), target_.c_str()) != 0) {
        const int code = errno;
        if (replacing)
            rename(old.c_str(), target_.c_str());
        failToSave(target_, code);
    }
    temporary_.clear();
    syncPath(parentOf(target_));
    std::error_code ignored;
    if (replacing)
        fs::remove_all(old, ignored);
}

} // namespace diffuscope
