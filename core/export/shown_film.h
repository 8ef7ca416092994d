#pragma once
#include "core/export/shown_pixels.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace diffuscope {

// How many frames a file shows, and how long its last one stands still.
struct FilmLength {
    int frames = 0; // 1: a picture
    int still = 1;  // last frames that show the same: what a video holds at its end
};
// Decodes all of them, one in memory at a time; asked to stop it answers with what it has seen. Throws as
// eachShownFrame() does.
FilmLength lengthOf(const std::filesystem::path& file, const std::stop_token& stop);

// Every choice of `moments` moments (every n-th, at most so many, forward and back: see film.h) that makes a film of so
// many frames, as which moment each of them shows. The file does not say which it was. A video also holds its end.
std::vector<std::vector<std::size_t>> filmChoices(std::size_t moments, const FilmLength& length);

struct FilmDifference {
    ShownDifference worst; // where the largest is, with `differing`, `values` and `sum` of all frames
    int frames = 0, frame = 0;
    int firstFrame = -1; // the first that differs; negative: none does
    bool nearerThan(const FilmDifference& other) const { return worst.sum < other.worst.sum; } // of the same pictures
};
// The film of `file` against what it should show, frame by frame, by the choice that it is nearest to. `frameAt`:
// of a moment, as it was before it was enlarged and had words. None: no choice has as many frames, or a frame has no
// size that such pictures have.
std::optional<FilmDifference> filmDifference(const std::filesystem::path& file, std::size_t moments,
                                             const std::function<Image(std::size_t moment)>& frameAt,
                                             const FilmLength& length, const std::stop_token& stop);

} // namespace diffuscope
