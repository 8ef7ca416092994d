#pragma once
#include "core/base/image/pixel_buffer.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace diffuscope {

// A picture of at most 256 colours: each pixel, row by row, is an index into `colours`.
struct IndexedImage {
    std::vector<Rgb> colours; // always 256
    std::vector<std::uint8_t> indices;
};

// Exact: 256 greys. Internal to core/export, as is the rest.
IndexedImage indexedGrey(const Image& grey);

// Colours by repeatedly splitting the box of the largest squared error at its mean (after Heckbert 1982). A picture
// of at most 256 colours is kept exactly. `dither` spreads the error in a fixed 4 x 4 pattern.
IndexedImage indexedColour(const Image& rgb, bool dither);

// One palette for all frames of a film, so that what stands still does not flicker. Frames with few colours count for
// more than noise, in which nobody sees a shade that is a little off.
class FilmPalette {
public:
    FilmPalette();
    ~FilmPalette();
    FilmPalette(const FilmPalette&) = delete;
    FilmPalette& operator=(const FilmPalette&) = delete;

    void add(const Image& rgb);
    bool everyFrameIsExact() const; // none has more than 256 colours: each can have a palette of its own
    void choose();                  // after the last frame: what colours() and indexed() go by
    const std::vector<Rgb>& colours() const;
    IndexedImage indexed(const Image& rgb, bool dither); // its own colours are left empty

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace diffuscope
