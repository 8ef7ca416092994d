#include "app/cli/commands/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "core/session/files/schedule_table.h"

namespace diffuscope::cli {
namespace {

struct ScheduleOptions {
    ScheduleSpec spec;
    ParamOptions params;
    std::string model, out;
    bool json = false;
};

int writeTable(const ScheduleOptions& options)
{
    ScheduleSpec spec = options.spec;
    spec.params = options.params.values();
    const Schedule schedule = options.model.empty() ? makeSchedule(spec) : modelSchedule(options.model);
    refuseOverwriting(options.out, {options.model});
    writeScheduleTable(schedule, options.out);
    printWritten({options.out}, options.json);
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
    parser
        ->add_option("--out", options->out,
                     "CSV file: a row for each timestep 0 to T - 1, with its step (one more), as the window counts")
        ->required();
    parser->add_flag("--json", options->json, "One JSON object on stdout: files");
    options->params.add(*parser, paramsOf(schedules()));
    return {parser, [options] { return writeTable(*options); }};
}

} // namespace diffuscope::cli
