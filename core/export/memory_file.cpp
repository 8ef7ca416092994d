#include "core/export/memory_file.h"

extern "C" {
#include <libavformat/avformat.h>
}

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

namespace diffuscope {
namespace {

#if LIBAVFORMAT_VERSION_MAJOR >= 61
using WrittenByte = const std::uint8_t;
#else
using WrittenByte = std::uint8_t;
#endif

constexpr int kBufferBytes = 1 << 16;

// One of possibly several places in the same file.
struct Place {
    std::string* bytes;
    std::int64_t at = 0;
};

int writeAt(void* opaque, WrittenByte* data, int size)
{
    auto* place = static_cast<Place*>(opaque);
    const std::size_t end = std::size_t(place->at) + std::size_t(size);
    try {
        if (place->bytes->size() < end)
            place->bytes->resize(end);
    } catch (const std::bad_alloc&) { // no exception passes through a library in C
        return AVERROR(ENOMEM);
    }
    std::memcpy(place->bytes->data() + place->at, data, std::size_t(size));
    place->at = std::int64_t(end);
    return size;
}

int readAt(void* opaque, std::uint8_t* data, int size)
{
    auto* place = static_cast<Place*>(opaque);
    const std::int64_t left = std::int64_t(place->bytes->size()) - place->at;
    if (left <= 0)
        return AVERROR_EOF;
    const int count = int(std::min<std::int64_t>(left, size));
    std::memcpy(data, place->bytes->data() + place->at, std::size_t(count));
    place->at += count;
    return count;
}

std::int64_t seekTo(void* opaque, std::int64_t offset, int whence)
{
    auto* place = static_cast<Place*>(opaque);
    const auto size = std::int64_t(place->bytes->size());
    if (whence & AVSEEK_SIZE)
        return size;
    const int from = whence & ~AVSEEK_FORCE;
    const std::int64_t at = from == SEEK_SET ? offset : from == SEEK_CUR ? place->at + offset : size + offset;
    if (at < 0)
        return AVERROR(EINVAL);
    place->at = at;
    return at;
}

AVIOContext* openMemory(std::string& bytes, bool writing)
{
    auto place = std::make_unique<Place>(Place{&bytes});
    auto* buffer = static_cast<unsigned char*>(av_malloc(kBufferBytes));
    AVIOContext* stream = buffer ? avio_alloc_context(buffer, kBufferBytes, writing ? 1 : 0, place.get(), readAt,
                                                      writing ? writeAt : nullptr, seekTo)
                                 : nullptr;
    if (!stream) {
        av_free(buffer);
        return nullptr;
    }
    (void)place.release(); // closeMemory() has it
    return stream;
}

int openAgain(AVFormatContext* format, AVIOContext** stream, const char*, int flags, AVDictionary**)
{
    *stream = openMemory(static_cast<MemoryFile*>(format->opaque)->bytes, (flags & AVIO_FLAG_WRITE) != 0);
    return *stream ? 0 : AVERROR(ENOMEM);
}

int closeAgain(AVFormatContext*, AVIOContext* stream)
{
    closeMemory(stream);
    return 0;
}

} // namespace

void writeToMemory(AVFormatContext& format, MemoryFile& file)
{
    format.opaque = &file;
    format.io_open = openAgain;
    format.io_close2 = closeAgain;
    format.pb = openMemory(file.bytes, true);
    if (!format.pb)
        throw std::bad_alloc();
    format.flags |= AVFMT_FLAG_CUSTOM_IO;
}

void closeMemory(AVIOContext* stream)
{
    if (!stream)
        return;
    delete static_cast<Place*>(stream->opaque);
    av_freep(static_cast<void*>(&stream->buffer));
    avio_context_free(&stream);
}

} // namespace diffuscope
