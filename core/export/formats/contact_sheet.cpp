#include "core/base/save_file.h"
#include "core/export/finish.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"
#include "core/export/letters.h"
#include "core/export/png_file.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdint>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr int kBandMargin = 4;
constexpr double kLargestLetters = 0.5;

std::vector<ParamSpec> sheetParams()
{
    ParamSpec background;
    background.key = "background";
    background.label = "Background";
    background.help = "Colour between and around the pictures.";
    background.kind = ParamSpec::Kind::Choice;
    background.initial = std::string("white");
    background.choices = {"white", "grey", "black"};
    ParamSpec captions;
    captions.key = "captions";
    captions.label = "Words below";
    captions.help = "Words below the pictures, in their order, with | between; Latin letters. Empty: none.";
    captions.kind = ParamSpec::Kind::Text;
    captions.initial = std::string();
    std::vector<ParamSpec> specs = {
        orAuto(intSpec("columns", "Columns", "Pictures in a row; auto makes the sheet nearly square.", 0, 0, 1000)),
        intSpec("gap", "Gap", "Pixels between and around the pictures, before enlarging.", 2, 0, 64), background,
        captions};
    const std::vector<ParamSpec> finish = finishSpecs(false);
    specs.insert(specs.end(), finish.begin(), finish.end());
    return specs;
}

std::vector<std::string> wordsOf(const std::string& captions)
{
    std::vector<std::string> words;
    for (std::size_t from = 0, end = 0; !captions.empty() && end != std::string::npos; from = end + 1) {
        end = captions.find('|', from);
        words.push_back(captions.substr(from, end - from));
    }
    return words;
}

// The picture, already enlarged, with its words on a band below; every band is as high.
Image captioned(const Image& picture, const std::string& words, double size, float ground)
{
    const LineHeight line = heightOfWords(size);
    const int high = line.above + line.below + 2 * kBandMargin, wide = widthOfWords(words, size);
    cv::Mat letters(high, picture.width, CV_8UC1, cv::Scalar(0)); // lines are smooth in bytes only
    drawWords(letters, words, std::max(0, (picture.width - wide) / 2), kBandMargin + line.above, size);
    const float ink = ground < 0 ? 1.0f : -1.0f;
    Image whole(picture.channels, picture.height + high, picture.width, ground);
    for (int c = 0; c < picture.channels; ++c)
        for (int y = 0; y < whole.height; ++y)
            for (int x = 0; x < whole.width; ++x) {
                const int row = y - picture.height;
                whole.at(c, y, x) = row < 0
                                        ? picture.at(c, y, x)
                                        : ground + (ink - ground) * float(letters.at<std::uint8_t>(row, x)) / 255.0f;
            }
    return whole;
}

float shadeOf(const std::string& background)
{
    if (background == "white")
        return 1.0f;
    return background == "black" ? -1.0f : 0.0f;
}

ExportFormat::Files writeContactSheet(const std::vector<ParamSpec>& specs, const ExportContent& content,
                                      const fs::path& target, const ParamValues& params, const FramesDone& progress,
                                      const std::stop_token& stop)
{
    validateParams(specs, params);
    (void)firstFrame(content);
    std::vector<Image> tiles;
    const auto take = [&tiles](std::size_t, const Image& frame) { tiles.push_back(frame); };
    if (!takeFrames(content, take, progress, stop))
        return {};
    const int columns = int(intParam(specs, params, "columns")), gap = int(intParam(specs, params, "gap"));
    const float ground = shadeOf(choiceParam(specs, params, "background"));
    const int scale = scaleFor(contactSheet(tiles, columns, gap, ground), intParam(specs, params, "scale"));
    const bool smooth = choiceParam(specs, params, "edges") == "smooth"; // each by itself: none blends into the gap
    const std::vector<std::string> words = wordsOf(textParam(specs, params, "captions"));
    const double size = fittingSize(words, tiles.front().width * scale, kLargestLetters);
    for (std::size_t k = 0; k < tiles.size(); ++k) {
        tiles[k] = smooth ? smoothlyEnlarged(tiles[k], scale) : enlarged(tiles[k], scale);
        if (!words.empty())
            tiles[k] = captioned(tiles[k], k < words.size() ? words[k] : std::string(), size, ground);
    }
    saveText(target, pngBytes(contactSheet(tiles, columns, gap * scale, ground), content.notes()));
    return {target};
}

} // namespace

ExportFormat makeContactSheet()
{
    const std::vector<ParamSpec> specs = sheetParams();
    return {"contact_sheet",
            "Contact sheet (PNG)",
            "All pictures side by side in one file.",
            ".png",
            false,
            specs,
            [specs](const auto&... asked) { return writeContactSheet(specs, asked...); }};
}

} // namespace diffuscope
