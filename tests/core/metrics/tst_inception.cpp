// Feature networks that the user brings: what they are shown, what is refused, and the numbers made from them.
#include "core/metrics/inception.h"
#include "core/metrics/quality.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/script.h>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace diffuscope;

namespace {

Image grey(float value, int side = 8) { return Image(1, side, side, value); }

Image colour(float red, float green, float blue)
{
    Image image(3, 8, 8, red);
    std::fill(image.values.begin() + 64, image.values.begin() + 128, green);
    std::fill(image.values.begin() + 128, image.values.end(), blue);
    return image;
}

} // namespace

class TestInception : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void picturesArePrepared();
    void largePicturesAreAveraged();
    void networksOfTheirOwnSize();
    void wrongFilesAreNamed_data();
    void wrongFilesAreNamed();
    void qualityOfEqualAndOtherPictures();
    void qualityRefusesWhatItCannotCompare();

private:
    std::string script(const char* name, const std::string& body) const;
    QTemporaryDir folder_;
};

// A network whose forward(self, x) does `body`.
std::string TestInception::script(const char* name, const std::string& body) const
{
    torch::jit::Module module(name);
    module.register_buffer("weights", torch::arange(3 * 8 * 8 * 2, torch::kFloat32).view({192, 2}) / 192);
    module.define("def forward(self, x):\n" + body);
    const std::string file = folder_.filePath(QString(name) + ".pt").toStdString();
    module.save(file);
    return file;
}

void TestInception::picturesArePrepared()
{
    Inception inception(script("means", "    assert x.size(1) == 3 and x.size(2) == 299 and x.size(3) == 299\n"
                                        "    return x.mean([2, 3])\n"));
    const std::vector<Image> images = {colour(-1, 0, 1), colour(-0.5f, 0.1f, 7)};
    const auto features = inception.features(picturesOf(images));
    const float wanted[2][3] = {{0, 128 / 255.0f, 1}, {64 / 255.0f, 140 / 255.0f, 1}}; // levels of a PNG, clamped
    for (int k = 0; k < 2; ++k)
        for (int c = 0; c < 3; ++c)
            QVERIFY(std::abs(features[k][c].item<float>() - wanted[k][c]) < 1e-5f);
    QVERIFY(inception.resizes());
    const std::vector<Image> many(37, grey(1)); // several batches, grey as RGB
    const auto all = inception.features(picturesOf(many));
    QCOMPARE(all.size(0), 37);
    QVERIFY((all - 1).abs().max().item<float>() < 1e-5f);
}

void TestInception::largePicturesAreAveraged()
{
    Inception inception(script("spread", "    return (x.flatten(1) - 0.5).abs().max(1)[0].unsqueeze(1)\n"));
    std::vector<Image> stripes = {Image(1, 1196, 1196)}; // exactly four pixels for one, the two in its middle black
    for (int row = 0; row < 1196; ++row)
        for (int column = 0; column < 1196; ++column)
            stripes[0].at(0, row, column) = column % 4 == 0 || column % 4 == 3 ? 1.0f : -1.0f;
    QVERIFY(inception.features(picturesOf(stripes)).item<float>() < 1e-5f); // all grey: no pixel was just dropped
}

void TestInception::networksOfTheirOwnSize()
{
    Inception inception(script("own", "    return x.flatten(1).matmul(self.weights)\n"));
    const std::vector<Image> images = {grey(1), grey(-1), grey(0)};
    const auto features = inception.features(picturesOf(images));
    QVERIFY(!inception.resizes());
    QVERIFY(std::abs(features[0][0].item<float>() - 191.0f) < 1e-2f); // sum of the even numbers below 384, / 192
    QCOMPARE(features[1][0].item<float>(), 0.0f);
}

void TestInception::wrongFilesAreNamed_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("words");
    QTest::newRow("a map") << "    return x\n"
                           << "[3, 3, 299, 299]";
    QTest::newRow("too few") << "    return x.mean([2, 3])[0:1]\n"
                             << "[1, 3]";
    QTest::newRow("a tuple") << "    return x, x\n"
                             << "Tuple";
    QTest::newRow("infinite") << "    return x.mean([2, 3]) / 0.0\n"
                              << "not finite";
    QTest::newRow("whole numbers") << "    return x.mean([2, 3]).long()\n"
                                   << "no features";
    QTest::newRow("fails") << "    return x.mean([2, 3]).matmul(self.weights)\n"
                           << "cannot be multiplied";
    QTest::newRow("throws") << "    assert x.size(2) == 11\n    return x.mean([2, 3])\n"
                            << "cannot use the pictures";
}

void TestInception::wrongFilesAreNamed()
{
    QFETCH(QString, body);
    QFETCH(QString, words);
    const std::string file = script("wrong", body.toStdString());
    const std::vector<Image> images(3, grey(0.5f));
    Inception inception(file);
    const std::string message = messageOf([&] { inception.features(picturesOf(images)); });
    QVERIFY2(message.find(words.toStdString()) != std::string::npos, message.c_str());
    QVERIFY2(message.find(file) != std::string::npos && message.find('\n') == std::string::npos, message.c_str());
}

void TestInception::qualityOfEqualAndOtherPictures()
{
    std::vector<Image> set, shifted;
    for (int k = 0; k < 200; ++k) {
        const float a = float(k % 20) / 10 - 1, b = float(k % 7) / 7, c = float(k % 11) / 11 - 0.5f;
        set.push_back(colour(a, b, c));
        shifted.push_back(colour(a, b, c + 0.4f));
    }
    QualityOptions options;
    options.inceptionFile = script("rgb", "    return x.mean([2, 3])\n");
    const QualityMeasured equal = measureQuality(set, picturesOf(set), options);
    QCOMPARE(equal.references, 200);
    QVERIFY(std::any_of(equal.notes.begin(), equal.notes.end(),
                        [](const std::string& note) { return note.find("resized to 299 x 299") != note.npos; }));
    QVERIFY(*equal.fid < 1e-3 && std::abs(equal.slicedWasserstein) < 1e-6);
    QVERIFY(equal.kernelDistance < 0 && equal.kernelDistance > -0.05); // the same pictures: below 0 by about 1 / 200
    QCOMPARE(equal.nearest[3].distance, 0.0);

    options.mostReferences = 100;
    const QualityMeasured other = measureQuality(shifted, picturesOf(set), options);
    QCOMPARE(other.references, 100);
    // Only blue moved, by 0.4 / 2; every second reference leaves the colours' spread nearly alike.
    QVERIFY2(std::abs(*other.fid - 0.04) < 0.001, qPrintable(QString::number(*other.fid)));
    QVERIFY(*other.kid > 5 * *other.kidError);
    QVERIFY(other.kernelDistance > equal.kernelDistance);
    QVERIFY(other.slicedWasserstein > 0.1);
    options.inceptionFile.clear();
    QVERIFY(!measureQuality(set, picturesOf(set), options).fid);
}

void TestInception::qualityRefusesWhatItCannotCompare()
{
    const std::vector<Image> set(5, grey(0)), colours(5, colour(0, 0, 0)), few(2, grey(0));
    std::vector<Image> broken = set;
    broken[4].values[3] = std::nanf("");
    EXPECT_REFUSED(measureQuality(colours, picturesOf(set), {}), "8 x 8 RGB and 8 x 8 grey");
    EXPECT_REFUSED(measureQuality(few, picturesOf(set), {}), "too few");
    EXPECT_REFUSED(measureQuality(broken, picturesOf(set), {}), "not numbers");
    QualityOptions options;
    options.inceptionFile = folder_.filePath("none.pt").toStdString();
    EXPECT_REFUSED(measureQuality(set, picturesOf(set), options), options.inceptionFile);
    std::ofstream(options.inceptionFile) << "weights";
    EXPECT_REFUSED(measureQuality(set, picturesOf(set), options), "not TorchScript");
    EXPECT_REFUSED(measureQuality(set, picturesOf(set), options), options.inceptionFile);
}

TEST_MAIN(TestInception)
#include "tst_inception.moc"
