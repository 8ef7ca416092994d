#include "core/data/pixel_file.h"

#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/base/memory.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace diffuscope {
namespace fs = std::filesystem;
namespace {

constexpr char kMagic[8] = {'D', 'S', 'P', 'I', 'X', 'E', 'L', '1'};

// At the end of the file, behind pixels, labels and description.
struct Footer {
    char magic[8];
    std::uint64_t pixelBytes, labels, descriptionBytes, checksum, descriptionChecksum;
};

[[noreturn]] void fail(const fs::path& path, int code)
{
    throw Error("Cannot prepare the pictures on disk", path.string() + ": " + std::generic_category().message(code),
                code == ENOSPC ? "Free some space, choose smaller pictures or use fewer."
                               : "Check the folder's permissions, or choose smaller pictures or fewer.");
}

std::span<const std::byte> bytesOf(const void* data, std::size_t size)
{
    return {static_cast<const std::byte*>(data), size};
}

bool isTemporary(const fs::path& path) { return path.extension() == ".part"; }

// Nobody holds the lock that its maker does.
bool isAbandoned(const fs::path& path)
{
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool free = flock(descriptor, LOCK_SH | LOCK_NB) == 0;
    close(descriptor);
    return free;
}

} // namespace

std::shared_ptr<PixelFile> PixelFile::create(const fs::path& folder, std::uint64_t bytes)
{
    static std::atomic<unsigned> serial = 0;
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure)
        fail(folder, failure.value());
    std::shared_ptr<PixelFile> file(new PixelFile);
    const fs::path path = folder / (std::to_string(getpid()) + "-" + std::to_string(serial++) + ".part");
    file->descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->descriptor_ < 0)
        fail(path, errno);
    file->path_ = path;
    file->size_ = bytes;
    (void)flock(file->descriptor_, LOCK_EX | LOCK_NB); // tells others that its maker lives
    if (const int code = posix_fallocate(file->descriptor_, 0, off_t(std::max<std::uint64_t>(bytes, 1))))
        throw Error("The disk has too little space for the prepared pictures", folder.string(),
                    memoryText(bytes) + " are needed: free some space, choose smaller pictures or use fewer. (" +
                        std::generic_category().message(code) + ")");
    return file;
}

PixelFile::~PixelFile()
{
    if (mapped_)
        munmap(const_cast<std::uint8_t*>(mapped_), mappedSize_);
    if (descriptor_ >= 0)
        close(descriptor_);
    if (!sealed_ && !path_.empty())
        unlink(path_.c_str());
}

void PixelFile::write(std::uint64_t offset, std::span<const std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = pwrite(descriptor_, bytes.data(), bytes.size(), off_t(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail(path_, errno);
        bytes = bytes.subspan(std::size_t(written));
        offset += std::uint64_t(written);
    }
}

void PixelFile::read(std::uint64_t offset, std::span<std::uint8_t> out) const
{
    while (!out.empty()) {
        const ssize_t count = pread(descriptor_, out.data(), out.size(), off_t(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            fail(path_, count < 0 ? errno : EIO);
        out = out.subspan(std::size_t(count));
        offset += std::uint64_t(count);
    }
}

void PixelFile::resize(std::uint64_t bytes)
{
    if (ftruncate(descriptor_, off_t(bytes)) != 0)
        fail(path_, errno);
    size_ = bytes;
}

void PixelFile::map()
{
    mappedSize_ = size_;
    void* const at =
        mmap(nullptr, std::size_t(std::max<std::uint64_t>(1, mappedSize_)), PROT_READ, MAP_SHARED, descriptor_, 0);
    if (at == MAP_FAILED)
        fail(path_, errno);
    mapped_ = static_cast<const std::uint8_t*>(at);
    close(std::exchange(descriptor_, -1)); // the mapping stays, and no lock is held
}

std::uint64_t PixelFile::seal(const fs::path& target, std::span<const int> labels, const std::string& description)
{
    static_assert(sizeof(int) == 4);
    std::vector<std::uint8_t> block(std::size_t(1) << 20);
    Checksum sum;
    for (std::uint64_t at = 0; at < size_; at += block.size()) {
        const std::span<std::uint8_t> part(block.data(),
                                           std::size_t(std::min<std::uint64_t>(block.size(), size_ - at)));
        read(at, part);
        sum.add(std::as_bytes(part));
    }
    sum.add(std::as_bytes(labels));
    const auto raw = [](const void* data, std::size_t size) {
        return std::span(static_cast<const std::uint8_t*>(data), size);
    };
    Footer footer{{},
                  size_,
                  labels.size(),
                  description.size(),
                  sum.value(),
                  checksum(bytesOf(description.data(), description.size()))};
    std::memcpy(footer.magic, kMagic, sizeof kMagic);
    write(size_, raw(labels.data(), labels.size_bytes()));
    write(size_ + labels.size_bytes(), raw(description.data(), description.size()));
    write(size_ + labels.size_bytes() + description.size(), raw(&footer, sizeof footer));
    if (fsync(descriptor_) != 0 || rename(path_.c_str(), target.c_str()) != 0)
        fail(path_, errno);
    path_ = target;
    sealed_ = true;
    map();
    return footer.checksum;
}

std::unique_ptr<PixelFile::Opened> PixelFile::open(const fs::path& path)
{
    auto opened = std::make_unique<Opened>();
    opened->file.reset(new PixelFile);
    PixelFile& file = *opened->file;
    file.path_ = path;
    file.sealed_ = true;
    file.descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status = {};
    Footer footer{};
    if (file.descriptor_ < 0 || fstat(file.descriptor_, &status) != 0 || std::size_t(status.st_size) < sizeof footer)
        return nullptr;
    const auto whole = std::uint64_t(status.st_size), end = whole - sizeof footer;
    file.size_ = whole;
    file.map();
    std::memcpy(&footer, file.mapped_ + end, sizeof footer);
    if (std::memcmp(footer.magic, kMagic, sizeof kMagic) != 0 || footer.pixelBytes > end ||
        footer.labels > (end - footer.pixelBytes) / 4 ||
        footer.descriptionBytes != end - footer.pixelBytes - 4 * footer.labels)
        return nullptr;
    const std::uint64_t labelsEnd = footer.pixelBytes + 4 * footer.labels;
    if (checksum(bytesOf(file.mapped_, std::size_t(labelsEnd))) != footer.checksum ||
        checksum(bytesOf(file.mapped_ + labelsEnd, std::size_t(footer.descriptionBytes))) != footer.descriptionChecksum)
        return nullptr;
    opened->labels.resize(std::size_t(footer.labels));
    if (footer.labels > 0)
        std::memcpy(opened->labels.data(), file.mapped_ + footer.pixelBytes, std::size_t(4 * footer.labels));
    opened->description.assign(reinterpret_cast<const char*>(file.mapped_ + labelsEnd),
                               std::size_t(footer.descriptionBytes));
    opened->checksum = footer.checksum;
    file.size_ = footer.pixelBytes;
    return opened;
}

void PixelFile::tidy(const fs::path& folder, std::uint64_t needed, std::uint64_t limit)
{
    struct Cached {
        fs::path path;
        fs::file_time_type used;
        std::uint64_t bytes;
    };
    std::vector<Cached> all;
    std::uint64_t total = needed;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(folder, failure)) {
        std::error_code ignored;
        if (isTemporary(entry.path())) {
            if (isAbandoned(entry.path()))
                fs::remove(entry.path(), ignored);
        } else if (entry.path().extension() == ".pixels") {
            all.push_back({entry.path(), entry.last_write_time(ignored), entry.file_size(ignored)});
            total += all.back().bytes;
        }
    }
    std::sort(all.begin(), all.end(), [](const Cached& a, const Cached& b) { return a.used < b.used; });
    for (std::size_t k = 0; k < all.size() && total > limit; ++k)
        if (std::error_code ignored; fs::remove(all[k].path, ignored))
            total -= all[k].bytes;
}

} // namespace diffuscope
