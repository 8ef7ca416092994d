#include "app/cli/commands/commands.h"
#include "app/cli/options.h"
#include "core/session/schedule_table.h"

#include <cstdio>

namespace diffuscope::cli {
namespace {

struct ScheduleOptions {
    ScheduleSpec spec;
    ParamOptions params;
    std::string model, out;
};

int writeTable(const ScheduleOptions& options)
{
    ScheduleSpec spec = options.spec;
    spec.params = options.params.values();
    const Schedule schedule = options.model.empty() ? makeSchedule(spec) : modelSchedule(options.model);
    writeScheduleTable(schedule, options.out);
    std::printf("Written: %s\n", options.out.c_str());
    return kDone;
}

} // namespace

Command addSchedule(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand("schedule", "Write the numbers of a noise schedule as a table");
    const auto options = std::make_shared<ScheduleOptions>();
    parser->add_option("--schedule", options->spec.id, "Noise schedule")
        ->check(CLI::IsMember(idsOf(schedules())))
        ->capture_default_str();
    parser->add_option("--T", options->spec.timesteps, "Steps of the schedule")
        ->check(wholeNumberFrom(1))
        ->capture_default_str();
    parser->add_option("--model", options->model, "The schedule of this model instead");
    parser->add_option("--out", options->out, "CSV file, a row for each timestep")->required();
    options->params.add(*parser, paramsOf(schedules()));
    return {parser, [options] { return writeTable(*options); }};
}

} // namespace diffuscope::cli
