#include "core/model/unet/unet_input.h"

#include "core/base/error.h"

#include <sstream>

namespace diffuscope {

namespace {

std::string shapeOf(const torch::Tensor& tensor)
{
    std::ostringstream text;
    text << tensor.sizes();
    return text.str();
}

void checkSample(const torch::Tensor& sample, torch::ScalarType type, const UNetConfig& config)
{
    if (!sample.defined())
        throw Error("The network got no picture", "an undefined tensor", "Give [N, channels, H, W].");
    if (sample.scalar_type() != type)
        throw Error("The network cannot take this input",
                    std::string("values of type ") + c10::toString(sample.scalar_type()),
                    std::string("Convert the pictures to ") + c10::toString(type) + " in [-1, 1].");
    if (sample.dim() != 4 || sample.size(0) == 0 || sample.size(1) != config.inChannels)
        throw Error("The network cannot take this input", "shape " + shapeOf(sample),
                    "It needs [N, " + std::to_string(config.inChannels) + ", H, W].");
    const int multiple = 1 << (config.blockOutChannels.size() - 1);
    if (sample.size(2) % multiple != 0 || sample.size(3) % multiple != 0 || sample.size(2) == 0 || sample.size(3) == 0)
        throw Error("The network cannot take pictures of this size", shapeOf(sample),
                    "Height and width must be multiples of " + std::to_string(multiple) + ".");
}

// What the time embedding can look at: a logarithm and a table are not defined everywhere.
void checkTimeValues(const torch::Tensor& values, const std::string& what, const UNetConfig& config)
{
    if (values.is_complex())
        throw Error("The network cannot take these " + what, "complex numbers", "Give real ones.");
    if (config.timeEmbeddingType == "positional")
        return;
    const auto exact = values.to(torch::kFloat64);
    const double low = exact.min().item<double>(), high = exact.max().item<double>();
    if (config.timeEmbeddingType == "fourier") {
        if (!(low > 0))
            throw Error("The network cannot take these " + what, "the value " + std::to_string(low),
                        "This model looks at logarithms of noise levels; they must be above 0.");
        return;
    }
    const int count = config.numTrainTimesteps.value_or(0);
    if (!(low >= 0) || !(high < count) || !exact.equal(exact.floor()))
        throw Error("The network cannot take these " + what,
                    "values from " + std::to_string(low) + " to " + std::to_string(high),
                    "This model knows the whole numbers 0 to " + std::to_string(count - 1) + ".");
}

void checkClasses(const torch::Tensor& labels, std::int64_t batch, int classes)
{
    const std::string range = "0 to " + std::to_string(classes - 1);
    if (!labels.defined())
        throw Error("This model needs class labels", "none were given", "Give one per picture, " + range + ".");
    if (labels.dim() != 1 || labels.size(0) != batch)
        throw Error("The class labels do not match the batch", "shape " + shapeOf(labels), "Give one per picture.");
    if (labels.scalar_type() != torch::kInt64)
        throw Error("The class labels have the wrong type", c10::toString(labels.scalar_type()),
                    "Give whole numbers (int64).");
    const auto low = labels.min().item<std::int64_t>(), high = labels.max().item<std::int64_t>();
    if (low < 0 || high >= classes)
        throw Error("A class label is out of range", "label " + std::to_string(low < 0 ? low : high),
                    "This model knows " + range + ".");
}

// class_embed_type timestep: numbers [N]; identity: the embeddings themselves.
void checkConditions(const torch::Tensor& labels, std::int64_t batch, const UNetConfig& config)
{
    const std::string type = "class_embed_type = " + *config.classEmbedType;
    if (!labels.defined())
        throw Error("This model needs class labels", "none were given; " + type, "Give one per picture.");
    if (config.classEmbedType == "timestep") {
        if (labels.dim() != 1 || labels.size(0) != batch)
            throw Error("The class labels do not match the batch", "shape " + shapeOf(labels) + "; " + type,
                        "Give one number per picture.");
        checkTimeValues(labels, "class labels", config);
        return;
    }
    const int width = config.timeEmbeddingDim.value_or(4 * config.blockOutChannels.front());
    if (labels.dim() != 2 || labels.size(0) != batch || labels.size(1) != width)
        throw Error("The class labels do not match the batch", "shape " + shapeOf(labels) + "; " + type,
                    "Give an embedding of " + std::to_string(width) + " numbers per picture.");
    if (!labels.is_floating_point())
        throw Error("The class labels have the wrong type", c10::toString(labels.scalar_type()),
                    "Give floating-point numbers; " + type + ".");
}

} // namespace

void checkNetworkInput(const NetworkInput& input, torch::ScalarType type, const UNetConfig& config)
{
    checkSample(input.sample, type, config);
    const auto batch = input.sample.size(0);
    const auto& timesteps = input.timesteps;
    if (!timesteps.defined() || timesteps.dim() > 1 ||
        (timesteps.dim() == 1 && timesteps.size(0) != batch && timesteps.size(0) != 1))
        throw Error("The timesteps do not match the batch",
                    timesteps.defined() ? "shape " + shapeOf(timesteps) : "none were given", "Give one per picture.");
    checkTimeValues(timesteps, "timesteps", config);
    if (config.classEmbedType)
        checkConditions(input.labels, batch, config);
    else if (config.numClassEmbeds)
        checkClasses(input.labels, batch, *config.numClassEmbeds);
    else if (input.labels.defined())
        throw Error("This model has no classes", "class labels were given", "Leave the labels out.");
}

} // namespace diffuscope
