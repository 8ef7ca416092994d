#pragma once
#include <cstddef>
#include <filesystem>

namespace diffuscope {

// Of several files of one export: the first gets the name asked for, the others "name-2.png", "name-3.png" beside it.
std::filesystem::path numberedName(const std::filesystem::path& target, std::size_t index);

} // namespace diffuscope
