#pragma once
#include "core/base/image/pixel_buffer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace diffuscope {

// How a picture becomes a network input: square, area-filtered down (linear up), [-1, 1].
struct ImageSettings {
    int size = 32;           // side in pixels, 8 .. 1024
    int channels = 3;        // 1 grey, 3 RGB
    Rgb background = kWhite; // shown through alpha, and beside a whole picture that is not square
    bool whole = false;      // all of the picture on the background; else its middle square
};

struct ImageSize {
    int width = 0, height = 0;
};

// Decodes PNG, JPEG, WebP, GIF, BMP, TIFF and what else OpenCV reads (any depth, grey, palette, RGB, alpha; the first
// of several frames or pages; turned as the file says) and fits it. Throws Error naming the file and the reason:
// missing, empty, not an image, too large (> 256 megapixels). `original` gets the size the picture had.
Image loadImageFile(const std::filesystem::path& path, const ImageSettings& settings, ImageSize* original = nullptr);
std::string readImageFile(const std::filesystem::path& path); // the bytes alone, at most 1 GiB
Image decodeImage(const std::string& bytes, const std::string& name, const ImageSettings& settings,
                  ImageSize* original = nullptr);

// Pixels that lie in no file, fitted as a file's are; `name` is for errors.
Image fitPixels(const PixelBuffer& pixels, const std::string& name, const ImageSettings& settings,
                ImageSize* original = nullptr);

// What a transparent picture can lie on: "white", "grey" or "black"; the colour throws Error for another name.
const std::vector<std::string>& backgroundNames();
Rgb backgroundColour(const std::string& name);

// Lower-case extensions worth trying, with the dot.
const std::vector<std::string>& imageExtensions();

} // namespace diffuscope
