#include "core/base/random.h"
#include "core/schedule/statistics/pixel_statistics.h"
#include "core/schedule/statistics/spectrum.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <complex>
#include <numbers>

using namespace diffuscope;

namespace {

Image noise(int channels, int height, int width, std::uint64_t seed)
{
    return noiseImage(channels, height, width, seed);
}

double squares(const Image& image)
{
    double sum = 0;
    for (const float value : image.values)
        sum += double(value) * double(value);
    return sum;
}

RadialSpectrum wholeSpectrum(const Image& image)
{
    SpectrumJob job;
    job.start(image);
    while (!job.advance(1 << 20)) {
    }
    return job.result();
}

} // namespace

// What the panels say of pixel values: histogram, moments, power by frequency.
class TestPixelStatistics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void divergenceOfNoiseIsNothing()
    {
        double sum = 0;
        for (std::uint64_t seed = 0; seed < 40; ++seed) { // 256 values: uncorrected it would be 0.08
            const double kl = klToBell(histogramOf(noise(1, 16, 16, seed)));
            QVERIFY(kl >= 0 && kl < 0.1);
            sum += kl;
        }
        QVERIFY2(sum / 40 < 0.03, qPrintable(QString::number(sum / 40)));
        QVERIFY(klToBell(histogramOf(noise(3, 128, 128, 5))) < 0.001);
    }

    void divergenceOfAnotherGaussianIsTheFormula()
    {
        Image image = noise(3, 200, 200, 2);
        for (float& value : image.values)
            value = 0.5f + 0.6f * value;
        const double exact = 0.5 * (0.36 + 0.25 - 1 - std::log(0.36));
        const double kl = klToBell(histogramOf(image));
        QVERIFY2(std::abs(kl - exact) < 0.01, qPrintable(QString::number(kl - exact)));
    }

    void constantHasNoDensity()
    {
        const Image flat(3, 16, 16, 0.25f);
        const ValueHistogram histogram = histogramOf(flat);
        QVERIFY(histogram.constant && std::isinf(klToBell(histogram)));
        for (const ChannelStats& stats : channelStatsOf(flat)) {
            QCOMPARE(stats.mean, 0.25);
            QCOMPARE(stats.variance, 0.0);
        }
        Image nearly = flat; // in one bin and yet two numbers
        nearly.values[7] = 0.26f;
        QVERIFY(!histogramOf(nearly).constant && std::isfinite(klToBell(histogramOf(nearly))));
        QCOMPARE(klToBell(histogramOf(Image(1, 4, 4, NAN))), 0.0);
        QCOMPARE(klToBell(histogramOf(Image())), 0.0);
        QCOMPARE(histogramOf(flat, 5).count, std::size_t(0));
    }

    void channelsAreToldApart()
    {
        Image image = noise(3, 64, 64, 4);
        for (std::size_t i = 0; i < image.planeSize(); ++i) {
            image.values[i] = 0.5f;
            image.values[2 * image.planeSize() + i] = image.values[2 * image.planeSize() + i] * 2 - 1;
        }
        image.values[image.planeSize()] = INFINITY; // not counted
        const auto stats = channelStatsOf(image);
        QCOMPARE(stats.size(), std::size_t(3));
        QCOMPARE(stats[0].variance, 0.0);
        QCOMPARE(stats[1].count, image.planeSize() - 1);
        QVERIFY(std::abs(stats[1].mean) < 0.05 && std::abs(stats[1].variance - 1) < 0.08);
        QVERIFY(std::abs(stats[2].mean + 1) < 0.1 && std::abs(stats[2].variance - 4) < 0.3);
        QVERIFY(histogramOf(image, 0).constant && !histogramOf(image, 1).constant);
    }

    void transformIsTheDefinition()
    {
        Random random(1, "fourier");
        for (const std::size_t n :
             {1u, 2u, 3u, 4u, 8u, 12u, 16u, 17u, 28u, 35u, 96u, 121u, 143u, 211u, 500u, 509u, 512u}) {
            FourierTransform transform(n);
            std::vector<float> real(n * FourierTransform::kLanes), imaginary(real.size());
            random.fillNormal(real);
            random.fillNormal(imaginary);
            const std::vector<float> re = real, im = imaginary;
            transform.apply(real, imaginary);
            for (const std::size_t lane : {0u, 15u})
                for (std::size_t k = 0; k < n; k += std::max<std::size_t>(1, n / 13)) {
                    std::complex<double> sum = 0;
                    for (std::size_t j = 0; j < n; ++j)
                        sum += std::complex<double>(re[j * 16 + lane], im[j * 16 + lane]) *
                               std::polar(1.0, -2 * std::numbers::pi * double(j * k % n) / double(n));
                    const double miss =
                        std::abs(sum - std::complex<double>(real[k * 16 + lane], imaginary[k * 16 + lane]));
                    QVERIFY2(miss < 1e-4 * std::sqrt(double(n)), qPrintable(QStringLiteral("%1: %2").arg(n).arg(miss)));
                }
        }
    }

    void powerIsAllThere() // Parseval
    {
        const struct {
            int channels, height, width;
        } shapes[] = {{1, 16, 16}, {3, 16, 16}, {3, 28, 28}, {2, 31, 48}, {3, 100, 37}, {1, 1, 5}, {3, 256, 256}};
        for (const auto& shape : shapes) {
            const Image image = noise(shape.channels, shape.height, shape.width, 11);
            const RadialSpectrum spectrum = wholeSpectrum(image);
            double sum = 0, count = 0;
            for (std::size_t ring = 0; ring < spectrum.power.size(); ++ring) {
                sum += spectrum.power[ring] * spectrum.count[ring] * shape.channels;
                count += spectrum.count[ring];
            }
            QCOMPARE(count, double(shape.height) * shape.width);
            QVERIFY2(std::abs(sum / squares(image) - 1) < 1e-5, qPrintable(QString::number(sum / squares(image))));
        }
        QVERIFY(wholeSpectrum(Image()).power.empty());
    }

    void whiteNoiseIsFlatAtZeroDecibel()
    {
        const RadialSpectrum spectrum = wholeSpectrum(noise(3, 256, 256, 3));
        QCOMPARE(spectrum.nyquist, 128);
        for (int ring = 8; ring <= spectrum.nyquist; ++ring)
            QVERIFY(std::abs(10 * std::log10(spectrum.power[std::size_t(ring)])) < 1.0);
    }

    void waveIsInItsRing()
    {
        Image image(1, 64, 48);
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 48; ++x)
                image.at(0, y, x) = float(std::sqrt(2.0) * std::cos(2 * std::numbers::pi * 6 * x / 48.0));
        const RadialSpectrum spectrum = wholeSpectrum(image);
        for (std::size_t ring = 0; ring < spectrum.power.size(); ++ring) {
            const double whole = spectrum.power[ring] * spectrum.count[ring];
            QVERIFY(std::abs(whole - (ring == 6 ? 64 * 48 : 0)) < 0.01);
        }
    }

    void slicesGiveTheSame()
    {
        const Image image = noise(3, 96, 80, 8);
        SpectrumJob job;
        job.start(noise(1, 20, 20, 1));
        job.advance(1);
        job.start(image); // newest wins
        int slices = 1;
        while (!job.advance(1))
            ++slices;
        QVERIFY(slices > 10);
        QCOMPARE(job.result().power, wholeSpectrum(image).power);
        QElapsedTimer clock;
        const Image large = noise(3, 512, 512, 8);
        wholeSpectrum(large);
        clock.start();
        wholeSpectrum(large);
        qInfo("512 x 512, three channels: %lld us", clock.nsecsElapsed() / 1000);
    }
};

TEST_MAIN(TestPixelStatistics)
#include "tst_pixel_statistics.moc"
