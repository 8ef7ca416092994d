#include "core/data/sources/folder_walk.h"

#include "core/data/parallel_scan.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace diffuscope {
namespace fs = std::filesystem;
namespace {

using Folders = std::vector<std::string>; // names from the root down
const char* const kRootClass = "(root)";

std::string lowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    return text;
}

bool hasPictureName(const fs::path& path)
{
    const auto& known = imageExtensions();
    return std::find(known.begin(), known.end(), lowerCase(path.extension().string())) != known.end();
}

// The visible entries of one folder, sorted, so that the order of the disk plays no part.
std::vector<fs::path> entriesOf(const fs::path& folder, std::vector<Dataset::Skipped>& skipped)
{
    std::vector<fs::path> entries;
    std::error_code problem;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end; it.increment(problem))
        if (it->path().filename().native().front() != '.')
            entries.push_back(it->path());
    if (problem)
        skipped.push_back({folder.string(), "The folder cannot be read: " + problem.message()});
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.native() < b.native(); });
    return entries;
}

bool allStart(const std::vector<Folders>& paths, const std::function<bool(const std::string&)>& accept)
{
    return !paths.empty() &&
           std::all_of(paths.begin(), paths.end(), [&](const Folders& p) { return !p.empty() && accept(p.front()); });
}

bool isSplitName(const std::string& folder)
{
    static const std::set<std::string> names = {"train", "training", "test", "testing", "val", "valid", "validation"};
    return names.contains(lowerCase(folder));
}

void dropFirst(std::vector<Folders>& paths)
{
    for (Folders& path : paths)
        path.erase(path.begin());
}

std::vector<Folders> foldersOf(const fs::path& root, const std::vector<fs::path>& files)
{
    std::vector<Folders> result;
    for (const fs::path& file : files) {
        Folders folders;
        for (const fs::path& part : file.parent_path().lexically_relative(root))
            if (part != ".")
                folders.push_back(part.string());
        result.push_back(std::move(folders));
    }
    return result;
}

} // namespace

std::vector<fs::path> picturesBelow(const fs::path& root, std::vector<Dataset::Skipped>& skipped,
                                    const std::stop_token& stop)
{
    std::vector<fs::path> files, waiting = {root};
    std::set<fs::path> visited;
    while (!waiting.empty()) {
        throwIfCancelled(stop);
        const fs::path folder = waiting.back();
        waiting.pop_back();
        std::error_code problem;
        const fs::path real = fs::canonical(folder, problem);
        if (!problem && !visited.insert(real).second)
            continue;
        const auto entries = entriesOf(folder, skipped);
        for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
            const auto type = fs::status(*entry, problem).type();
            if (type == fs::file_type::directory)
                waiting.push_back(*entry);
            else if (hasPictureName(*entry))
                files.push_back(*entry); // a dangling link or a pipe too: reading it names the reason
        }
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.native() < b.native(); });
    return files;
}

FolderClasses classesOf(const fs::path& root, const std::vector<fs::path>& files)
{
    std::vector<Folders> paths = foldersOf(root, files);
    const auto shared = [&](const std::string& name) { return name == paths.front().front(); };
    while (allStart(paths, shared) || allStart(paths, isSplitName))
        dropFirst(paths);
    std::set<std::string> names;
    for (const Folders& path : paths)
        names.insert(path.empty() ? kRootClass : path.front());
    FolderClasses result{{}, std::vector<int>(files.size(), 0)};
    if (names.size() - names.count(kRootClass) < 2)
        return result;
    result.names.assign(names.begin(), names.end());
    for (std::size_t k = 0; k < paths.size(); ++k) {
        const std::string name = paths[k].empty() ? kRootClass : paths[k].front();
        result.labels[k] = int(std::distance(names.begin(), names.find(name)));
    }
    return result;
}

} // namespace diffuscope
