#pragma once
#include <atomic>
#include <cstdint>

namespace diffuscope {

// A number worked out once and then kept. A copy starts without it: it may be about to change. Thread-safe.
class RememberedNumber {
public:
    RememberedNumber() = default;
    RememberedNumber(const RememberedNumber&) {}
    RememberedNumber& operator=(const RememberedNumber&)
    {
        known_ = false;
        return *this;
    }
    bool known() const { return known_.load(std::memory_order_acquire); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }
    void set(std::uint64_t value) // two threads at once have the same number
    {
        value_.store(value, std::memory_order_relaxed);
        known_.store(true, std::memory_order_release);
    }

private:
    std::atomic<std::uint64_t> value_ = 0;
    std::atomic<bool> known_ = false;
};

} // namespace diffuscope
