#include "core/model/files/torch_bin/pickle_stack.h"

#include "core/base/byte_order.h"
#include "core/base/error.h"

namespace diffuscope {
namespace {

constexpr std::size_t kMaxValues = 1'000'000; // some 25 a tensor
constexpr std::size_t kMaxStack = 10'000;     // Python writes at most 1000 items before it stores them
constexpr std::size_t kMaxMarks = 100;

} // namespace

void PickleStack::refuse(const std::string& reason) const
{
    throw Error(happened_, file_ + ": " + reason,
                "Only state dicts of tensors are read. Do not open a stranger's file in Python to convert it.");
}

void PickleStack::refuseForm(const char* what) const
{
    refuse(std::string("its pickle describes ") + what + " that torch.save does not write");
}

std::string_view PickleStack::take(std::size_t count)
{
    if (count > program_.size() - at_)
        refuse("its pickle ends too early");
    at_ += count;
    return program_.substr(at_ - count, count);
}

std::uint64_t PickleStack::little(std::size_t count) { return littleEndianIn(take(count)); }

std::string_view PickleStack::line()
{
    const std::size_t end = program_.find('\n', at_);
    if (end == std::string_view::npos)
        refuse("its pickle ends too early");
    const std::string_view text = take(end - at_);
    take(1);
    return text;
}

void PickleStack::push(PickleValue value)
{
    if (++pushed_ > kMaxValues)
        refuse("its pickle has more than " + std::to_string(kMaxValues) + " values");
    if (values_.size() >= kMaxStack)
        refuse("its pickle keeps more than " + std::to_string(kMaxStack) + " values on its stack");
    values_.push_back(value);
}

PickleValue& PickleStack::top()
{
    if (values_.size() <= floor())
        refuse("its pickle takes a value that is not there");
    return values_.back();
}

PickleValue PickleStack::pop()
{
    const PickleValue value = top();
    values_.pop_back();
    return value;
}

void PickleStack::mark()
{
    if (marks_.size() >= kMaxMarks)
        refuse("its pickle is nested too deeply");
    marks_.push_back(values_.size());
}

PickleValues PickleStack::popToMark()
{
    if (marks_.empty())
        refuse("its pickle takes a mark that is not there");
    PickleValues values(values_.begin() + std::ptrdiff_t(marks_.back()), values_.end());
    values_.resize(marks_.back());
    marks_.pop_back();
    return values;
}

void PickleStack::pushText(std::string_view text)
{
    push({PickleKind::Text, std::int64_t(texts_.size())});
    texts_.push_back(text);
}

void PickleStack::pushSequence(PickleKind kind, PickleValues values)
{
    push({kind, std::int64_t(sequences_.size())});
    sequences_.push_back(std::move(values));
}

void PickleStack::pushTuple(std::size_t count)
{
    PickleValues values(count);
    for (std::size_t i = count; i-- > 0;)
        values[i] = pop();
    pushSequence(PickleKind::Tuple, std::move(values));
}

PickleValues& PickleStack::topSequence(PickleKind kind)
{
    if (top().kind != kind)
        refuseForm("a container");
    return sequence(top());
}

void PickleStack::memoize(std::uint64_t index)
{
    if (index != memo_.size())
        refuse("its pickle remembers a value as number " + std::to_string(index) + " instead of " +
               std::to_string(memo_.size()));
    if (memo_.size() >= kMaxValues)
        refuse("its pickle remembers too many values");
    memo_.push_back(top());
}

void PickleStack::recall(std::uint64_t index)
{
    if (index >= memo_.size())
        refuse("its pickle recalls a value that it did not remember, number " + std::to_string(index));
    push(memo_[index]);
}

} // namespace diffuscope
