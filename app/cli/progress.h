#pragma once
#include <chrono>
#include <string>

namespace diffuscope::cli {

// Progress on stderr: one line that redraws itself on a terminal, else a plain line now and then.
class Progress {
public:
    Progress();
    ~Progress(); // ends the line
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(const std::string& task, double done, double total, const std::string& detail = {});
    void note(const std::string& text); // a line of its own, once

private:
    void clearLine();

    bool terminal_;
    bool open_ = false;               // a redrawn line is on the screen
    std::string lastNote_, finished_; // finished_: the task whose last line has been shown
    std::chrono::steady_clock::time_point last_{};
};

std::string durationText(double seconds); // "3 min 20 s"; "" when negative

} // namespace diffuscope::cli
