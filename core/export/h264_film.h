#pragma once
#include "core/export/format.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace diffuscope {

// An MP4 file in memory: H.264 where the libraries of this machine have an encoder for it, else MPEG-4; yuv420p in the
// colours of BT.709, its index in front. Sides become even by repeating the last row or column. Throws Error naming
// `target`. Internal to core/export.
class H264Film {
public:
    enum class Quality { High, Medium, Small };
    H264Film(const std::filesystem::path& target, int width, int height, int fps, Quality quality,
             const FileNotes& notes); // recipe and parameters become comment and description
    ~H264Film();
    H264Film(const H264Film&) = delete;
    H264Film& operator=(const H264Film&) = delete;

    void add(const std::vector<std::uint8_t>& rgb); // see rgbBytes()
    std::string finish();                           // the file; once

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// The name of the box that holds XMP, as Adobe's specification has it.
inline constexpr std::string_view kXmpInMp4("\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac", 16);

} // namespace diffuscope
