#pragma once
#include "core/base/image/image.h"
#include "core/base/image/pixel_buffer.h"
#include "core/messages/gallery.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

// A picture's file tells in its name what the database needs to take it in again:
// "000012/12345-w77-j70-1795999812345.png" is picture 12345, of walk 77 of job 70, made at that time (milliseconds
// since 1970). A folder has at most a thousand.
struct PictureName {
    GalleryId id = 0, walk = 0, job = 0;
    std::int64_t made = 0;
    std::string file() const; // within the folder of pictures
    static std::string folderOf(GalleryId id);
};
std::optional<PictureName> pictureNamed(const std::string& fileName); // without its folder; empty: none of ours

// Names within the folder of pictures, in order of their numbers; those from `first` on, and those of its folder.
std::vector<std::string> pictureFiles(const std::filesystem::path& pictures, GalleryId first = 0);

// PNG of at most kThumbnailSide on a side.
std::string thumbnailOf(const Image& picture);
PixelBuffer pixelsIn(const std::string& png);       // 1 or 3 channels; not valid where it cannot be decoded
Image pictureIn(const std::filesystem::path& file); // throws Error

} // namespace diffuscope
