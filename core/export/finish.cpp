#include "core/export/finish.h"

#include "core/export/format.h"
#include "core/export/format_tools.h"
#include "core/export/letters.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace diffuscope {
namespace {

constexpr double kLargestWords = 0.5;
constexpr int kWordsMargin = 6;
constexpr float kBandShade = -0.88f, kInkShade = 0.92f;

ParamSpec choiceSpec(std::string key, std::string label, std::string help, std::vector<std::string> choices)
{
    ParamSpec spec = intSpec(std::move(key), std::move(label), std::move(help), 0, 0, 0);
    spec.kind = ParamSpec::Kind::Choice;
    spec.initial = choices.front();
    spec.choices = std::move(choices);
    return spec;
}

bool offers(const std::vector<ParamSpec>& specs, const char* key)
{
    return std::any_of(specs.begin(), specs.end(), [key](const ParamSpec& spec) { return spec.key == key; });
}

// Catmull and Rom 1974: of the four neighbours of a place `part` behind the second.
std::array<float, 4> cubicWeights(float part)
{
    const float t = part, t2 = t * t, t3 = t2 * t;
    return {0.5f * (-t + 2 * t2 - t3), 0.5f * (2 - 5 * t2 + 3 * t3), 0.5f * (t + 4 * t2 - 3 * t3), 0.5f * (t3 - t2)};
}

// One line of values, `stride` apart, made `factor` times as long.
void stretch(const float* from, int count, std::size_t stride, float* to, std::size_t toStride, int factor)
{
    for (int k = 0; k < count * factor; ++k) {
        const float place = (float(k) + 0.5f) / float(factor) - 0.5f, whole = std::floor(place);
        const std::array<float, 4> weights = cubicWeights(place - whole);
        float sum = 0;
        for (int n = 0; n < 4; ++n) {
            const int at = std::clamp(int(whole) + n - 1, 0, count - 1);
            sum += weights[std::size_t(n)] * from[std::size_t(at) * stride];
        }
        to[std::size_t(k) * toStride] = sum;
    }
}

std::vector<std::string> textsOf(std::size_t count, const std::function<std::string(std::size_t)>& textOf)
{
    std::vector<std::string> texts;
    for (std::size_t k = 0; k < count; ++k)
        texts.push_back(textOf(k));
    return texts;
}

} // namespace

std::vector<ParamSpec> finishSpecs(bool words)
{
    std::vector<ParamSpec> specs = {
        scaleSpec(),
        choiceSpec("edges", "Edges", "Hard edges show every pixel; smooth ones blend them.", {"hard", "smooth"})};
    if (!words)
        return specs;
    specs.push_back(toggleSpec("caption", "Step and recipe below",
                               "On a band below the picture: its step, and what made it.", false));
    specs.push_back(choiceSpec("equation", "Equation below",
                               "The sum that this step was, with its numbers, in words or in Greek.",
                               {"none", "words", "greek"}));
    return specs;
}

// From what 8 bits keep of the picture, which is all that anybody has who compares it later.
Image smoothlyEnlarged(const Image& given, int factor)
{
    Image picture = given;
    for (float& value : picture.values)
        value = fromByte(toByte(value));
    Image wide(picture.channels, picture.height, picture.width * factor);
    Image whole(picture.channels, picture.height * factor, wide.width);
    for (int c = 0; c < picture.channels; ++c) {
        for (int y = 0; y < picture.height; ++y)
            stretch(&picture.values[std::size_t(c) * picture.planeSize() + std::size_t(y) * std::size_t(picture.width)],
                    picture.width, 1, &wide.at(c, y, 0), 1, factor);
        for (int x = 0; x < wide.width; ++x)
            stretch(&wide.at(c, 0, x), picture.height, std::size_t(wide.width), &whole.at(c, 0, x),
                    std::size_t(whole.width), factor);
    }
    for (float& value : whole.values)
        value = std::clamp(value, -1.0f, 1.0f);
    return whole;
}

Finish::Finish(const ExportContent& content, const std::vector<ParamSpec>& specs, const ParamValues& values)
{
    const Image first = firstFrame(content);
    scale_ = scaleFor(first, intParam(specs, values, "scale"));
    smooth_ = offers(specs, "edges") && choiceParam(specs, values, "edges") == "smooth" && scale_ > 1;
    width_ = first.width * scale_;
    height_ = first.height * scale_;
    const std::size_t count = content.frames.size();
    if (content.captionOf && offers(specs, "caption") && boolParam(specs, values, "caption"))
        lines_.push_back({Words::Plain, textsOf(count, content.captionOf)});
    const std::string equation = offers(specs, "equation") ? choiceParam(specs, values, "equation") : "none";
    if (content.equationOf && equation != "none")
        lines_.push_back({Words::Formula,
                          textsOf(count, [&](std::size_t k) { return content.equationOf(k, equation == "greek"); })});
    letters_ = kLargestWords;
    for (const Line& each : lines_)
        letters_ = fittingSize(each.texts, std::max(1, width_ - 2 * kWordsMargin), letters_, each.kind);
    const LineHeight line = heightOfWords(letters_);
    if (!lines_.empty())
        height_ += kWordsMargin + int(lines_.size()) * (line.above + line.below + kWordsMargin);
}

Image Finish::operator()(const Image& picture, std::size_t frame) const
{
    const Image large = smooth_ ? smoothlyEnlarged(picture, scale_) : enlarged(picture, scale_);
    return lines_.empty() ? large : withWords(large, frame);
}

Image Finish::withWords(const Image& large, std::size_t frame) const
{
    cv::Mat letters(height_ - large.height, width_, CV_8UC1, cv::Scalar(0)); // lines are smooth in bytes only
    const LineHeight line = heightOfWords(letters_);
    int baseline = kWordsMargin + line.above;
    for (const Line& each : lines_) {
        if (frame < each.texts.size())
            drawWords(letters, each.texts[frame], kWordsMargin, baseline, letters_, each.kind);
        baseline += line.above + line.below + kWordsMargin;
    }
    Image whole(large.channels, height_, width_);
    for (int c = 0; c < whole.channels; ++c)
        for (int y = 0; y < height_; ++y)
            for (int x = 0; x < width_; ++x)
                whole.at(c, y, x) =
                    y < large.height ? large.at(c, y, x)
                                     : kBandShade + (kInkShade - kBandShade) *
                                                        float(letters.at<std::uint8_t>(y - large.height, x)) / 255.0f;
    return whole;
}

} // namespace diffuscope
