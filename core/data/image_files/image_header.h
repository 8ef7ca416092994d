#pragma once
#include <string>
#include <string_view>

namespace diffuscope {

// What a picture file says about itself, read without decoding it. width and height are 0 where the format is unknown
// or keeps them elsewhere; they are those of the stored pixels, before `orientation` turns them.
struct ImageHeader {
    std::string format; // "PNG", "JPEG", ...; empty when unknown
    long long width = 0, height = 0;
    bool mayHaveAlpha = true;
    bool cutShort = false;       // the format's end mark is missing
    std::string colourMode = {}; // "grey", "16-bit RGB", "palette with alpha", "CMYK", ...; empty when unknown
    int orientation = 1;         // as EXIF counts: 1 upright to 8; of TIFF the decoder knows
    bool several = false;        // more than one frame or page
    bool unread = false;         // a format that is known by its mark only
    bool deep = false;           // more than 8 bits a channel, where the header tells
};

ImageHeader peekImageHeader(std::string_view bytes);

// What the first chunk of this type holds, "tRNS" for example; empty where there is none.
std::string_view pngChunk(std::string_view png, std::string_view type);

} // namespace diffuscope
