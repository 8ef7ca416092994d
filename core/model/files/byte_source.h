#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace diffuscope {

// The bytes of a weights file, on the disk or in memory, read in pieces at any place. Untrusted input: nothing is
// allocated beyond what is there.
class ByteSource {
public:
    // Throws Error for what is missing, no ordinary file (a pipe is not waited for), larger than the memory, or a
    // Git LFS pointer that stands where the file should be.
    explicit ByteSource(const std::filesystem::path& file);
    ByteSource(std::string_view bytes, std::string name); // the bytes stay the caller's
    ~ByteSource();
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;

    std::uint64_t size() const { return size_; }
    const std::string& name() const { return name_; }                  // for messages
    std::string read(std::uint64_t offset, std::uint64_t count) const; // throws Error where the source ends before

private:
    void refusePointer() const;
    void readFile(std::uint64_t offset, std::string& into) const;

    std::string name_;
    std::string_view bytes_;
    int descriptor_ = -1; // -1: in memory
    std::uint64_t size_ = 0;
};

} // namespace diffuscope
