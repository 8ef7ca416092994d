#include "app/cli/commands/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"
#include "app/cli/table.h"
#include "core/recipe/recipe.h"
#include "core/session/walk_plan.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace diffuscope::cli {
namespace {

struct InvertOptions {
    WalkOptions walk;
    ParamOptions params;
    std::string sheet;
};

// What became of one picture, and how well the noise brings it back.
struct Inverted {
    std::string file;
    ImageLoaded picture; // as the model takes it
    double psnr = 0;     // decibels, of the picture drawn from the noise; infinite where nothing differs
};

ImageLoaded loaded(Session& session, EventQueue& events, const ImageRequest& request)
{
    session.loadImage(request);
    return events.await<ImageLoaded>();
}

// Values go from -1 to 1, so the peak is 2.
double psnrOf(const Image& a, const Image& b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.values.size(); ++k)
        sum += std::pow(double(a.values[k]) - double(b.values[k]), 2);
    return 10 * std::log10(4.0 * double(a.values.size()) / sum);
}

// Draws from the noise that was found, with the same steps, and compares.
std::vector<Inverted> wayBack(Session& session, EventQueue& events, const SampleRequest& inversion, const Image& like)
{
    SampleChange back;
    back.sampler = "ddim"; // without what only the inversion knows
    SampleRequest request = withChange(inversion, back);
    request.noiseFile = inversion.rawFile;
    request.imageFiles.clear();
    request.rawFile.clear();
    const MadeSamples made = makeSamples(session, events, request, {});
    std::vector<Inverted> all;
    for (std::size_t k = 0; k < inversion.imageFiles.size(); ++k) {
        Inverted one{inversion.imageFiles[k],
                     loaded(session, events, {inversion.imageFiles[k], 0, like.width, like.channels})};
        one.psnr = psnrOf(one.picture.image, made.images.at(k));
        all.push_back(std::move(one));
    }
    return all;
}

std::string sizeText(int width, int height) { return std::to_string(width) + " x " + std::to_string(height); }

std::string textOf(const Inverted& one)
{
    const Image& image = one.picture.image;
    return one.file + ": " + sizeText(one.picture.originalWidth, one.picture.originalHeight) + " made " +
           sizeText(image.width, image.height) + (image.channels == 1 ? " grey" : " colour") +
           " for the model; drawn again from the noise it fits with a PSNR of " +
           (std::isfinite(one.psnr) ? fixedText(one.psnr, 1) + " dB" : std::string("infinity: exactly"));
}

nlohmann::ordered_json jsonOf(const Inverted& one)
{
    const Image& image = one.picture.image;
    nlohmann::ordered_json json = {{"file", one.file},
                                   {"original_width", one.picture.originalWidth},
                                   {"original_height", one.picture.originalHeight},
                                   {"size", image.width},
                                   {"channels", image.channels}};
    json["psnr"] = std::isfinite(one.psnr) ? nlohmann::ordered_json(one.psnr) : nlohmann::ordered_json();
    return json;
}

int invert(const InvertOptions& options)
{
    SampleRequest request = options.walk.request;
    request.params = options.params.values();
    for (const std::string& target : {request.rawFile, options.sheet}) {
        refuseOverwriting(target, request.imageFiles);
        refuseOverwriting(target, {request.model});
    }
    EventQueue events;
    Session session(events.listener());
    checkSteps(session, events, request.model, options.walk);
    request.classes = classNumbers(session, events, request.model, options.walk.classes);
    const MadeSamples made = makeSamples(session, events, request, {options.sheet, {}});
    const std::vector<Inverted> pictures = wayBack(session, events, request, made.images.front());
    if (!options.walk.json) {
        for (const Inverted& one : pictures)
            printLine(textOf(one));
        printWritten(made.files, false);
        return kDone;
    }
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const Inverted& one : pictures)
        all.push_back(jsonOf(one));
    const std::string recipe = toJson(made.recipe, request.fullPaths ? RecipePaths::All : RecipePaths::Public);
    printJson({{"files", made.files},
               {"pictures", all},
               {"seconds", made.seconds},
               {"network_calls", made.networkCalls},
               {"recipe", nlohmann::ordered_json::parse(recipe)}});
    return kDone;
}

} // namespace

Command addInvert(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("invert", "Find the noise that DDIM turns into a picture");
    const auto options = std::make_shared<InvertOptions>();
    SampleRequest& request = options->walk.request;
    const CatalogEntry inverter = inverters().front();
    request.sampler = inverter.id;
    addWalkOptions(*parser, options->walk, "Steps to the noise, and as many back to compare");
    options->walk.model->required();
    parser->add_option("--image", request.imageFiles, "Picture files; they are fitted to the model's size")->required();
    parser->add_option("--out", request.rawFile, "safetensors file for \"noise\" [N, C, H, W]; sample --noise takes it")
        ->required();
    parser->add_option("--sheet", options->sheet, "Contact sheet of the noise, PNG")->check(fileNamed(".png"));
    options->params.add(*parser, inverter.params);
    return {parser, [options] { return invert(*options); }};
}

} // namespace diffuscope::cli
