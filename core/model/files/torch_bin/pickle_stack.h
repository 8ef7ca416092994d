#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace diffuscope {

// A value is small: what is larger lies in a table and is named by its index. So nothing is freed in the middle, and
// no nesting is followed by recursion.
enum class PickleKind : std::uint8_t { None, Bool, Integer, Real, Text, Tuple, List, Dict, Callable, Storage, Tensor };
struct PickleValue {
    PickleKind kind = PickleKind::None;
    std::int64_t number = 0; // of an integer; otherwise the index
};
using PickleValues = std::vector<PickleValue>; // a dictionary: key, value, key, value

// The program of a pickle and what its instructions work on: stack, marks, memo. Everything taken that is not there,
// and everything beyond what a state dict needs, throws Error with `happened` and `file`.
class PickleStack {
public:
    PickleStack(std::string_view program, const std::string& file, const std::string& happened)
        : program_(program), file_(file), happened_(happened)
    {
    }
    [[noreturn]] void refuse(const std::string& reason) const;
    [[noreturn]] void
    refuseForm(const char* what) const; // "its pickle describes <what> that torch.save does not write"

    // The program, from where the last call ended.
    std::string_view take(std::size_t count);
    unsigned char byte() { return static_cast<unsigned char>(take(1)[0]); }
    std::uint64_t little(std::size_t count); // an unsigned number of at most 8 bytes
    std::string_view line();
    bool finished() const { return at_ == program_.size() && values_.size() == 1 && marks_.empty(); }

    // Nothing below the newest mark can be reached until the mark is taken.
    void push(PickleValue value);
    PickleValue& top();
    PickleValue pop();
    void mark();
    PickleValues popToMark();

    void pushText(std::string_view text); // a part of the program
    void pushSequence(PickleKind kind, PickleValues values);
    void pushTuple(std::size_t count); // of the topmost values
    std::string_view text(const PickleValue& value) const { return texts_[std::size_t(value.number)]; }
    PickleValues& sequence(const PickleValue& value) { return sequences_[std::size_t(value.number)]; }
    PickleValues& topSequence(PickleKind kind);

    void memoize(std::uint64_t index); // Python numbers what it remembers one after the other
    void recall(std::uint64_t index);

private:
    std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }

    std::string_view program_;
    const std::string& file_;
    const std::string& happened_;
    std::size_t at_ = 0, pushed_ = 0;
    PickleValues values_, memo_;
    std::vector<std::size_t> marks_;
    std::vector<std::string_view> texts_;
    std::vector<PickleValues> sequences_;
};

} // namespace diffuscope
