#include "app/cli/commands/commands.h"
#include "app/cli/output.h"
#include "core/base/resources.h"
#include "core/session/catalog.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace diffuscope::cli {
namespace {

// What ships beside the program, and where it was found.
std::vector<CatalogEntry> resourceFiles()
{
    namespace fs = std::filesystem;
    const fs::path folder = resourceFolder();
    std::vector<CatalogEntry> files;
    for (const auto& found : fs::recursive_directory_iterator(folder)) {
        if (!found.is_regular_file() || found.path().filename() == "CMakeLists.txt")
            continue;
        CatalogEntry& file = files.emplace_back();
        file.id = found.path().lexically_relative(folder).string();
        file.about = found.path().string();
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return files;
}

std::vector<CatalogEntry> catalogOf(const std::string& name)
{
    if (name == "schedules")
        return schedules();
    if (name == "samplers")
        return samplers();
    if (name == "formats")
        return formats();
    if (name == "models")
        return builtinModels();
    if (name == "resources")
        return resourceFiles();
    std::vector<CatalogEntry> all = sources(), builtin = builtinSources();
    all.insert(all.end(), builtin.begin(), builtin.end());
    return all;
}

void print(const std::vector<CatalogEntry>& entries)
{
    for (const CatalogEntry& entry : entries)
        std::printf("%-16s %-24s %s\n", entry.id.c_str(), entry.name.c_str(), entry.about.c_str());
}

nlohmann::ordered_json jsonOf(const ParamSpec& spec)
{
    nlohmann::ordered_json json = {{"key", spec.key}, {"label", spec.label}, {"help", spec.help}};
    std::visit([&json](const auto& value) { json["initial"] = value; }, spec.initial);
    if (spec.kind == ParamSpec::Kind::Integer || spec.kind == ParamSpec::Kind::Real)
        json["range"] = {spec.minimum, spec.maximum};
    if (!spec.choices.empty())
        json["choices"] = spec.choices;
    return json;
}

void printCatalog(const std::vector<CatalogEntry>& entries)
{
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const CatalogEntry& entry : entries) {
        nlohmann::ordered_json params = nlohmann::ordered_json::array();
        for (const ParamSpec& spec : entry.params)
            params.push_back(jsonOf(spec));
        all.push_back({{"id", entry.id}, {"name", entry.name}, {"about", entry.about}, {"params", params}});
    }
    printJson(all);
}

} // namespace

Command addList(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("list", "What there is to choose from");
    struct Options {
        std::string catalog;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    parser->add_option("catalog", options->catalog, "schedules, samplers, sources, models, formats or resources")
        ->check(CLI::IsMember({"schedules", "samplers", "sources", "models", "formats", "resources"}));
    parser->add_flag("--json", options->json, "With every setting");
    return {parser, [options] {
                if (options->catalog.empty())
                    throw CLI::ValidationError(
                        "Say what to list: schedules, samplers, sources, models, formats or resources");
                const auto entries = catalogOf(options->catalog);
                options->json ? printCatalog(entries) : print(entries);
                return kDone;
            }};
}

} // namespace diffuscope::cli
