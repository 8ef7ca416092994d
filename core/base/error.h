#pragma once
#include <stdexcept>
#include <string>

namespace diffuscope {

// What every failure of the core looks like: what happened, to which file or value, and what to do next.
// what() is the three joined into one line fit for a terminal. Thrown by every layer; caught in exactly two
// places, the worker loop and main.
class Error : public std::runtime_error {
public:
    Error(std::string happened, std::string subject, std::string advice = {});

    const std::string& happened() const { return happened_; } // "Cannot read the image"
    const std::string& subject() const { return subject_; }   // the file, key or value
    const std::string& advice() const { return advice_; }     // "Choose a PNG, JPEG, ... file." May be empty.

private:
    std::string happened_, subject_, advice_;
};

} // namespace diffuscope
