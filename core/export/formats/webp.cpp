#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/export/film.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"
#include "core/export/notes.h"

#include <webp/encode.h>
#include <webp/mux.h>

#include <memory>
#include <new>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kWebpFps = 60, kWebpUnits = 1000,
              kLosslessEffort = 4; // of 0 .. 9: beyond it a little smaller, far slower

struct WebpDelete {
    void operator()(WebPAnimEncoder* encoder) const { WebPAnimEncoderDelete(encoder); }
    void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};

struct WebpBytes : WebPData {
    WebpBytes() : WebPData{} {}
    ~WebpBytes() { WebPDataClear(this); }
    WebpBytes(const WebpBytes&) = delete;
    WebpBytes& operator=(const WebpBytes&) = delete;
};

struct WebpPixels : WebPPicture {
    WebpPixels() : WebPPicture{} {}
    ~WebpPixels() { WebPPictureFree(this); }
    WebpPixels(const WebpPixels&) = delete;
    WebpPixels& operator=(const WebpPixels&) = delete;
};

class WebpFilm {
public:
    WebpFilm(const fs::path& target, int width, int height, bool loop) : target_(target), width_(width), height_(height)
    {
        WebPAnimEncoderOptions options;
        if (!WebPAnimEncoderOptionsInit(&options) || !WebPConfigInit(&config_) ||
            !WebPConfigLosslessPreset(&config_, kLosslessEffort))
            fail("another version of the library");
        options.anim_params.loop_count = loop ? 0 : 1;
        encoder_.reset(WebPAnimEncoderNew(width, height, &options));
        if (!encoder_)
            throw std::bad_alloc();
    }

    void add(const std::vector<std::uint8_t>& rgb, long long start)
    {
        WebpPixels picture;
        if (!WebPPictureInit(&picture))
            fail("another version of the library");
        picture.use_argb = 1;
        picture.width = width_;
        picture.height = height_;
        if (!WebPPictureImportRGB(&picture, rgb.data(), width_ * 3))
            throw std::bad_alloc();
        check(WebPAnimEncoderAdd(encoder_.get(), &picture, int(start), &config_));
    }

    std::string finish(long long end, const FileNotes& notes)
    {
        check(WebPAnimEncoderAdd(encoder_.get(), nullptr, int(end), nullptr));
        WebpBytes film;
        check(WebPAnimEncoderAssemble(encoder_.get(), &film));
        const std::unique_ptr<WebPMux, WebpDelete> mux(WebPMuxCreate(&film, 1));
        if (!mux)
            fail("the film cannot be taken apart");
        add(*mux, "XMP ", xmpPacket({notes.source, notes.recipe, originalText(notes.original)}));
        if (!notes.parameters.empty())
            add(*mux, "EXIF", exifWithComment(notes.parameters));
        WebpBytes whole;
        if (WebPMuxAssemble(mux.get(), &whole) != WEBP_MUX_OK)
            fail("the film cannot be put together");
        return {reinterpret_cast<const char*>(whole.bytes), whole.size};
    }

private:
    void add(WebPMux& mux, const char* name, const std::string& chunk) const
    {
        const WebPData data{reinterpret_cast<const std::uint8_t*>(chunk.data()), chunk.size()};
        if (!chunk.empty() && WebPMuxSetChunk(&mux, name, &data, 1) != WEBP_MUX_OK)
            fail("the recipe cannot be stored");
    }

    void check(int done) const
    {
        if (!done)
            fail(WebPAnimEncoderGetError(encoder_.get()));
    }

    [[noreturn]] void fail(const char* reason) const
    {
        throw Error("Cannot encode the WebP", {"%1: %2", {target_.string(), reason ? reason : "unknown reason"}});
    }

    fs::path target_;
    int width_, height_;
    WebPConfig config_{};
    std::unique_ptr<WebPAnimEncoder, WebpDelete> encoder_;
};

ExportFormat::Files writeWebp(const std::vector<ParamSpec>& specs, const ExportContent& asked, const fs::path& target,
                              const ParamValues& params, const FramesDone& progress, const std::stop_token& stop)
{
    const FilmPlan plan = plannedFilm(asked, specs, params, WEBP_MAX_DIMENSION, "The pictures do not fit a WebP");
    WebpFilm film(target, plan.width, plan.height, boolParam(specs, params, "loop"));
    const auto take = [&](std::size_t k, const Image& frame) {
        film.add(rgbBytes(plan.picture(k, frame), plan.scale), plan.timing.start(k, kWebpUnits));
    };
    if (!takeFrames(plan.content, take, progress, stop))
        return {};
    saveText(target, film.finish(plan.timing.start(plan.timing.count, kWebpUnits), plan.content.notes()));
    return {target};
}

} // namespace

ExportFormat makeWebp()
{
    const std::vector<ParamSpec> specs = filmSpecs(kWebpFps, true);
    return {"webp",
            "Animated WebP",
            "A small lossless film for browsers and chats.",
            ".webp",
            true,
            specs,
            [specs](const auto&... given) { return writeWebp(specs, given...); }};
}

} // namespace diffuscope
