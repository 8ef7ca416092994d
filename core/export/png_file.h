#pragma once
#include "core/export/format.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace diffuscope {

// PNG files, and the pieces that they are made of. Internal to core.

std::string pngChunk(const std::string& type, const std::string& data); // with its length and checksum

// The notes as text chunks, see core/export/notes.h.
std::string pngTexts(const FileNotes& notes);

// A PNG file with its notes right behind the header.
std::string pngBytes(const Image& picture, const FileNotes& notes = {});

// What a PNG file without notes consists of. Pictures of one shape have the same header.
struct PngParts {
    std::string header; // data of IHDR
    std::string pixels; // data of all IDAT: one zlib stream
};
PngParts pngParts(const Image& picture); // packed as small as zlib can

} // namespace diffuscope
