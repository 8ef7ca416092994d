#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

// What the commands say. Results go to stdout, trouble and progress to stderr. With --json stdout holds one JSON value
// (of a training one a line), or nothing where the command failed: the exit code and stderr tell that.
namespace diffuscope::cli {

// On one line: names come from anybody's disk, see core/base/printable.
void printLine(const std::string& line);
void printTable(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);
void printJson(const nlohmann::ordered_json& value, int indent = 2);

// Of a command that only writes files: their names, or as JSON {"files": [...]}.
void printWritten(const std::vector<std::string>& files, bool json);

// Wrong usage where `target` is one of the sources, or an existing file in a source that is a folder: a result never
// replaces what it was made from.
void refuseOverwriting(const std::string& target, const std::vector<std::string>& sources);

} // namespace diffuscope::cli
