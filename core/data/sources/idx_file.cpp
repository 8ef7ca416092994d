#include "core/data/sources/idx_file.h"

#include "core/base/byte_order.h"
#include "core/base/error.h"

#include <zlib.h>

#include <algorithm>

namespace diffuscope {
namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t kMaximumSide = 4096, kMaximumCount = 100'000'000;
const char* const kIdxAdvice = "Use the images file of an MNIST-like set (idx3-ubyte or idx3-ubyte.gz).";
const char* const kAgain = "Download it again.";

} // namespace

// Reads plain and gzip files alike.
class GzipFile {
public:
    explicit GzipFile(const fs::path& path) : path_(path), file_(gzopen(path.c_str(), "rb"))
    {
        if (!file_)
            throw Error("The file cannot be opened", path_.string(), "Check that it exists and may be read.");
        gzbuffer(file_, 1u << 17);
    }
    ~GzipFile() { gzclose(file_); }
    GzipFile(const GzipFile&) = delete;
    GzipFile& operator=(const GzipFile&) = delete;

    void read(std::vector<std::uint8_t>& bytes)
    {
        if (gzread(file_, bytes.data(), unsigned(bytes.size())) != int(bytes.size()))
            throw Error("The idx file is shorter than its header says", path_.string(), kAgain);
    }
    std::uint32_t number()
    {
        std::vector<std::uint8_t> bytes(4);
        read(bytes);
        return std::uint32_t(bigEndianIn({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    }
    void requireEnd()
    {
        std::uint8_t extra = 0;
        if (gzread(file_, &extra, 1) != 0)
            throw Error("The idx file is longer than its header says, or damaged", path_.string(), kAgain);
    }
    // deflate packs at most 1032 to 1, so the file's size bounds what the header may promise.
    void requirePlausible(std::uint64_t promised)
    {
        std::error_code problem;
        const std::uint64_t size = fs::file_size(path_, problem);
        const bool packed = gzdirect(file_) == 0;
        if (problem || promised > size * (packed ? 1040 : 1))
            throw Error("The idx header promises " + std::to_string(promised) + " bytes, the file has " +
                            std::to_string(size),
                        path_.string(), kAgain);
    }

private:
    fs::path path_;
    gzFile file_;
};

std::uint32_t idxMagic(const fs::path& path)
{
    std::error_code problem;
    if (!fs::is_regular_file(path, problem))
        return 0;
    try {
        return GzipFile(path).number();
    } catch (const Error&) {
        return 0;
    }
}

IdxImages::IdxImages(const fs::path& path) : file_(std::make_unique<GzipFile>(path))
{
    if (file_->number() != kIdxImages)
        throw Error("This idx file does not hold pictures", path.string(), kIdxAdvice);
    count_ = file_->number();
    const std::uint32_t rows = file_->number(), columns = file_->number();
    if (rows < 1 || columns < 1 || rows > kMaximumSide || columns > kMaximumSide || count_ > kMaximumCount)
        throw Error("The idx header is absurd: " + std::to_string(count_) + " pictures of " + std::to_string(columns) +
                        " x " + std::to_string(rows),
                    path.string(), kIdxAdvice);
    rows_ = int(rows);
    columns_ = int(columns);
    file_->requirePlausible(std::uint64_t(count_) * imageSize());
}

IdxImages::~IdxImages() = default;

void IdxImages::next(std::vector<std::uint8_t>& pixels)
{
    pixels.resize(imageSize());
    file_->read(pixels);
}

void IdxImages::requireEnd() { file_->requireEnd(); }

std::vector<std::uint8_t> readIdxLabels(const fs::path& path, std::uint32_t pictures)
{
    GzipFile file(path);
    if (file.number() != kIdxLabels)
        throw Error("This idx file does not hold labels", path.string(), "Put the matching labels file in its place.");
    const std::uint32_t count = file.number();
    if (count != pictures)
        throw Error("There are " + std::to_string(count) + " labels for " + std::to_string(pictures) + " pictures",
                    path.string(), "Put the matching labels file beside the images, or remove it.");
    file.requirePlausible(count);
    std::vector<std::uint8_t> labels(count);
    file.read(labels);
    file.requireEnd();
    return labels;
}

} // namespace diffuscope
