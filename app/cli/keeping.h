#pragma once
#include "app/cli/event_queue.h"

#include <CLI/CLI.hpp>

#include <mutex>
#include <optional>

namespace diffuscope::cli {

// --keep: what a command generates goes to the gallery, as the window's does. Otherwise nothing does: a program that
// is run by scripts fills no disk that nobody thinks of.
class Keeping {
public:
    void addOption(CLI::App& parser);
    Session::Listener listener(EventQueue& events); // in the place of the queue's: takes out what is said about keeping
    void begin(Session& session) const;
    void refuse(const char* why) const; // wrong usage, where it was asked for
    void end(Session& session);         // waits; throws the Error where something could not be kept

private:
    bool keep_ = false;
    std::mutex mutex_;
    std::size_t kept_ = 0;
    std::optional<Error> problem_;
};

} // namespace diffuscope::cli
