#include "core/export/h264_film.h"

#include "core/base/error.h"
#include "core/export/memory_file.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

#include <array>
#include <new>
#include <utility>

namespace diffuscope {

struct AvDelete {
    void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
    void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
    void operator()(AVFormatContext* format) const
    {
        closeMemory(format->pb);
        format->pb = nullptr;
        avformat_free_context(format);
    }
};
template <typename Part> using Av = std::unique_ptr<Part, AvDelete>;

namespace {

namespace fs = std::filesystem;

template <typename Part> Part* made(Part* part)
{
    if (!part)
        throw std::bad_alloc();
    return part;
}

// In the order of preference. A build of the libraries has some of them, and one that it has may still not open.
constexpr std::array kEncoders = {"libx264", "libopenh264", "mpeg4"};
struct QualityNumbers {
    const char* rateFactor; // of x264
    int quantiser;          // of the others
};
constexpr QualityNumbers kQualities[] = {{"14", 2}, {"20", 5}, {"28", 10}};

int even(int side) { return side + side % 2; }

std::string reasonOf(int code)
{
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(code, text.data(), text.size());
    return text.data();
}

} // namespace

struct H264Film::Parts {
    fs::path target;
    MemoryFile file;
    int width = 0, height = 0; // of the pictures that are given
    std::int64_t shown = 0;    // frames so far
    Av<AVCodecContext> codec;
    Av<AVFormatContext> format; // after the file: it writes there
    Av<AVFrame> frame;
    Av<AVPacket> packet;
    Av<SwsContext> colours;
    AVStream* stream = nullptr;

    [[noreturn]] void fail(const std::string& reason, const char* advice = "") const
    {
        throw Error("Cannot encode the MP4", {"%1: %2", {target.string(), reason}}, advice);
    }

    int check(int code) const
    {
        if (code < 0)
            fail(reasonOf(code));
        return code;
    }

    void openEncoder(int fps, const QualityNumbers& quality);
    void openFile(int fps, const FileNotes& notes);
    void openColours();
    void encode(const AVFrame* picture);
};

void H264Film::Parts::openEncoder(int fps, const QualityNumbers& quality)
{
    for (const char* name : kEncoders) {
        const AVCodec* encoder = avcodec_find_encoder_by_name(name);
        if (!encoder)
            continue;
        codec.reset(made(avcodec_alloc_context3(encoder)));
        codec->width = even(width);
        codec->height = even(height);
        codec->pix_fmt = AV_PIX_FMT_YUV420P;
        codec->time_base = {1, fps};
        codec->framerate = {fps, 1};
        codec->colorspace = AVCOL_SPC_BT709;
        codec->color_primaries = AVCOL_PRI_BT709;
        codec->color_trc = AVCOL_TRC_BT709;
        codec->color_range = AVCOL_RANGE_MPEG;
        codec->thread_count = 1; // else a file's bytes tell how many processors made it
        codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        if (std::string_view(name) == "libx264") {
            av_opt_set(codec->priv_data, "crf", quality.rateFactor, 0);
        } else if (encoder->id == AV_CODEC_ID_H264) {
            codec->bit_rate = std::int64_t(codec->width) * codec->height * fps / quality.quantiser;
        } else {
            codec->flags |= AV_CODEC_FLAG_QSCALE;
            codec->global_quality = quality.quantiser * FF_QP2LAMBDA;
        }
        if (avcodec_open2(codec.get(), encoder, nullptr) >= 0)
            return;
    }
    fail("no encoder for H.264 or MPEG-4 is installed", "Choose another format, or install FFmpeg with libx264.");
}

void H264Film::Parts::openFile(int fps, const FileNotes& notes)
{
    AVFormatContext* context = nullptr;
    check(avformat_alloc_output_context2(&context, nullptr, "mp4", "film.mp4"));
    format.reset(context);
    writeToMemory(*format, file);
    stream = made(avformat_new_stream(format.get(), nullptr));
    stream->time_base = codec->time_base;
    stream->avg_frame_rate = {fps, 1};
    check(avcodec_parameters_from_context(stream->codecpar, codec.get()));
    if (!notes.recipe.empty())
        av_dict_set(&format->metadata, "comment", notes.recipe.c_str(), 0);
    if (!notes.parameters.empty())
        av_dict_set(&format->metadata, "description", notes.parameters.c_str(), 0);
    AVDictionary* options = nullptr;
    av_dict_set(&options, "movflags", "faststart", 0);
    const int code = avformat_write_header(format.get(), &options);
    av_dict_free(&options);
    check(code);
}

void H264Film::Parts::openColours()
{
    colours.reset(made(sws_getContext(codec->width, codec->height, AV_PIX_FMT_RGB24, codec->width, codec->height,
                                      AV_PIX_FMT_YUV420P, SWS_BICUBIC | SWS_ACCURATE_RND, nullptr, nullptr, nullptr)));
    constexpr int kFullRange = 1, kVideoRange = 0, kOne = 1 << 16;
    const int* coefficients = sws_getCoefficients(SWS_CS_ITU709);
    sws_setColorspaceDetails(colours.get(), coefficients, kFullRange, coefficients, kVideoRange, 0, kOne, kOne);
    frame.reset(made(av_frame_alloc()));
    frame->format = codec->pix_fmt;
    frame->width = codec->width;
    frame->height = codec->height;
    frame->colorspace = codec->colorspace;
    frame->color_range = codec->color_range;
    check(av_frame_get_buffer(frame.get(), 0));
    packet.reset(made(av_packet_alloc()));
}

// A null frame: there are no more.
void H264Film::Parts::encode(const AVFrame* picture)
{
    check(avcodec_send_frame(codec.get(), picture));
    for (;;) {
        const int code = avcodec_receive_packet(codec.get(), packet.get());
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF)
            return;
        check(code);
        packet->stream_index = stream->index;
        packet->duration = 1;
        av_packet_rescale_ts(packet.get(), codec->time_base, stream->time_base);
        check(av_interleaved_write_frame(format.get(), packet.get()));
    }
}

H264Film::H264Film(const fs::path& target, int width, int height, int fps, Quality quality, const FileNotes& notes)
    : parts_(std::make_unique<Parts>())
{
    av_log_set_level(AV_LOG_ERROR); // x264 tells its life on stderr
    parts_->target = target;
    parts_->width = width;
    parts_->height = height;
    parts_->openEncoder(fps, kQualities[int(quality)]);
    parts_->openFile(fps, notes);
    parts_->openColours();
}

H264Film::~H264Film() = default;

void H264Film::add(const std::vector<std::uint8_t>& rgb)
{
    Parts& parts = *parts_;
    const std::size_t width = std::size_t(parts.width), wide = std::size_t(parts.codec->width);
    std::vector<std::uint8_t> padded;
    padded.reserve(wide * std::size_t(parts.codec->height) * 3);
    for (int y = 0; y < parts.codec->height; ++y) {
        const std::size_t start = std::size_t(std::min(y, parts.height - 1)) * width * 3;
        padded.insert(padded.end(), rgb.begin() + std::ptrdiff_t(start),
                      rgb.begin() + std::ptrdiff_t(start + width * 3));
        for (std::size_t x = width; x < wide; ++x)
            padded.insert(padded.end(), padded.end() - 3, padded.end());
    }
    parts.check(av_frame_make_writable(parts.frame.get()));
    const std::uint8_t* planes[] = {padded.data()};
    const int strides[] = {int(wide) * 3};
    sws_scale(parts.colours.get(), planes, strides, 0, parts.codec->height, parts.frame->data, parts.frame->linesize);
    parts.frame->pts = parts.shown++;
    parts.encode(parts.frame.get());
}

std::string H264Film::finish()
{
    parts_->encode(nullptr);
    parts_->check(av_write_trailer(parts_->format.get()));
    avio_flush(parts_->format->pb);
    return std::move(parts_->file.bytes);
}

} // namespace diffuscope
