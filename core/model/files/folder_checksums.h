#pragma once
#include <filesystem>
#include <string>

namespace diffuscope {

// Checkpoints of this program say in checksums.txt what their files should be ("XXH3 size path" a line), so that a
// disk's mistake is noticed before anybody draws with it or trains on it.
void writeChecksums(const std::filesystem::path& folder); // of every file in it, to be called last

// What is wrong with the files of a folder, or with those of them below `part` (relative); empty: nothing, or it has no
// checksums.
std::string checksumProblem(const std::filesystem::path& folder, const std::filesystem::path& part = {});

} // namespace diffuscope
