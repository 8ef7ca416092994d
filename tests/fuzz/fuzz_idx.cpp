// Any bytes as the images and as the labels of an MNIST-like set, plain or packed: pictures, or a refusal.
#include "core/data/sources/idx_file.h"
#include "tests/fuzz/only_errors.h"

#include <cstddef>
#include <cstdint>

#include <sys/mman.h>
#include <unistd.h>

using namespace diffuscope;

namespace {

// A file that lies in memory: zlib wants a name to open.
const std::string& pathOf(const std::uint8_t* data, std::size_t size)
{
    static const int file = memfd_create("idx", 0);
    static const std::string path = "/proc/self/fd/" + std::to_string(file);
    fuzz::claim(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == ssize_t(size), "memory can be written");
    return path;
}

void readImages(const std::string& path)
{
    IdxImages images(path);
    std::vector<std::uint8_t> pixels;
    for (std::uint32_t k = 0; k < images.count(); ++k)
        images.next(pixels);
    images.requireEnd();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string& path = pathOf(data, size);
    idxMagic(path);
    fuzz::accepted(path, [&] { readImages(path); });
    fuzz::accepted(path, [&] { fuzz::claim(readIdxLabels(path, 3).size() == 3, "a label each"); });
    return 0;
}
