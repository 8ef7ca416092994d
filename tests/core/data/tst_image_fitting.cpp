// One picture, the same x_0 to the bit however it comes: as a file, as pixels from a window, or drawn at its own size.
#include "core/base/error.h"
#include "core/data/image_files/fitted_image.h"
#include "core/data/image_files/image_file.h"
#include "core/messages/dataset_events.h"
#include "core/messages/requests.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using namespace diffuscope;

namespace {

PixelBuffer noisePixels(int width, int height, int channels)
{
    PixelBuffer pixels{width, height, channels, {}};
    std::uint32_t state = 7;
    for (int k = 0; k < width * height * channels; ++k) {
        state = state * 1664525 + 1013904223;
        pixels.bytes.push_back(std::uint8_t(state >> 24));
    }
    return pixels;
}

// As a program that knows nothing of ours would save it.
void savePng(const PixelBuffer& pixels, const std::string& file)
{
    cv::Mat bgr;
    const cv::Mat given(pixels.height, pixels.width, CV_8UC(pixels.channels),
                        const_cast<std::uint8_t*>(pixels.bytes.data()));
    if (pixels.channels == 1)
        bgr = given;
    else
        cv::cvtColor(given, bgr, pixels.channels == 4 ? cv::COLOR_RGBA2BGRA : cv::COLOR_RGB2BGR);
    QVERIFY(cv::imwrite(file, bgr));
}

} // namespace

class TestImageFitting : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pixelsAndFilesGiveTheSame_data();
    void pixelsAndFilesGiveTheSame();
    void drawnAtItsOwnSizeNothingIsFitted();
    void greyIsWhatOpenCvMakesOfIt();
    void whatIsNoPictureIsRefused();
};

void TestImageFitting::pixelsAndFilesGiveTheSame_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("much larger") << QSize(301, 301);
    QTest::newRow("wide") << QSize(97, 40);
    QTest::newRow("tall") << QSize(33, 150);
    QTest::newRow("as it is") << QSize(32, 32);
    QTest::newRow("smaller") << QSize(11, 9);
}

void TestImageFitting::pixelsAndFilesGiveTheSame()
{
    QFETCH(QSize, size);
    QTemporaryDir folder;
    ImageRequest asFile, asPixels;
    asFile.path = folder.filePath("picture.png").toStdString();
    for (const int given : {1, 3, 4}) {
        const PixelBuffer pixels = noisePixels(size.width(), size.height(), given);
        savePng(pixels, asFile.path);
        asPixels.pixels = [&pixels] { return pixels; };
        for (const int wanted : {0, 1, 3})
            for (const bool whole : {false, true}) {
                asFile.channels = asPixels.channels = wanted;
                asFile.whole = asPixels.whole = whole;
                const ImageLoaded file = loadFittedImage(asFile), made = loadFittedImage(asPixels);
                QCOMPARE(file.image.width, 32);
                QCOMPARE(file.image.channels, wanted > 0 ? wanted : given == 1 ? 1 : 3);
                QVERIFY(made.image.sameShape(file.image));
                QCOMPARE(made.image.values, file.image.values);
                QCOMPARE(QSize(made.originalWidth, made.originalHeight), size);
                QCOMPARE(QSize(file.originalWidth, file.originalHeight), size);
            }
    }
}

void TestImageFitting::drawnAtItsOwnSizeNothingIsFitted()
{
    for (const int given : {1, 3, 4})
        for (const int wanted : {1, 3}) {
            const PixelBuffer pixels = noisePixels(48, 48, given);
            ImageRequest request;
            request.pixels = [&pixels] { return pixels; };
            request.side = 48;
            request.channels = wanted;
            const Image drawn = imageOf(pixels, wanted);
            QCOMPARE(drawn.channels, wanted);
            QCOMPARE(loadFittedImage(request).image.values, drawn.values);
        }
}

// So sets that were prepared with OpenCV's conversion are the same sets.
void TestImageFitting::greyIsWhatOpenCvMakesOfIt()
{
    cv::Mat colours(256, 256, CV_8UC3), grey;
    for (int red = 0; red < 256; ++red) {
        for (int green = 0; green < 256; ++green)
            for (int blue = 0; blue < 256; ++blue)
                colours.at<cv::Vec3b>(green, blue) =
                    cv::Vec3b(std::uint8_t(blue), std::uint8_t(green), std::uint8_t(red));
        cv::cvtColor(colours, grey, cv::COLOR_BGR2GRAY);
        int wrong = 0;
        for (int green = 0; green < 256; ++green)
            for (int blue = 0; blue < 256; ++blue)
                wrong += grey.at<std::uint8_t>(green, blue) != greyOf(red, green, blue);
        QCOMPARE(wrong, 0);
    }
}

void TestImageFitting::whatIsNoPictureIsRefused()
{
    ImageRequest request;
    for (const PixelBuffer& wrong :
         {PixelBuffer{}, PixelBuffer{4, 4, 3, std::vector<std::uint8_t>(47)},
          PixelBuffer{4, 4, 2, std::vector<std::uint8_t>(32)}, PixelBuffer{-4, -4, 1, std::vector<std::uint8_t>(16)}}) {
        request.pixels = [&wrong] { return wrong; };
        QVERIFY_EXCEPTION_THROWN(loadFittedImage(request), Error);
        QVERIFY_EXCEPTION_THROWN(imageOf(wrong, 3), Error);
    }
    request.pixels = [] { return PixelBuffer{20'000, 20'000, 1, std::vector<std::uint8_t>(400'000'000)}; };
    QVERIFY_EXCEPTION_THROWN(loadFittedImage(request), Error); // as a file of more than 100 megapixels is
}

TEST_MAIN(TestImageFitting)
#include "tst_image_fitting.moc"
