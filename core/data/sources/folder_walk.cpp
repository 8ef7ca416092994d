#include "core/data/sources/folder_walk.h"

#include "core/base/text.h"
#include "core/data/parallel_scan.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sys/stat.h>

namespace diffuscope {
namespace fs = std::filesystem;
namespace {

using Folders = std::vector<std::string>; // names from the root down
const char* const kRootClass = "(no folder)";
constexpr unsigned kEntriesBetweenChecks = 256, kComparisonsBetweenChecks = 1 << 14;

// The wanted entries of one folder: names end to end, a directory's with a slash behind it. Sorted like that, and
// walked depth first, the files come out in byte order of their whole paths.
class Entries {
public:
    void add(std::string_view name, bool directory)
    {
        spans_.push_back({names_.size(), name.size() + (directory ? 1 : 0)});
        names_ += name;
        if (directory)
            names_ += '/';
    }
    std::size_t size() const { return spans_.size(); }
    std::string_view at(std::size_t k) const
    {
        return std::string_view(names_).substr(spans_[k].from, spans_[k].count);
    }

    void sort(const std::stop_token& stop)
    {
        unsigned compared = 0;
        const std::string_view names = names_;
        std::sort(spans_.begin(), spans_.end(), [&](const Span& a, const Span& b) {
            if (++compared % kComparisonsBetweenChecks == 0)
                throwIfCancelled(stop);
            return names.substr(a.from, a.count) < names.substr(b.from, b.count);
        });
    }

private:
    struct Span {
        std::size_t from, count;
    };
    std::string names_;
    std::vector<Span> spans_;
};

class Walk {
public:
    Walk(std::vector<Dataset::Skipped>& skipped, const ScanProgress& progress, const std::stop_token& stop,
         PassedOver* over)
        : skipped_(skipped), pacer_(progress), stop_(stop), over_(over)
    {
    }

    // Depth first with a stack of its own: nested folders are as deep as a hostile disk likes.
    ImageList below(const fs::path& root)
    {
        enter(root.string());
        while (!open_.empty()) {
            Level& level = open_.back();
            if (level.next == level.entries.size()) {
                open_.pop_back();
                continue;
            }
            const std::string_view name = level.entries.at(level.next++);
            if (name.ends_with('/'))
                enter((fs::path(list_.folders()[level.folder]) / name.substr(0, name.size() - 1)).string());
            else
                list_.add(level.folder, name);
        }
        return std::move(list_);
    }

private:
    struct Level {
        std::uint32_t folder = 0; // in list_
        Entries entries;
        std::size_t next = 0;
    };

    void enter(const std::string& path)
    {
        throwIfCancelled(stop_);
        struct ::stat facts = {};
        if (::stat(path.c_str(), &facts) == 0 && !visited_.emplace(facts.st_dev, facts.st_ino).second)
            return;
        Level level;
        std::error_code problem;
        unsigned read = 0;
        for (fs::directory_iterator it(path, problem), end; !problem && it != end; it.increment(problem)) {
            if (++read % kEntriesBetweenChecks == 0) {
                throwIfCancelled(stop_);
                pacer_.show(found_, 0, [&] { return fs::path(path).filename().string(); });
            }
            note(level.entries, *it);
        }
        if (problem)
            skipped_.push_back({path, "The folder cannot be read: " + problem.message()});
        level.entries.sort(stop_);
        pacer_.show(found_, 0, [&] { return fs::path(path).filename().string(); });
        level.folder = list_.addFolder(path);
        open_.push_back(std::move(level));
    }

    // The kind of an entry comes with its name: only links and file systems that do not tell need another look. A
    // dangling link or a pipe with a picture's name counts as a file: reading it names the reason.
    void note(Entries& entries, const fs::directory_entry& entry)
    {
        const std::string& path = entry.path().native();
        const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
        std::error_code unknown;
        const bool directory = entry.is_directory(unknown);
        if (name.starts_with('.')) {
            if (directory && over_)
                over_->addHiddenFolder();
            return;
        }
        if (!directory && !isImageName(name)) {
            if (over_)
                over_->add(path, over_->wantsStart(name) ? startOf(entry) : std::string());
            return;
        }
        entries.add(name, directory);
        found_ += directory ? 0 : 1;
    }

    static std::string startOf(const fs::directory_entry& entry) // never of a pipe
    {
        std::error_code unknown;
        std::string start(kStartBytes, '\0');
        std::streamsize read = 0;
        if (entry.is_regular_file(unknown)) {
            std::ifstream in(entry.path(), std::ios::binary);
            in.read(start.data(), std::streamsize(start.size()));
            read = in.gcount();
        }
        start.resize(std::size_t(read));
        return start;
    }

    std::vector<Dataset::Skipped>& skipped_;
    ProgressPacer pacer_;
    const std::stop_token& stop_;
    PassedOver* over_;
    ImageList list_;
    std::vector<Level> open_;
    std::set<std::pair<dev_t, ino_t>> visited_;
    int found_ = 0;
};

bool allStart(const std::vector<Folders>& paths, const std::function<bool(const std::string&)>& accept)
{
    return !paths.empty() &&
           std::all_of(paths.begin(), paths.end(), [&](const Folders& p) { return !p.empty() && accept(p.front()); });
}

bool isTrainingName(const std::string& folder)
{
    const std::string name = lowerCase(folder);
    return name == "train" || name == "training";
}

bool isSplitName(const std::string& folder)
{
    static const std::set<std::string> names = {"test", "testing", "val", "valid", "validation"};
    return isTrainingName(folder) || names.contains(lowerCase(folder));
}

bool isNumber(const std::string& name)
{
    return !name.empty() && name.size() < 19 && name.find_first_not_of("0123456789") == name.npos;
}

void dropFirst(std::vector<Folders>& paths)
{
    for (Folders& path : paths)
        path.erase(path.begin());
}

Folders namesBelow(const fs::path& root, const fs::path& folder)
{
    Folders names;
    for (const fs::path& part : folder.lexically_relative(root))
        if (part != ".")
            names.push_back(part.string());
    return names;
}

// The class name of each folder in use, by the folder's number.
std::map<std::uint32_t, std::string> classNames(const fs::path& root, const ImageList& files,
                                                const std::vector<int>& kept)
{
    std::map<std::uint32_t, std::string> names;
    for (const int file : kept)
        names.try_emplace(files.folderNumber(file));
    std::vector<Folders> paths;
    for (const auto& [folder, name] : names)
        paths.push_back(namesBelow(root, files.folders()[folder]));
    const auto shared = [&](const std::string& name) { return name == paths.front().front(); };
    while (allStart(paths, shared) || allStart(paths, isSplitName))
        dropFirst(paths);
    auto path = paths.begin();
    for (auto& [folder, name] : names) {
        name = path->empty() ? kRootClass : path->front();
        ++path;
    }
    return names;
}

} // namespace

bool isImageName(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    if (name.starts_with('.') || dot == name.npos)
        return false;
    const auto& known = imageExtensions();
    return std::find(known.begin(), known.end(), lowerCase(std::string(name.substr(dot)))) != known.end();
}

ImageList imagesBelow(const fs::path& root, std::vector<Dataset::Skipped>& skipped, const ScanProgress& progress,
                      const std::stop_token& stop, PassedOver* over)
{
    return Walk(skipped, progress, stop, over).below(root);
}

void sortClassNames(std::vector<std::string>& names)
{
    std::sort(names.begin(), names.end());
    const auto first = std::stable_partition(names.begin(), names.end(), [](const auto& n) { return n == kRootClass; });
    if (std::all_of(first, names.end(), isNumber))
        std::stable_sort(first, names.end(),
                         [](const auto& a, const auto& b) { return std::stoll(a) < std::stoll(b); });
}

std::vector<int> trainingPart(const fs::path& root, const ImageList& files, DatasetReport& report)
{
    std::vector<Folders> paths; // of each folder, in use or not; those that no picture lies in are passed over
    std::vector<bool> used(files.folders().size());
    for (int k = 0; k < files.size(); ++k)
        used[files.folderNumber(k)] = true;
    for (std::size_t folder = 0; folder < used.size(); ++folder)
        if (used[folder])
            paths.push_back(namesBelow(root, files.folders()[folder]));
    while (
        allStart(paths, [&](const std::string& name) { return name == paths.front().front() && !isSplitName(name); }))
        dropFirst(paths);
    if (!allStart(paths, isSplitName))
        return {};
    std::vector<bool> training(used.size());
    std::set<std::string> others;
    std::string name;
    for (std::size_t folder = 0, path = 0; folder < used.size(); ++folder) {
        if (!used[folder])
            continue;
        const std::string& split = paths[path++].front();
        training[folder] = isTrainingName(split);
        if (training[folder])
            name = split;
        else
            others.insert(split);
    }
    std::vector<int> kept;
    for (int k = 0; k < files.size(); ++k)
        if (training[files.folderNumber(k)])
            kept.push_back(k);
    if (kept.size() < 2 || others.empty())
        return {};
    std::string left;
    for (const std::string& other : others)
        left += (left.empty() ? "" : ", ") + other;
    report.remarks.push_back({"Only the pictures in " + name + " are used. Left out: " + left + " (" +
                                  withCount(files.size() - int(kept.size()), "picture") +
                                  "). To use another part, open its folder",
                              {},
                              0});
    return kept;
}

FolderClasses classesOf(const fs::path& root, const ImageList& files, const std::vector<int>& kept)
{
    const auto byFolder = classNames(root, files, kept);
    std::set<std::string> names;
    for (const auto& [folder, name] : byFolder)
        names.insert(name);
    FolderClasses result{{}, std::vector<int>(kept.size(), 0)};
    if (names.size() - names.count(kRootClass) < 2)
        return result;
    result.names.assign(names.begin(), names.end());
    sortClassNames(result.names);
    std::map<std::string, int> numbers;
    for (std::size_t k = 0; k < result.names.size(); ++k)
        numbers.emplace(result.names[k], int(k));
    for (std::size_t k = 0; k < kept.size(); ++k)
        result.labels[k] = numbers.at(byFolder.at(files.folderNumber(kept[k])));
    return result;
}

} // namespace diffuscope
