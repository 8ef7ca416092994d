#include "core/base/error.h"
#include "core/data/image_files/decoded_picture.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

// The first frame of an animated WebP on its canvas; OpenCV reads still ones only.
namespace diffuscope {
namespace {

struct DemuxCloser {
    void operator()(WebPDemuxer* demux) const { WebPDemuxDelete(demux); }
};

struct WebpIterator : WebPIterator {
    WebpIterator() : WebPIterator{} {}
    ~WebpIterator() { WebPDemuxReleaseIterator(this); }
    WebpIterator(const WebpIterator&) = delete;
    WebpIterator& operator=(const WebpIterator&) = delete;
};

} // namespace

DecodedPicture webpFrame(const std::string& bytes, const ImageHeader& header, const std::string& name)
{
    const WebPData data{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
    const std::unique_ptr<WebPDemuxer, DemuxCloser> demux(WebPDemux(&data));
    WebpIterator frame;
    if (!demux || WebPDemuxGetFrame(demux.get(), 1, &frame) == 0)
        return {};
    const long long width = WebPDemuxGetI(demux.get(), WEBP_FF_CANVAS_WIDTH);
    const long long height = WebPDemuxGetI(demux.get(), WEBP_FF_CANVAS_HEIGHT);
    refuseTooLarge(width, height, name);
    if (frame.x_offset < 0 || frame.y_offset < 0 || frame.x_offset + frame.width > width ||
        frame.y_offset + frame.height > height)
        return {};
    cv::Mat canvas(int(height), int(width), CV_8UC4, cv::Scalar(0, 0, 0, 0));
    std::uint8_t* at = canvas.ptr(frame.y_offset) + 4 * std::ptrdiff_t(frame.x_offset);
    const std::size_t room = canvas.step * std::size_t(frame.height - 1) + 4 * std::size_t(frame.width);
    if (!WebPDecodeBGRAInto(frame.fragment.bytes, frame.fragment.size, at, room, int(canvas.step)))
        return {};
    return {upright(canvas, header.orientation)};
}

} // namespace diffuscope
