#include "core/base/message.h"

#include <utility>

namespace diffuscope {

Message::Message(std::string words, std::vector<std::string> places)
    : pattern(std::move(words)), arguments(std::move(places))
{
}

Message::Message(const char* words) : pattern(words) {}

std::string Message::text() const
{
    if (arguments.empty())
        return pattern;
    std::string text;
    for (std::size_t k = 0; k < pattern.size(); ++k) {
        const std::size_t place = pattern[k] == '%' && k + 1 < pattern.size() ? std::size_t(pattern[k + 1] - '1') : 9;
        if (place < 9 && place < arguments.size()) {
            text += arguments[place];
            ++k;
        } else {
            text += pattern[k];
        }
    }
    return text;
}

} // namespace diffuscope
