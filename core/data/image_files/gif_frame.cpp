#include "core/base/error.h"
#include "core/data/image_files/decoded_picture.h"

#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

// The first frame of a GIF, read by giflib block by block: the frames behind it are never looked at.
namespace diffuscope {
namespace {

struct GifCloser {
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, GifCloser>;

int readRest(GifFileType* gif, GifByteType* to, int count)
{
    auto& rest = *static_cast<std::string_view*>(gif->UserData);
    const std::size_t read = std::min(rest.size(), std::size_t(std::max(count, 0)));
    std::memcpy(to, rest.data(), read);
    rest.remove_prefix(read);
    return int(read);
}

[[noreturn]] void refuseGif(const std::string& name)
{
    throw Error("The GIF file is damaged or cut short", name, "Copy it again from where it came from.");
}

// Passes over everything before the first frame and returns its transparent colour, or -1.
int transparentBeforeFrame(GifFileType* gif, const std::string& name)
{
    int transparent = NO_TRANSPARENT_COLOR;
    for (;;) {
        GifRecordType record = UNDEFINED_RECORD_TYPE;
        if (DGifGetRecordType(gif, &record) != GIF_OK || record == TERMINATE_RECORD_TYPE)
            refuseGif(name);
        if (record == IMAGE_DESC_RECORD_TYPE)
            return transparent;
        int code = 0;
        GifByteType* block = nullptr;
        if (DGifGetExtension(gif, &code, &block) != GIF_OK)
            refuseGif(name);
        while (block) {
            GraphicsControlBlock control;
            if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
                transparent = control.TransparentColor;
            if (DGifGetExtensionNext(gif, &block) != GIF_OK)
                refuseGif(name);
        }
    }
}

std::vector<int> rowsInOrder(int height, bool interlaced)
{
    std::vector<int> rows;
    struct Pass {
        int first, step;
    };
    for (const Pass pass : interlaced ? std::vector<Pass>{{0, 8}, {4, 8}, {2, 4}, {1, 2}} : std::vector<Pass>{{0, 1}})
        for (int row = pass.first; row < height; row += pass.step)
            rows.push_back(row);
    return rows;
}

} // namespace

DecodedPicture gifFrame(const std::string& bytes, const std::string& name)
{
    std::string_view rest = bytes;
    const Gif gif(DGifOpen(&rest, readRest, nullptr));
    if (!gif)
        refuseGif(name);
    const int transparent = transparentBeforeFrame(gif.get(), name);
    if (DGifGetImageDesc(gif.get()) != GIF_OK)
        refuseGif(name);
    const GifImageDesc& frame = gif->Image;
    const ColorMapObject* colours = frame.ColorMap ? frame.ColorMap : gif->SColorMap;
    if (!colours || frame.Width < 1 || frame.Height < 1 || frame.Left < 0 || frame.Top < 0)
        refuseGif(name);
    const int width = std::max(gif->SWidth, frame.Left + frame.Width);
    const int height = std::max(gif->SHeight, frame.Top + frame.Height);
    refuseTooLarge(width, height, name);
    cv::Mat canvas(height, width, CV_8UC4, cv::Scalar(0, 0, 0, 0)); // what the frame leaves free shows the background
    std::vector<GifPixelType> line(std::size_t(frame.Width));
    for (const int row : rowsInOrder(frame.Height, frame.Interlace)) {
        if (DGifGetLine(gif.get(), line.data(), frame.Width) != GIF_OK)
            refuseGif(name);
        auto* to = canvas.ptr<cv::Vec4b>(frame.Top + row) + frame.Left;
        for (const GifPixelType index : line) {
            if (index != transparent && index < colours->ColorCount) {
                const GifColorType& colour = colours->Colors[index];
                *to = cv::Vec4b(colour.Blue, colour.Green, colour.Red, 255);
            }
            ++to;
        }
    }
    return {canvas};
}

} // namespace diffuscope
