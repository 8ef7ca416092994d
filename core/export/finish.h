#pragma once
#include "core/base/image/image.h"
#include "core/base/params.h"
#include "core/export/letters.h"

#include <cstddef>
#include <string>
#include <vector>

namespace diffuscope {

struct ExportContent;

// What every format with pixels does to a picture before it writes it. Internal to core/export.

// "scale" (whole enlargement, 0 = automatic) and "edges" ("hard", "smooth"), then where `words`: "caption" and
// "equation" ("none", "words", "greek") on a band below.
std::vector<ParamSpec> finishSpecs(bool words);

// Smooth enlargement by a whole factor >= 1: cubic (Catmull-Rom), of its 8-bit values, its edge pixels repeated, and
// kept within [-1, 1]. The same bits everywhere.
Image smoothlyEnlarged(const Image& picture, int factor);

// How pictures are enlarged and what is written below them. A value.
class Finish {
public:
    // For the frames of `content`, all of the shape of the first; `specs` has those of finishSpecs(), or some of them.
    // Throws Error where there is no frame.
    Finish(const ExportContent& content, const std::vector<ParamSpec>& specs, const ParamValues& values);

    int scale() const { return scale_; }
    int width() const { return width_; } // of what is written
    int height() const { return height_; }
    bool plain() const { return !smooth_ && lines_.empty(); }        // nothing but pixels repeated
    Image operator()(const Image& picture, std::size_t frame) const; // as it is written

private:
    Image withWords(const Image& enlarged, std::size_t frame) const;

    int scale_ = 1, width_ = 0, height_ = 0;
    bool smooth_ = false;
    double letters_ = 0; // their size
    struct Line {
        Words kind = Words::Plain;
        std::vector<std::string> texts; // a frame each
    };
    std::vector<Line> lines_; // of the band; none: no band
};

} // namespace diffuscope
