#include "app/cli/samples.h"

#include "app/cli/commands/commands.h"
#include "app/cli/event_queue.h"
#include "app/cli/options.h"
#include "app/cli/progress.h"
#include "core/base/image/image_sequence.h"
#include "core/recipe/recipe.h"

#include <cstdio>

namespace diffuscope::cli {
namespace {

constexpr int kLongestFilm = 150; // frames of a GIF

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
    std::string recipe() const { return toJson(started_.recipe); }

    // The contact sheet at every kept moment.
    ImageSequence film() const
    {
        return {frames_.size(), [frames = frames_](std::size_t index) {
                    std::vector<Image> pictures;
                    pictures.reserve(std::size_t(frames[index]->pictures.count()));
                    for (int k = 0; k < frames[index]->pictures.count(); ++k)
                        pictures.push_back(frames[index]->pictures.state(k));
                    return contactSheet(pictures);
                }};
    }

private:
    bool keepFrames_, ended_ = false;
    Progress progress_;
    SampleStarted started_;
    std::vector<FramePtr> frames_;
    std::vector<Image> images_;
};

} // namespace

void addWalkOptions(CLI::App& parser, SampleRequest& request)
{
    parser.add_option("--model", request.model, "Run folder or diffusers model folder")->required();
    parser.add_option("--steps", request.steps, "Network evaluations")
        ->check(wholeNumberFrom(1))
        ->capture_default_str();
    parser.add_option("--spacing", request.spacing, "Which timesteps")
        ->check(CLI::IsMember({"model", "leading", "trailing", "linspace"}))
        ->capture_default_str();
    parser.add_option("--class", request.classes, "Class of all pictures, or one for each: 0,1,2")->delimiter(',');
}

int makeSamples(const SampleRequest& request, const std::string& sheet, const std::string& film)
{
    constexpr long long kHold = 1500; // milliseconds on the finished pictures
    EventQueue events;
    SampleWatcher watcher(!film.empty());
    Session session(events.listener());
    session.sample(request);
    watcher.wait(events);
    if (!sheet.empty()) {
        session.exportImages({"contact_sheet", sheet, {}, watcher.images(), watcher.recipe()});
        watcher.wait(events);
    }
    if (!film.empty()) {
        session.exportImages({"gif", film, {{"hold_last", kHold}}, watcher.film(), watcher.recipe()});
        watcher.wait(events);
    }
    for (const std::string& file : {sheet, film, request.rawFile})
        if (!file.empty())
            std::printf("Written: %s\n", file.c_str());
    return kDone;
}

} // namespace diffuscope::cli
