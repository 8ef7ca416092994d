#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/export/film.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"
#include "core/export/notes.h"
#include "core/export/palette.h"
#include "core/export/recipe_reader.h"

#include <gif_lib.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kLongestSide = 65535;
constexpr long long kLongestDelay = 65535; // hundredths of a second
constexpr int kGifFps = 50, kHundredths = 100;

std::vector<ParamSpec> gifParams()
{
    std::vector<ParamSpec> specs = filmSpecs(kGifFps, true);
    specs.insert(
        specs.end() - 4, // before what every format has
        toggleSpec("dither", "Dither", "Hides the 256 colours of a GIF behind a fine pattern. Colour only.", false));
    return specs;
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

    // Its bytes are taken for the lengths of the blocks that it stands in; the tail ends them wherever a reader is.
    void xmp(const std::string& packet)
    {
        if (packet.empty())
            return;
        check(EGifPutExtensionLeader(gif_.get(), APPLICATION_EXT_FUNC_CODE));
        check(EGifPutExtensionBlock(gif_.get(), 11, "XMP DataXMP"));
        bytes_ += packet + '\1';
        for (int length = 255; length >= 0; --length)
            bytes_ += char(length);
        bytes_ += '\0';
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

// How the frames of one film get their colours: grey is exact, frames of few colours have a palette each, which is
// exact, and the others share one.
class FilmColours {
public:
    FilmColours(bool grey, bool dither) : grey_(grey), dither_(dither) {}

    // False: `stop` was asked for.
    bool look(const FilmPlan& plan, const std::stop_token& stop)
    {
        const ImageSequence& frames = plan.content.frames;
        const Image first = frames.size() > 0 ? frames[0] : Image();
        for (std::size_t k = 0; !grey_ && frames.size() > 1 && k < frames.size(); ++k) {
            if (stop.stop_requested())
                return false;
            if (const Image frame = frames[k]; frame.channels == 3 && frame.sameShape(first))
                palette_.add(plan.picture(k, frame)); // what is something else is refused where it is written
        }
        own_ = !grey_ && (frames.size() == 1 || palette_.everyFrameIsExact());
        if (!grey_ && !own_)
            palette_.choose();
        return true;
    }

    bool own() const { return own_; }
    std::vector<Rgb> shared() const { return grey_ || own_ ? indexedGrey({}).colours : palette_.colours(); }
    IndexedImage indexed(const Image& frame)
    {
        if (grey_)
            return indexedGrey(frame);
        return own_ ? indexedColour(frame, dither_) : palette_.indexed(frame, dither_);
    }

private:
    bool grey_, dither_, own_ = false;
    FilmPalette palette_;
};

ExportFormat::Files writeGif(const std::vector<ParamSpec>& specs, const ExportContent& asked, const fs::path& target,
                             const ParamValues& params, const FramesDone& progress, const std::stop_token& stop)
{
    const FilmPlan plan = plannedFilm(asked, specs, params, kLongestSide, "The pictures do not fit a GIF");
    FilmColours colours(plan.grey, boolParam(specs, params, "dither"));
    if (!colours.look(plan, stop))
        return {};
    Encoder encoder(target);
    encoder.begin(plan.width, plan.height, colours.shared());
    if (boolParam(specs, params, "loop"))
        encoder.loopForEver();
    const FileNotes notes = plan.content.notes();
    encoder.comment(notes.recipe);
    if (const std::string kept = originalText(notes.original); !kept.empty())
        encoder.comment(std::string(kOriginalInGif) + kept);
    encoder.xmp(xmpPacket({notes.source, {}, {}}));
    const auto take = [&](std::size_t k, const Image& frame) {
        const Image shown = plan.picture(k, frame);
        encoder.frame(colours.indexed(shown), shown.width, shown.height, plan.scale,
                      int(std::min(plan.timing.duration(k, kHundredths), kLongestDelay)), colours.own());
    };
    if (!takeFrames(plan.content, take, progress, stop))
        return {};
    saveText(target, encoder.finish());
    return {target};
}

} // namespace

ExportFormat makeGif()
{
    const std::vector<ParamSpec> specs = gifParams();
    return {"gif",
            "Animated GIF",
            "A small film that plays anywhere; colour films share 256 colours where no frame has fewer.",
            ".gif",
            true,
            specs,
            [specs](const auto&... asked) { return writeGif(specs, asked...); }};
}

} // namespace diffuscope
