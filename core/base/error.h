#pragma once
#include "core/base/message.h"

#include <stdexcept>
#include <string>

namespace diffuscope {

// What every failure of the core looks like: what happened, to which file or value, and what to do next. Each is a
// Message, so that it can be said in another language; a plain text is a message without arguments.
// what() is the three joined into one line fit for a terminal. Thrown by every layer; caught where a
// worker ends its job, at main, and where one failure must not end the rest (attempt(), core/base/worker.h).
class Error : public std::runtime_error {
public:
    Error(Message happened, Message subject, Message advice = {});

    std::string happened() const { return happened_.text(); } // "Cannot read the image"
    std::string subject() const { return subject_.text(); }   // the file, key or value
    std::string advice() const { return advice_.text(); }     // "Choose a PNG, JPEG, ... file." May be empty.

    const Message& happenedMessage() const { return happened_; }
    const Message& subjectMessage() const { return subject_; }
    const Message& adviceMessage() const { return advice_; }

private:
    Message happened_, subject_, advice_;
};

} // namespace diffuscope
