#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace diffuscope {

// The files of an MNIST-like set: a big-endian magic number and sizes, then bytes; plain or packed by gzip. Untrusted
// input: what a header promises is compared with the file's size before anything is allocated. Throws Error naming the
// file.
constexpr std::uint32_t kIdxImages = 0x00000803, kIdxLabels = 0x00000801;

std::uint32_t idxMagic(const std::filesystem::path& path); // never throws; 0: unreadable, or too short to be idx

// The grey pictures one after the other.
class IdxImages {
public:
    explicit IdxImages(const std::filesystem::path& path);
    ~IdxImages();

    std::uint32_t count() const { return count_; }
    int rows() const { return rows_; }
    int columns() const { return columns_; }
    std::size_t imageSize() const { return std::size_t(rows_) * std::size_t(columns_); }
    void next(std::vector<std::uint8_t>& pixels); // into imageSize() bytes
    void requireEnd();                            // throws where anything follows the last picture

private:
    std::unique_ptr<class GzipFile> file_;
    std::uint32_t count_ = 0;
    int rows_ = 0, columns_ = 0;
};

std::vector<std::uint8_t> readIdxLabels(const std::filesystem::path& path, std::uint32_t pictures);

} // namespace diffuscope
