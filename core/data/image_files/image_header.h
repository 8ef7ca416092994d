#pragma once
#include <string>
#include <string_view>

namespace diffuscope {

// What a picture file says about itself, read without decoding it. width and height are 0 where the format is unknown
// or keeps them elsewhere.
struct ImageHeader {
    std::string format; // "PNG", "JPEG", ...; empty when unknown
    long long width = 0, height = 0;
    bool mayHaveAlpha = true;
    bool cutShort = false;       // the format's end mark is missing
    std::string colourMode = {}; // "grey", "16-bit RGB", "palette with alpha", "CMYK", ...; empty when unknown
};

ImageHeader peekImageHeader(std::string_view bytes);

} // namespace diffuscope
