#include "core/export/format.h"

#include "core/base/base64.h"
#include "core/base/error.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"
#include "core/interop/cv_image.h"

#include <opencv2/imgcodecs.hpp>
#include <zlib.h>

#include <algorithm>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kComfortableSide = 256;
constexpr std::size_t kPngHeaderBytes = 8 + 25; // signature and IHDR
constexpr std::size_t kLongestRecipe = std::size_t(1) << 24;
constexpr int kLargestOriginal = 512;

std::string bigEndian(std::uint32_t value)
{
    return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}

std::string pngChunk(const std::string& type, const std::string& data)
{
    const std::string checked = type + data;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), uInt(checked.size()));
    return bigEndian(std::uint32_t(data.size())) + checked + bigEndian(std::uint32_t(crc));
}

std::string textChunk(const std::string& keyword, const std::string& text)
{
    using namespace std::string_literals;
    // keyword, not compressed, no compression method, no language, no translated keyword, UTF-8 text
    return pngChunk("iTXt", keyword + "\0\0\0\0\0"s + text);
}

void requireSameShape(const Image& frame, const Image& first)
{
    if (frame.empty() || !frame.sameShape(first))
        throw Error("The pictures of one export must have one size",
                    std::to_string(frame.width) + " x " + std::to_string(frame.height) + " among " +
                        std::to_string(first.width) + " x " + std::to_string(first.height));
}

} // namespace

const std::vector<ExportFormat>& exportFormats()
{
    static const std::vector<ExportFormat> formats = {makePng(), makeContactSheet(), makePngSequence(), makeGif()};
    return formats;
}

const ExportFormat& exportFormat(const std::string& id)
{
    std::string known;
    for (const ExportFormat& format : exportFormats()) {
        if (format.id == id)
            return format;
        known += (known.empty() ? "" : ", ") + format.id;
    }
    throw Error("There is no such export format", id, "Known formats: " + known + ".");
}

ParamSpec intSpec(std::string key, std::string label, std::string help, long long initial, int minimum, int maximum)
{
    ParamSpec spec;
    spec.key = std::move(key);
    spec.label = std::move(label);
    spec.help = std::move(help);
    spec.kind = ParamSpec::Kind::Integer;
    spec.initial = initial;
    spec.minimum = minimum;
    spec.maximum = maximum;
    return spec;
}

ParamSpec orAuto(ParamSpec spec)
{
    spec.lowestName = "auto";
    return spec;
}

ParamSpec toggleSpec(std::string key, std::string label, std::string help, bool initial)
{
    ParamSpec spec = intSpec(std::move(key), std::move(label), std::move(help), 0, 0, 0);
    spec.kind = ParamSpec::Kind::Toggle;
    spec.initial = initial;
    return spec;
}

ParamSpec scaleSpec()
{
    return orAuto(intSpec("scale", "Enlarge",
                          "Whole factor without smoothing; auto makes the longer side at least 256 pixels.", 0, 0, 64));
}

int scaleFor(const Image& picture, long long scaleParam)
{
    if (scaleParam > 0)
        return int(scaleParam);
    const int side = std::max({picture.width, picture.height, 1});
    return std::max(1, (kComfortableSide + side - 1) / side);
}

Image firstFrame(const ExportContent& content)
{
    if (content.frames.empty())
        throw Error("There is nothing to export", "0 pictures", "Make a picture first.");
    return content.frames.front();
}

bool takeFrames(const ExportContent& content, const std::function<void(std::size_t, const Image&)>& take,
                const FramesDone& progress, const std::stop_token& stop)
{
    const std::size_t count = content.frames.size();
    Image first;
    for (std::size_t k = 0; k < count; ++k) {
        if (stop.stop_requested())
            return false;
        const Image frame = content.frames[k];
        if (k == 0)
            first = frame;
        requireSameShape(frame, first);
        take(k, frame);
        if (progress)
            progress(k + 1, count);
    }
    return !stop.stop_requested();
}

void requireStorable(const std::string& recipe)
{
    if (recipe.size() > kLongestRecipe)
        throw Error("The recipe is too long to store in a picture", std::to_string(recipe.size()) + " bytes");
}

std::string originalText(const Image& original)
{
    if (original.empty() || std::max(original.width, original.height) > kLargestOriginal)
        return {};
    return base64(pngBytes(original, {}));
}

std::string pngBytes(const Image& picture, const std::string& recipe, const Image& original)
{
    std::vector<unsigned char> encoded;
    if (!cv::imencode(".png", cvOf(picture), encoded) || encoded.size() < kPngHeaderBytes)
        throw Error("Cannot encode the picture as PNG",
                    std::to_string(picture.width) + " x " + std::to_string(picture.height));
    std::string bytes(encoded.begin(), encoded.end());
    requireStorable(recipe);
    std::string texts;
    if (!recipe.empty())
        texts = textChunk("diffuscope", recipe);
    if (const std::string kept = originalText(original); !kept.empty())
        texts += textChunk("diffuscope-picture", kept);
    bytes.insert(kPngHeaderBytes, texts);
    return bytes;
}

ParamSpec pingPongSpec()
{
    return toggleSpec("ping_pong", "Forward and back", "Plays on backwards to where it started.", false);
}

ExportContent played(const ExportContent& content, bool pingPong)
{
    const std::size_t count = content.frames.size();
    if (!pingPong || count < 3)
        return content;
    ExportContent both = content;
    const auto shown = [count](std::size_t k) { return k < count ? k : 2 * count - 2 - k; };
    both.frames = {2 * count - 2, [shown, frames = content.frames](std::size_t k) { return frames[shown(k)]; }};
    if (content.recipeOfFrame)
        both.recipeOfFrame = [shown, recipe = content.recipeOfFrame](std::size_t k) { return recipe(shown(k)); };
    return both;
}

} // namespace diffuscope
