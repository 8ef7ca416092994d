#include "tests/support/test_main.h"
#include "ui/forward/equation/pixel_sum.h"
#include "ui/forward/forward_state.h"
#include "ui/style/theme.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace diffuscope;
using namespace diffuscope::ui;

namespace {

Image blockMeans(const Image& picture, int factor)
{
    Image small(picture.channels, picture.height / factor, picture.width / factor);
    for (int c = 0; c < small.channels; ++c)
        for (int y = 0; y < small.height; ++y)
            for (int x = 0; x < small.width; ++x) {
                double sum = 0;
                for (int k = 0; k < factor * factor; ++k)
                    sum += double(picture.at(c, y * factor + k / factor, x * factor + k % factor));
                small.at(c, y, x) = float(sum / (factor * factor));
            }
    return small;
}

double farthest(const Image& one, const Image& other)
{
    double most = one.sameShape(other) ? 0 : 1e9;
    for (std::size_t k = 0; most < 1e9 && k < one.values.size(); ++k)
        most = std::max(most, double(std::abs(one.values[k] - other.values[k])));
    return most;
}

} // namespace

// The numbers under the Forward mode's pictures, without a widget.
class TestForwardState : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writtenSumsAddUp();
    void smallPicturesAreTheLargeOnes();
    void everyWalkIsRememberedAtItsPixel();
};

// Who adds up what is written gets what is written, or is told that it is rounded.
void TestForwardState::writtenSumsAddUp()
{
    QCOMPARE(pixelSumOf(0.546, 0.9908, 0.35, 0.1354, 1.4714).text(),
             QStringLiteral("0.546 = 0.9908 · 0.350 + 0.1354 · 1.471"));
    const Image noise = noiseImage(1, 1, 400, 3);
    int rounded = 0;
    for (std::size_t k = 0; k + 1 < noise.values.size(); ++k) {
        const double x = std::clamp(double(noise.values[k]), -1.0, 1.0), e = double(noise.values[k + 1]);
        const double a = std::sqrt(0.3), b = std::sqrt(0.7);
        const PixelSum sum = pixelSumOf(a * x + b * e, a, x, b, e);
        const auto value = [](QString text) { return text.replace(u'−', u'-').toDouble(); };
        const double added = value(sum.dataScale) * value(sum.data) + value(sum.noiseScale) * value(sum.noise);
        QVERIFY(std::abs(added - value(sum.state)) < 0.0016);
        if (sum.sign.contains(u'='))
            QCOMPARE(number(added, 3), sum.state);
        else
            ++rounded;
    }
    QVERIFY(rounded > 0 && rounded < 200);
    QCOMPARE(smallNumber(4.04e-5, 4), QStringLiteral("4.0e−5")); // not zero, and does not look like it
    QCOMPARE(smallNumber(0, 4), QStringLiteral("0.0000"));
    QCOMPARE(smallNumber(0.5241, 4), QStringLiteral("0.5241"));
}

// What the filmstrip shows is x_t itself made small, with the same noise, and in a walk the walk's.
void TestForwardState::smallPicturesAreTheLargeOnes()
{
    ForwardState state;
    state.setSeed(5);
    state.setPicture(noiseImage(3, 128, 128, 9));
    QVERIFY(farthest(state.thumbnailAt(250), blockMeans(state.jumpAt(250), 4)) < 1e-4);
    state.setMode(ForwardState::Mode::Walk);
    QVERIFY(state.thumbnailAt(50).empty()); // nobody has walked there
    ForwardState::Mix mix;
    state.mixAt(60, -1, mix);
    QVERIFY(farthest(state.thumbnailAt(60), blockMeans(mix.state, 4)) < 1e-4);
    MarkovWalk walk(state.picture(), state.schedule(), 5);
    walk.walkTo(49);
    QVERIFY(farthest(state.thumbnailAt(50), blockMeans(walk.state(), 4)) < 1e-4); // it came by
    QVERIFY(state.thumbnailAt(100).empty());
}

void TestForwardState::everyWalkIsRememberedAtItsPixel()
{
    ForwardState state;
    state.setSeed(5);
    state.setPicture(noiseImage(3, 96, 96, 9));
    state.setMode(ForwardState::Mode::Walk);
    MarkovWalk walk(state.picture(), state.schedule(), 5);
    walk.walkTo(39);
    for (const QPoint& pixel : {QPoint(0, 0), QPoint(1, 0), QPoint(50, 33), QPoint(95, 95)})
        for (const int channel : {0, 2}) {
            const std::vector<float>& values = state.walkOf(channel, pixel);
            QCOMPARE(values.size(), std::size_t(1001));
            QCOMPARE(values[0], state.picture().at(channel, pixel.y(), pixel.x()));
            QCOMPARE(values[40], walk.state().at(channel, pixel.y(), pixel.x()));
        }
    state.setSeed(6);
    walk = MarkovWalk(state.picture(), state.schedule(), 6);
    walk.walkTo(9);
    QCOMPARE(state.walkOf(2, {95, 95})[10], walk.state().at(2, 95, 95));
}

TEST_MAIN(TestForwardState)

#include "tst_forward_state.moc"
