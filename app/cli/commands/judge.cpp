#include "core/session/judge.h"
#include "app/cli/commands/commands.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/cli/table.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace diffuscope::cli {
namespace {

std::string judgedName(const PicturesJudged& judged, std::size_t label)
{
    return label < judged.classNames.size() ? judged.classNames[label] : std::to_string(label);
}

void print(const PicturesJudged& judged, const JudgeRequest& request, bool json)
{
    nlohmann::ordered_json pictures = nlohmann::ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (std::size_t k = 0; k < judged.errors.size(); ++k) {
        const auto& errors = judged.errors[k];
        const auto label = std::size_t(judged.labels[k]);
        double second = 1e300;
        for (std::size_t other = 0; other < errors.size(); ++other)
            if (other != label)
                second = std::min(second, errors[other]);
        const std::string next = errors.size() > 1 ? fixedText(second, 5) : std::string("-");
        rows.push_back({request.files[k], judgedName(judged, label), fixedText(errors[label], 5), next});
        pictures.push_back({{"file", request.files[k]},
                            {"class", judged.labels[k]},
                            {"class_name", judgedName(judged, label)},
                            {"errors", errors}});
    }
    if (json)
        return printJson({{"network_calls", judged.networkCalls}, {"pictures", pictures}});
    printTable({"picture", "class", "its error", "next class's"}, rows);
}

} // namespace

Command addJudge(CLI::App& program)
{
    CLI::App* parser = program.add_subcommand(
        "judge", "Which class does the network take pictures for? The one for which it tells noise on them best");
    const auto request = std::make_shared<JudgeRequest>();
    const auto json = std::make_shared<bool>(false);
    parser->add_option("MODEL", request->model, "Run folder or diffusers model folder, with classes")->required();
    parser->add_option("--image", request->files, "Picture files; they are fitted to the model's size")->required();
    parser
        ->add_option("--draws", request->draws, "Timesteps, each with noise of its own: one network call a class each")
        ->check(wholeNumberFrom(1, 1000))
        ->capture_default_str();
    parser->add_option("--seed", request->seed, "Of that noise")->check(seedNumber())->capture_default_str();
    parser->add_flag("--json", *json,
                     "One JSON object on stdout: network calls, pictures with the error of each class");
    return {parser, [request, json] {
                print(judgePictures(*request), *request, *json);
                return kDone;
            }};
}

} // namespace diffuscope::cli
