#include "core/base/error.h"

#include <utility>

namespace diffuscope {
namespace {

std::string oneLine(const std::string& happened, const std::string& subject, const std::string& advice)
{
    std::string line = happened;
    if (!subject.empty())
        line += ": " + subject;
    const bool ended = !line.empty() && (line.back() == '.' || line.back() == '!' || line.back() == '?');
    if (!advice.empty())
        line += (ended ? " " : ". ") + advice;
    return line;
}

} // namespace

Error::Error(std::string happened, std::string subject, std::string advice)
    : std::runtime_error(oneLine(happened, subject, advice)), happened_(std::move(happened)),
      subject_(std::move(subject)), advice_(std::move(advice))
{
}

} // namespace diffuscope
