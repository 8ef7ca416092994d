#include "core/session/files/model_card.h"

#include "core/base/printable.h"
#include "core/base/text.h"

#include <algorithm>
#include <cstdio>

namespace diffuscope {
namespace {

// A name within Markdown: nothing in it is taken for a mark of it.
std::string marked(const std::string& name)
{
    std::string text;
    for (const char one : printable(name)) {
        if (std::string_view("\\`*_{}[]<>#|!").find(one) != std::string_view::npos)
            text += '\\';
        text += one;
    }
    return text;
}

std::string cardNumber(double value, int digits = 4)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return text;
}

std::string grouped(std::int64_t number)
{
    std::string text = std::to_string(number);
    for (int at = int(text.size()) - 3; at > 0; at -= 3)
        text.insert(std::size_t(at), ",");
    return text;
}

std::string valueText(const ParamValue& value)
{
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? "yes" : "no";
    if (const auto* whole = std::get_if<long long>(&value))
        return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value))
        return cardNumber(*real, 6);
    return std::get<std::string>(value);
}

std::string shapeText(const ModelCard& card)
{
    return std::to_string(card.side) + " x " + std::to_string(card.side) + (card.channels == 1 ? " grey" : " colour");
}

std::string classesText(const ModelCard& card)
{
    return std::to_string(card.classes) + (card.classes == 1 ? " class" : " classes");
}

std::string head(const ModelCard& card)
{
    std::string text = "---\nlicense: " + card.license +
                       "\nlibrary_name: diffusers\npipeline_tag: unconditional-image-generation\ntags:\n";
    for (const char* tag : {"diffusers", "ddpm", "unconditional-image-generation", "diffuscope"})
        text += std::string("- ") + tag + '\n';
    return text + "---\n\n";
}

std::string introduction(const ModelCard& card)
{
    std::string text = "# " + marked(card.name) + "\n\nA U-Net with " + grouped(card.weights) + " weights" +
                       (card.halfFloats ? " (fp16)" : "") + " that draws " + shapeText(card) + " pictures";
    if (card.classes > 0)
        text += " of " + classesText(card);
    text += ". It predicts `" + printable(card.prediction) + "` over " + std::to_string(card.timesteps) +
            " timesteps with the noise schedule `" + printable(card.schedule) + "`";
    if (card.trainedSteps > 0)
        text += " and was trained for " + grouped(card.trainedSteps) + " steps";
    return text + ". Written by Diffuscope " + card.version + ".\n\n";
}

std::string pictures(const ModelCard& card)
{
    if (card.pictures == 0)
        return card.noPictures.empty() ? "" : "There is no sheet of pictures: " + marked(card.noPictures) + "\n\n";
    return "![Pictures that the model has drawn](samples.png)\n\n" + withCount(card.pictures, "picture") +
           ", all that were drawn: DDIM, " + std::to_string(card.steps) + " steps, seed " + std::to_string(card.seed) +
           (card.pictures > 1 ? " and the following" : "") + ". The file keeps its recipe.\n\n";
}

std::string use(const ModelCard& card)
{
    std::string text = "## Use\n\n```python\n";
    if (card.classes == 0)
        return text + "from diffusers import DDPMPipeline\n"
                      "pipeline = DDPMPipeline.from_pretrained(\"path/to/this/folder\")\n"
                      "pipeline(batch_size=1).images[0].save(\"picture.png\")\n```\n\n";
    text += "import torch\nfrom diffusers import DDPMPipeline\n"
            "pipeline = DDPMPipeline.from_pretrained(\"path/to/this/folder\")\n"
            "x, label = torch.randn(1, " +
            std::to_string(card.channels) + ", " + std::to_string(card.side) + ", " + std::to_string(card.side) +
            "), torch.tensor([0])  # the class\n"
            "with torch.no_grad():\n"
            "    for t in pipeline.scheduler.timesteps:\n"
            "        x = pipeline.scheduler.step(pipeline.unet(x, t, class_labels=label).sample, t, x).prev_sample\n"
            "```\n\n`x` holds the picture in -1 to 1.\n\n";
    if (card.classNames.empty())
        return text;
    text += "| class | name |\n|---|---|\n";
    for (std::size_t k = 0; k < card.classNames.size(); ++k)
        text += "| " + std::to_string(k) + " | " + marked(card.classNames[k]) + " |\n";
    return text + '\n';
}

std::string heldOutText(const ModelCard::Run& run)
{
    if (run.heldOutLoss < 0)
        return {};
    const std::string when = run.heldOutStep == run.lossStep ? "" : " (after step " + grouped(run.heldOutStep) + ")";
    return ", on held-out pictures " + cardNumber(run.heldOutLoss) + when;
}

std::string training(const ModelCard& card)
{
    if (!card.run)
        return "## Training\n\nThe model was not trained by this program, or its run is not there any more; how it was "
               "trained is not known.\n\n";
    const ModelCard::Run& run = *card.run;
    std::string text = "## Training data\n\nThe set \"" + marked(run.set) + "\", as " + shapeText(card) + " pictures";
    if (card.classes > 0)
        text += " of " + classesText(card);
    text += ".\n\n## Training\n\n";
    if (run.hasPlot)
        text += "![Loss over the steps](loss.png)\n\n";
    if (run.loss >= 0)
        text += "Mean squared error after step " + grouped(run.lossStep) + ": " + cardNumber(run.loss) +
                heldOutText(run) + ".\n\n";
    text += "| setting | value |\n|---|---|\n";
    for (const ParamSpec& spec : run.specs)
        if (const auto found = run.settings.find(spec.key); found != run.settings.end())
            text += "| " + spec.key + " | " + marked(valueText(found->second)) + " |\n";
    return text + '\n';
}

std::string copies(const ModelCard& card)
{
    std::string text = "## Are they copies?\n\n";
    if (!card.copies)
        return text + "The drawn pictures were not compared with the training pictures.\n\n";
    const ModelCard::Copies& found = *card.copies;
    if (found.hasSheet)
        text += "![Drawn pictures and below each its nearest training picture](nearest.png)\n\n";
    return text + "Each drawn picture was compared with all " + grouped(found.references) + " pictures of \"" +
           marked(found.set) + "\" (root mean squared difference of the values in -1 to 1). The nearest is " +
           cardNumber(found.nearest) + " away; between a training picture and its nearest neighbour " +
           cardNumber(found.usual) + " is usual. A copy would be far below that.\n\n";
}

} // namespace

std::string cardText(const ModelCard& card)
{
    return head(card) + introduction(card) + pictures(card) + use(card) + training(card) + copies(card) +
           "## Limits\n\nThe model knows nothing but its training set, and what was one-sided there is one-sided in "
           "what it draws. Its pictures are generated and say so in their metadata.\n";
}

} // namespace diffuscope
