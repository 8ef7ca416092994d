#include "core/data/sources/sidecar_labels.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>

namespace diffuscope {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

constexpr std::size_t kLargestTable = std::size_t(64) << 20, kLargestNote = 1 << 16, kMostClasses = 1000;
const char* const kNoLabel = "(no label)";
const std::vector<std::string> kFileColumns = {"file_name", "filename", "file", "image", "path", "image_path", "id"};
const std::vector<std::string> kLabelColumns = {"label", "class", "class_name", "category", "cls", "labels", "target"};

std::string keyOf(const fs::path& file)
{
    const std::string name = file.filename().string();
    return (file.parent_path() / name.substr(0, name.find('.'))).lexically_normal().string();
}

std::string trimmed(std::string text)
{
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; };
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), isSpace));
    text.erase(std::find_if_not(text.rbegin(), text.rend(), isSpace).base(), text.end());
    return text;
}

// A label is a word or a whole number; empty: neither.
std::string labelFrom(const json& value)
{
    if (value.is_string())
        return trimmed(value.get<std::string>());
    return value.is_number_integer() ? value.dump() : std::string();
}

const json* fieldOf(const json& object, const std::vector<std::string>& names)
{
    for (const std::string& name : names)
        if (const auto found = object.find(name); found != object.end())
            return &*found;
    return nullptr;
}

json parsed(const std::string& text) { return json::parse(text, nullptr, false); }

// The rows of a CSV file: quoted fields may hold commas, line breaks and doubled quotes.
std::vector<std::vector<std::string>> rowsOf(const std::string& text)
{
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row;
    std::string field;
    bool quoted = false;
    for (std::size_t k = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; k <= text.size(); ++k) {
        const char c = k < text.size() ? text[k] : '\n';
        if (quoted && k < text.size()) {
            if (c != '"')
                field += c;
            else if (k + 1 < text.size() && text[k + 1] == '"')
                field += text[++k];
            else
                quoted = false;
        } else if (c == '"' && field.empty()) {
            quoted = true;
        } else if (c == ',' || c == '\n') {
            row.push_back(trimmed(std::move(field)));
            field.clear();
            if (c == '\n' && (row.size() > 1 || !row.front().empty()))
                rows.push_back(std::move(row));
            if (c == '\n')
                row.clear();
        } else {
            field += c;
        }
    }
    return rows;
}

std::size_t columnOf(const std::vector<std::string>& header, const std::vector<std::string>& names)
{
    for (const std::string& name : names)
        if (const auto found = std::find(header.begin(), header.end(), name); found != header.end())
            return std::size_t(found - header.begin());
    return header.size();
}

} // namespace

const std::vector<std::string>& SidecarLabels::tableNames()
{
    static const std::vector<std::string> names = {"metadata.csv", "metadata.jsonl", "labels.csv", "dataset.json"};
    return names;
}

bool SidecarLabels::mayTell(const fs::path& file, std::size_t& largest)
{
    const std::string name = file.filename().string(), ending = endingOf(name);
    const bool table = std::find(tableNames().begin(), tableNames().end(), name) != tableNames().end();
    largest = table ? kLargestTable : kLargestNote;
    return table || ending == ".cls" || ending == ".json";
}

void SidecarLabels::add(const fs::path& file, const std::string& text)
{
    const std::size_t before = byFile_.size() + byKey_.size();
    const std::string name = file.filename().string();
    if (name == "dataset.json")
        addList(file, text);
    else if (name.ends_with(".csv"))
        addTable(file, text);
    else if (name.ends_with(".jsonl"))
        addLines(file, text);
    else
        addOne(file, text);
    if (from_.empty() && byFile_.size() + byKey_.size() > before)
        from_ = byKey_.empty() ? name : "the " + endingOf(name) + " files";
}

void SidecarLabels::addRow(const fs::path& folder, std::string file, std::string label)
{
    if (!file.empty() && !label.empty())
        byFile_.insert_or_assign((folder / fs::path(file).relative_path()).lexically_normal().string(),
                                 std::move(label));
}

void SidecarLabels::addTable(const fs::path& file, const std::string& text)
{
    const auto rows = rowsOf(text);
    if (rows.empty())
        return;
    const std::size_t names = columnOf(rows.front(), kFileColumns), labels = columnOf(rows.front(), kLabelColumns);
    if (names == rows.front().size() || labels == rows.front().size())
        return;
    for (std::size_t k = 1; k < rows.size(); ++k)
        if (rows[k].size() > std::max(names, labels))
            addRow(file.parent_path(), rows[k][names], rows[k][labels]);
}

void SidecarLabels::addLines(const fs::path& file, const std::string& text)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const json row = parsed(line);
        if (!row.is_object())
            continue;
        const json *name = fieldOf(row, kFileColumns), *label = fieldOf(row, kLabelColumns);
        if (name && label)
            addRow(file.parent_path(), labelFrom(*name), labelFrom(*label));
    }
}

void SidecarLabels::addList(const fs::path& file, const std::string& text)
{
    const json whole = parsed(text);
    const auto labels = whole.is_object() ? whole.find("labels") : whole.end();
    if (!whole.is_object() || labels == whole.end())
        return;
    if (labels->is_object())
        for (const auto& [name, label] : labels->items())
            addRow(file.parent_path(), name, labelFrom(label));
    if (labels->is_array())
        for (const json& row : *labels)
            if (row.is_array() && row.size() == 2)
                addRow(file.parent_path(), labelFrom(row[0]), labelFrom(row[1]));
}

void SidecarLabels::addOne(const fs::path& file, const std::string& text)
{
    std::string label = trimmed(text);
    if (endingOf(file.native()) == ".json") {
        const json whole = parsed(text);
        const json* field = whole.is_object() ? fieldOf(whole, kLabelColumns) : nullptr;
        label = field ? labelFrom(*field) : std::string();
    }
    if (!label.empty() && label.find('\n') == label.npos)
        byKey_.insert_or_assign(keyOf(file), label);
}

FolderClasses SidecarLabels::classesOf(const std::vector<std::string>& pictures, DatasetReport& report) const
{
    FolderClasses result{{}, std::vector<int>(pictures.size(), 0)};
    if (empty())
        return result;
    std::vector<std::string> found;
    std::set<std::string> names;
    int without = 0;
    for (const std::string& picture : pictures) {
        auto label = byFile_.find(picture);
        if (label == byFile_.end()) // a table may leave the ending out
            label = byFile_.find(fs::path(picture).replace_extension().string());
        if (label == byFile_.end() && (label = byKey_.find(keyOf(picture))) == byKey_.end()) {
            found.emplace_back(kNoLabel);
            ++without;
            continue;
        }
        found.push_back(label->second);
        names.insert(label->second);
    }
    if (names.size() < 2)
        return result;
    if (names.size() > kMostClasses || 2 * names.size() > pictures.size() + 2) {
        report.remarks.push_back({"The labels in " + from_ + " are left out: there are " +
                                      std::to_string(names.size()) + " different ones for " +
                                      std::to_string(pictures.size()) + " pictures",
                                  {},
                                  0});
        return result;
    }
    result.names.assign(names.begin(), names.end());
    sortClassNames(result.names);
    if (without > 0)
        result.names.emplace_back(kNoLabel);
    std::map<std::string, int> numbers;
    for (std::size_t k = 0; k < result.names.size(); ++k)
        numbers.emplace(result.names[k], int(k));
    for (std::size_t k = 0; k < found.size(); ++k)
        result.labels[k] = numbers.at(found[k]);
    report.remarks.push_back(
        {"The classes are those in " + from_ +
             (without > 0 ? "; " + withCount(without, "picture") + (without == 1 ? " has" : " have") + " none there"
                          : ""),
         {},
         0});
    return result;
}

} // namespace diffuscope
