#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/parallel_scan.h"
#include "core/data/scan_report.h"
#include "core/data/sources/source.h"
#include "core/interop/cv_image.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

// The frames of a video. What the container says about their number is only a hint, so where a limit needs it and the
// hint turns out wrong, the frames that exist are kept.
namespace diffuscope {
namespace fs = std::filesystem;
namespace {

const char* const kVideoAdvice = "Use an AVI, MP4, MKV, WebM or MOV file that plays elsewhere.";
constexpr std::array kVideoEndings = {".avi", ".mp4", ".m4v", ".mkv", ".webm", ".mov", ".mpg", ".mpeg", ".ogv"};
constexpr int kMaximumFrames = 50'000'000;

bool isVideo(const std::string& source)
{
    std::error_code problem;
    const std::string ending = lowerCase(fs::path(source).extension().string());
    return std::find(kVideoEndings.begin(), kVideoEndings.end(), ending) != kVideoEndings.end() &&
           fs::is_regular_file(source, problem);
}

// Only back ends that read files: others try the name as an address or as a numbered series of pictures.
cv::VideoCapture opened(const std::string& source)
{
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT); // what fails is said by the Error
    for (const int backEnd : {int(cv::CAP_FFMPEG), int(cv::CAP_OPENCV_MJPEG)}) {
        try {
            cv::VideoCapture video(source, backEnd);
            if (video.isOpened())
                return video;
        } catch (const cv::Exception&) { // this one cannot; the next may
        }
    }
    throw Error("The video cannot be read", source, kVideoAdvice);
}

Image fittedFrame(const cv::Mat& frame, int size)
{
    const int side = std::min(frame.rows, frame.cols);
    const cv::Rect centre((frame.cols - side) / 2, (frame.rows - side) / 2, side, side);
    cv::Mat out;
    cv::resize(frame(centre), out, cv::Size(size, size), 0, 0, side > size ? cv::INTER_AREA : cv::INTER_LINEAR);
    return imageOf(out);
}

// Frames that can be grabbed: counted one by one, which decodes as little as the back end allows.
int countFrames(const std::string& source, ProgressPacer& pacer, const std::stop_token& stop)
{
    cv::VideoCapture video = opened(source);
    int count = 0;
    for (; count < kMaximumFrames && video.grab(); ++count) {
        throwIfCancelled(stop);
        pacer.show(count, 0, [] { return std::string("counting frames"); });
    }
    return count;
}

struct Read {
    int stored = 0;
    cv::Size size;
};

Read readFrames(Dataset& set, const std::vector<int>& kept, ProgressPacer& pacer, const std::stop_token& stop)
{
    cv::VideoCapture video = opened(set.source);
    Read read;
    cv::Mat frame;
    for (int position = 0; read.stored < int(kept.size()) && video.grab(); ++position) {
        throwIfCancelled(stop);
        if (position != kept[std::size_t(read.stored)])
            continue;
        if (!video.retrieve(frame) || frame.empty() || (frame.type() != CV_8UC3 && frame.type() != CV_8UC1))
            break;
        read.size = frame.size();
        storeImage(set, read.stored++, fittedFrame(frame, set.width));
        pacer.show(read.stored, int(kept.size()), [&] { return "frame " + std::to_string(position); });
    }
    return read;
}

std::shared_ptr<Dataset> openVideo(const std::string& source, const DatasetOptions& options,
                                   const ScanProgress& progress, std::stop_token stop)
{
    ScanReport report(0);
    ProgressPacer pacer(progress);
    const int frames = countFrames(source, pacer, stop);
    if (frames == 0)
        throw Error("No frame of the video can be read", source, kVideoAdvice);
    const std::vector<int> kept = spread(frames, options.limit);
    auto set = newDataset(source, int(kept.size()), options.channels == 1 ? 1 : 3, options);
    set->name = fs::path(source).filename().string();
    try {
        const Read read = readFrames(*set, kept, pacer, stop);
        shrinkStored(*set, std::uint64_t(read.stored) * set->imageBytes());
        set->labels.resize(std::size_t(read.stored));
        for (int k = read.stored; k < int(kept.size()); ++k)
            set->skipped.push_back({"frame " + std::to_string(kept[std::size_t(k)]), "The video is damaged here"});
        report.addKnown(read.stored, read.size.width, read.size.height, "RGB", fs::file_size(source));
    } catch (const cv::Exception& problem) {
        throw Error("The video cannot be decoded: " + problem.err, source, kVideoAdvice);
    }
    set->report = report.take();
    if (progress)
        progress(set->size(), set->size(), {});
    return set;
}

} // namespace

DatasetSource videoSource()
{
    return {"video", "Video file", "The frames of an AVI, MP4, MKV, WebM or MOV file.",
            isVideo, openVideo,    {kVideoEndings.begin(), kVideoEndings.end()}};
}

} // namespace diffuscope
