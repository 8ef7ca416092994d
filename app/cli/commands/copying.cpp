#include "app/cli/commands/commands.h"
#include "app/cli/draws.h"
#include "app/cli/event_queue.h"
#include "app/cli/interrupt.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/samples.h"
#include "app/cli/table.h"
#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace diffuscope::cli {
namespace {

struct CopyingOptions {
    DrawOptions draw;
    std::string data;
    std::vector<int> timesteps = {250, 500, 750};
    bool mirrored = false;
};

// The walk, then its comparison.
class CopyingWatcher {
public:
    void operator()(const FrameArrived& arrived)
    {
        if (arrived.frame->index > 0)
            progress_.show("Sampling", arrived.frame->index, arrived.frame->count - 1);
        frames_.push_back(arrived.frame);
    }
    void operator()(const SampleFinished& finished)
    {
        sampled_ = finished;
        ended_ = true;
    }
    void operator()(const DatasetProgress& progress) { progress_.show("Reading", progress.done, progress.total); }
    void operator()(const CopyingStarted& started)
    {
        progress_.note("Comparing with " + withCount(started.pictures, "picture") + ", up to " +
                       std::to_string(1 + started.bytes / 1'000'000) + " MB");
    }
    void operator()(const CopyingProgress& progress) { progress_.show("Comparing", progress.share, 1); }
    void operator()(const CopyingMeasured& measured)
    {
        measured_ = measured;
        ended_ = true;
    }
    void operator()(const Failed& failed) { throw failed.error; }
    template <typename Other> void operator()(const Other&) {}

    bool ended() const { return ended_; }
    void begin() { ended_ = false; }
    const SampleFinished& sampled() const { return sampled_; }
    const std::vector<FramePtr>& frames() const { return frames_; }
    const CopyingMeasured& measured() const { return measured_; }

private:
    Progress progress_;
    std::vector<FramePtr> frames_;
    SampleFinished sampled_;
    CopyingMeasured measured_;
    bool ended_ = false;
};

// Which picture at which stop a moment is of; the end of its walk comes last.
struct Asked {
    int picture = 0;
    bool finished = false;
};

// The index of the frame whose state the network was asked about nearest to `step`; the next frame has its answer.
std::size_t askedNear(const std::vector<FramePtr>& frames, int step)
{
    std::size_t best = 0;
    for (std::size_t k = 0; k + 1 < frames.size(); ++k)
        if (std::abs(frames[k]->step - step) < std::abs(frames[best]->step - step))
            best = k;
    return best;
}

std::vector<Asked> addMoments(const std::vector<FramePtr>& frames, const std::vector<int>& timesteps,
                              CopyingRequest& request)
{
    std::vector<Asked> asked;
    for (int picture = 0; picture < frames.back()->pictures.count(); ++picture) {
        std::vector<std::size_t> stops;
        for (const int timestep : timesteps)
            if (const std::size_t stop = askedNear(frames, timestep + 1);
                std::find(stops.begin(), stops.end(), stop) == stops.end())
                stops.push_back(stop);
        for (const std::size_t stop : stops) {
            const Frame &frame = *frames[stop], &answer = *frames[stop + 1];
            request.moments.push_back(
                {frame.step, frame.alphaBar, frame.pictures.state(picture), answer.pictures.predictedData(picture)});
            asked.push_back({picture, false});
        }
        request.moments.push_back({0, 1, {}, frames.back()->pictures.state(picture)});
        asked.push_back({picture, true});
    }
    return asked;
}

std::string className(const CopyingMeasured& measured, int label)
{
    const bool named = label >= 0 && label < int(measured.classNames.size());
    return named ? measured.classNames[std::size_t(label)] : std::string();
}

nlohmann::ordered_json momentJson(const CopyingMeasured& measured, const CopyingMeasured::Moment& moment,
                                  const Asked& asked)
{
    nlohmann::ordered_json json = {{"picture", asked.picture}, {"finished", asked.finished}};
    if (!asked.finished) {
        json["timestep"] = moment.step - 1;
        json["alpha_bar"] = moment.alphaBar;
    }
    json["nearest"] = nlohmann::ordered_json::array();
    for (const CopyingMeasured::Neighbour& near : moment.nearest) {
        nlohmann::ordered_json one = {{"index", near.index}, {"distance", near.distance}, {"mirrored", near.mirrored}};
        if (near.label >= 0)
            one["class"] = className(measured, near.label);
        json["nearest"].push_back(one);
    }
    if (measured.usualDistance > 0)
        json["times_usual"] = moment.nearest.front().distance / measured.usualDistance;
    if (!moment.exact.empty()) {
        json["exact_difference"] = moment.difference;
        json["exact_heaviest_weight"] = moment.heaviest;
    }
    return json;
}

std::vector<std::string> momentRow(const CopyingMeasured& measured, const CopyingMeasured::Moment& moment,
                                   const Asked& asked)
{
    const CopyingMeasured::Neighbour& near = moment.nearest.front();
    const std::string usual =
        measured.usualDistance > 0 ? fixedText(near.distance / measured.usualDistance, 2) : std::string("-");
    const std::string label = className(measured, near.label);
    return {std::to_string(asked.picture + 1),
            asked.finished ? "the end" : std::to_string(moment.step - 1),
            std::to_string(near.index) + (near.mirrored ? ", mirrored" : "") + (label.empty() ? "" : ", " + label),
            fixedText(near.distance, 4),
            usual,
            moment.exact.empty() ? "-" : fixedText(moment.difference, 4)};
}

// A row for each moment: the guess, what the exact denoiser predicts (the picture itself at the end), and the nearest.
void writeSheet(Session& session, EventQueue& events, const CopyingRequest& request, const CopyingMeasured& measured,
                const std::string& target)
{
    std::vector<Image> pictures;
    for (std::size_t k = 0; k < measured.moments.size(); ++k) {
        const CopyingMeasured::Moment& moment = measured.moments[k];
        pictures.push_back(request.moments[k].guess);
        pictures.push_back(moment.exact.empty() ? request.moments[k].guess : moment.exact);
        pictures.push_back(moment.nearest.front().picture);
    }
    session.exportImages({"contact_sheet", target, {{"columns", 3LL}}, pictures, {}});
    (void)events.await<Exported>();
}

void print(const CopyingMeasured& measured, const std::vector<Asked>& asked, const CopyingOptions& options)
{
    const std::string& sheet = options.draw.sheet;
    if (options.draw.json) {
        nlohmann::ordered_json moments = nlohmann::ordered_json::array();
        for (std::size_t k = 0; k < asked.size(); ++k)
            moments.push_back(momentJson(measured, measured.moments[k], asked[k]));
        return printJson({{"files", sheet.empty() ? std::vector<std::string>() : std::vector<std::string>{sheet}},
                          {"seconds", measured.seconds},
                          {"training_pictures", measured.pictures},
                          {"usual_distance", measured.usualDistance},
                          {"moments", moments}});
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t k = 0; k < asked.size(); ++k)
        rows.push_back(momentRow(measured, measured.moments[k], asked[k]));
    printTable({"picture", "timestep", "nearest training picture", "distance", "times usual", "network - exact"}, rows);
    printLine("Usual distance of neighbours in the set: " + fixedText(measured.usualDistance, 4));
    if (measured.pictures > kMostExact)
        printLine("Note: the exact denoiser is worked out for sets of up to " + groupedText(kMostExact) + " pictures.");
    if (!sheet.empty())
        printLine("Written: " + sheet + " (guess, exact denoiser, nearest training picture)");
}

int copying(const CopyingOptions& options)
{
    SampleRequest walk = options.draw.request;
    refuseOverwriting(options.draw.sheet, {walk.model, options.data});
    EventQueue events;
    Session session(events.listener());
    walk.classes = classNumbers(session, events, walk.model, options.draw.classes);
    catchInterrupts();
    CopyingWatcher watcher;
    session.sample(walk);
    events.watch(watcher, [&session] { session.cancelSampling(); });
    if (watcher.sampled().cancelled)
        return interruptedCode();
    CopyingRequest request;
    request.source = options.data;
    request.mirrored = options.mirrored;
    const std::vector<Asked> asked = addMoments(watcher.frames(), options.timesteps, request);
    watcher.begin();
    session.checkCopying(request);
    events.watch(watcher, [&session] { session.cancelCopying(); });
    const CopyingMeasured& measured = watcher.measured();
    if (measured.cancelled)
        return interruptedCode();
    if (!options.draw.sheet.empty())
        writeSheet(session, events, request, measured, options.draw.sheet);
    print(measured, asked, options);
    return kDone;
}

} // namespace

Command addCopying(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand(
        "copying", "Are these copies? Samples and guesses on their way, against the training pictures");
    const auto options = std::make_shared<CopyingOptions>();
    SampleRequest& walk = options->draw.request;
    addDrawOptions(*parser, options->draw, "files, seconds, usual distance, moments");
    parser->add_option("--data", options->data, "The training set: folder of pictures, idx file or builtin:NAME")
        ->required();
    parser
        ->add_option("--at", options->timesteps, "Timesteps, 0 to T - 1; each is taken at the nearest stop of the walk")
        ->delimiter(',')
        ->check(wholeNumberFrom(0))
        ->capture_default_str();
    parser->add_flag("--mirrored", options->mirrored, "The training mirrored pictures: their mirror images count, too");
    addCount(*parser, walk, 4);
    addClasses(*parser, options->draw);
    addSampler(*parser, walk);
    addSteps(*parser, walk);
    addGuidance(*parser, walk);
    addSheet(*parser, options->draw,
             "Contact sheet, PNG: a row for each, with the guess, the exact denoiser's and the nearest picture");
    return {parser, [options] { return copying(*options); }};
}

} // namespace diffuscope::cli
