#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace diffuscope {

// The files of a walk, stored compactly: every folder's path once, the names end to end. A million files of ten
// letters take about 25 MB.
class ImageList {
public:
    int size() const { return int(files_.size()); }
    std::filesystem::path path(int index) const { return std::filesystem::path(folder(index)) / name(index); }
    std::string_view name(int index) const;
    const std::string& folder(int index) const { return folders_[files_.at(std::size_t(index)).folder]; }
    std::uint32_t folderNumber(int index) const { return files_.at(std::size_t(index)).folder; }
    const std::vector<std::string>& folders() const { return folders_; }

    std::uint32_t addFolder(std::string path);
    void add(std::uint32_t folder, std::string_view name);
    void keep(const std::vector<int>& indices); // ascending; the others are dropped

private:
    struct File {
        std::uint64_t name = 0; // where it starts in names_
        std::uint32_t folder = 0, length = 0;
    };
    std::vector<std::string> folders_;
    std::string names_;
    std::vector<File> files_;
};

inline std::string_view ImageList::name(int index) const
{
    const File& file = files_.at(std::size_t(index));
    return std::string_view(names_).substr(file.name, file.length);
}

inline std::uint32_t ImageList::addFolder(std::string path)
{
    folders_.push_back(std::move(path));
    return std::uint32_t(folders_.size() - 1);
}

inline void ImageList::add(std::uint32_t folder, std::string_view name)
{
    files_.push_back({names_.size(), folder, std::uint32_t(name.size())});
    names_ += name;
}

inline void ImageList::keep(const std::vector<int>& indices)
{
    if (indices.size() == files_.size())
        return;
    std::vector<File> kept;
    kept.reserve(indices.size());
    for (const int index : indices)
        kept.push_back(files_.at(std::size_t(index)));
    files_ = std::move(kept);
}

} // namespace diffuscope
