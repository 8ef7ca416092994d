#include "core/base/error.h"

#include <utility>

namespace diffuscope {
namespace {

std::string oneLine(const Message& happened, const Message& subject, const Message& advice)
{
    std::string line = happened.text();
    if (!subject.empty())
        line += ": " + subject.text();
    const bool ended = !line.empty() && (line.back() == '.' || line.back() == '!' || line.back() == '?');
    if (!advice.empty())
        line += (ended ? " " : ". ") + advice.text();
    return line;
}

} // namespace

Error::Error(Message happened, Message subject, Message advice)
    : std::runtime_error(oneLine(happened, subject, advice)), happened_(std::move(happened)),
      subject_(std::move(subject)), advice_(std::move(advice))
{
}

} // namespace diffuscope
