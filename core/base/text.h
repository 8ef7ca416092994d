#pragma once
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>

namespace diffuscope {

// Of ASCII letters; others stay as they are.
inline std::string lowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    return text;
}

// The name at the end of a path, also where a slash follows it.
inline std::string lastPart(const std::filesystem::path& path)
{
    const std::filesystem::path whole = path.lexically_normal();
    return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

// "1 picture", "2 pictures".
inline std::string withCount(long long count, const std::string& one)
{
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

} // namespace diffuscope
