#pragma once
#include <cstdint>
#include <string>

struct AVFormatContext;
struct AVIOContext;

namespace diffuscope {

// A file in memory for the muxers of libavformat. Internal to core/export.
struct MemoryFile {
    std::string bytes;
};

// Lets the muxer write to `file`, which outlives it, and read there again what it wrote, as it does to bring an index
// to the front. What it opens itself it closes itself; closeMemory() is for its pb.
void writeToMemory(AVFormatContext& format, MemoryFile& file);
void closeMemory(AVIOContext* stream); // null: nothing

} // namespace diffuscope
