#include "core/base/error.h"
#include "core/base/random.h"
#include "core/interop/cv_image.h"
#include "core/interop/torch_image.h"
#include "tests/support/test_main.h"

#include <torch/types.h>

#include <QtTest>

using namespace diffuscope;

namespace {

template <typename Action> bool throwsError(Action action)
{
    try {
        action();
    } catch (const Error&) {
        return true;
    }
    return false;
}

} // namespace

class TestInterop : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tensorsRoundTripAndAreCopies();
    void tensorsOfAnyKindAreRead();
    void noiseDoesNotDependOnTheBatch();
    void cvPicturesRoundTripInBgr();
    void wrongShapesAreRefused();
};

void TestInterop::tensorsRoundTripAndAreCopies()
{
    const std::vector<Image> images = {noiseImage(3, 4, 5, 1), noiseImage(3, 4, 5, 2)};
    torch::Tensor batch = tensorOf(images);
    QVERIFY(batch.sizes() == torch::IntArrayRef({2, 3, 4, 5}));
    QCOMPARE(batch[1][2][3][4].item<float>(), images[1].at(2, 3, 4));
    const std::vector<Image> back = imagesOf(batch);
    QCOMPARE(back.size(), std::size_t(2));
    for (std::size_t k = 0; k < 2; ++k)
        QVERIFY(back[k].sameShape(images[k]) && back[k].values == images[k].values);
    batch.zero_();
    QVERIFY(back[0].values == images[0].values);
}

void TestInterop::tensorsOfAnyKindAreRead()
{
    const torch::Tensor wide = torch::arange(24, torch::kFloat64).view({2, 3, 4});
    const Image turned = imageOf(wide.transpose(1, 2).requires_grad_(false)); // not contiguous
    QCOMPARE(turned.height, 4);
    QCOMPARE(turned.at(1, 3, 2), 23.0f);
    const torch::Tensor learned = wide.to(torch::kFloat32).set_requires_grad(true) * 2;
    QCOMPARE(imageOf(learned).at(1, 2, 3), 46.0f);
    QCOMPARE(imageOf(wide.to(torch::kBFloat16)).at(0, 0, 1), 1.0f);
}

void TestInterop::noiseDoesNotDependOnTheBatch()
{
    const std::vector<Image> batch = imagesOf(noiseTensor(3, 1, 4, 4, 10));
    for (std::uint64_t k = 0; k < 3; ++k)
        QVERIFY(batch[k].values == noiseImage(1, 4, 4, 10 + k).values);
    QVERIFY(throwsError([] { noiseTensor(0, 1, 4, 4, 0); }));
}

void TestInterop::cvPicturesRoundTripInBgr()
{
    Image red(3, 2, 3, -1.0f);
    for (int row = 0; row < 2; ++row)
        for (int column = 0; column < 3; ++column)
            red.at(0, row, column) = 1.0f;
    QVERIFY(cvOf(red).at<cv::Vec3b>(1, 2) == cv::Vec3b(0, 0, 255));
    for (int channels : {1, 3}) {
        Image image(channels, 16, 16);
        for (std::size_t i = 0; i < image.values.size(); ++i)
            image.values[i] = fromByte(std::uint8_t(i * 7));
        const cv::Mat picture = cvOf(image);
        QCOMPARE(picture.channels(), channels);
        QVERIFY(imageOf(picture).values == image.values);
        const cv::Mat part = picture(cv::Rect(3, 2, 5, 4)); // rows that do not touch
        QCOMPARE(imageOf(part).at(0, 1, 1), image.at(0, 3, 4));
    }
}

void TestInterop::wrongShapesAreRefused()
{
    QVERIFY(throwsError([] { tensorOf({}); }));
    QVERIFY(throwsError([] { tensorOf({Image(1, 2, 2), Image(1, 2, 3)}); }));
    QVERIFY(throwsError([] { imageOf(torch::zeros({2, 2})); }));
    QVERIFY(throwsError([] { imageOf(torch::Tensor()); }));
    QVERIFY(throwsError([] { imagesOf(torch::zeros({3, 2, 2})); }));
    QVERIFY(throwsError([] { cvOf(Image(2, 2, 2)); }));
    QVERIFY(throwsError([] { cvOf(Image()); }));
    QVERIFY(throwsError([] { imageOf(cv::Mat()); }));
    QVERIFY(throwsError([] { imageOf(cv::Mat(2, 2, CV_32FC1)); }));
}

TEST_MAIN(TestInterop)
#include "tst_interop.moc"
