#include "app/cli/commands/commands.h"
#include "app/cli/options.h"
#include "core/session/tools.h"

#include <cstdio>

namespace diffuscope::cli {

Command addForward(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("forward", "Show how noise takes over a picture");
    const auto request = std::make_shared<ForwardStripRequest>();
    parser->add_option("--image", request->imageFile, "Picture file, or builtin:NAME for a picture of a built-in set")
        ->required();
    parser->add_option("--timesteps", request->timesteps, "Such as 0,250,500,999 (0 has one step of noise)")
        ->required()
        ->delimiter(',');
    parser->add_option("--schedule", request->schedule.id, "Noise schedule")
        ->check(CLI::IsMember(idsOf(schedules())))
        ->capture_default_str();
    parser->add_option("--T", request->schedule.timesteps, "Steps of the schedule")
        ->check(wholeNumberFrom(1))
        ->capture_default_str();
    parser->add_option("--size", request->side, "Side of a picture in pixels")
        ->check(CLI::Range(8, 1024))
        ->capture_default_str();
    parser->add_option("--seed", request->seed, "Of the noise")->check(seedNumber())->capture_default_str();
    const auto params = std::make_shared<ParamOptions>();
    params->add(*parser, paramsOf(schedules()));
    parser->add_option("--out", request->target, "PNG, one picture for each timestep")
        ->required()
        ->check(fileNamed(".png"));
    return {parser, [request, params] {
                request->schedule.params = params->values();
                writeForwardStrip(*request);
                std::printf("Written: %s\n", request->target.c_str());
                return kDone;
            }};
}

} // namespace diffuscope::cli
