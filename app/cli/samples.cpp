#include "app/cli/samples.h"

#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "core/base/image/image_sequence.h"
#include "core/base/worker.h"
#include "core/messages/frame_words.h"
#include "core/recipe/recipe.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace diffuscope::cli {
namespace {

constexpr int kLongestFilm = 150; // frames

// One generation and the exports after it.
class SampleWatcher {
public:
    SampleWatcher(bool keepFrames, std::optional<int> shownStep) : keepFrames_(keepFrames), shownStep_(shownStep) {}

    void operator()(const SampleStarted& started) { started_ = started; }
    void operator()(const FrameArrived& arrived)
    {
        const int done = arrived.frame->index, steps = arrived.frame->count - 1;
        if (done > 0)
            progress_.show("Sampling", done, steps);
        const int stride = 1 + steps / kLongestFilm;
        if (keepFrames_ && ((steps - done) % stride == 0 || done == 0))
            frames_.push_back(arrived.frame);
        if (!shownStep_ || !shown_ || arrived.frame->step >= *shownStep_)
            shown_ = arrived.frame;
    }
    void operator()(const SampleFinished& finished)
    {
        finished_ = finished;
        ended_ = true;
    }
    void operator()(const Exported& exported)
    {
        files_.insert(files_.end(), exported.files.begin(), exported.files.end());
        ended_ = true;
    }
    void operator()(const Failed& failed) { throw failed.error; }
    template <typename Other> void operator()(const Other&) {}

    void wait(EventQueue& events)
    {
        for (ended_ = false; !ended_;)
            if (const auto event = events.next())
                std::visit(*this, *event);
    }

    const SampleFinished& finished() const { return finished_; }
    const SamplingRecipe& recipe() const { return started_.recipe; }
    const Frame& shown() const { return *shown_; } // at the step asked for, else the last
    const std::vector<std::string>& files() const { return files_; }

    // The contact sheet at every kept moment, with what may be written below it.
    ExportRequest film() const
    {
        ExportRequest request;
        request.frames = {frames_.size(),
                          [frames = frames_](std::size_t index) { return contactSheet(statesOf(*frames[index])); }};
        request.captionOf = [frames = frames_, recipe = started_.recipe](std::size_t index) {
            return captionWords(recipe, frames[index]->step);
        };
        request.equationOf = [frames = frames_](std::size_t index, bool greek) {
            return equationWords(frames[index]->terms, greek, index == 0);
        };
        return request;
    }

    static std::vector<Image> statesOf(const Frame& frame)
    {
        std::vector<Image> pictures;
        pictures.reserve(std::size_t(frame.pictures.count()));
        for (int k = 0; k < frame.pictures.count(); ++k)
            pictures.push_back(frame.pictures.state(k));
        return pictures;
    }

private:
    bool keepFrames_, ended_ = false;
    std::optional<int> shownStep_;
    Progress progress_;
    SampleStarted started_;
    SampleFinished finished_;
    std::vector<FramePtr> frames_;
    FramePtr shown_;
    std::vector<std::string> files_;
};

std::optional<int> numberIn(const std::string& word)
{
    int number = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
    return problem == std::errc() && end == word.data() + word.size() ? std::optional(number) : std::nullopt;
}

ModelOpened openedModel(Session& session, EventQueue& events, const std::string& model)
{
    session.openModel(model);
    return events.await<ModelOpened>();
}

std::string classList(const ModelOpened& model)
{
    std::string text = "0 to " + std::to_string(model.classes - 1);
    for (std::size_t k = 0; k < model.classNames.size(); ++k)
        text += (k == 0 ? ": " : ", ") + model.classNames[k];
    return text;
}

int classNumber(const ModelOpened& model, const std::string& word)
{
    const int last = model.guidable ? model.classes : model.classes - 1; // the class for none can be drawn, too
    const auto named = std::find(model.classNames.begin(), model.classNames.end(), word);
    if (named != model.classNames.end()) // first: folders named 1 to 10 are classes 0 to 9
        return int(named - model.classNames.begin());
    if (const auto number = numberIn(word); number && *number >= 0 && *number <= last)
        return *number;
    throw CLI::ValidationError("--class", word + " is no class of the model; it has " + classList(model));
}

// At the end, unless a recipe says that its file showed another moment, or one picture of it.
bool showsMoment(const SampleFiles& files) { return files.picture || files.step.value_or(0) > 0; }

SamplingRecipe shownRecipe(const SampleWatcher& made, const SampleFiles& files)
{
    SamplingRecipe recipe = made.recipe();
    recipe.step = made.shown().step;
    if (!files.picture)
        return recipe;
    recipe.picture = files.picture;
    recipe.shownClass = files.shownClass;
    recipe.shownClassName = files.shownClassName;
    return recipe;
}

// Below each picture of a sheet, with | between.
std::string sheetWords(const SamplingRecipe& all, std::size_t pictures)
{
    std::string words;
    SamplingRecipe one = all;
    for (std::size_t k = 0; k < pictures; ++k) {
        one.picture = int(k);
        words += (k == 0 ? "" : "|") + captionWords(one, all.step.value_or(0));
    }
    return words;
}

ExportRequest sheetOf(const SampleWatcher& made, const SampleFiles& files, const std::string& recipe)
{
    ExportRequest sheet{"contact_sheet", files.sheet, {}, made.finished().images, recipe};
    if (files.smooth)
        sheet.params["edges"] = std::string("smooth");
    const SamplingRecipe shown = shownRecipe(made, files);
    if (files.caption && !files.picture)
        sheet.params["captions"] = sheetWords(shown, sheet.frames.size());
    if (files.picture) { // a sheet has no place for an equation: its pictures share one
        sheet.params["caption"] = files.caption;
        sheet.params["equation"] = files.equation;
        sheet.captionOf = [shown](std::size_t) { return captionWords(shown, shown.step.value_or(0)); };
        sheet.equationOf = [terms = made.shown().terms](std::size_t, bool greek) {
            return equationWords(terms, greek);
        };
    }
    if (showsMoment(files))
        sheet.frames = SampleWatcher::statesOf(made.shown());
    if (files.picture) {
        sheet.format = "png";
        sheet.frames = {sheet.frames[std::size_t(*files.picture)]};
    }
    return sheet;
}

} // namespace

void addWalkOptions(CLI::App& parser, WalkOptions& options, const std::string& stepsHelp)
{
    SampleRequest& request = options.request;
    options.model = parser.add_option("--model", request.model, "Run folder or diffusers model folder");
    options.steps =
        parser.add_option("--steps", request.steps, stepsHelp)->check(wholeNumberFrom(1))->capture_default_str();
    options.spacing = parser.add_option("--spacing", request.spacing, "Which timesteps")
                          ->check(CLI::IsMember({"model", "leading", "trailing", "linspace"}))
                          ->capture_default_str();
    options.classOption =
        parser
            .add_option(
                "--class", options.classes,
                "Class of all pictures, or one for each: names or numbers, such as cat,dog or 0,1,2; what is both is "
                "taken as a name")
            ->delimiter(',');
    parser.add_flag("--full-paths", request.fullPaths,
                    "Keep paths in the recipe also where they lead through your home folder");
    addMetadata(parser, request.metadata);
    parser.add_flag("--json", options.json, "One JSON object on stdout: files, seconds, network calls, recipe");
}

void checkSteps(Session& session, EventQueue& events, const std::string& model, const WalkOptions& options)
{
    if (options.steps->count() == 0)
        return;
    const auto most = (long long)openedModel(session, events, model).betas.size();
    if (options.request.steps > most)
        throw CLI::ValidationError("--steps", std::to_string(options.request.steps) +
                                                  " is not a whole number from 1 to " + std::to_string(most) +
                                                  ", the steps of the model");
}

std::vector<int> classNumbers(Session& session, EventQueue& events, const std::string& model,
                              const std::vector<std::string>& words)
{
    std::vector<int> numbers;
    if (words.empty())
        return numbers;
    const ModelOpened opened = openedModel(session, events, model);
    if (opened.classes == 0)
        throw CLI::ValidationError("--class", words.front() + ": the model has no classes");
    for (const std::string& word : words)
        numbers.push_back(classNumber(opened, word));
    return numbers;
}

void checkParams(const CatalogEntry& sampler, const ParamValues& params)
{
    for (const auto& [key, value] : params) {
        const auto has = [key = key](const ParamSpec& spec) { return spec.key == key; };
        if (std::none_of(sampler.params.begin(), sampler.params.end(), has))
            throw CLI::ValidationError(optionName(key), "the sampler " + sampler.id + " has no such setting");
    }
    if (const auto error = attempt([&] { validateParams(sampler.params, params); }))
        throw CLI::ValidationError(std::string(error->what()));
}

MadeSamples makeSamples(Session& session, EventQueue& events, const SampleRequest& request, const SampleFiles& files)
{
    constexpr long long kHold = 1500; // milliseconds on the finished pictures
    SampleWatcher watcher(!files.film.empty(), files.step);
    session.sample(request);
    watcher.wait(events);
    const SampleFinished& finished = watcher.finished();
    MadeSamples made{finished.images, shownRecipe(watcher, files), finished.seconds, finished.networkCalls, {}};
    if (!files.sheet.empty()) {
        session.exportImages(sheetOf(watcher, files, keptRecipe(made.recipe, request)));
        watcher.wait(events);
    }
    if (!files.film.empty()) {
        const std::string recipe = keptRecipe(watcher.recipe(), request); // of all moments
        ExportRequest film = watcher.film();
        film.format = filmFormat(files.film);
        film.target = files.film;
        film.params = {{"hold_last", kHold}, {"caption", files.caption}, {"equation", files.equation}};
        if (files.smooth)
            film.params["edges"] = std::string("smooth");
        film.recipe = recipe;
        session.exportImages(film);
        watcher.wait(events);
    }
    made.files = watcher.files();
    if (!request.rawFile.empty())
        made.files.push_back(request.rawFile);
    return made;
}

std::string keptRecipe(const SamplingRecipe& recipe, const SampleRequest& request)
{
    if (!request.metadata)
        return {};
    return toJson(recipe, request.fullPaths ? RecipePaths::All : RecipePaths::Public);
}

void addMetadata(CLI::App& parser, bool& metadata)
{
    parser.add_flag("--no-metadata{false}", metadata,
                    "Write pixels alone: no recipe, and nothing that tells other programs what drew them");
}

nlohmann::ordered_json recipeJson(const SamplingRecipe& recipe, bool fullPaths)
{
    return nlohmann::ordered_json::parse(toJson(recipe, fullPaths ? RecipePaths::All : RecipePaths::Public));
}

void printSamples(const MadeSamples& made, bool json, bool fullPaths)
{
    if (!json)
        return printWritten(made.files, false);
    printJson({{"files", made.files},
               {"pictures", made.images.size()},
               {"seconds", made.seconds},
               {"network_calls", made.networkCalls},
               {"recipe", recipeJson(made.recipe, fullPaths)}});
}

} // namespace diffuscope::cli
