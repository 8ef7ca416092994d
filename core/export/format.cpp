#include "core/export/format.h"

#include "core/base/error.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"

#include <algorithm>
#include <utility>

namespace diffuscope {
namespace {

constexpr int kComfortableSide = 256;

void requireSameShape(const Image& frame, const Image& first)
{
    if (frame.empty() || !frame.sameShape(first))
        throw Error("The pictures of one export must have one size",
                    std::to_string(frame.width) + " x " + std::to_string(frame.height) + " among " +
                        std::to_string(first.width) + " x " + std::to_string(first.height));
}

} // namespace

ExportContent ExportContent::only(std::vector<std::size_t> which) const
{
    ExportContent few = *this;
    few.frames = {which.size(), [which, all = frames](std::size_t k) { return all[which[k]]; }};
    if (recipeOfFrame)
        few.recipeOfFrame = [which, of = recipeOfFrame](std::size_t k) { return of(which[k]); };
    if (captionOf)
        few.captionOf = [which, of = captionOf](std::size_t k) { return of(which[k]); };
    if (equationOf)
        few.equationOf = [which, of = equationOf](std::size_t k, bool greek) { return of(which[k], greek); };
    return few;
}

const std::vector<ExportFormat>& exportFormats()
{
    static const std::vector<ExportFormat> formats = {makePng(),  makeContactSheet(), makePngSequence(), makeGif(),
                                                      makeApng(), makeWebp(),         makeMp4()};
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

} // namespace diffuscope
