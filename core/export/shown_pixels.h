#pragma once
#include "core/base/image/image.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace diffuscope {

// 8 bits a value, RGB side by side, rows from the top without gaps.
struct ShownFrame {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb;
};

// Decodes every frame of a picture or film as it is shown, in order, one in memory at a time; `take` answers whether to
// go on. Of kinds that export writes with pixels: PNG, APNG, GIF, WebP, MP4. The file is anybody's: what claims more
// than 2^26 pixels throws Error, as does what cannot be decoded.
void eachShownFrame(const std::filesystem::path& file, const std::function<bool(const ShownFrame&)>& take);

// What a file is by its first bytes, whatever it is called.
enum class ShownKind { Unknown, Png, Gif, Webp, Mp4 }; // an APNG is a PNG
ShownKind shownKind(const std::filesystem::path& file);

// How far what a frame shows is from the pictures it should show.
struct ShownDifference {
    int largest = 0; // of 255
    std::size_t differing = 0, values = 0;
    double sum = 0;                       // of all differences
    int picture = 0, row = 0, column = 0; // where the largest is, before enlarging

    bool nearerThan(const ShownDifference& other) const
    {
        return largest != other.largest ? largest < other.largest : sum < other.sum;
    }
};

// `pictures`: one, or those of a contact sheet with any columns, gap and enlargement, with hard or smooth edges, and
// perhaps a band of words below; of one shape. `padded`: its sides may have become even. None: the frame has no size
// that such pictures have.
std::optional<ShownDifference> differenceOf(const ShownFrame& frame, const std::vector<Image>& pictures,
                                            bool padded = false);

} // namespace diffuscope
