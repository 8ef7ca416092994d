#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"
#include "core/export/palette.h"
#include "core/export/recipe_reader.h"

#include <gif_lib.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include <utility>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kLongestSide = 65535;
constexpr int kLongestDelay = 65535; // hundredths of a second

std::vector<ParamSpec> gifParams()
{
    return {intSpec("fps", "Frames per second", "Viewers show at most 50 a second.", 12, 1, 50),
            intSpec("hold_last", "Hold last frame", "Extra milliseconds on the last frame.", 1500, 0, 60000),
            pingPongSpec(),
            toggleSpec("loop", "Repeat for ever", "Starts again after the last picture.", true),
            toggleSpec("dither", "Dither", "Hides the 256 colours of a GIF behind a fine pattern. Colour only.", false),
            scaleSpec()};
}

// giflib's encoder into a string.
class Encoder {
public:
    explicit Encoder(const fs::path& target) : target_(target)
    {
        int code = 0;
        gif_.reset(EGifOpen(&bytes_, append, &code));
        if (!gif_)
            fail(code);
        EGifSetGifVersion(gif_.get(), true);
    }

    void begin(int width, int height, const std::vector<Rgb>& colours)
    {
        check(EGifPutScreenDesc(gif_.get(), width, height, 8, 0, mapOf(colours).get()));
    }

    void loopForEver()
    {
        const unsigned char endless[] = {1, 0, 0};
        check(EGifPutExtensionLeader(gif_.get(), APPLICATION_EXT_FUNC_CODE));
        check(EGifPutExtensionBlock(gif_.get(), 11, "NETSCAPE2.0"));
        check(EGifPutExtensionBlock(gif_.get(), sizeof endless, endless));
        check(EGifPutExtensionTrailer(gif_.get()));
    }

    void comment(const std::string& text)
    {
        if (!text.empty())
            check(EGifPutComment(gif_.get(), text.c_str()));
    }

    // Each pixel of `picture` becomes scale x scale pixels.
    void frame(const IndexedImage& picture, int width, int height, int scale, int delay, bool ownColours)
    {
        GraphicsControlBlock control{};
        control.DisposalMode = DISPOSE_DO_NOT;
        control.DelayTime = delay;
        control.TransparentColor = NO_TRANSPARENT_COLOR;
        GifByteType packed[4];
        check(EGifPutExtension(gif_.get(), GRAPHICS_EXT_FUNC_CODE, int(EGifGCBToExtension(&control, packed)), packed));
        const auto colours = ownColours ? mapOf(picture.colours) : Colours(nullptr, GifFreeMapObject);
        check(EGifPutImageDesc(gif_.get(), 0, 0, width * scale, height * scale, false, colours.get()));
        std::vector<GifPixelType> line(std::size_t(width) * std::size_t(scale));
        for (int row = 0; row < height * scale; ++row) {
            const std::size_t start = std::size_t(row / scale) * std::size_t(width);
            for (std::size_t x = 0; x < line.size(); ++x)
                line[x] = picture.indices[start + x / std::size_t(scale)];
            check(EGifPutLine(gif_.get(), line.data(), int(line.size())));
        }
    }

    std::string finish()
    {
        int code = 0;
        if (EGifCloseFile(gif_.release(), &code) == GIF_ERROR)
            fail(code);
        return std::move(bytes_);
    }

private:
    struct Close {
        void operator()(GifFileType* gif) const { EGifCloseFile(gif, nullptr); }
    };
    using Colours = std::unique_ptr<ColorMapObject, void (*)(ColorMapObject*)>;

    static int append(GifFileType* gif, const GifByteType* bytes, int count)
    {
        static_cast<std::string*>(gif->UserData)->append(reinterpret_cast<const char*>(bytes), std::size_t(count));
        return count;
    }

    static Colours mapOf(const std::vector<Rgb>& colours)
    {
        std::vector<GifColorType> entries;
        for (const Rgb& colour : colours)
            entries.push_back({colour[0], colour[1], colour[2]});
        Colours map(GifMakeMapObject(int(entries.size()), entries.data()), GifFreeMapObject);
        if (!map)
            throw std::bad_alloc();
        return map;
    }

    void check(int result)
    {
        if (result == GIF_ERROR)
            fail(gif_->Error);
    }

    [[noreturn]] void fail(int code) const
    {
        const char* reason = GifErrorString(code);
        throw Error("Cannot encode the GIF", target_.string() + ": " + (reason ? reason : "unknown reason"));
    }

    fs::path target_;
    std::string bytes_;
    std::unique_ptr<GifFileType, Close> gif_;
};

// Hundredths of a second, so that picture k starts as near to k / fps as the format can say.
int delayOf(std::size_t index, std::size_t count, int fps, int holdLast)
{
    const auto start = [fps](std::size_t k) { return int(std::lround(100.0 * double(k) / fps)); };
    const int delay = start(index + 1) - start(index) + (index + 1 == count ? holdLast / 10 : 0);
    return std::min(delay, kLongestDelay);
}

void requireGifSize(const Image& first, int scale)
{
    if ((first.channels != 1 && first.channels != 3) || std::max(first.width, first.height) > kLongestSide / scale)
        throw Error("The pictures do not fit a GIF",
                    std::to_string(first.width) + " x " + std::to_string(first.height) + " times " +
                        std::to_string(scale),
                    "Choose a smaller enlargement.");
}

ExportFormat::Files writeGif(const std::vector<ParamSpec>& specs, const ExportContent& asked, const fs::path& target,
                             const ParamValues& params, const FramesDone& progress, const std::stop_token& stop)
{
    validateParams(specs, params);
    const Image first = firstFrame(asked);
    requireStorable(asked.recipe);
    const ExportContent content = played(asked, boolParam(specs, params, "ping_pong"));
    const int scale = scaleFor(first, intParam(specs, params, "scale"));
    requireGifSize(first, scale);
    const int fps = int(intParam(specs, params, "fps")), holdLast = int(intParam(specs, params, "hold_last"));
    const bool dither = boolParam(specs, params, "dither"), grey = first.channels == 1;
    Encoder encoder(target);
    encoder.begin(first.width * scale, first.height * scale, indexedGrey({}).colours);
    if (boolParam(specs, params, "loop"))
        encoder.loopForEver();
    encoder.comment(content.recipe);
    if (const std::string kept = originalText(content.original); !kept.empty())
        encoder.comment(std::string(kOriginalInGif) + kept);
    const auto take = [&](std::size_t k, const Image& frame) {
        encoder.frame(grey ? indexedGrey(frame) : indexedColour(frame, dither), first.width, first.height, scale,
                      delayOf(k, content.frames.size(), fps, holdLast), !grey);
    };
    if (!takeFrames(content, take, progress, stop))
        return {};
    saveText(target, encoder.finish());
    return {target};
}

} // namespace

ExportFormat makeGif()
{
    const std::vector<ParamSpec> specs = gifParams();
    return {"gif", "Animated GIF", "A small film that plays anywhere; colour pictures get 256 colours a frame.", ".gif",
            true,  specs,          [specs](const auto&... asked) { return writeGif(specs, asked...); }};
}

} // namespace diffuscope
