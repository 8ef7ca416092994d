#include "core/base/checksum.h"

#include "core/base/error.h"

#include <xxhash.h>

#include <cstdio>
#include <fstream>
#include <new>
#include <vector>

namespace diffuscope {

struct Checksum::State {
    XXH3_state_t* xxh = XXH3_createState();
    ~State() { XXH3_freeState(xxh); }
};

Checksum::Checksum() : state_(std::make_unique<State>())
{
    if (!state_->xxh)
        throw std::bad_alloc();
    XXH3_64bits_reset(state_->xxh);
}

Checksum::~Checksum() = default;

void Checksum::add(std::span<const std::byte> bytes) { XXH3_64bits_update(state_->xxh, bytes.data(), bytes.size()); }

std::uint64_t Checksum::value() const { return XXH3_64bits_digest(state_->xxh); }

std::uint64_t checksum(std::span<const std::byte> bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::uint64_t fileChecksum(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> buffer(std::size_t(1) << 20);
    Checksum sum;
    while (stream) {
        stream.read(buffer.data(), std::streamsize(buffer.size()));
        sum.add(std::as_bytes(std::span(buffer.data(), std::size_t(stream.gcount()))));
    }
    if (!stream.eof())
        throw Error("Cannot read the file", file.string(), "Check that it is still there.");
    return sum.value();
}

std::string checksumText(std::uint64_t value)
{
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

} // namespace diffuscope
