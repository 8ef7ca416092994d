#include "app/cli/output.h"

#include "app/cli/table.h"
#include "core/base/printable.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace diffuscope::cli {
namespace {

namespace fs = std::filesystem;

// JSON lets DEL and the control characters of the upper half pass, which a terminal may obey.
std::string withoutControls(const std::string& json)
{
    std::string result;
    for (std::size_t at = 0; at < json.size(); ++at) {
        const auto byte = [&json](std::size_t k) { return k < json.size() ? (unsigned char)(json[k]) : 0u; };
        const bool upper = byte(at) == 0xc2 && byte(at + 1) >= 0x80 && byte(at + 1) < 0xa0;
        if (!upper && byte(at) != 0x7f) {
            result += json[at];
            continue;
        }
        at += upper ? 1 : 0;
        char code[16];
        std::snprintf(code, sizeof code, "\\u%04x", byte(at));
        result += code;
    }
    return result;
}

bool isWithin(const fs::path& file, const fs::path& folder)
{
    std::error_code unknown;
    const fs::path inner = fs::canonical(file, unknown), outer = fs::canonical(folder, unknown);
    return !unknown && std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

// Whether it is of what a model, a run or a set of pictures is made of; a table or a sheet that was put into a model's
// folder is not, and may be made again.
bool isPartOf(const fs::path& file, const fs::path& folder)
{
    const std::string name = file.filename().string(), ending = CLI::detail::to_lower(file.extension().string());
    for (const char* own : {".safetensors", ".bin", ".json", ".toml", ".txt"})
        if (ending == own)
            return true;
    for (const char* table : {"metrics.csv", "validation.csv", "loss_by_timestep.csv", "checkpoints.csv"})
        if (name == table)
            return true;
    for (const char* mark : {"config.toml", "config.json", "model_index.json", "unet/config.json"}) {
        std::error_code unknown;
        if (fs::exists(folder / mark, unknown))
            return false;
    }
    return true;
}

} // namespace

void printLine(const std::string& line) { std::printf("%s\n", printable(line).c_str()); }

void printTable(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows)
{
    const std::string table = tableOf(header, rows);
    for (std::size_t from = 0; from < table.size(); from = table.find('\n', from) + 1)
        printLine(table.substr(from, table.find('\n', from) - from));
}

void printJson(const nlohmann::ordered_json& value, int indent)
{
    const std::string text = value.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    std::printf("%s\n", withoutControls(text).c_str());
    std::fflush(stdout); // whoever reads line by line waits for it
}

void printWritten(const std::vector<std::string>& files, bool json)
{
    if (json)
        return printJson({{"files", files}});
    for (const std::string& file : files)
        printLine("Written: " + file);
}

void refuseOverwriting(const std::string& target, const std::vector<std::string>& sources)
{
    std::error_code unknown;
    if (target.empty() || !fs::is_regular_file(target, unknown))
        return;
    for (const std::string& source : sources) {
        const bool same = fs::equivalent(target, source, unknown) && !unknown;
        if (same || (fs::is_directory(source, unknown) && isWithin(target, source) && isPartOf(target, source)))
            throw CLI::ValidationError(target + " belongs to what it would be made from (" + source +
                                       "); choose another name");
    }
}

} // namespace diffuscope::cli
