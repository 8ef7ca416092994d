#include "app/cli/progress.h"

#include "app/cli/output.h"
#include "core/base/printable.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace diffuscope::cli {
namespace {

constexpr auto kPlainInterval = std::chrono::seconds(5);
constexpr int kBarWidth = 24;

std::string bar(double part)
{
    const int filled = int(std::lround(std::clamp(part, 0.0, 1.0) * kBarWidth));
    return "[" + std::string(std::size_t(filled), '#') + std::string(std::size_t(kBarWidth - filled), '.') + "]";
}

std::string progressText(double done, double total)
{
    return std::to_string(std::llround(done)) + (total > 0 ? "/" + std::to_string(std::llround(total)) : "");
}

} // namespace

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress()
{
    if (open_)
        std::fputc('\n', stderr);
}

void Progress::clearLine()
{
    if (open_)
        std::fputs("\r\033[K", stderr);
    open_ = false;
}

void Progress::show(const std::string& task, double done, double total, const std::string& detail)
{
    const auto now = std::chrono::steady_clock::now();
    const bool last = total > 0 && done >= total;
    if (!terminal_ && (last ? finished_ == task : now - last_ < kPlainInterval))
        return;
    finished_ = last ? task : "";
    last_ = now;
    std::string line = task + " ";
    if (terminal_ && total > 0)
        line += bar(done / total) + " ";
    line += progressText(done, total) + (detail.empty() ? "" : "  " + detail);
    line = printable(line);
    clearLine();
    std::fprintf(stderr, terminal_ ? "%s" : "%s\n", line.c_str());
    std::fflush(stderr);
    open_ = terminal_;
}

void Progress::note(const std::string& text)
{
    if (text.empty() || text == lastNote_)
        return;
    lastNote_ = text;
    clearLine();
    std::fprintf(stderr, "%s\n", printable(text).c_str());
}

std::string durationText(double seconds)
{
    if (seconds < 0 || !std::isfinite(seconds))
        return {};
    const long long whole = std::llround(seconds), hours = whole / 3600, minutes = whole / 60 % 60;
    if (hours > 0)
        return std::to_string(hours) + " h " + std::to_string(minutes) + " min";
    if (minutes > 0)
        return std::to_string(minutes) + " min " + std::to_string(whole % 60) + " s";
    return std::to_string(whole) + " s";
}

} // namespace diffuscope::cli
