#include "core/base/byte_order.h"
#include "core/base/save_file.h"
#include "core/export/film.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"
#include "core/export/png_file.h"

#include <cstdint>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kApngFps = 60, kLongestApngSide = 65'535, kMilliseconds = 1000;

std::string shortBigEndian(std::uint32_t value) { return {char(value >> 8), char(value)}; }

// A PNG file whose further pictures only readers of animations see; others show the first.
class AnimatedPng {
public:
    AnimatedPng(const FileNotes& notes, std::size_t frames, bool loop)
        : texts_(pngTexts(notes)), control_(bigEndian(std::uint32_t(frames)) + bigEndian(loop ? 0 : 1))
    {
    }

    void add(const Image& picture, long long milliseconds)
    {
        const PngParts parts = pngParts(picture);
        if (number_ == 0)
            bytes_ = std::string("\x89PNG\r\n\x1a\n", 8) + pngChunk("IHDR", parts.header) + texts_ +
                     pngChunk("acTL", control_);
        using namespace std::string_literals;
        bytes_ += pngChunk("fcTL", bigEndian(number_++) + bigEndian(std::uint32_t(picture.width)) +
                                       bigEndian(std::uint32_t(picture.height)) + bigEndian(0) + bigEndian(0) +
                                       shortBigEndian(std::uint32_t(milliseconds)) + shortBigEndian(kMilliseconds) +
                                       "\0\0"s); // stays until the next, and takes the place of the one before
        if (number_ == 1)
            bytes_ += pngChunk("IDAT", parts.pixels);
        else
            bytes_ += pngChunk("fdAT", bigEndian(number_++) + parts.pixels);
    }

    std::string whole() const { return bytes_ + pngChunk("IEND", {}); }

private:
    std::string texts_, control_, bytes_;
    std::uint32_t number_ = 0; // of the next chunk that belongs to the animation
};

ExportFormat::Files writeApng(const std::vector<ParamSpec>& specs, const ExportContent& asked, const fs::path& target,
                              const ParamValues& params, const FramesDone& progress, const std::stop_token& stop)
{
    const FilmPlan plan = plannedFilm(asked, specs, params, kLongestApngSide, "The pictures do not fit an APNG");
    AnimatedPng film(plan.content.notes(), plan.timing.count, boolParam(specs, params, "loop"));
    const auto take = [&](std::size_t k, const Image& frame) {
        film.add(enlarged(plan.picture(k, frame), plan.scale), plan.timing.duration(k, kMilliseconds));
    };
    if (!takeFrames(plan.content, take, progress, stop))
        return {};
    saveText(target, film.whole());
    return {target};
}

} // namespace

ExportFormat makeApng()
{
    const std::vector<ParamSpec> specs = filmSpecs(kApngFps, true);
    return {"apng",
            "Animated PNG",
            "A lossless film for browsers and slides; other viewers show its first frame.",
            ".apng",
            true,
            specs,
            [specs](const auto&... given) { return writeApng(specs, given...); }};
}

} // namespace diffuscope
