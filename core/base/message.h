#pragma once
#include <string>
#include <vector>

namespace diffuscope {

// What is to be said, before it is said in a language: an English pattern with places %1 to %9, and what stands in
// them. A pattern without arguments is said as it is, so any text is a message and its '%' stay. What stands in a
// place is never taken for a place itself: a file may be called "100%1.png".
struct Message {
    std::string pattern;                // "Cannot read %1"
    std::vector<std::string> arguments; // in the order of their numbers

    Message() = default;
    Message(std::string words, std::vector<std::string> places = {});
    Message(const char* words);

    std::string text() const; // filled in; a place without an argument stays
    bool empty() const { return pattern.empty(); }
    bool operator==(const Message&) const = default;
};

} // namespace diffuscope
