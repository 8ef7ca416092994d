#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace diffuscope {

// Scalars for TensorBoard: an event file, that is records (length, its masked CRC-32C, bytes, their masked CRC-32C)
// that each hold a protobuf message `Event`. Only what scalars need of it is written. Not thread-safe.
class EventFile {
public:
    using Scalar = std::pair<std::string, double>; // tag, value (kept as float)

    // Starts a new file in `folder` (made when missing), named events.out.tfevents.SECONDS.HOST.PROCESS. `firstStep` is
    // the first step that will be added: points at it or later that the folder's earlier files hold were lost when the
    // run was interrupted, and TensorBoard is told to forget them. Throws Error with the path and the reason.
    EventFile(const std::filesystem::path& folder, std::int64_t firstStep);
    ~EventFile(); // writes what is left, if it can
    EventFile(const EventFile&) = delete;
    EventFile& operator=(const EventFile&) = delete;

    // One point of every scalar; wallTime in seconds since 1970. Only remembered until flush().
    void add(std::int64_t step, const std::vector<Scalar>& scalars, double wallTime);

    // Hands everything to the system. Throws Error with the path and the reason; what has not been written by then is
    // kept, so that a later flush() goes on at that very byte.
    void flush();

    std::size_t pendingBytes() const { return pending_.size(); }
    const std::filesystem::path& path() const { return path_; }

private:
    void addEvent(std::int64_t step, double wallTime, const std::string& what);

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::string pending_; // not written yet
};

double secondsSince1970(); // as event files keep times

} // namespace diffuscope
