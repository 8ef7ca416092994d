#pragma once
#include "core/messages/recorded_walk.h"

#include <filesystem>
#include <functional>
#include <string_view>

namespace diffuscope {

// A recorded walk as a file: "DIFFWALK", a format number, what RecordedWalk says field by field, its frames packed as
// they are in memory, so that they come back bit for bit, and the checksum (XXH3) of all that. Numbers are
// little-endian. Only core/gallery knows the format.
inline constexpr std::uint32_t kWalkFormat = 1;

// Hands the bytes on piece by piece. Any thread. What `write` throws ends it.
void writeWalk(const RecordedWalk& walk, const std::function<void(std::string_view)>& write);

// Any thread. Throws Error where the file cannot be read, is damaged or cut short, or of a newer version; whatever is
// in it, no more memory is asked for than a few times its length, and what comes back can be shown.
RecordedWalk readWalk(const std::filesystem::path& file);

} // namespace diffuscope
