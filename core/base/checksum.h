#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace diffuscope {

// XXH3, 64 bits: tells damaged or changed bytes, not a forger's.
std::uint64_t checksum(std::span<const std::byte> bytes);
std::uint64_t fileChecksum(const std::filesystem::path& file); // throws Error when it cannot be read

// The same, of bytes that come in pieces.
class Checksum {
public:
    Checksum();
    ~Checksum();
    void add(std::span<const std::byte> bytes);
    std::uint64_t value() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string checksumText(std::uint64_t value); // 16 hexadecimal digits

} // namespace diffuscope
