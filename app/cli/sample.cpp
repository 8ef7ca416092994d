#include "app/cli/commands.h"
#include "app/cli/event_queue.h"
#include "app/cli/options.h"
#include "app/cli/progress.h"

#include <algorithm>
#include <cstdio>

namespace diffuscope::cli {
namespace {

constexpr int kLongestFilm = 150; // frames of a GIF
constexpr long long kHold = 1500; // milliseconds on the finished pictures

struct SampleOptions {
    SampleRequest request;
    ParamOptions params;
    std::string sheet, film;
};

// One generation and the exports after it.
class SampleWatcher {
public:
    explicit SampleWatcher(bool keepFrames) : keepFrames_(keepFrames) {}

    void operator()(const SampleStarted& started) { started_ = started; }
    void operator()(const FrameArrived& arrived)
    {
        const int done = arrived.frame->index, steps = arrived.frame->count - 1;
        if (done > 0)
            progress_.show("Sampling", done, steps);
        const int stride = 1 + steps / kLongestFilm;
        if (keepFrames_ && ((steps - done) % stride == 0 || done == 0))
            frames_.push_back(arrived.frame);
    }
    void operator()(const SampleFinished& finished)
    {
        images_ = finished.images;
        ended_ = true;
    }
    void operator()(const Exported&) { ended_ = true; }
    void operator()(const Failed& failed) { throw failed.error; }
    template <typename Other> void operator()(const Other&) {}

    void wait(EventQueue& events)
    {
        for (ended_ = false; !ended_;)
            if (const auto event = events.next())
                std::visit(*this, *event);
    }

    const std::vector<Image>& images() const { return images_; }
    const std::string& recipe() const { return started_.recipe; }

    // The contact sheet at every kept moment.
    std::vector<Image> film() const
    {
        std::vector<Image> sheets;
        for (const FramePtr& frame : frames_) {
            std::vector<Image> pictures;
            for (const PackedImage& state : frame->state)
                pictures.push_back(state.unpacked());
            sheets.push_back(contactSheet(pictures));
        }
        return sheets;
    }

private:
    bool keepFrames_, ended_ = false;
    Progress progress_;
    SampleStarted started_;
    std::vector<FramePtr> frames_;
    std::vector<Image> images_;
};

int sample(const SampleOptions& options)
{
    EventQueue events;
    SampleWatcher watcher(!options.film.empty());
    Session session(events.listener());
    session.sample(options.request);
    watcher.wait(events);
    if (!options.sheet.empty()) {
        session.exportImages({"contact_sheet", options.sheet, {}, watcher.images(), watcher.recipe()});
        watcher.wait(events);
    }
    if (!options.film.empty()) {
        session.exportImages({"gif", options.film, {{"hold_last", kHold}}, watcher.film(), watcher.recipe()});
        watcher.wait(events);
    }
    for (const std::string& file : {options.sheet, options.film, options.request.rawFile})
        if (!file.empty())
            std::printf("Written: %s\n", file.c_str());
    return kDone;
}

std::vector<ParamSpec> samplerParams()
{
    std::vector<ParamSpec> specs;
    for (const CatalogEntry& entry : samplers())
        specs.insert(specs.end(), entry.params.begin(), entry.params.end());
    return specs;
}

} // namespace

Command addSample(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("sample", "Make pictures from noise");
    const auto options = std::make_shared<SampleOptions>();
    SampleRequest& request = options->request;
    parser->add_option("--model", request.model, "Run folder or diffusers model folder")->required();
    parser->add_option("--sampler", request.sampler, "How to walk back")
        ->check(CLI::IsMember(idsOf(samplers())))
        ->capture_default_str();
    parser->add_option("--steps", request.steps, "Network evaluations")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    parser->add_option("--spacing", request.spacing, "Which timesteps")
        ->check(CLI::IsMember({"leading", "trailing", "linspace"}))
        ->capture_default_str();
    parser->add_option("--seed", request.seed, "Picture k starts from seed + k")->capture_default_str();
    parser->add_option("--count", request.count, "Number of pictures")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    parser->add_option("--class", request.classes, "Class of all pictures, or one for each: 0,1,2")->delimiter(',');
    parser->add_option("--noise", request.noiseFile, "safetensors file with x_T as \"noise\" [N, C, H, W]");
    auto* out = parser->add_option("--out", options->sheet, "Contact sheet, PNG");
    auto* film = parser->add_option("--trajectory", options->film, "The way from noise to pictures, GIF");
    auto* raw = parser->add_option("--raw", request.rawFile, "safetensors file for \"images\" [N, C, H, W] in [-1, 1]");
    options->params.add(*parser, samplerParams());
    return {parser, [options, out, film, raw] {
                if (out->count() + film->count() + raw->count() == 0)
                    throw CLI::RequiredError("--out, --trajectory or --raw");
                options->request.params = options->params.values();
                return sample(*options);
            }};
}

} // namespace diffuscope::cli
