#include "app/cli/commands/commands.h"
#include "app/cli/event_queue.h"
#include "app/cli/interrupt.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/table.h"
#include "core/base/memory.h"
#include "core/base/printable.h"
#include "core/base/worker.h"
#include "core/run/runs.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <sstream>

namespace diffuscope::cli {
namespace {

struct TrainOptions {
    TrainRequest request;
    std::string config; // of the run to repeat
    ParamOptions overrides;
    bool json = false;
};

std::string detailOf(const TrainStatus& status)
{
    std::string text = "loss " + fixedText(status.smoothedLoss, 4);
    if (status.imagesPerSecond > 0)
        text += "  " + fixedText(status.imagesPerSecond, 1) + " pictures/s";
    if (status.validationLoss >= 0)
        text += "  held out " + fixedText(status.validationLoss, 4);
    const std::string left = durationText(status.secondsLeft);
    return left.empty() ? text : text + "  " + left + " left";
}

void printStatus(const TrainStatus& status)
{
    const nlohmann::ordered_json line = {{"event", "status"},
                                         {"state", trainStateName(status.state)},
                                         {"step", status.step},
                                         {"total_steps", status.totalSteps},
                                         {"loss", status.smoothedLoss},
                                         {"images_per_second", status.imagesPerSecond},
                                         {"seconds_elapsed", status.secondsElapsed},
                                         {"seconds_left", status.secondsLeft},
                                         {"epoch", status.epoch},
                                         {"parameters", status.parameterCount},
                                         {"last_checkpoint", status.lastCheckpoint},
                                         {"skipped_steps", status.skippedSteps},
                                         {"validation_loss", status.validationLoss},
                                         {"held_out", status.heldOut},
                                         {"validation_pictures", status.measuredPictures},
                                         {"validation_timesteps", status.measuredTimesteps},
                                         {"next_preview", status.nextPreview},
                                         {"previews_left_out", status.previewsLeftOut},
                                         {"validations_left_out", status.validationsLeftOut},
                                         {"gradient_norm", status.gradientNorm},
                                         {"wait_share", status.waitShare},
                                         {"memory_bytes", status.memoryBytes},
                                         {"device", status.device},
                                         {"precision", status.precision},
                                         {"disk_trouble", status.diskError},
                                         {"folder", status.folder},
                                         {"message", status.message.text()}};
    cli::printJson(line, -1);
}

// Listens to one training until it has ended.
class TrainWatcher {
public:
    explicit TrainWatcher(bool json) : json_(json) {}

    void operator()(const TrainStatus& status)
    {
        last_ = status;
        if (json_)
            return printStatus(status);
        if (status.state == TrainState::Failed)
            return;
        if (status.step > 0)
            progress_.show("Training", double(status.step), double(status.totalSteps), detailOf(status));
        else
            progress_.note(status.message.text());
        if (status.state == TrainState::Running || status.diskError)
            progress_.note(status.message.text());
    }
    void operator()(const DatasetProgress& progress)
    {
        if (!json_)
            progress_.show("Reading", progress.done, progress.total);
    }
    void operator()(const Failed& failed) { error_ = failed.error; }
    template <typename Other> void operator()(const Other&) {}

    bool ended() const { return last_.state == TrainState::Finished || error_; }
    const TrainStatus& last() const { return last_; }
    const std::optional<Error>& error() const { return error_; }

private:
    bool json_;
    Progress progress_;
    TrainStatus last_;
    std::optional<Error> error_;
};

// The command that takes what the run offers after it has stopped by itself.
void tellTheOffer(const TrainStatus& last)
{
    if (!last.next)
        return;
    std::ostringstream command;
    command << "diffuscope-cli train --resume --out " << last.next.folder;
    for (const auto& [key, value] : last.next.overrides)
        std::visit([&, name = key](const auto& inner) { command << " " << optionName(name) << " " << inner; }, value);
    std::fprintf(stderr, "%s\n", printable(last.next.words.text() + " with: " + command.str()).c_str());
}

void tellTheEnd(const TrainStatus& last)
{
    printLine(last.message.text());
    if (last.step > 0)
        std::printf("Loss %s, smoothed over about the last 100 steps\n", fixedText(last.smoothedLoss, 4).c_str());
    if (last.validationLoss >= 0)
        std::printf("Validation loss %s, a mean over %d held-out pictures at %d timesteps each\n",
                    fixedText(last.validationLoss, 4).c_str(), last.measuredPictures, last.measuredTimesteps);
    if (last.previewsLeftOut + last.validationsLeftOut > 0)
        std::printf("\"auto\" left out %lld previews and %lld validations to save time; log.txt says which\n",
                    static_cast<long long>(last.previewsLeftOut), static_cast<long long>(last.validationsLeftOut));
    if (last.secondsElapsed > 0)
        std::printf("Waited for data %s %% of the time; memory %s\n", fixedText(100 * last.waitShare, 1).c_str(),
                    memoryText(last.memoryBytes).c_str());
    if (last.step < last.totalSteps && last.lastCheckpoint >= 0)
        printLine("Go on with: diffuscope-cli train --resume --out " + last.folder);
    else if (!last.folder.empty())
        printLine("The model is in " + last.folder);
}

// What no set of pictures could be trained with is wrong usage, found before one is read.
void checkSettings(const TrainRequest& request)
{
    constexpr int kAnyChannels = 1, kAnyClasses = 2;
    const auto error =
        attempt([&] { (void)presetSummary(request.preset, request.overrides, kAnyChannels, kAnyClasses); });
    if (error)
        throw CLI::ValidationError(std::string(error->what()));
}

// Repeating is resuming a run that has not begun.
int train(TrainOptions& options)
{
    TrainRequest& request = options.request;
    if (!options.config.empty()) {
        repeatRun(options.config, request.folder, request.source, std::exchange(request.overrides, {}));
        request.source.clear();
        request.resume = true;
    }
    if (!request.resume)
        checkSettings(request);
    catchInterrupts();
    EventQueue events;
    TrainWatcher watcher(options.json);
    Session session(events.listener());
    session.startTraining(request);
    for (bool stopping = false; !watcher.ended();) {
        if (interrupted() && !std::exchange(stopping, true))
            session.stopTraining();
        if (const auto event = events.next())
            std::visit(watcher, *event);
    }
    if (watcher.error()) {
        tellTheOffer(watcher.last());
        throw *watcher.error();
    }
    if (!options.json)
        tellTheEnd(watcher.last());
    const bool whole = watcher.last().step >= watcher.last().totalSteps; // nothing was left to interrupt
    return whole ? kDone : interruptedCode();
}

} // namespace

Command addTrain(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("train", "Train a network on a folder of pictures");
    const auto options = std::make_shared<TrainOptions>();
    TrainRequest& request = options->request;
    auto* data = parser->add_option(
        "--data", request.source,
        "Folder of pictures, archive, NumPy array, video, idx or CIFAR file, or builtin:NAME; where a "
        "run goes on: the new place of its pictures, if they have moved");
    parser->add_option("--out", request.folder, "Folder of the run: checkpoints, previews, metrics")->required();
    auto* preset = parser->add_option("--preset", request.preset, "How large a network, and how long")
                       ->check(CLI::IsMember(idsOf(presets())));
    auto* resume = parser->add_flag("--resume", request.resume, "Go on from the newest checkpoint in --out");
    auto* config = parser->add_option("--config", options->config,
                                      "Repeat a run in --out: its folder, or its config.toml with every setting");
    config->excludes(resume)->excludes(preset);
    parser->add_flag("--json", options->json, "One JSON object a line on stdout");
    resume->description(
        "Go on from the newest checkpoint in --out. The command that started the run may be given again: "
        "only what differs counts");
    options->overrides.add(*parser, trainingParams(), {{"learning_rate", "--lr"}});
    return {parser, [options, data, preset, resume, config] {
                if (data->count() + resume->count() + config->count() == 0)
                    throw CLI::RequiredError("--data");
                options->request.overrides = options->overrides.values();
                options->request.sameCommand = resume->count() > 0;
                if (resume->count() > 0 && preset->count() == 0)
                    options->request.preset.clear(); // its own
                return train(*options);
            }};
}

} // namespace diffuscope::cli
