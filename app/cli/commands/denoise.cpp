#include "app/cli/commands/commands.h"
#include "app/cli/draws.h"
#include "app/cli/event_queue.h"
#include "app/cli/interrupt.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"
#include "app/cli/table.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace diffuscope::cli {
namespace {

struct DenoiseOptions {
    DrawOptions draw;
    std::vector<int> timesteps = {250, 500, 750};
};

class BlurWatcher {
public:
    void operator()(const BlurMeasured& measured)
    {
        measured_ = measured;
        ended_ = true;
    }
    void operator()(const Failed& failed) { throw failed.error; }
    template <typename Other> void operator()(const Other&) {}
    bool ended() const { return ended_; }
    const BlurMeasured& measured() const { return measured_; }

private:
    BlurMeasured measured_;
    bool ended_ = false;
};

// A row for each timestep: with noise, blurred, guessed by the network, and the true picture.
std::vector<std::string> writeRows(Session& session, EventQueue& events, const BlurMeasured& measured,
                                   const std::string& target)
{
    std::vector<Image> pictures;
    for (const BlurMeasured::Point& point : measured.points)
        for (const Image* image : {&point.noisy, &point.blurred, &point.guess, &measured.picture})
            pictures.push_back(*image);
    session.exportImages({"contact_sheet", target, {{"columns", 4LL}}, pictures, {}});
    return events.await<Exported>().files;
}

std::string decibels(double psnr) { return std::isfinite(psnr) ? fixedText(psnr, 2) : std::string("exact"); }

nlohmann::ordered_json jsonOf(double psnr)
{
    return std::isfinite(psnr) ? nlohmann::ordered_json(psnr) : nlohmann::ordered_json();
}

void printBlur(const BlurMeasured& measured, const std::vector<std::string>& files, bool json)
{
    if (!json) {
        std::vector<std::vector<std::string>> rows;
        for (const BlurMeasured::Point& point : measured.points)
            rows.push_back({std::to_string(point.step - 1), decibels(point.noisyPsnr), fixedText(point.blur, 2),
                            decibels(point.blurPsnr), decibels(point.guessPsnr)});
        printTable({"timestep", "noisy, dB", "best blur, px", "blurred, dB", "network, dB"}, rows);
        if (!files.empty())
            printWritten(files, false);
        return;
    }
    nlohmann::ordered_json points = nlohmann::ordered_json::array();
    for (const BlurMeasured::Point& point : measured.points)
        points.push_back({{"timestep", point.step - 1},
                          {"alpha_bar", point.alphaBar},
                          {"noisy_psnr", jsonOf(point.noisyPsnr)},
                          {"blur", point.blur},
                          {"blur_psnr", jsonOf(point.blurPsnr)},
                          {"network_psnr", jsonOf(point.guessPsnr)}});
    printJson({{"files", files},
               {"seconds", measured.seconds},
               {"network_calls", measured.networkCalls},
               {"points", points}});
}

int denoise(const DenoiseOptions& options)
{
    BlurRequest request{options.draw.request, {}};
    refuseOverwriting(options.draw.sheet, {request.walk.model, request.walk.from.file});
    EventQueue events;
    Session session(events.listener());
    request.walk.classes = classNumbers(session, events, request.walk.model, options.draw.classes);
    for (const int timestep : options.timesteps)
        request.steps.push_back(timestep + 1);
    catchInterrupts();
    BlurWatcher watcher;
    session.measureBlur(request);
    events.watch(watcher, [&session] { session.cancelSampling(); });
    const BlurMeasured& measured = watcher.measured();
    std::vector<std::string> files;
    if (!options.draw.sheet.empty() && !measured.points.empty())
        files = writeRows(session, events, measured, options.draw.sheet);
    printBlur(measured, files, options.draw.json);
    return measured.cancelled ? interruptedCode() : kDone;
}

} // namespace

Command addDenoise(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand(
        "denoise", "Put noise on a picture, and guess it again: the network in one step, and the best Gaussian blur");
    const auto options = std::make_shared<DenoiseOptions>();
    SampleRequest& walk = options->draw.request;
    addDrawOptions(*parser, options->draw, "files, seconds, network calls, points");
    parser->add_option("--image", walk.from.file, "The true picture; it is fitted to the model's size")->required();
    parser->add_option("--at", options->timesteps, "Timesteps, 0 to T - 1, whose noise is put on it")
        ->delimiter(',')
        ->check(wholeNumberFrom(0))
        ->capture_default_str();
    parser->add_option("--seed", walk.seed, "Of the noise")->check(seedNumber())->capture_default_str();
    parser->add_option("--class", options->draw.classes, "Class that the network is told: a name or a number")
        ->expected(1);
    addGuidance(*parser, walk);
    addSheet(*parser, options->draw, "Contact sheet, PNG: a row for each timestep, with noise, blurred, guessed, true");
    return {parser, [options] { return denoise(*options); }};
}

} // namespace diffuscope::cli
