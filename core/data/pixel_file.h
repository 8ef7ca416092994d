#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace diffuscope {

// Prepared pictures in a file of the cache instead of in memory. While it is being made it is a temporary that is
// written with pwrite, never through a mapping: there a full disk would be a signal instead of an Error. Sealed, it is
// mapped read-only. Different bytes may be written at once.
class PixelFile {
public:
    // A temporary in `folder` (made when missing) with room for `bytes`. Throws Error when the disk has too little.
    static std::shared_ptr<PixelFile> create(const std::filesystem::path& folder, std::uint64_t bytes);
    ~PixelFile(); // removes an unsealed one
    PixelFile(const PixelFile&) = delete;
    PixelFile& operator=(const PixelFile&) = delete;

    void write(std::uint64_t offset, std::span<const std::uint8_t> bytes);
    void read(std::uint64_t offset, std::span<std::uint8_t> out) const;
    void resize(std::uint64_t bytes); // smaller
    std::uint64_t size() const { return size_; }

    // Puts labels and `description` behind the pixels, flushes all to the disk, gives the file its name and maps it.
    // Returns the checksum of pixels and labels.
    std::uint64_t seal(const std::filesystem::path& target, std::span<const int> labels,
                       const std::string& description);
    const std::uint8_t* data() const { return mapped_; } // sealed or opened only

    // A sealed file, after checking every byte; null when it is missing or damaged.
    struct Opened;
    static std::unique_ptr<Opened> open(const std::filesystem::path& path);

    // Removes temporaries that a killed program has left, and the least recently used files until `needed` more bytes
    // fit under `limit`. What cannot be removed stays.
    static void tidy(const std::filesystem::path& folder, std::uint64_t needed, std::uint64_t limit);

private:
    PixelFile() = default;
    void map();

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
    bool sealed_ = false;
    const std::uint8_t* mapped_ = nullptr;
    std::uint64_t mappedSize_ = 0;
};

struct PixelFile::Opened {
    std::shared_ptr<PixelFile> file;
    std::vector<int> labels;
    std::string description;
    std::uint64_t checksum = 0; // of pixels and labels
};

} // namespace diffuscope
