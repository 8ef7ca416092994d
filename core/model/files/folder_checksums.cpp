#include "core/model/files/folder_checksums.h"

#include "core/base/checksum.h"
#include "core/base/save_file.h"

#include <algorithm>
#include <sstream>
#include <vector>

namespace diffuscope {
namespace fs = std::filesystem;

namespace {

constexpr const char* kChecksums = "checksums.txt";
constexpr std::size_t kLargest = 1 << 20;

} // namespace

void writeChecksums(const fs::path& folder)
{
    std::vector<std::string> lines;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().filename() != kChecksums)
            lines.push_back(checksumText(fileChecksum(entry.path())) + " " + std::to_string(entry.file_size()) + " " +
                            entry.path().lexically_relative(folder).generic_string() + "\n");
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines)
        text += line;
    saveText(folder / kChecksums, text);
}

std::string checksumProblem(const fs::path& folder, const fs::path& part)
{
    std::error_code failure;
    if (!fs::exists(folder / kChecksums, failure))
        return {};
    const std::string start = part.empty() || part == "." ? std::string() : part.generic_string() + "/";
    std::istringstream lines(readFile(folder / kChecksums, kLargest));
    std::string sum, name;
    std::uint64_t size = 0;
    while (lines >> sum >> size && lines.get() == ' ' && std::getline(lines, name)) {
        if (!name.starts_with(start))
            continue;
        const auto found = fs::file_size(folder / name, failure);
        if (failure)
            return name + " is missing";
        if (found != size || checksumText(fileChecksum(folder / name)) != sum)
            return name + " is damaged";
    }
    return {};
}

} // namespace diffuscope
