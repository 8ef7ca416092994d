#pragma once
#include "core/messages/preview_walk.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace diffuscope {

// The ways of a run's previews on the disk: previews/walk-000000100.bin, a file a moment. "DIFFPREV", a format number,
// what PreviewWalk says, each picture as its range and its bytes, and the checksum (XXH3) of all that; numbers are
// little-endian. Files appear whole or not at all. Any thread, as long as one at a time writes in a run.
std::filesystem::path previewWalkPath(const std::filesystem::path& run, std::int64_t step);
std::vector<std::int64_t> previewWalkSteps(const std::filesystem::path& run); // of those that are there, rising

void writePreviewWalk(const std::filesystem::path& run, const PreviewWalk& walk); // throws Error
// Throws Error naming the file where it cannot be read, is damaged, cut short or of a newer version. What is in it is
// untrusted: no more memory is asked for than about its length.
PreviewWalk readPreviewWalk(const std::filesystem::path& run, std::int64_t step);

void thinPreviewWalks(const std::filesystem::path& run, int moments);            // until there are no more than that
void dropPreviewWalksAfter(const std::filesystem::path& run, std::int64_t step); // that training will reach again

} // namespace diffuscope
