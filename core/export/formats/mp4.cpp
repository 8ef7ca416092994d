#include "core/base/byte_order.h"
#include "core/base/save_file.h"
#include "core/export/film.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"
#include "core/export/h264_film.h"
#include "core/export/notes.h"
#include "core/export/png_file.h"

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kMp4Fps = 60, kLongestMp4Side = 4096, kPerMille = 1000;

std::vector<ParamSpec> mp4Params()
{
    std::vector<ParamSpec> specs = filmSpecs(kMp4Fps, false); // whether a video repeats is its player's matter
    ParamSpec quality;
    quality.key = "quality";
    quality.label = "Quality";
    quality.help = "How closely the video keeps to the pictures. Noise needs many bytes.";
    quality.kind = ParamSpec::Kind::Choice;
    quality.initial = std::string("high");
    quality.choices = {"high", "medium", "small"};
    specs.push_back(quality);
    return specs;
}

H264Film::Quality qualityOf(const std::string& word)
{
    if (word == "high")
        return H264Film::Quality::High;
    return word == "medium" ? H264Film::Quality::Medium : H264Film::Quality::Small;
}

// Behind what the encoder wrote, in a box of its own that players pass over.
std::string xmpBox(const FileNotes& notes)
{
    const std::string packet = xmpPacket({notes.source, notes.recipe, originalText(notes.original)});
    if (packet.empty())
        return {};
    return bigEndian(8 + kXmpInMp4.size() + packet.size()) + "uuid" + std::string(kXmpInMp4) + packet;
}

// Players disagree about how long the last frame is shown, so that it is there as often as it is to be seen.
ExportFormat::Files writeMp4(const std::vector<ParamSpec>& specs, const ExportContent& asked, const fs::path& target,
                             const ParamValues& params, const FramesDone& progress, const std::stop_token& stop)
{
    const FilmPlan plan = plannedFilm(asked, specs, params, kLongestMp4Side, "The pictures do not fit an MP4");
    const FileNotes notes = plan.content.notes();
    const int fps = plan.timing.fps;
    H264Film film(target, plan.width, plan.height, fps, qualityOf(choiceParam(specs, params, "quality")), notes);
    std::vector<std::uint8_t> pixels;
    const auto take = [&](std::size_t k, const Image& frame) {
        pixels = rgbBytes(plan.picture(k, frame), plan.scale);
        film.add(pixels);
    };
    if (!takeFrames(plan.content, take, progress, stop))
        return {};
    for (long long held = (long long)(plan.timing.holdLast) * fps / kPerMille; held > 0; --held) {
        if (stop.stop_requested())
            return {};
        film.add(pixels);
    }
    saveText(target, film.finish() + xmpBox(notes));
    return {target};
}

} // namespace

ExportFormat makeMp4()
{
    const std::vector<ParamSpec> specs = mp4Params();
    return {"mp4", "MP4 video", "A video for slides and players; close to the pictures, not equal to them.", ".mp4",
            true,  specs,       [specs](const auto&... given) { return writeMp4(specs, given...); }};
}

} // namespace diffuscope
