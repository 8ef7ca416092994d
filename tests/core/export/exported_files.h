#pragma once
#include "core/base/random.h"
#include "core/export/format.h"
#include "core/interop/cv_image.h"

#include <gif_lib.h>
#include <opencv2/imgcodecs.hpp>

#include <filesystem>
#include <string>
#include <vector>

// What is exported, and read back by libraries that did not write it.
namespace diffuscope {

namespace fs = std::filesystem;

inline ExportContent contentOf(int channels, int count, int height = 6, int width = 9)
{
    ExportContent content;
    std::vector<Image> frames;
    for (int k = 0; k < count; ++k)
        frames.push_back(noiseImage(channels, height, width, std::uint64_t(k)));
    content.frames = frames;
    content.recipe = R"({"seed": 7, "name": "Größe"})";
    return content;
}

inline std::vector<int> bytesOf(const Image& image)
{
    std::vector<int> bytes;
    for (float value : image.values)
        bytes.push_back(toByte(value));
    return bytes;
}

inline Image readPng(const fs::path& path) { return imageOf(cv::imread(path.string(), cv::IMREAD_UNCHANGED)); }

struct Gif {
    std::vector<Image> frames; // RGB
    std::vector<int> delays;
    bool loops = false;
    std::string comment;
};

inline void readExtensions(const SavedImage& saved, Gif& gif)
{
    for (int i = 0; i < saved.ExtensionBlockCount; ++i) {
        const ExtensionBlock& block = saved.ExtensionBlocks[i];
        const std::string bytes(reinterpret_cast<const char*>(block.Bytes), std::size_t(block.ByteCount));
        GraphicsControlBlock control;
        if (block.Function == GRAPHICS_EXT_FUNC_CODE &&
            DGifExtensionToGCB(std::size_t(block.ByteCount), block.Bytes, &control) == GIF_OK)
            gif.delays.push_back(control.DelayTime);
        if (block.Function == APPLICATION_EXT_FUNC_CODE && bytes == "NETSCAPE2.0")
            gif.loops = true;
        if (block.Function == COMMENT_EXT_FUNC_CODE)
            gif.comment += bytes;
    }
}

inline Gif readGif(const fs::path& path)
{
    int code = 0;
    GifFileType* file = DGifOpenFileName(path.c_str(), &code);
    if (!file || DGifSlurp(file) != GIF_OK)
        return {};
    Gif gif;
    for (int k = 0; k < file->ImageCount; ++k) {
        const SavedImage& saved = file->SavedImages[k];
        const ColorMapObject* map = saved.ImageDesc.ColorMap ? saved.ImageDesc.ColorMap : file->SColorMap;
        Image image(3, saved.ImageDesc.Height, saved.ImageDesc.Width);
        for (std::size_t i = 0; i < image.planeSize(); ++i) {
            const GifColorType& colour = map->Colors[saved.RasterBits[i]];
            image.values[i] = fromByte(colour.Red);
            image.values[image.planeSize() + i] = fromByte(colour.Green);
            image.values[2 * image.planeSize() + i] = fromByte(colour.Blue);
        }
        gif.frames.push_back(image);
        readExtensions(saved, gif);
    }
    DGifCloseFile(file, &code);
    return gif;
}

} // namespace diffuscope
