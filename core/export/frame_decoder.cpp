#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/export/shown_pixels.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}
#include <webp/demux.h>

#include <array>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace diffuscope {

struct DecoderDelete {
    void operator()(AVFormatContext* format) const { avformat_close_input(&format); }
    void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
    void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
    void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostPixels = std::int64_t(1) << 26;
constexpr std::size_t kLargestFilm = std::size_t(1) << 30;
template <typename Part> using Held = std::unique_ptr<Part, DecoderDelete>;

[[noreturn]] void refuseFile(const fs::path& file)
{
    throw Error("Cannot read the pixels of this file", file.string(), "It may be damaged.");
}

// FFmpeg reads still and animated PNG, GIF and MP4 alike.
class FilmDecoder {
public:
    FilmDecoder(const fs::path& file, const std::vector<const char*>& kinds) : file_(file)
    {
        av_log_set_level(AV_LOG_QUIET); // what is wrong with the file is said as an Error
        if (!opened(kinds) || avformat_find_stream_info(format_.get(), nullptr) < 0)
            refuseFile(file_);
        const AVFormatContext* film = format_.get();
        stream_ = av_find_best_stream(format_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
        const AVCodec* decoder =
            stream_ < 0 ? nullptr : avcodec_find_decoder(film->streams[stream_]->codecpar->codec_id);
        codec_.reset(decoder ? avcodec_alloc_context3(decoder) : nullptr);
        if (!codec_ || avcodec_parameters_to_context(codec_.get(), film->streams[stream_]->codecpar) < 0)
            refuseFile(file_);
        codec_->max_pixels = kMostPixels;
        codec_->thread_count = 1;
        frame_.reset(av_frame_alloc());
        packet_.reset(av_packet_alloc());
        if (!frame_ || !packet_ || avcodec_open2(codec_.get(), decoder, nullptr) < 0)
            refuseFile(file_);
    }

    void decode(const std::function<bool(const ShownFrame&)>& take)
    {
        bool any = false, wanted = true;
        while (wanted) {
            const bool more = av_read_frame(format_.get(), packet_.get()) >= 0;
            if (more && packet_->stream_index != stream_) {
                av_packet_unref(packet_.get());
                continue;
            }
            avcodec_send_packet(codec_.get(), more ? packet_.get() : nullptr);
            if (more)
                av_packet_unref(packet_.get());
            while (wanted && avcodec_receive_frame(codec_.get(), frame_.get()) >= 0) {
                any = true;
                wanted = take(shown());
            }
            if (!more)
                break;
        }
        if (!any)
            refuseFile(file_);
    }

private:
    // As the first of these kinds that it is: a name is never asked, and no pattern in it expanded.
    bool opened(const std::vector<const char*>& kinds)
    {
        for (const char* kind : kinds) {
            AVDictionary* options = nullptr;
            av_dict_set(&options, "protocol_whitelist", "file", 0);
            AVFormatContext* format = nullptr;
            const int code =
                avformat_open_input(&format, ("file:" + file_.string()).c_str(), av_find_input_format(kind), &options);
            av_dict_free(&options);
            format_.reset(format);
            if (code >= 0)
                return true;
        }
        return false;
    }

    // Grey is repeated as it is: no arithmetic of colours may round it.
    ShownFrame grey() const
    {
        ShownFrame frame{frame_->width, frame_->height, {}};
        frame.rgb.reserve(std::size_t(frame.width) * std::size_t(frame.height) * 3);
        for (int y = 0; y < frame.height; ++y)
            for (int x = 0; x < frame.width; ++x)
                frame.rgb.insert(frame.rgb.end(), 3, frame_->data[0][y * frame_->linesize[0] + x]);
        return frame;
    }

    ShownFrame shown()
    {
        constexpr int kFull = 1, kOne = 1 << 16;
        const auto kind = AVPixelFormat(frame_->format);
        if (kind == AV_PIX_FMT_GRAY8)
            return grey();
        colours_.reset(sws_getContext(frame_->width, frame_->height, kind, frame_->width, frame_->height,
                                      AV_PIX_FMT_RGB24, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr,
                                      nullptr, nullptr));
        if (!colours_)
            refuseFile(file_);
        if (frame_->colorspace == AVCOL_SPC_BT709) {
            const int* table = sws_getCoefficients(SWS_CS_ITU709);
            sws_setColorspaceDetails(colours_.get(), table, frame_->color_range == AVCOL_RANGE_JPEG, table, kFull, 0,
                                     kOne, kOne);
        }
        ShownFrame frame{frame_->width, frame_->height, {}};
        frame.rgb.resize(std::size_t(frame.width) * std::size_t(frame.height) * 3);
        std::uint8_t* planes[] = {frame.rgb.data()};
        const int strides[] = {frame.width * 3};
        sws_scale(colours_.get(), frame_->data, frame_->linesize, 0, frame.height, planes, strides);
        return frame;
    }

    fs::path file_;
    int stream_ = -1;
    Held<AVFormatContext> format_;
    Held<AVCodecContext> codec_;
    Held<AVFrame> frame_;
    Held<AVPacket> packet_;
    Held<SwsContext> colours_;
};

void decodeWebp(const fs::path& file, const std::function<bool(const ShownFrame&)>& take)
{
    const std::string bytes = readFile(file, kLargestFilm);
    const WebPData data{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
    WebPAnimDecoderOptions options;
    WebPAnimInfo info;
    if (!WebPAnimDecoderOptionsInit(&options))
        refuseFile(file);
    options.color_mode = MODE_RGBA;
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(data.bytes, data.size, &features) != VP8_STATUS_OK ||
        std::int64_t(features.width) * features.height > kMostPixels)
        refuseFile(file);
    const Held<WebPAnimDecoder> decoder(WebPAnimDecoderNew(&data, &options));
    if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &info))
        refuseFile(file);
    for (bool wanted = true; wanted && WebPAnimDecoderHasMoreFrames(decoder.get());) {
        std::uint8_t* rgba = nullptr;
        int time = 0;
        if (!WebPAnimDecoderGetNext(decoder.get(), &rgba, &time))
            refuseFile(file);
        ShownFrame frame{int(info.canvas_width), int(info.canvas_height), {}};
        const std::size_t pixels = std::size_t(frame.width) * std::size_t(frame.height);
        frame.rgb.reserve(3 * pixels);
        for (std::size_t k = 0; k < pixels; ++k)
            frame.rgb.insert(frame.rgb.end(), rgba + 4 * k, rgba + 4 * k + 3);
        wanted = take(frame);
    }
}

} // namespace

ShownKind shownKind(const fs::path& file)
{
    std::array<char, 12> bytes{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(bytes.data(), bytes.size());
    const std::string_view start(bytes.data(), bytes.size());
    if (start.starts_with("RIFF") && start.substr(8) == "WEBP")
        return ShownKind::Webp;
    if (start.starts_with("\x89PNG"))
        return ShownKind::Png;
    if (start.starts_with("GIF8"))
        return ShownKind::Gif;
    return start.substr(4, 4) == "ftyp" ? ShownKind::Mp4 : ShownKind::Unknown;
}

void eachShownFrame(const fs::path& file, const std::function<bool(const ShownFrame&)>& take)
{
    switch (shownKind(file)) {
    case ShownKind::Webp:
        return decodeWebp(file, take);
    case ShownKind::Png:
        return FilmDecoder(file, {"apng", "png_pipe"}).decode(take);
    case ShownKind::Gif:
        return FilmDecoder(file, {"gif"}).decode(take);
    case ShownKind::Mp4:
        return FilmDecoder(file, {"mov"}).decode(take);
    case ShownKind::Unknown:
        break;
    }
    refuseFile(file);
}

} // namespace diffuscope
