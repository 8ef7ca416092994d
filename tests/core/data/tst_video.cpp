#include "core/base/error.h"
#include "core/data/dataset.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <opencv2/videoio.hpp>

#include <filesystem>
#include <fstream>

using namespace diffuscope;
namespace fs = std::filesystem;

namespace {

constexpr int kFrames = 20;

DatasetOptions limited(int limit = 0)
{
    DatasetOptions options;
    options.image.size = 16;
    options.limit = limit;
    return options;
}

std::string errorOf(const fs::path& file)
{
    try {
        openDataset(file.string(), limited());
        return {};
    } catch (const Error& problem) {
        return problem.happened() + " | " + problem.subject();
    }
}

int redOf(const Dataset& set, int index) { return toByte(set.image(index).at(0, 8, 8)); }

} // namespace

class TestVideo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Frame k has red 10 k, green 30 and blue 0.
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        file_ = fs::path(folder_->path().toStdString()) / "film.avi";
        cv::VideoWriter out(file_.string(), cv::CAP_OPENCV_MJPEG, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 10.0,
                            cv::Size(64, 32));
        QVERIFY(out.isOpened());
        for (int k = 0; k < kFrames; ++k)
            out.write(cv::Mat(32, 64, CV_8UC3, cv::Scalar(0, 30, 10 * k)));
    }

    void everyFrame()
    {
        int shown = 0, total = 0;
        const auto set = openDataset(file_.string(), limited(), [&](int done, int all, const std::string&) {
            shown = done;
            total = all;
        });
        QCOMPARE(set->size(), kFrames);
        for (int k = 0; k < kFrames; ++k)
            QVERIFY2(std::abs(redOf(*set, k) - 10 * k) <= 6, std::to_string(redOf(*set, k)).c_str());
        QCOMPARE(set->channels, 3);
        QCOMPARE(shown, kFrames);
        QCOMPARE(total, kFrames);
        QCOMPARE(set->report.sizes.front().name, std::string("64 x 32"));
        QCOMPARE(set->report.bytes, std::uint64_t(fs::file_size(file_)));
    }

    void aLimitIsSpreadEvenly()
    {
        const auto set = openDataset(file_.string(), limited(4));
        QCOMPARE(set->size(), 4);
        for (int k = 0; k < 4; ++k)
            QVERIFY(std::abs(redOf(*set, k) - 50 * k) <= 6);
    }

    void damagedAndCancelled()
    {
        std::stop_source source;
        source.request_stop();
        QVERIFY_EXCEPTION_THROWN(openDataset(file_.string(), limited(), {}, source.get_token()), Error);
        std::ofstream(file_, std::ios::binary) << "this is no film";
        const std::string text = errorOf(file_);
        QVERIFY2(text.find("video") != text.npos && text.find("film.avi") != text.npos, text.c_str());
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path file_;
};

TEST_MAIN(TestVideo)
#include "tst_video.moc"
