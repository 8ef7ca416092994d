#include "core/run/folder/event_file.h"

#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/run/folder/crc32c.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

// Protobuf: a key is (field << 3 | wire type).
enum Wire { kVarint = 0, kFixed64 = 1, kLength = 2, kFixed32 = 5 };
enum EventField { kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5, kSessionLog = 7 };
enum SummaryField { kValue = 1 };
enum ValueField { kTag = 1, kSimpleValue = 2 };
enum SessionLogField { kStatus = 1 };
constexpr std::uint64_t kSessionStart = 1;

template <typename Number> std::string fixed(Number bits)
{
    std::string bytes;
    for (std::size_t k = 0; k < sizeof bits; ++k, bits >>= 8)
        bytes += char(bits & 0xFF);
    return bytes;
}

std::string varint(std::uint64_t value)
{
    std::string bytes;
    for (; value >= 0x80; value >>= 7)
        bytes += char(value | 0x80);
    return bytes + char(value);
}

std::string key(int field, Wire wire) { return varint(std::uint64_t(field) << 3 | std::uint64_t(wire)); }
std::string number(int field, std::uint64_t value) { return key(field, kVarint) + varint(value); }
std::string bytesField(int field, const std::string& bytes)
{
    return key(field, kLength) + varint(bytes.size()) + bytes;
}
std::string real(int field, double value) { return key(field, kFixed64) + fixed(std::bit_cast<std::uint64_t>(value)); }
std::string real(int field, float value) { return key(field, kFixed32) + fixed(std::bit_cast<std::uint32_t>(value)); }

// A CRC of bytes that hold CRCs themselves says little, so the format stores it rotated and shifted.
std::uint32_t masked(std::uint32_t crc) { return std::rotr(crc, 15) + 0xA282EAD8u; }

std::string record(const std::string& payload)
{
    const std::string length = fixed(std::uint64_t(payload.size()));
    return length + fixed(masked(crc32c(length))) + payload + fixed(masked(crc32c(payload)));
}

std::string hostName()
{
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0 || !*name)
        return "localhost";
    std::string text = name;
    std::replace(text.begin(), text.end(), '/', '-');
    return text;
}

[[noreturn]] void fail(const fs::path& path, int code)
{
    throw FileError("Cannot write TensorBoard's event file", path, code,
                    code == ENOSPC ? "Free some space." : "Check that the folder is writable.");
}

} // namespace

double secondsSince1970()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

EventFile::EventFile(const fs::path& folder, std::int64_t firstStep)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure)
        fail(folder, failure.value());
    const double time = secondsSince1970();
    const fs::path base = folder / ("events.out.tfevents." + std::to_string(std::int64_t(time)) + "." + hostName() +
                                    "." + std::to_string(getpid()));
    path_ = base;
    const auto openNew = [this] {
        return open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    };
    descriptor_ = openNew();
    for (int k = 1; descriptor_ < 0 && errno == EEXIST; ++k) { // a second one within a second
        path_ = base.string() + "." + std::to_string(k);
        descriptor_ = openNew();
    }
    if (descriptor_ < 0)
        fail(path_, errno);
    addEvent(0, time, bytesField(kFileVersion, "brain.Event:2"));
    addEvent(firstStep, time, bytesField(kSessionLog, number(kStatus, kSessionStart)));
}

EventFile::~EventFile()
{
    try {
        flush();
    } catch (const Error&) { // nobody is left to tell
    }
    close(descriptor_);
}

void EventFile::add(std::int64_t step, const std::vector<Scalar>& scalars, double wallTime)
{
    std::string summary;
    for (const auto& [tag, value] : scalars)
        summary += bytesField(kValue, bytesField(kTag, tag) + real(kSimpleValue, float(value)));
    addEvent(step, wallTime, bytesField(kSummary, summary));
}

void EventFile::addEvent(std::int64_t step, double wallTime, const std::string& what)
{
    pending_ += record(real(kWallTime, wallTime) + number(kStep, std::uint64_t(step)) + what);
}

void EventFile::flush()
{
    std::size_t written = 0;
    int code = 0;
    while (written < pending_.size() && code == 0) {
        const ssize_t count = ::write(descriptor_, pending_.data() + written, pending_.size() - written);
        if (count > 0)
            written += std::size_t(count);
        else if (count == 0 || errno != EINTR)
            code = count == 0 ? EIO : errno;
    }
    pending_.erase(0, written);
    if (code != 0)
        fail(path_, code);
}

} // namespace diffuscope
