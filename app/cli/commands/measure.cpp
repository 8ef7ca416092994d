#include "app/cli/commands/commands.h"
#include "app/cli/event_queue.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace diffuscope::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kMadeAtOnce = 240; // divisible by most numbers of classes, which are taken in turn
constexpr int kOnSheet = 64, kColumns = 8;

struct MeasureOptions {
    std::string data, images, sheet;
    SampleRequest sample;
    MeasureRequest measure;
    int side = 32;
    bool json = false;
};

// Waits for the one answer that is looked for; a failure is thrown.
class MeasureWatcher {
public:
    explicit MeasureWatcher(EventQueue& events) : events_(events) {}

    template <typename Answer> Answer wait()
    {
        return events_.await<Answer>([this](const Event& event) {
            if (const auto* progress = std::get_if<DatasetProgress>(&event))
                progress_.show("Reading", progress->done, progress->total);
        });
    }
    Progress& progress() { return progress_; }

private:
    EventQueue& events_;
    Progress progress_;
};

bool isPicture(const fs::path& file)
{
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    const auto known = imageFileExtensions();
    return std::find(known.begin(), known.end(), extension) != known.end();
}

std::vector<std::string> imageFilesIn(const std::string& folder)
{
    std::error_code problem;
    std::vector<std::string> files;
    fs::recursive_directory_iterator entry(folder, problem), end;
    for (; !problem && entry != end; entry.increment(problem))
        if (entry->is_regular_file(problem) && isPicture(entry->path()))
            files.push_back(entry->path().string());
    if (problem)
        throw Error("Cannot read the folder of pictures", folder, problem.message() + ".");
    if (files.empty())
        throw Error("There are no pictures in the folder", folder, "Name the folder that the pictures are in.");
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<Image> loadedPictures(Session& session, MeasureWatcher& watcher, const MeasureOptions& options,
                                  int channels)
{
    const auto files = imageFilesIn(options.images);
    std::vector<Image> images;
    for (const std::string& file : files) {
        session.loadImage({file, 0, options.side, channels});
        images.push_back(watcher.wait<ImageLoaded>().image);
        watcher.progress().show("Loading", double(images.size()), double(files.size()));
    }
    return images;
}

std::vector<Image> madePictures(Session& session, MeasureWatcher& watcher, const SampleRequest& wanted)
{
    std::vector<Image> images;
    while (int(images.size()) < wanted.count) {
        SampleRequest part = wanted;
        part.seed = wanted.seed + images.size();
        part.count = std::min(kMadeAtOnce, wanted.count - int(images.size()));
        session.sample(part);
        const SampleFinished finished = watcher.wait<SampleFinished>();
        images.insert(images.end(), finished.images.begin(), finished.images.end());
        watcher.progress().show("Sampling", double(images.size()), wanted.count);
    }
    return images;
}

void writeSheet(Session& session, MeasureWatcher& watcher, const MeasureOptions& options, const QualityMeasured& result)
{
    const auto& images = options.measure.images;
    const std::size_t count = std::min<std::size_t>(images.size(), kOnSheet);
    const std::size_t columns = std::min<std::size_t>(count, kColumns);
    const Image nothing(images[0].channels, images[0].height, images[0].width, 1.0f);
    std::vector<Image> tiles;
    for (std::size_t row = 0; row < count; row += columns) {
        for (std::size_t k = row; k < row + columns; ++k)
            tiles.push_back(k < count ? images[k] : nothing);
        for (std::size_t k = row; k < row + columns; ++k)
            tiles.push_back(k < count ? result.nearest[k].picture : nothing);
    }
    session.exportImages({"contact_sheet", options.sheet, {{"columns", static_cast<long long>(columns)}}, tiles, ""});
    (void)watcher.wait<Exported>();
}

void printResult(const QualityMeasured& result, const std::string& sheet)
{
    nlohmann::ordered_json json = {{"pictures", result.pictures},
                                   {"references", result.references},
                                   {"sliced_wasserstein", result.slicedWasserstein},
                                   {"kernel_distance", result.kernelDistance},
                                   {"kernel_distance_error", result.kernelDistanceError}};
    if (result.fid)
        json["fid"] = *result.fid;
    if (result.kid && result.kidError) {
        json["kid"] = *result.kid;
        json["kid_error"] = *result.kidError;
    }
    json["usual_distance"] = result.medianNeighbourDistance;
    json["nearest"] = nlohmann::ordered_json::array();
    for (const QualityMeasured::Neighbour& nearest : result.nearest)
        json["nearest"].push_back({{"index", nearest.index}, {"distance", nearest.distance}});
    json["notes"] = result.notes;
    if (!sheet.empty())
        json["files"] = {sheet};
    cli::printJson(json);
}

void line(const char* label, int decimals, double value, double error = -1)
{
    std::printf("%-28s%.*f", label, decimals, value);
    if (error >= 0)
        std::printf(" +- %.*f", decimals, error);
    std::printf("\n");
}

void print(const QualityMeasured& result)
{
    std::printf("%d pictures against %d\n", result.pictures, result.references);
    line("sliced Wasserstein distance", 4, result.slicedWasserstein);
    line("kernel distance", 5, result.kernelDistance, result.kernelDistanceError);
    if (result.fid)
        line("FID", 2, *result.fid);
    if (result.kid && result.kidError)
        line("KID", 5, *result.kid, *result.kidError);
    std::vector<double> distances;
    for (const QualityMeasured::Neighbour& nearest : result.nearest)
        distances.push_back(nearest.distance);
    std::sort(distances.begin(), distances.end());
    line("nearest training picture", 4, distances[distances.size() / 2]);
    std::printf("%-28s%.4f to %.4f\n", "  least to most", distances.front(), distances.back());
    line("usual between training ones", 4, result.medianNeighbourDistance);
    for (const std::string& note : result.notes)
        printLine("Note: " + note);
}

int measure(MeasureOptions& options)
{
    EventQueue events;
    MeasureWatcher watcher(events);
    Session session(events.listener());
    MeasureRequest& request = options.measure;
    if (options.images.empty()) {
        request.source = options.data;
        request.images = madePictures(session, watcher, options.sample);
    } else {
        DatasetRequest data;
        data.source = options.data;
        data.side = options.side;
        session.openDataset(data); // tells whether it is grey
        request.images = loadedPictures(session, watcher, options, watcher.wait<DatasetOpened>().channels);
    }
    request.seed = options.sample.seed;
    watcher.progress().note("Measuring " + std::to_string(request.images.size()) + " pictures");
    session.measure(request);
    const QualityMeasured result = watcher.wait<QualityMeasured>();
    if (!options.sheet.empty())
        writeSheet(session, watcher, options, result);
    if (options.json)
        printResult(result, options.sheet);
    else
        print(result);
    if (!options.sheet.empty() && !options.json)
        printLine("Written: " + options.sheet + " (pictures, and below each its nearest training picture)");
    return kDone;
}

} // namespace

Command addMeasure(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("measure", "Compare generated pictures with a dataset");
    const auto options = std::make_shared<MeasureOptions>();
    SampleRequest& sample = options->sample;
    sample.count = 64;
    parser->add_option("--data", options->data, "Folder of pictures, idx file or builtin:NAME")->required();
    auto* model = parser->add_option("--model", sample.model, "Run folder or model folder that makes the pictures");
    auto* images =
        parser->add_option("--images", options->images, "Folder of pictures that have been made")->excludes(model);
    for (CLI::Option* option :
         {parser->add_option("--count", sample.count, "Pictures to make; hundreds tell more")
              ->check(wholeNumberFrom(3, 100'000)),
          parser->add_option("--sampler", sample.sampler, "How to walk back from noise")
              ->check(CLI::IsMember(idsOf(samplers()))),
          parser->add_option("--steps", sample.steps, "Sampler steps")->check(wholeNumberFrom(1))})
        option->needs(model)->capture_default_str();
    parser->add_option("--seed", sample.seed, "Of the pictures and of the random directions")
        ->check(seedNumber())
        ->capture_default_str();
    parser->add_option("--size", options->side, "Side of the pictures of --images in pixels")
        ->needs(images)
        ->check(wholeNumberFrom(8, 1024))
        ->capture_default_str();
    parser->add_option(
        "--inception", options->measure.inceptionFile,
        "TorchScript file that turns pictures [N, 3, 299, 299] in [0, 1] into features, for FID and KID");
    parser->add_flag("--json", options->json, "Machine-readable");
    parser->add_option("--sheet", options->sheet, "PNG of the first 64 pictures above their nearest training pictures")
        ->check(fileNamed(".png"));
    return {parser, [options, model, images] {
                if (model->count() + images->count() == 0)
                    throw CLI::RequiredError("--model or --images");
                refuseOverwriting(options->sheet, {options->data, options->images});
                return measure(*options);
            }};
}

} // namespace diffuscope::cli
