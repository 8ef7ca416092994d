#pragma once
#include "core/base/error.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace diffuscope {

// What the system says about a file: subject() is its path and the reason.
class FileError : public Error {
public:
    FileError(Message happened, const std::filesystem::path& path, int code, Message advice = {}); // code: an errno
    const std::string& reason() const { return reason_; } // "Permission denied"

private:
    std::string reason_;
};

// Atomic file replacement: bytes go to a temporary beside the target; commit() flushes them to the disk (fsync) and
// renames. Until commit() the old file stays whole; without it the destructor removes the temporary.
// Every failure throws Error with the path and the system's reason.
class SaveFile {
public:
    explicit SaveFile(std::filesystem::path target); // creates missing parent folders
    ~SaveFile();
    SaveFile(const SaveFile&) = delete;
    SaveFile& operator=(const SaveFile&) = delete;

    void write(std::span<const std::byte> bytes);
    void write(std::string_view text);
    void seal(); // flushed and closed: of many files each can be whole before the first is committed
    void commit();

private:
    std::filesystem::path target_, temporary_; // the latter empty once committed
    int descriptor_ = -1;
};

// Adds text at the end, all of it or none: what a failure has written is taken back. Creates the file, not its folder.
void appendText(const std::filesystem::path& target, std::string_view text);
void syncFile(const std::filesystem::path& path); // what was appended is on the disk (fsync)

void saveText(const std::filesystem::path& target, std::string_view text); // SaveFile in one call

// Whole file as bytes. Throws Error when missing, unreadable or larger than `limit` bytes.
std::string readFile(const std::filesystem::path& path, std::size_t limit = std::size_t(1) << 34);

// A folder made in one step: fill `temporary()`, then commit() syncs it and renames it over `target` (an existing
// target is moved aside first and removed afterwards). Without commit the temporary is removed.
class SaveFolder {
public:
    explicit SaveFolder(std::filesystem::path target);
    ~SaveFolder();
    SaveFolder(const SaveFolder&) = delete;
    SaveFolder& operator=(const SaveFolder&) = delete;
    const std::filesystem::path& temporary() const { return temporary_; }
    void commit();

private:
    std::filesystem::path target_, temporary_;
};

} // namespace diffuscope
