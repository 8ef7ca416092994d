#include "core/gallery/gallery.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/gallery_verify.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/table.h"
#include "core/base/error.h"
#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/base/user_folders.h"
#include "core/gallery/gallery_export.h"
#include "core/recipe/recipe.h"
#include "core/session/catalog.h"
#include "core/session/files/marks.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <ctime>
#include <filesystem>

namespace diffuscope::cli {
namespace {

namespace fs = std::filesystem;

constexpr long long kSecond = 1000; // milliseconds

struct GalleryOptions {
    std::string folder;
    bool json = false;
    std::vector<std::string> words;
    std::string order = "newest";
    int limit = 50;
    GalleryId after = 0;
    std::vector<GalleryId> ids;
    GalleryExport target;
    long long scale = 0;
    std::uint64_t bytes = 0;
};

std::string sizeText(std::uint64_t bytes)
{
    return bytes < 1'000'000 ? fixedText(double(bytes) / 1e3, 1) + " kB" : fixedText(double(bytes) / 1e6, 1) + " MB";
}

// Looking at a gallery makes none.
std::unique_ptr<Gallery> opened(const GalleryOptions& options)
{
    const fs::path folder = options.folder.empty() ? userGalleryFolder() : fs::path(options.folder);
    std::error_code unknown;
    if (!fs::exists(folder / "pictures", unknown))
        throw Error("There is no gallery", folder.string(),
                    "The window makes one with the first picture that it generates, and so does sample --keep.");
    auto gallery = std::make_unique<Gallery>(folder);
    if (const auto mended = gallery->takeMended()) {
        std::fprintf(stderr, "Note: the gallery's database was made anew from its %s.\n",
                     withCount(mended->pictures, "picture").c_str());
        if (!mended->setAside.empty())
            std::fprintf(stderr, "Note: the damaged one is now %s.\n", printable(mended->setAside).c_str());
    }
    return gallery;
}

GalleryQuery queryOf(const GalleryOptions& options)
{
    std::string text;
    for (const std::string& word : options.words)
        text += (text.empty() ? "" : " ") + word;
    GallerySearch search = parseGallerySearch(text, std::int64_t(std::time(nullptr)));
    for (const GallerySearch::Term& term : search.terms)
        if (!term.understood)
            throw CLI::ValidationError(term.text + " is no search: fields are seed, w, steps, class, size, model, "
                                                   "sampler, note, date, is:favourite and is:walk");
    using Order = GalleryQuery::Order;
    const std::map<std::string, Order> orders = {{"newest", Order::Newest},
                                                 {"oldest", Order::Oldest},
                                                 {"model", Order::Model},
                                                 {"class", Order::Class},
                                                 {"sampler", Order::Sampler}};
    search.query.order = orders.at(options.order);
    return search.query;
}

std::string classText(const GalleryEntry& entry)
{
    if (!entry.className.empty())
        return entry.className;
    return entry.shownClass ? std::to_string(*entry.shownClass) : "-";
}

nlohmann::ordered_json jsonOf(const GalleryEntry& entry)
{
    return {{"id", entry.id},
            {"job", entry.job},
            {"walk", entry.walk},
            {"made", entry.made / kSecond},
            {"file", entry.file},
            {"width", entry.width},
            {"height", entry.height},
            {"model", entry.model},
            {"weights_hash", entry.weightsHash},
            {"sampler", entry.sampler},
            {"steps", entry.steps},
            {"guidance_scale", entry.guidanceScale},
            {"picture", entry.picture},
            {"seed", entry.seed ? nlohmann::ordered_json(*entry.seed) : nlohmann::ordered_json()},
            {"class", entry.shownClass ? nlohmann::ordered_json(*entry.shownClass) : nlohmann::ordered_json()},
            {"class_name", entry.className},
            {"network_calls", entry.networkCalls},
            {"seconds", entry.seconds},
            {"favourite", entry.favourite},
            {"walk_bytes", entry.walkBytes},
            {"note", entry.note}};
}

int list(const GalleryOptions& options)
{
    const GalleryQuery query = queryOf(options);
    const auto gallery = opened(options);
    const auto after = options.after > 0 ? std::optional(options.after) : std::nullopt;
    const auto page = gallery->page(query, after, options.limit, false);
    const GalleryTotals totals = gallery->totals();
    if (options.json) {
        nlohmann::ordered_json pictures = nlohmann::ordered_json::array();
        for (const GalleryEntry& entry : page)
            pictures.push_back(jsonOf(entry));
        printJson({{"gallery_pictures", totals.pictures},
                   {"gallery_bytes", totals.bytes},
                   {"gallery_walks", totals.walks},
                   {"gallery_walk_bytes", totals.walkBytes},
                   {"pictures", pictures}});
        return kDone;
    }
    std::vector<std::vector<std::string>> rows;
    for (const GalleryEntry& entry : page)
        rows.push_back({std::to_string(entry.id), dateText(entry.made / kSecond), entry.model, entry.sampler,
                        std::to_string(entry.steps), fixedText(entry.guidanceScale, 1), classText(entry),
                        entry.seed ? std::to_string(*entry.seed) : "-", entry.favourite ? "yes" : "", entry.note});
    if (!rows.empty())
        printTable({"Number", "Made", "Model", "Sampler", "Steps", "Guidance", "Class", "Seed", "Favourite", "Note"},
                   rows);
    const bool more = !page.empty() && !gallery->page(query, page.back().id, 1, false).empty();
    const std::string walks =
        totals.walks > 0 ? ", and " + withCount(totals.walks, "recorded walk") + ", " + sizeText(totals.walkBytes) : "";
    printLine("The gallery has " + withCount(totals.pictures, "picture") + ", " + sizeText(totals.bytes) + walks + "." +
              (more ? " More: --after " + std::to_string(page.back().id) : std::string()));
    return kDone;
}

void printFacts(const GalleryEntry& entry)
{
    const auto fact = [](const char* label, const std::string& value) {
        if (!value.empty())
            std::printf("  %-12s %s\n", label, printable(value).c_str());
    };
    printLine("Picture " + std::to_string(entry.id));
    fact("made", dateText(entry.made / kSecond));
    fact("model", entry.model + (entry.weightsHash.empty() ? "" : ", weights " + entry.weightsHash));
    fact("sampler", entry.sampler + ", " + withCount(entry.steps, "step"));
    fact("guidance", fixedText(entry.guidanceScale, 1));
    fact("class", classText(entry));
    fact("seed", entry.seed ? std::to_string(*entry.seed) : "");
    fact("size", std::to_string(entry.width) + " x " + std::to_string(entry.height));
    fact("picture", std::to_string(entry.picture) + " of " + std::to_string(entry.count) + ", counted from 0");
    fact("cost", withCount(entry.networkCalls, "network call") + ", " + fixedText(entry.seconds, 2) + " s");
    fact("favourite", entry.favourite ? "yes" : "no");
    fact("walk", entry.walkBytes > 0 ? "kept with every step, " + sizeText(entry.walkBytes) : "not kept");
    fact("note", entry.note);
    fact("file", entry.file);
}

int show(const GalleryOptions& options)
{
    const auto gallery = opened(options);
    nlohmann::ordered_json pictures = nlohmann::ordered_json::array();
    for (const GalleryId id : options.ids) {
        const GalleryPicture picture = gallery->picture(id);
        if (!options.json) {
            printFacts(picture.entry);
            continue;
        }
        pictures.push_back(jsonOf(picture.entry));
        pictures.back()["recipe"] = nlohmann::ordered_json::parse(toJson(picture.recipe, RecipePaths::All));
    }
    if (options.json)
        printJson(pictures);
    return kDone;
}

int exportPictures(GalleryOptions& options)
{
    const auto gallery = opened(options);
    options.target.ids = options.ids;
    if (options.ids.empty())
        options.target.ids = gallery->list(queryOf(options)).ids;
    if (options.target.ids.empty())
        throw Error("No picture in the gallery is like that", options.words.empty() ? "" : options.words.front(),
                    "gallery list tells which there are.");
    options.target.params = {{"scale", options.scale}};
    std::vector<std::string> files;
    for (const fs::path& file : exportFrom(planExport(*gallery, options.target), marksOf))
        files.push_back(file.string());
    printWritten(files, options.json);
    return kDone;
}

int prune(const GalleryOptions& options)
{
    const auto gallery = opened(options);
    const std::uint64_t before = gallery->totals().bytes;
    const int removed = gallery->prune(options.bytes);
    const GalleryTotals totals = gallery->totals();
    if (options.json) {
        printJson({{"removed", removed}, {"bytes_before", before}, {"bytes", totals.bytes}});
        return kDone;
    }
    printLine("Removed: " + withCount(removed, "picture") + ". The gallery takes " + sizeText(totals.bytes) +
              (totals.bytes > options.bytes ? ": favourites are never removed." : "."));
    return kDone;
}

int verify(const GalleryOptions& options)
{
    std::vector<std::pair<GalleryId, std::string>> files;
    {
        const auto gallery = opened(options);
        for (const GalleryId id : options.ids)
            files.emplace_back(id, gallery->picture(id).entry.file);
    }
    return verifyPictures(files, options.json);
}

void addIds(CLI::App& parser, GalleryOptions& options, bool required)
{
    auto* ids = parser.add_option("--id", options.ids, "Numbers of pictures, as gallery list tells them")
                    ->delimiter(',')
                    ->check(CLI::PositiveNumber);
    if (required)
        ids->required();
}

void addSearch(CLI::App& parser, GalleryOptions& options)
{
    parser.add_option("SEARCH", options.words,
                      "Words of the model, class, sampler or note, and pairs: seed:1202 \"w>2\" steps:50 class:5 "
                      "size:64 date:2026-11-30 today is:favourite is:walk");
    parser.add_option("--order", options.order, "newest, oldest, model, class or sampler")
        ->check(CLI::IsMember({"newest", "oldest", "model", "class", "sampler"}))
        ->capture_default_str();
}

} // namespace

Command addGallery(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand(
        "gallery", "Pictures that were generated and kept: list, show, export, verify and prune them");
    parser->require_subcommand(1);
    const auto options = std::make_shared<GalleryOptions>();
    const auto action = std::make_shared<std::function<int()>>();
    const auto add = [&](const char* name, const char* about, std::function<int()> run) {
        CLI::App* one = parser->add_subcommand(name, about);
        one->add_option("--gallery", options->folder, "Folder of the gallery; without it your own");
        one->add_flag("--json", options->json, "Machine-readable");
        one->callback([action, run = std::move(run)] { *action = run; });
        return one;
    };
    CLI::App* lists = add("list", "List pictures, newest first", [options] { return list(*options); });
    addSearch(*lists, *options);
    lists->add_option("--limit", options->limit, "How many")->check(wholeNumberFrom(1))->capture_default_str();
    lists->add_option("--after", options->after, "Go on behind the picture of this number")->check(CLI::PositiveNumber);
    addIds(*add("show", "Tell all about pictures", [options] { return show(*options); }), *options, true);
    CLI::App* exports =
        add("export", "Write pictures as files, each with its recipe", [options] { return exportPictures(*options); });
    addSearch(*exports, *options);
    addIds(*exports, *options, false);
    exports->add_option("--out", options->target.target, "File to write; the second picture is NAME-2.png, and so on")
        ->required();
    exports->add_option("--format", options->target.format, "png or contact_sheet")
        ->check(CLI::IsMember({"png", "contact_sheet"}))
        ->capture_default_str();
    exports->add_option("--scale", options->scale, "Whole enlargement; 0 makes the longer side at least 256 pixels")
        ->check(wholeNumberFrom(0, 64))
        ->capture_default_str();
    addIds(
        *add("verify", "Draw pictures again from their recipes, and compare", [options] { return verify(*options); }),
        *options, true);
    CLI::App* prunes =
        add("prune", "Remove the oldest pictures that are no favourites", [options] { return prune(*options); });
    prunes->add_option("--limit", options->bytes, "Until the rest takes at most this: bytes, or 500MB, 2GB")
        ->transform(CLI::AsSizeValue(true))
        ->required();
    return {parser, [action] { return (*action)(); }};
}

} // namespace diffuscope::cli
