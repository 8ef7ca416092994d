#include "app/cli/starts.h"

#include "app/cli/options.h"

#include <algorithm>

namespace diffuscope::cli {
namespace {

constexpr double kUsualStrength = 0.5; // a picture without a mask

bool isGiven(const CLI::Option* option) { return option->count() > 0; }

void addBranchOptions(CLI::App& parser, StartOptions& options)
{
    options.branchOption =
        parser
            .add_option("--branch-at", options.branchAt,
                        "Leave the walk at this timestep, 0 to T - 1 (the stop that is nearest), with the changes of "
                        "the other --branch options; without one it is the walk itself, bit for bit. Beside a recipe "
                        "with several branches: which of them the options change")
            ->check(wholeNumberFrom(0));
    options.branchSeedOption =
        parser
            .add_option("--branch-seed", options.branchSeed,
                        "Other noise from there on, of samplers that add some; multistep samplers keep their history")
            ->check(seedNumber());
    options.branchClassOption =
        parser
            .add_option("--branch-class", options.branchClasses,
                        "Another class from there on; with it, and with the following, multistep samplers start anew")
            ->delimiter(',');
    options.branchGuidanceOption =
        parser.add_option("--branch-guidance", options.branchGuidance, "Another guidance scale from there on")
            ->check(numberBetween(0, 100));
    options.branchSamplerOption =
        parser.add_option("--branch-sampler", options.branchSampler, "Another sampler from there on")
            ->check(CLI::IsMember(idsOf(samplers())));
    options.branchStepsOption =
        parser
            .add_option("--branch-steps", options.branchSteps,
                        "Of a whole walk of the sampler from there on; it takes those below the branch")
            ->check(wholeNumberFrom(1));
}

void applyPicture(const StartOptions& options, SampleRequest& request, std::vector<SampleChange>& variations)
{
    if (isGiven(options.imageOption)) {
        request.from = {};
        request.from.file = options.image;
        request.strength = isGiven(options.maskOption) || request.mask.given() ? 1 : kUsualStrength;
    }
    if (isGiven(options.maskOption)) {
        request.mask = {};
        request.mask.file = options.mask;
    }
    if (isGiven(options.redosOption))
        request.redos = options.redos;
    if ((isGiven(options.strengthOption) || isGiven(options.maskOption)) && !request.from.given())
        throw CLI::RequiredError("--from-image");
    if (isGiven(options.redosOption) && !request.mask.given())
        throw CLI::RequiredError("--mask");
    if (!isGiven(options.strengthOption))
        return;
    request.strength = options.strengths.front();
    variations.clear();
    for (const double strength : options.strengths)
        variations.emplace_back().strength = strength;
    if (variations.size() == 1)
        variations.clear();
}

// "799, 499"
std::string placesOf(const std::vector<Branch>& branches)
{
    std::string text;
    for (const Branch& branch : branches)
        text += (text.empty() ? "" : ", ") + std::to_string(branch.step - 1);
    return text;
}

// That the options are about. Of a recipe's only branch --branch-at says where it is now; of several, which one is
// meant.
Branch& branchMeant(const StartOptions& options, std::vector<Branch>& branches)
{
    if (branches.size() < 2) {
        if (branches.empty() && !isGiven(options.branchOption))
            throw CLI::RequiredError("--branch-at");
        branches.resize(1);
        if (isGiven(options.branchOption))
            branches.front().step = options.branchAt + 1;
        return branches.front();
    }
    const auto meant = std::find_if(branches.begin(), branches.end(), [&](const Branch& branch) {
        return isGiven(options.branchOption) && branch.step == options.branchAt + 1;
    });
    if (meant == branches.end())
        throw CLI::ValidationError("--branch-at", "the recipe leaves its walk at the timesteps " + placesOf(branches) +
                                                      "; name one of them to say which branch is meant");
    return *meant;
}

void applyBranch(const StartOptions& options, const std::vector<int>& classes, SampleRequest& request)
{
    if (!isGiven(options.branchOption) && !options.changesBranch())
        return;
    SampleChange& change = branchMeant(options, request.branches).change;
    if (isGiven(options.branchSeedOption))
        change.seed = options.branchSeed;
    if (!classes.empty())
        change.classes = classes;
    if (isGiven(options.branchGuidanceOption))
        change.guidanceScale = options.branchGuidance;
    if (isGiven(options.branchSamplerOption)) {
        change.sampler = options.branchSampler;
        change.params.clear(); // they were another sampler's
    }
    if (isGiven(options.branchStepsOption))
        change.steps = options.branchSteps;
}

} // namespace

bool StartOptions::changesBranch() const
{
    return isGiven(branchSeedOption) || isGiven(branchClassOption) || isGiven(branchGuidanceOption) ||
           isGiven(branchSamplerOption) || isGiven(branchStepsOption);
}

bool StartOptions::given() const
{
    return isGiven(imageOption) || isGiven(strengthOption) || isGiven(maskOption) || isGiven(redosOption) ||
           isGiven(branchOption) || changesBranch();
}

void addStartOptions(CLI::App& parser, StartOptions& options)
{
    options.imageOption = parser.add_option("--from-image", options.image,
                                            "Start from this picture with noise on it (SDEdit); it is fitted to the "
                                            "model's size as training does it");
    options.strengthOption =
        parser
            .add_option("--strength", options.strengths,
                        "How much noise, above 0 to 1: it starts at the stop nearest to this share of T. Without it "
                        "0.5, and 1 with --mask. Several, such as 0.2,0.4,0.6, give a row of pictures each")
            ->delimiter(',')
            ->check(numberAboveZero())
            ->check(numberBetween(0, 1));
    options.maskOption =
        parser.add_option("--mask", options.mask,
                          "Picture of the size of --from-image, or of the model's: white is drawn anew, black stays as "
                          "it is (RePaint)");
    options.redosOption =
        parser
            .add_option("--redos", options.redos,
                        "With --mask: take each step so often, with its noise put back in between, so that new and old "
                        "fit together; N times the network calls")
            ->check(wholeNumberFrom(1, 100))
            ->capture_default_str();
    addBranchOptions(parser, options);
}

void applyStart(const StartOptions& options, const std::vector<int>& branchClasses, SampleRequest& request,
                std::vector<SampleChange>& variations)
{
    applyPicture(options, request, variations);
    applyBranch(options, branchClasses, request);
}

} // namespace diffuscope::cli
