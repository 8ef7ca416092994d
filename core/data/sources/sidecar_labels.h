#pragma once
#include "core/data/sources/folder_walk.h"

#include <map>
#include <string>
#include <vector>

namespace diffuscope {

// Classes that files beside the pictures tell instead of folders: metadata.csv, metadata.jsonl and labels.csv (columns
// file_name and label), dataset.json ({"labels": [["a.png", 3], ...]}), and for each picture a .cls or .json file of
// the same name, as tars for WebDataset have them. Untrusted input: what cannot be read tells nothing.
class SidecarLabels {
public:
    // The names of files that tell the labels of many pictures.
    static const std::vector<std::string>& tableNames();
    // Whether a file of this name may tell labels; `largest` bytes are worth reading.
    static bool mayTell(const std::filesystem::path& file, std::size_t& largest);

    void add(const std::filesystem::path& file, const std::string& text); // below the set's root

    bool empty() const { return byFile_.empty() && byKey_.empty(); }

    // The class of each picture, by its path below the root; pictures without one are "(no label)". No names: nothing
    // was told, or about as many different labels as pictures. What was done is said in the report.
    FolderClasses classesOf(const std::vector<std::string>& pictures, DatasetReport& report) const;

private:
    void addRow(const std::filesystem::path& folder, std::string file, std::string label);
    void addTable(const std::filesystem::path& file, const std::string& text);
    void addLines(const std::filesystem::path& file, const std::string& text);
    void addList(const std::filesystem::path& file, const std::string& text);
    void addOne(const std::filesystem::path& file, const std::string& text);

    std::map<std::string, std::string> byFile_, byKey_; // a key is a file without all its endings
    std::string from_;                                  // the first file that told anything
};

} // namespace diffuscope
