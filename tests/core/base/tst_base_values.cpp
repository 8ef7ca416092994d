#include "core/base/base64.h"
#include "core/base/error.h"
#include "core/base/image/frame.h"
#include "core/base/image/image.h"
#include "core/base/params.h"
#include "core/base/philox.h"
#include "core/base/printable.h"
#include "core/base/random.h"
#include "tests/support/refusals.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <set>

using namespace diffuscope;

Q_DECLARE_METATYPE(Message)

namespace {

ParamSpec numberSpec(const char* key, ParamSpec::Kind kind, ParamValue initial)
{
    ParamSpec spec;
    spec.key = key;
    spec.kind = kind;
    spec.initial = std::move(initial);
    spec.minimum = 1;
    spec.maximum = 8;
    spec.choices = {"leading", "trailing"};
    return spec;
}

} // namespace

class TestBaseValues : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void philoxMatchesThePublishedVectors();
    void randomDependsOnSeedStreamAndIndexOnly();
    void randomDistributionsAreRight();
    void noiseOfABatchEqualsSingleRuns();
    void bytesRoundTripAndClamp();
    void statsAreExact();
    void contactSheetPlacesEveryPixel();
    void enlargedRepeatsPixels();
    void impossiblePicturesAreRefused();
    void packedImageKeepsAHalfStep();
    void namesDoNotSteerATerminal();
    void base64IsThatOfTheStandard();
    void packedImageOfOddValues();
    void trajectoriesObeyTheirBudget();
    void paramsAreCoercedAndChecked();
    void errorIsOneLine();
    void messagesAreFilledIn_data();
    void messagesAreFilledIn();
    void aMessageWithoutArgumentsIsSaidAsItIs();
    void errorsKeepTheirMessages();
    void settingsSayWhatTheyTake();
};

void TestBaseValues::philoxMatchesThePublishedVectors()
{
    // Random123 1.14, tests/kat_vectors, "philox4x32 10".
    using Words = std::array<std::uint32_t, 4>;
    QCOMPARE(philox4x32({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    QCOMPARE(philox4x32({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    QCOMPARE(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
             (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

void TestBaseValues::randomDependsOnSeedStreamAndIndexOnly()
{
    std::set<std::uint32_t> firsts;
    for (std::uint64_t seed : {0ull, 1ull, 2ull, ~0ull})
        for (const char* stream : {"noise", "sample", ""})
            for (std::uint64_t index : {0ull, 1ull, 1ull << 32}) {
                Random one(seed, stream, index), two(seed, stream, index);
                firsts.insert(one.bits());
                QCOMPARE(two.bits(), *firsts.find(Random(seed, stream, index).bits()));
            }
    QCOMPARE(firsts.size(), std::size_t(4 * 3 * 3));

    std::vector<float> filled(7);
    Random(5, "noise").fillNormal(filled);
    Random single(5, "noise");
    for (float value : filled)
        QCOMPARE(single.normal(), value);
}

void TestBaseValues::randomDistributionsAreRight()
{
    Random random(1, "test");
    const int count = 200000;
    double sum = 0, squares = 0, fourths = 0, uniforms = 0;
    int beyondTwo = 0;
    std::array<int, 7> hits{};
    for (int i = 0; i < count; ++i) {
        const double x = double(random.normal());
        sum += x;
        squares += x * x;
        fourths += x * x * x * x;
        beyondTwo += std::abs(x) > 2;
        const double u = random.uniform();
        QVERIFY(u >= 0 && u < 1);
        uniforms += u;
        ++hits[std::size_t(random.below(7))];
    }
    const double tolerance = 5 / std::sqrt(double(count)); // five standard errors of a unit variance
    QVERIFY(std::abs(sum / count) < tolerance);
    QVERIFY(std::abs(squares / count - 1) < tolerance * std::sqrt(2.0));
    QVERIFY(std::abs(fourths / count - 3) < tolerance * std::sqrt(96.0));
    QVERIFY(std::abs(beyondTwo / double(count) - 0.0455) < 0.0025);
    QVERIFY(std::abs(uniforms / count - 0.5) < tolerance * std::sqrt(1 / 12.0));
    for (int hit : hits)
        QVERIFY(std::abs(hit / double(count) - 1 / 7.0) < 0.004);
    QCOMPARE(random.below(1), 0);
    QVERIFY(messageOf([&] { random.below(0); }).find("0") != std::string::npos);
}

void TestBaseValues::noiseOfABatchEqualsSingleRuns()
{
    const Image one = noiseImage(3, 5, 4, 8), other = noiseImage(3, 5, 4, 9);
    QCOMPARE(one.values.size(), std::size_t(60));
    QVERIFY(one.values == noiseImage(3, 5, 4, 8).values);
    QVERIFY(one.values != other.values);
}

void TestBaseValues::bytesRoundTripAndClamp()
{
    for (int byte = 0; byte < 256; ++byte)
        QCOMPARE(int(toByte(fromByte(std::uint8_t(byte)))), byte);
    QCOMPARE(fromByte(0), -1.0f);
    QCOMPARE(fromByte(255), 1.0f);
    QCOMPARE(int(toByte(-9.0f)), 0);
    QCOMPARE(int(toByte(9.0f)), 255);
    QCOMPARE(int(toByte(0.0f)), 128); // 127.5 goes to the even neighbour
    QCOMPARE(int(toByte(std::numeric_limits<float>::quiet_NaN())), 0);
    QCOMPARE(int(toByte(std::numeric_limits<float>::infinity())), 255);
}

void TestBaseValues::statsAreExact()
{
    Image image(1, 2, 2);
    image.values = {-1, 0, 1, 4};
    const ImageStats stats = statsOf(image);
    QCOMPARE(stats.mean, 1.0);
    QVERIFY(std::abs(stats.standardDeviation - std::sqrt(3.5)) < 1e-12);
    QCOMPARE(stats.minimum, -1.0);
    QCOMPARE(stats.maximum, 4.0);
    QCOMPARE(statsOf(Image()).mean, 0.0);
}

void TestBaseValues::contactSheetPlacesEveryPixel()
{
    std::vector<Image> tiles;
    for (int k = 0; k < 5; ++k)
        tiles.push_back(noiseImage(3, 2, 4, std::uint64_t(k)));
    const Image sheet = contactSheet(tiles, 0, 1, 0.5f); // 3 columns, 2 rows
    QCOMPARE(sheet.width, 1 + 3 * 5);
    QCOMPARE(sheet.height, 1 + 2 * 3);
    for (int channel = 0; channel < 3; ++channel)
        for (int row = 0; row < sheet.height; ++row)
            for (int column = 0; column < sheet.width; ++column) {
                const int k = row / 3 * 3 + column / 5;
                const bool gap = row % 3 == 0 || column % 5 == 0 || k > 4;
                const float expected = gap ? 0.5f : tiles[std::size_t(k)].at(channel, row % 3 - 1, column % 5 - 1);
                QCOMPARE(sheet.at(channel, row, column), expected);
            }
    QCOMPARE(contactSheet(tiles, 99, 0).width, 5 * 4); // never wider than the pictures
    QCOMPARE(contactSheet(tiles, 1, 0).height, 5 * 2);
}

void TestBaseValues::enlargedRepeatsPixels()
{
    const Image small = noiseImage(3, 2, 3, 1), large = enlarged(small, 3);
    QCOMPARE(large.width, 9);
    QCOMPARE(large.height, 6);
    for (int channel = 0; channel < 3; ++channel)
        for (int row = 0; row < 6; ++row)
            for (int column = 0; column < 9; ++column)
                QCOMPARE(large.at(channel, row, column), small.at(channel, row / 3, column / 3));
    QVERIFY(enlarged(small, 1).values == small.values);
}

void TestBaseValues::impossiblePicturesAreRefused()
{
    QVERIFY(messageOf([] { Image(3, -1, 4); }).find("-1") != std::string::npos);
    QVERIFY(!messageOf([] { Image(3, 1 << 20, 1 << 20); }).empty());
    QVERIFY(!messageOf([] { enlarged(Image(1, 2, 2), 0); }).empty());
    QVERIFY(!messageOf([] { enlarged(Image(1, 2, 2), 1 << 30); }).empty());
    QVERIFY(!messageOf([] { contactSheet({}); }).empty());
    QVERIFY(!messageOf([] { contactSheet({Image(1, 2, 2)}, -1); }).empty());
    QVERIFY(!messageOf([] { contactSheet({Image(1, 2, 2)}, 1, -1); }).empty());
    QVERIFY(messageOf([] { contactSheet({Image(1, 2, 2), Image(1, 2, 3)}); }).find("1 x 2 x 3") != std::string::npos);
}

void TestBaseValues::packedImageKeepsAHalfStep()
{
    const Image image = noiseImage(3, 9, 7, 3); // an odd number of values
    const ImageStats stats = statsOf(image);
    for (const int bits : {4, 8, 16}) {
        const PackedImage packed(image, bits);
        QCOMPARE(packed.bytes(), (image.values.size() * std::size_t(bits) + 7) / 8);
        const double half = (stats.maximum - stats.minimum) / ((1 << bits) - 1) / 2;
        const Image back = packed.unpacked();
        QVERIFY(back.sameShape(image));
        double worst = 0;
        for (std::size_t i = 0; i < image.values.size(); ++i)
            worst = std::max(worst, double(std::abs(back.values[i] - image.values[i])));
        QVERIFY2(worst <= half * 1.001 + 1e-6 && worst > half / 2,
                 qPrintable(QString("%1 of %2").arg(worst).arg(half)));
    }
    QVERIFY(PackedImage().empty());
    QVERIFY(PackedImage().unpacked().empty());
}

void TestBaseValues::packedImageOfOddValues()
{
    constexpr float kInfinite = std::numeric_limits<float>::infinity(), kMost = std::numeric_limits<float>::max();
    constexpr float kNaN = std::numeric_limits<float>::quiet_NaN(), kTiny = std::numeric_limits<float>::denorm_min();
    const auto through = [](std::vector<float> values, int bits) {
        Image image(1, 1, int(values.size()));
        image.values = std::move(values);
        return PackedImage(image, bits).unpacked().values;
    };
    for (const int bits : {4, 8, 16}) {
        const auto odd = through({-3.0f, 5.0f, kNaN, kInfinite, -kInfinite}, bits);
        QCOMPARE(odd[0], -3.0f);
        QVERIFY(std::abs(odd[1] - 5.0f) < 1e-5f && std::abs(odd[2]) <= 4.0f / float((1 << bits) - 1) + 1e-5f);
        QCOMPARE(odd[3], odd[1]);
        QCOMPARE(odd[4], odd[0]);
        QCOMPARE(through({0.25f, 0.25f, kNaN}, bits), (std::vector<float>{0.25f, 0.25f, 0.25f}));
        QCOMPARE(through({kNaN, kInfinite}, bits), (std::vector<float>{0.0f, 0.0f}));
        QVERIFY(std::abs(through({kTiny, 0}, bits)[0]) <= kTiny);
        const auto wide = through({-kMost, kMost}, bits);
        QVERIFY(wide[0] == -kMost && wide[1] > 0.99f * kMost);
    }
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, PackedImage(Image(1, 1, 1), 7));
}

void TestBaseValues::trajectoriesObeyTheirBudget()
{
    const auto chosen = [](std::size_t frames, std::size_t pictures, std::size_t values, std::size_t budget) {
        const TrajectoryStorage storage = trajectoryStorage(frames, pictures, values, budget);
        if (budget > 0 && trajectoryBytes(storage, frames, pictures, values) > budget)
            qFatal("over its budget");
        return storage;
    };
    QCOMPARE(chosen(51, 16, 32 * 32 * 3, kTrajectoryBudget), (TrajectoryStorage{16, 16, 16}));
    QCOMPARE(chosen(1001, 16, 64 * 64 * 3, kTrajectoryBudget), (TrajectoryStorage{8, 8, 4}));
    QCOMPARE(chosen(1001, 16, 64 * 64 * 3, 0), (TrajectoryStorage{16, 16, 16}));
    QCOMPARE(chosen(1001, 16, 64 * 64 * 3, 800'000'000), (TrajectoryStorage{16, 8, 8}));
    QCOMPARE(chosen(1001, 16, 64 * 64 * 3, 600'000'000), (TrajectoryStorage{8, 8, 8}));
    const std::string refusal = messageOf([] { trajectoryStorage(1001, 64, 64 * 64 * 3, kTrajectoryBudget); });
    QVERIFY2(refusal.find("1001 frames of 64 pictures") != std::string::npos &&
                 refusal.find("1982 MB") != std::string::npos && refusal.find("512 MB") != std::string::npos,
             refusal.c_str());

    // The estimate is what frames really take.
    const TrajectoryStorage storage{8, 8, 4};
    const std::vector<Image> images(3, noiseImage(3, 16, 16, 5));
    FrameImages first(images, storage);
    const FrameImages next(images, images, images, 0.3, first, storage);
    QVERIFY(next.bytes() >= 3 * 3 * 16 * 16 * 5 / 2);
    QVERIFY(next.bytes() <= trajectoryBytes(storage, 1, 3, 3 * 16 * 16));
    QVERIFY(trajectoryBytes(storage, 1, 3, 3 * 16 * 16) - next.bytes() < 1000); // the frame itself and its terms
}

void TestBaseValues::paramsAreCoercedAndChecked()
{
    using Kind = ParamSpec::Kind;
    const std::vector<ParamSpec> specs = {numberSpec("flag", Kind::Toggle, true),
                                          numberSpec("count", Kind::Integer, 2LL), numberSpec("rate", Kind::Real, 1.5),
                                          numberSpec("spacing", Kind::Choice, std::string("leading"))};
    QCOMPARE(boolParam(specs, {}, "flag"), true);
    QCOMPARE(intParam(specs, {}, "count"), 2LL);
    QCOMPARE(realParam(specs, {}, "rate"), 1.5);
    QCOMPARE(choiceParam(specs, {}, "spacing"), std::string("leading"));
    QCOMPARE(intParam(specs, {{"count", 3.0}}, "count"), 3LL);
    QCOMPARE(realParam(specs, {{"rate", 8LL}}, "rate"), 8.0);
    validateParams(specs, {{"flag", false}, {"count", 8LL}, {"rate", 1.0}, {"spacing", std::string("trailing")}});

    const auto refusal = [&](const char* key, ParamValue value) {
        return messageOf([&] { validateParams(specs, {{key, value}}); });
    };
    QVERIFY(refusal("count", 3.5).find("count = 3.5") != std::string::npos);
    QVERIFY(refusal("count", 9LL).find("from 1 to 8") != std::string::npos);
    QVERIFY(!refusal("count", 1e300).empty());
    QVERIFY(!refusal("count", true).empty());
    QVERIFY(!refusal("rate", 0.5).empty());
    QVERIFY(!refusal("rate", std::nan("")).empty());
    QVERIFY(!refusal("rate", std::string("1.5")).empty());
    QVERIFY(!refusal("flag", 1LL).empty());
    QVERIFY(refusal("spacing", std::string("diagonal")).find("leading, trailing") != std::string::npos);
    QVERIFY(refusal("colour", 1LL).find("colour") != std::string::npos);
    QVERIFY(!messageOf([&] { realParam(specs, {}, "colour"); }).empty());
}

void TestBaseValues::errorIsOneLine()
{
    const Error error("Cannot read the image", "a.png", "Choose another.");
    QCOMPARE(error.what(), "Cannot read the image: a.png. Choose another.");
    QCOMPARE(error.subject(), std::string("a.png"));
    QCOMPARE(Error("Cannot read", "").what(), "Cannot read");
}

void TestBaseValues::messagesAreFilledIn_data()
{
    QTest::addColumn<Message>("message");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const Message& message, const char* text) {
        QTest::newRow(name) << message << QString(text);
    };
    row("one", {"Cannot read %1", {"cat.png"}}, "Cannot read cat.png");
    row("in any order, more than once", {"%2 of %1, %2", {"a", "b"}}, "b of a, b");
    row("a name that looks like a place", {"Cannot read %1: %2", {"100%1 or 100%2.png", "%1"}},
        "Cannot read 100%1 or 100%2.png: %1");
    row("percent signs of the pattern", {"%1 is 100% of 50%", {"x"}}, "x is 100% of 50%");
    row("a place without an argument", {"%1 and %2", {"x"}}, "x and %2");
    row("no place zero, no place ten", {"%0 %10", {"x"}}, "%0 x0");
    row("an empty argument", {"[%1]", {""}}, "[]");
}

void TestBaseValues::messagesAreFilledIn()
{
    QFETCH(const Message, message);
    QTEST(QString::fromStdString(message.text()), "text");
}

void TestBaseValues::aMessageWithoutArgumentsIsSaidAsItIs()
{
    const Message plain = std::string("/pictures/100%1 %%.png");
    QCOMPARE(plain.text(), std::string("/pictures/100%1 %%.png"));
    QVERIFY(Message().empty() && !plain.empty());
    QVERIFY(Message("a", {"b"}) == Message("a", {"b"}));
    QVERIFY(Message("a", {"b"}) != Message("a", {"c"}) && Message("a %1", {"b"}) != Message("a b"));
}

void TestBaseValues::errorsKeepTheirMessages()
{
    const Error error({"Cannot read %1", {"100%2.png"}}, "/a/100%1.png", {"At most %1 %2.", {"5", "bytes"}});
    QCOMPARE(error.happened(), std::string("Cannot read 100%2.png"));
    QCOMPARE(error.subject(), std::string("/a/100%1.png"));
    QCOMPARE(error.advice(), std::string("At most 5 bytes."));
    QCOMPARE(std::string(error.what()), std::string("Cannot read 100%2.png: /a/100%1.png. At most 5 bytes."));
    QVERIFY(error.happenedMessage() == Message("Cannot read %1", {"100%2.png"}));
    QVERIFY(error.adviceMessage() == Message("At most %1 %2.", {"5", "bytes"}));
    const Error copy = error;
    QVERIFY(copy.subjectMessage() == Message("/a/100%1.png"));
}

void TestBaseValues::settingsSayWhatTheyTake()
{
    using Kind = ParamSpec::Kind;
    for (const auto& [kind, initial] : {std::pair<Kind, ParamValue>{Kind::Toggle, false},
                                        {Kind::Integer, 2LL},
                                        {Kind::Real, 2.0},
                                        {Kind::Choice, std::string("leading")}}) {
        const ParamSpec spec = numberSpec("key", kind, initial);
        const std::string taken = acceptedValues(spec).text();
        const std::string said = messageOf([&] { validateParams({spec}, {{"key", std::string("100%1")}}); });
        QCOMPARE(said, "The setting has a value it cannot take: key = 100%1. It takes " + taken + ".");
    }
    QCOMPARE(acceptedValues(numberSpec("key", Kind::Integer, 2LL)).text(), std::string("a whole number from 1 to 8"));
}

void TestBaseValues::namesDoNotSteerATerminal()
{
    QCOMPARE(printable("bad\nname\x1b[2J.png"), std::string("bad\\nname\\x1b[2J.png"));
    QCOMPARE(printable("tab\t, del \x7f, c1 \xC2\x9B, turned \xE2\x80\xAE"),
             std::string("tab\\t, del \\x7f, c1 \\x9b, turned \\u202e"));
    QCOMPARE(printable("caf\xE9 \xF0\x9F"), std::string("caf\\xe9 \\xf0\\x9f")); // not UTF-8
    QCOMPARE(printable("caf\xC3\xA9 \xE2\x9C\x93 \xF0\x9F\x90\x88"),
             std::string("caf\xC3\xA9 \xE2\x9C\x93 \xF0\x9F\x90\x88"));
}

void TestBaseValues::base64IsThatOfTheStandard() // RFC 4648, section 10
{
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        QCOMPARE(base64(bytes), std::string(text));
        QVERIFY(fromBase64(text) == std::string(bytes));
    }
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += char(byte);
    QVERIFY(fromBase64(base64(all)) == all);
    for (const char* wrong : {"Zg=", "Zg", "Z===", "====", "Zm9v ", "Zm9!", "Zg==Zg==", "Z=g="})
        QVERIFY2(!fromBase64(wrong), wrong);
}

TEST_MAIN(TestBaseValues)
#include "tst_base_values.moc"
