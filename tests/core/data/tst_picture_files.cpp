// Sound picture files of the kinds that decoders disagree about: turned, transparent, inverted, animated, of odd
// depths.
#include "core/base/error.h"
#include "core/data/image_files/image_file.h"
#include "core/data/image_files/image_header.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <opencv2/imgcodecs.hpp>
#include <webp/encode.h>
#include <zlib.h>

#include <array>
#include <numeric>

using namespace diffuscope;

namespace {

using Bytes = std::string;
using Colour = std::array<int, 3>;

constexpr Colour kRed = {230, 20, 20}, kGreen = {20, 200, 40}, kBlue = {20, 40, 220}, kYellow = {240, 220, 30};
constexpr int kSide = 16;

Bytes number(std::uint32_t value, int bytes, bool bigEndian)
{
    Bytes text;
    for (int k = 0; k < bytes; ++k)
        text += char(value >> (8 * (bigEndian ? bytes - 1 - k : k)));
    return text;
}
Bytes little(std::uint32_t value, int bytes = 4) { return number(value, bytes, false); }
Bytes big(std::uint32_t value, int bytes = 4) { return number(value, bytes, true); }

// Red and green above, blue and yellow below.
Colour quarter(int x, int y)
{
    return y < kSide / 2 ? (x < kSide / 2 ? kRed : kGreen) : (x < kSide / 2 ? kBlue : kYellow);
}

cv::Mat quarters(bool alpha)
{
    cv::Mat picture(kSide, kSide, alpha ? CV_8UC4 : CV_8UC3);
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x) {
            const auto [r, g, b] = quarter(x, y);
            if (alpha)
                picture.at<cv::Vec4b>(y, x) = cv::Vec4b(uchar(b), uchar(g), uchar(r), 255);
            else
                picture.at<cv::Vec3b>(y, x) = cv::Vec3b(uchar(b), uchar(g), uchar(r));
        }
    return picture;
}

Bytes encoded(const cv::Mat& picture, const char* ending, const std::vector<int>& settings = {})
{
    std::vector<uchar> bytes;
    cv::imencode(ending, picture, bytes, settings);
    return {bytes.begin(), bytes.end()};
}

Bytes exif(int orientation)
{
    return Bytes("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + char(orientation) + Bytes(6, '\0');
}

Bytes pngWith(Bytes png, const Bytes& type, const Bytes& body) // before the pixels
{
    const Bytes chunk = type + body;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), uInt(chunk.size()));
    return png.insert(33, big(std::uint32_t(body.size())) + chunk + big(std::uint32_t(sum)));
}

Bytes jpegWith(Bytes jpeg, int orientation)
{
    const Bytes body = Bytes("Exif\0\0", 6) + exif(orientation);
    return jpeg.insert(2, "\xFF\xE1" + big(std::uint32_t(body.size()) + 2, 2) + body);
}

Bytes webpChunk(const Bytes& type, const Bytes& body)
{
    return type + little(std::uint32_t(body.size())) + body + Bytes(body.size() % 2, '\0');
}

// The bitstream chunk of a lossless WebP; a whole file of it with an EXIF block; two frames of it.
Bytes webpPixels(const cv::Mat& bgra)
{
    std::uint8_t* out = nullptr;
    const std::size_t size = WebPEncodeLosslessBGRA(bgra.data, bgra.cols, bgra.rows, int(bgra.step), &out);
    const Bytes file(reinterpret_cast<const char*>(out), size);
    WebPFree(out);
    return file.substr(12);
}

Bytes webp(char flags, const Bytes& chunks)
{
    const Bytes body =
        "WEBP" + webpChunk("VP8X", flags + Bytes(3, '\0') + little(kSide - 1, 3) + little(kSide - 1, 3)) + chunks;
    return webpChunk("RIFF", body);
}

Bytes webpFrameChunk(const cv::Mat& bgra, int left, int top)
{
    return webpChunk("ANMF", little(std::uint32_t(left / 2), 3) + little(std::uint32_t(top / 2), 3) +
                                 little(std::uint32_t(bgra.cols - 1), 3) + little(std::uint32_t(bgra.rows - 1), 3) +
                                 little(100, 3) + '\2' + webpPixels(bgra));
}

struct Tag {
    std::uint32_t tag, type, count; // type 3: 16 bits, 4: 32 bits
    Bytes value;
};

// An uncompressed TIFF of one strip. `pages`: the directory again, as a second page.
Bytes tiff(int width, int height, int photometric, const std::vector<int>& bits, const Bytes& pixels,
           std::vector<Tag> more = {}, bool secondPage = false)
{
    Bytes depths;
    for (const int depth : bits)
        depths += little(std::uint32_t(depth), 2);
    const auto samples = std::uint32_t(bits.size());
    std::vector<Tag> tags = {{256, 4, 1, little(std::uint32_t(width))},
                             {257, 4, 1, little(std::uint32_t(height))},
                             {258, 3, samples, depths},
                             {259, 3, 1, little(1)},
                             {262, 3, 1, little(std::uint32_t(photometric))},
                             {273, 4, 1, little(8)},
                             {277, 3, 1, little(samples)},
                             {278, 4, 1, little(std::uint32_t(height))},
                             {279, 4, 1, little(std::uint32_t(pixels.size()))}};
    tags.insert(tags.end(), more.begin(), more.end());
    std::sort(tags.begin(), tags.end(), [](const Tag& a, const Tag& b) { return a.tag < b.tag; });
    Bytes data = pixels + Bytes(pixels.size() % 2, '\0'), directory = little(std::uint32_t(tags.size()), 2);
    for (Tag& tag : tags) {
        if (tag.value.size() > 4) {
            const Bytes place = little(std::uint32_t(8 + data.size()));
            data += tag.value + Bytes(tag.value.size() % 2, '\0');
            tag.value = place;
        }
        directory +=
            little(tag.tag, 2) + little(tag.type, 2) + little(tag.count) + (tag.value + Bytes(4, '\0')).substr(0, 4);
    }
    const auto at = std::uint32_t(8 + data.size()), next = std::uint32_t(at + directory.size() + 4);
    return Bytes("II*\0", 4) + little(at) + data + directory + little(secondPage ? next : 0) +
           (secondPage ? directory + little(0) : Bytes());
}

Tag extra(int kind) { return {338, 3, 1, little(std::uint32_t(kind))}; }

Bytes repeated(const Bytes& pixel)
{
    Bytes all;
    for (int k = 0; k < kSide * kSide; ++k)
        all += pixel;
    return all;
}

// Pixels as numbers of 8 bits, with a fresh dictionary before it could grow.
Bytes gifFrameOf(int left, int top, int width, int height, const Bytes& indices, bool interlaced = false)
{
    Bytes frame = ',' + little(std::uint32_t(left), 2) + little(std::uint32_t(top), 2) +
                  little(std::uint32_t(width), 2) + little(std::uint32_t(height), 2) + char(interlaced ? 0x40 : 0) +
                  '\7';
    for (std::size_t at = 0; at < indices.size(); at += 100) {
        const Bytes part = '\x80' + indices.substr(at, 100);
        frame += char(part.size()) + part;
    }
    return frame + Bytes("\1\x81\0", 3);
}

Bytes gif(int width, int height, const Bytes& blocks)
{
    Bytes colours;
    for (int k = 0; k < 128; ++k) {
        const Colour c = k < 4 ? std::array{kRed, kGreen, kBlue, kYellow}[std::size_t(k)] : Colour{k, k, k};
        colours += Bytes{char(c[0]), char(c[1]), char(c[2])};
    }
    return "GIF89a" + little(std::uint32_t(width), 2) + little(std::uint32_t(height), 2) + Bytes("\xE6\0\0", 3) +
           colours + blocks + ';';
}

Bytes gifQuarters(bool interlaced = false)
{
    std::vector<int> rows(kSide);
    std::iota(rows.begin(), rows.end(), 0);
    if (interlaced)
        rows = {0, 8, 4, 12, 2, 6, 10, 14, 1, 3, 5, 7, 9, 11, 13, 15};
    Bytes indices;
    for (const int y : rows)
        for (int x = 0; x < kSide; ++x)
            indices += char((y >= kSide / 2 ? 2 : 0) + (x >= kSide / 2 ? 1 : 0));
    return indices;
}

Colour colourAt(const Image& image, int x, int y)
{
    return {toByte(image.at(0, y, x)), toByte(image.at(1, y, x)), toByte(image.at(2, y, x))};
}

QString text(const Colour& c) { return QStringLiteral("%1,%2,%3").arg(c[0]).arg(c[1]).arg(c[2]); }

Image decoded(const Bytes& bytes, Rgb background = kWhite)
{
    return decodeImage(bytes, "picture", {kSide, 3, background});
}

#define NEAR(image, x, y, wanted, tolerance)                                                                           \
    {                                                                                                                  \
        const Colour got = colourAt(image, x, y), want = wanted;                                                       \
        for (std::size_t k = 0; k < 3; ++k)                                                                            \
            QVERIFY2(std::abs(got[k] - want[k]) <= (tolerance), qPrintable(text(got) + " is not " + text(want)));      \
    }

// The quarters' colours as they should lie: upper left, upper right, lower left, lower right.
#define QUARTERS(image, a, b, c, d, tolerance)                                                                         \
    NEAR(image, 3, 3, a, tolerance)                                                                                    \
    NEAR(image, 12, 3, b, tolerance)                                                                                   \
    NEAR(image, 3, 12, c, tolerance)                                                                                   \
    NEAR(image, 12, 12, d, tolerance)

} // namespace

class TestPictureFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFormatIsTurnedAlike_data()
    {
        QTest::addColumn<QByteArray>("format");
        for (const char* format : {"png", "png with alpha", "jpeg", "webp", "tiff"})
            QTest::newRow(format) << QByteArray(format);
    }
    void everyFormatIsTurnedAlike()
    {
        QFETCH(QByteArray, format);
        const std::array<std::array<Colour, 4>, 8> upright = {{{kRed, kGreen, kBlue, kYellow},
                                                               {kGreen, kRed, kYellow, kBlue},
                                                               {kYellow, kBlue, kGreen, kRed},
                                                               {kBlue, kYellow, kRed, kGreen},
                                                               {kRed, kBlue, kGreen, kYellow},
                                                               {kBlue, kRed, kYellow, kGreen},
                                                               {kYellow, kGreen, kBlue, kRed},
                                                               {kGreen, kYellow, kRed, kBlue}}};
        for (int orientation = 1; orientation <= 8; ++orientation) {
            Bytes pixels;
            for (int k = 0; k < kSide * kSide; ++k)
                for (const int value : quarter(k % kSide, k / kSide))
                    pixels += char(value);
            const Bytes file =
                format == "jpeg"
                    ? jpegWith(encoded(quarters(false), ".jpg", {cv::IMWRITE_JPEG_QUALITY, 100}), orientation)
                : format == "webp" ? webp(8, webpPixels(quarters(true)) + webpChunk("EXIF", exif(orientation)))
                : format == "tiff"
                    ? tiff(kSide, kSide, 2, {8, 8, 8}, pixels, {{274, 3, 1, little(std::uint32_t(orientation))}})
                    : pngWith(encoded(quarters(format != "png"), ".png"), "eXIf", exif(orientation));
            const auto& [a, b, c, d] = upright[std::size_t(orientation - 1)];
            QUARTERS(decoded(file), a, b, c, d, format == "jpeg" ? 12 : 1);
        }
    }

    void colourKeysOfPng()
    {
        for (const int type : {CV_8UC1, CV_16UC1}) {
            cv::Mat grey(kSide, kSide, type, cv::Scalar(type == CV_8UC1 ? 90 : 90 * 257));
            grey.colRange(0, 8).setTo(cv::Scalar(0));
            const Image image = decoded(pngWith(encoded(grey, ".png"), "tRNS", Bytes(2, '\0')));
            NEAR(image, 3, 3, (Colour{255, 255, 255}), 0);
            NEAR(image, 12, 3, (Colour{90, 90, 90}), 0);
        }
        cv::Mat bits(kSide, kSide, CV_8UC1, cv::Scalar(0)); // shade 1 of 0 and 1 is white
        bits.colRange(0, 8).setTo(cv::Scalar(255));
        const Bytes bilevel = pngWith(encoded(bits, ".png", {cv::IMWRITE_PNG_BILEVEL, 1}), "tRNS", Bytes("\0\1", 2));
        const Image onBlue = decoded(bilevel, {0, 0, 200});
        NEAR(onBlue, 3, 3, (Colour{0, 0, 200}), 0);
        NEAR(onBlue, 12, 3, (Colour{0, 0, 0}), 0);
        for (const int type : {CV_8UC3, CV_16UC3}) {
            const int one = type == CV_8UC3 ? 1 : 257;
            cv::Mat colours(kSide, kSide, type, cv::Scalar(30 * one, 60 * one, 90 * one));
            colours.colRange(0, 8).setTo(cv::Scalar(0, 0, 0));
            const Image image = decoded(pngWith(encoded(colours, ".png"), "tRNS", Bytes(6, '\0')));
            NEAR(image, 3, 3, (Colour{255, 255, 255}), 0);
            NEAR(image, 12, 3, (Colour{90, 60, 30}), 0);
        }
    }

    // 230, 20, 20 at 100 of 255 over white, however it is stored.
    void softAlphaOfTiff()
    {
        const Colour over = {245, 163, 163};
        const auto deep = [](std::initializer_list<int> values) {
            Bytes pixel;
            for (const int value : values)
                pixel += little(std::uint32_t(value) * 257, 2);
            return pixel;
        };
        const Bytes straight = Bytes("\xE6\x14\x14\x64"), multiplied = Bytes("\x5A\x08\x08\x64");
        const std::vector<int> eight(4, 8), sixteen(4, 16);
        NEAR(decoded(tiff(kSide, kSide, 2, eight, repeated(straight), {extra(2)})), 5, 5, over, 1);
        NEAR(decoded(tiff(kSide, kSide, 2, eight, repeated(straight))), 5, 5, over, 1);
        NEAR(decoded(tiff(kSide, kSide, 2, eight, repeated(multiplied), {extra(1)})), 5, 5, over, 1);
        NEAR(decoded(tiff(kSide, kSide, 2, eight, repeated(straight), {extra(0)})), 5, 5, kRed, 1); // no alpha at all
        NEAR(decoded(tiff(kSide, kSide, 2, sixteen, repeated(deep({230, 20, 20, 100})), {extra(2)})), 5, 5, over, 1);
        NEAR(decoded(tiff(kSide, kSide, 2, sixteen, repeated(deep({90, 8, 8, 100})), {extra(1)})), 5, 5, over, 1);
        const Colour grey = {196, 196, 196}; // 104 at 100 of 255
        NEAR(decoded(tiff(kSide, kSide, 1, {8, 8}, repeated("\x68\x64"), {extra(2)})), 5, 5, grey, 1);
        NEAR(decoded(tiff(kSide, kSide, 1, {8, 8}, repeated("\x29\x64"), {extra(1)})), 5, 5, grey, 1);
        NEAR(decoded(tiff(kSide, kSide, 1, {16, 16}, repeated(deep({104, 100})), {extra(2)})), 5, 5, grey, 1);
    }

    void whiteIsZeroAndOddDepthsOfTiff()
    {
        const auto shades = [](int photometric, int bits, const Bytes& pixel, int perPixel) {
            Bytes all;
            for (int k = 0; k < kSide * kSide / perPixel; ++k)
                all += pixel;
            return decoded(tiff(kSide, kSide, photometric, {bits}, all));
        };
        NEAR(shades(0, 8, "\x19", 1), 5, 5, (Colour{230, 230, 230}), 0);
        NEAR(shades(0, 16, little(25 * 257, 2), 1), 5, 5, (Colour{230, 230, 230}), 0);
        NEAR(shades(1, 16, little(25 * 257, 2), 1), 5, 5, (Colour{25, 25, 25}), 0);
        NEAR(shades(1, 1, "\xFF", 8), 5, 5, (Colour{255, 255, 255}), 0);
        NEAR(shades(0, 1, "\xFF", 8), 5, 5, (Colour{0, 0, 0}), 0);
        NEAR(shades(1, 2, "\x55", 4), 5, 5, (Colour{85, 85, 85}), 1);
        NEAR(shades(1, 4, "\x33", 2), 5, 5, (Colour{51, 51, 51}), 1);
        Bytes map; // red, green and blue of each index
        for (int channel = 0; channel < 3; ++channel)
            for (int k = 0; k < 256; ++k)
                map += little(k == 7 ? std::uint32_t(kBlue[std::size_t(channel)]) * 257 : 0, 2);
        NEAR(decoded(tiff(kSide, kSide, 3, {8}, repeated("\7"), {{320, 3, 768, map}})), 5, 5, kBlue, 1);
        const Image floats = decoded(encoded(cv::Mat(kSide, kSide, CV_32FC3, cv::Scalar(0.2, 0.4, 0.6)), ".tiff"));
        NEAR(floats, 5, 5, (Colour{153, 102, 51}), 3); // OpenCV writes logarithms of luminance, which round
    }

    void theAlphaOfBmpNeedsAMask()
    {
        const auto bmp = [](int headerBytes, std::uint32_t alphaMask, char alpha) {
            Bytes masks = little(0xFF0000) + little(0xFF00) + little(0xFF);
            if (headerBytes > 40)
                masks += little(alphaMask) + Bytes(std::size_t(headerBytes - 56), '\0');
            const Bytes header = little(std::uint32_t(headerBytes)) + little(kSide) + little(kSide) + little(1, 2) +
                                 little(32, 2) + little(3) + Bytes(20, '\0') + masks;
            const auto start = std::uint32_t(14 + header.size());
            return "BM" + little(start + 4 * kSide * kSide) + little(0) + little(start) + header +
                   repeated(Bytes{char(20), char(40), char(220), alpha});
        };
        const Colour colour = {220, 40, 20};
        NEAR(decoded(bmp(40, 0, 0)), 5, 5, colour, 0);
        NEAR(decoded(bmp(108, 0, 0)), 5, 5, colour, 0);
        NEAR(decoded(bmp(124, 0, char(255))), 5, 5, colour, 0);
        NEAR(decoded(bmp(124, 0xFF000000, 0)), 5, 5, colour,
             0); // empty all over: written by a program that has no alpha
        NEAR(decoded(bmp(124, 0xFF000000, char(51))), 5, 5, (Colour{248, 212, 208}), 1);
    }

    void theFirstFrameOfAnimations()
    {
        const cv::Mat black(kSide, kSide, CV_8UC4, cv::Scalar(0, 0, 0, 255));
        const Bytes film = webp(2, webpChunk("ANIM", Bytes(6, '\0')) + webpFrameChunk(quarters(true), 0, 0) +
                                       webpFrameChunk(black, 0, 0));
        QVERIFY(peekImageHeader(film).several);
        QUARTERS(decoded(film), kRed, kGreen, kBlue, kYellow, 0);
        const Bytes corner = webp(18, webpChunk("ANIM", Bytes(6, '\0')) + // the frame covers the lower right alone
                                          webpFrameChunk(black(cv::Rect(0, 0, 8, 8)).clone(), 8, 8));
        QUARTERS(decoded(corner), (Colour{255, 255, 255}), (Colour{255, 255, 255}), (Colour{255, 255, 255}),
                 (Colour{0, 0, 0}), 0);

        const Bytes whole = gifFrameOf(0, 0, kSide, kSide, gifQuarters());
        const Bytes see = Bytes("!\xF9\4\1\0\0\3\0", 8); // index 3, yellow, is transparent
        QVERIFY(!peekImageHeader(gif(kSide, kSide, whole)).several);
        QUARTERS(decoded(gif(kSide, kSide, whole)), kRed, kGreen, kBlue, kYellow, 0);
        const Bytes many = gif(kSide, kSide, see + whole + gifFrameOf(0, 0, kSide, kSide, Bytes(256, '\7')));
        QVERIFY(peekImageHeader(many).several);
        QCOMPARE(peekImageHeader(many).colourMode, std::string("palette with alpha"));
        QUARTERS(decoded(many), kRed, kGreen, kBlue, (Colour{255, 255, 255}), 0);
        QUARTERS(decoded(gif(kSide, kSide, gifFrameOf(0, 0, kSide, kSide, gifQuarters(true), true))), kRed, kGreen,
                 kBlue, kYellow, 0);
        const Image small = decoded(gif(kSide, kSide, gifFrameOf(8, 0, 8, 8, Bytes(64, '\2'))), {0, 0, 0});
        QUARTERS(small, (Colour{0, 0, 0}), kBlue, (Colour{0, 0, 0}), (Colour{0, 0, 0}), 0);

        const Bytes pages = tiff(kSide, kSide, 1, {8}, repeated("\x40"), {}, true);
        QVERIFY(peekImageHeader(pages).several);
        NEAR(decoded(pages), 5, 5, (Colour{64, 64, 64}), 0);
        QVERIFY(peekImageHeader(pngWith(encoded(quarters(true), ".png"), "acTL", big(2) + big(0))).several);
    }

    void damagedOnesAreRefused()
    {
        const Bytes whole = gif(kSide, kSide, gifFrameOf(0, 0, kSide, kSide, gifQuarters()));
        const Bytes film = webp(2, webpChunk("ANIM", Bytes(6, '\0')) + webpFrameChunk(quarters(true), 0, 0));
        const Bytes page = tiff(kSide, kSide, 0, {16}, repeated("ab"), {{274, 3, 1, little(6)}});
        int refused = 0;
        for (const Bytes& file : {whole, film, page}) {
            for (std::size_t length = 0; length + 16 < file.size(); length += 5)
                QVERIFY_EXCEPTION_THROWN(decoded(file.substr(0, length)), Error);
            for (std::size_t place = 6; place < std::min<std::size_t>(file.size(), 900); place += 3) {
                Bytes flipped = file;
                flipped[place] = char(flipped[place] ^ 0xC1);
                try {
                    decoded(flipped);
                } catch (const Error&) {
                    ++refused;
                }
            }
        }
        QVERIFY(refused > 20);
        QVERIFY_EXCEPTION_THROWN(decoded(gif(65535, 65535, gifFrameOf(0, 0, 1, 1, "\1"))), Error);
    }

    void otherFormatsAreNamed()
    {
        const auto said = [](const Bytes& bytes) {
            try {
                decoded(bytes);
                return std::string();
            } catch (const Error& problem) {
                return problem.happened();
            }
        };
        QCOMPARE(said(Bytes("\0\0\0\x18"
                            "ftypheic",
                            12) +
                      Bytes(20, '\0')),
                 std::string("HEIC pictures cannot be read"));
        QCOMPARE(said("8BPS" + Bytes(40, '\0')), std::string("Photoshop pictures cannot be read"));
    }

    void phonePicturesAreNotTooLarge()
    {
        const auto saidOf = [](std::uint32_t width, std::uint32_t height) {
            try {
                decoded(encoded(quarters(false), ".png").replace(16, 8, big(width) + big(height)));
                return std::string();
            } catch (const Error& problem) {
                return problem.happened();
            }
        };
        QVERIFY(saidOf(12000, 9000).find("megapixels") == std::string::npos); // damaged it is, but not too large
        QVERIFY(saidOf(20000, 20000).find("256 megapixels") != std::string::npos);
    }
};

TEST_MAIN(TestPictureFiles)
#include "tst_picture_files.moc"
