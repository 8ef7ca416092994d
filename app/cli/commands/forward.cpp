#include "app/cli/commands/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/samples.h"
#include "core/session/files/tools.h"

namespace diffuscope::cli {

Command addForward(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("forward", "Show how noise takes over a picture");
    const auto request = std::make_shared<ForwardStripRequest>();
    parser->add_option("--image", request->imageFile, "Picture file, or builtin:NAME for a picture of a built-in set")
        ->required();
    parser
        ->add_option("--timesteps", request->timesteps,
                     "0 to T - 1, such as 0,250,500,999, as diffusers counts; the window's t is one more, because its "
                     "t = 0 is the picture without noise")
        ->required()
        ->delimiter(',');
    parser->add_option("--schedule", request->schedule.id, "Noise schedule")
        ->check(CLI::IsMember(idsOf(schedules())))
        ->capture_default_str();
    parser->add_option("--T", request->schedule.timesteps, "Steps of the schedule")
        ->check(wholeNumberFrom(1))
        ->capture_default_str();
    parser->add_option("--size", request->side, "Side of a picture in pixels")
        ->check(wholeNumberFrom(8, 1024))
        ->capture_default_str();
    parser->add_option("--seed", request->seed, "Of the noise")->check(seedNumber())->capture_default_str();
    const auto params = std::make_shared<ParamOptions>();
    params->add(*parser, paramsOf(schedules()));
    parser->add_option("--out", request->target, "PNG, one picture for each timestep")
        ->required()
        ->check(fileNamed(".png"));
    addMetadata(*parser, request->metadata);
    const auto json = std::make_shared<bool>(false);
    parser->add_flag("--json", *json, "One JSON object on stdout: files");
    return {parser, [request, params, json] {
                request->schedule.params = params->values();
                for (const int timestep : request->timesteps)
                    if (timestep < 0 || timestep >= request->schedule.timesteps)
                        throw CLI::ValidationError("--timesteps", std::to_string(timestep) +
                                                                      " is not a timestep from 0 to " +
                                                                      std::to_string(request->schedule.timesteps - 1));
                refuseOverwriting(request->target, {request->imageFile});
                writeForwardStrip(*request);
                printWritten({request->target}, *json);
                return kDone;
            }};
}

} // namespace diffuscope::cli
