#pragma once
#include "core/export/finish.h"
#include "core/export/format.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace diffuscope {

// What the formats of films share. Internal to core/export.

// "every", "most", "ping_pong": which of the frames a film shows.
std::vector<ParamSpec> choiceOfFramesSpecs();

// These, and when each is shown: "fps", "hold_last", and "loop" where `loops`; then finishSpecs(). `mostFps`: of the
// format.
std::vector<ParamSpec> filmSpecs(int mostFps, bool loops);

// Which of `count` frames are shown, in order. Of every n-th the last and the first always are; ping-pong is there and
// back again, without showing either end twice.
std::vector<std::size_t> shownFrames(std::size_t count, std::size_t every, std::size_t most, bool pingPong);

// The content with the frames that the settings choose, and their recipes.
ExportContent played(const ExportContent& content, const std::vector<ParamSpec>& specs, const ParamValues& values);

// When frame k of a film begins, from its settings.
struct FilmTiming {
    int fps = 12, holdLast = 0; // frames a second; extra milliseconds on the last frame
    std::size_t count = 0;

    // From the beginning, in `units` a second: as near to k / fps as they can say. k == count: the end, with the hold.
    long long start(std::size_t k, int units) const;
    long long duration(std::size_t k, int units) const { return start(k + 1, units) - start(k, units); }
};
FilmTiming timingOf(const std::vector<ParamSpec>& specs, const ParamValues& values, std::size_t count);

// What every film settles before its first frame.
struct FilmPlan {
    ExportContent content; // with the frames that are shown
    FilmTiming timing;
    Finish finish;
    int scale = 1, width = 0, height = 0; // what picture() still has to be enlarged by; of the film
    bool grey = false;

    // What frame k shows, `scale` times smaller: where nothing is done but repeating pixels, the frame itself.
    Image picture(std::size_t k, const Image& frame) const { return finish.plain() ? frame : finish(frame, k); }
};
// Throws Error for settings out of range, for a recipe that is too long, for pictures that are neither grey nor RGB,
// and with `tooLarge` for those that are larger than the format can say.
FilmPlan plannedFilm(const ExportContent& asked, const std::vector<ParamSpec>& specs, const ParamValues& values,
                     int longestSide, const char* tooLarge);

// 8 bits a value, RGB side by side, each pixel scale x scale: rows from the top, width * scale * 3 bytes each.
std::vector<std::uint8_t> rgbBytes(const Image& picture, int scale);

} // namespace diffuscope
