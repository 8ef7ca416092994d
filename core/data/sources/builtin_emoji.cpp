#include "core/base/error.h"
#include "core/data/parallel_scan.h"
#include "core/data/sources/source.h"
#include "core/interop/cv_image.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <set>

// The pictures of the system's colour emoji font.
namespace diffuscope {
namespace {

constexpr FT_ULong kFirst = 0x2190, kPrivateUse = 0xE000, kPrivateUseEnd = 0xF900, kTags = 0xE0000;

[[noreturn]] void throwNoFont(const std::string& detail)
{
    throw Error(
        "No usable colour emoji font was found", detail,
        "Install one with bitmap pictures (package fonts-noto-color-emoji on Debian), or choose another dataset.");
}

struct PatternDeleter {
    void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
};
using PatternPtr = std::unique_ptr<FcPattern, PatternDeleter>;

std::string emojiFontFile()
{
    const PatternPtr wanted(FcPatternCreate());
    FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>("Noto Color Emoji"));
    FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>("emoji"));
    FcPatternAddBool(wanted.get(), FC_COLOR, FcTrue);
    FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult result = FcResultNoMatch;
    const PatternPtr found(FcFontMatch(nullptr, wanted.get(), &result));
    FcBool colour = FcFalse;
    FcChar8* file = nullptr;
    if (!found || FcPatternGetBool(found.get(), FC_COLOR, 0, &colour) != FcResultMatch || !colour ||
        FcPatternGetString(found.get(), FC_FILE, 0, &file) != FcResultMatch)
        throwNoFont("builtin:emoji");
    return reinterpret_cast<const char*>(file);
}

// A face at its largest bitmap size.
class EmojiFont {
public:
    explicit EmojiFont(const std::string& file)
    {
        if (FT_Init_FreeType(&library_) != 0)
            throwNoFont(file);
        if (FT_New_Face(library_, file.c_str(), 0, &face_) != 0 || face_->num_fixed_sizes < 1 || !selectLargest()) {
            FT_Done_FreeType(library_); // and its faces
            throwNoFont(file);
        }
    }
    ~EmojiFont() { FT_Done_FreeType(library_); }
    EmojiFont(const EmojiFont&) = delete;
    EmojiFont& operator=(const EmojiFont&) = delete;

    // Code points with a picture of their own, rising.
    std::vector<FT_ULong> characters() const
    {
        std::vector<FT_ULong> found;
        std::set<FT_UInt> seen;
        FT_UInt glyph = 0;
        for (FT_ULong code = FT_Get_First_Char(face_, &glyph); glyph != 0; code = FT_Get_Next_Char(face_, code, &glyph))
            if (wanted(code) && seen.insert(glyph).second)
                found.push_back(code);
        return found;
    }

    // Premultiplied BGRA; empty when the font has no colour bitmap for it.
    cv::Mat picture(FT_ULong code) const
    {
        if (FT_Load_Char(face_, code, FT_LOAD_COLOR) != 0)
            return {};
        const FT_Bitmap& bitmap = face_->glyph->bitmap;
        if (bitmap.pixel_mode != FT_PIXEL_MODE_BGRA || bitmap.rows == 0 || bitmap.width == 0 || bitmap.pitch <= 0)
            return {};
        const cv::Mat view(int(bitmap.rows), int(bitmap.width), CV_8UC4, bitmap.buffer, std::size_t(bitmap.pitch));
        return view.clone();
    }

private:
    static bool wanted(FT_ULong code)
    {
        const bool letterOrTone = (code >= 0x1F1E6 && code <= 0x1F1FF) || (code >= 0x1F3FB && code <= 0x1F3FF);
        const bool unnamed = (code >= kPrivateUse && code < kPrivateUseEnd) || (code >= 0xFE00 && code <= 0xFE0F);
        return code >= kFirst && code < kTags && !letterOrTone && !unnamed;
    }
    bool selectLargest()
    {
        int best = 0;
        for (int k = 1; k < face_->num_fixed_sizes; ++k)
            if (face_->available_sizes[k].y_ppem > face_->available_sizes[best].y_ppem)
                best = k;
        return FT_Select_Size(face_, best) == 0;
    }

    FT_Library library_ = nullptr;
    FT_Face face_ = nullptr;
};

enum Class { Faces, People, Nature, Food, Places, Activities, Objects, Symbols, kClassCount };
const std::vector<std::string> kClassNames = {
    "faces", "people", "animals and nature", "food", "travel and places", "activities", "objects", "symbols"};

struct Block {
    FT_ULong first, last;
    Class group;
};
// What the Unicode blocks hold, roughly; the rest are symbols.
constexpr Block kBlocks[] = {
    {0x231A, 0x231B, Objects},      {0x23F0, 0x23F3, Objects},      {0x2600, 0x2604, Nature},
    {0x260E, 0x260E, Objects},      {0x2614, 0x2614, Nature},       {0x2615, 0x2615, Food},
    {0x2618, 0x2618, Nature},       {0x261D, 0x261D, People},       {0x2639, 0x263A, Faces},
    {0x2692, 0x2697, Objects},      {0x26BD, 0x26BE, Activities},   {0x26C4, 0x26C8, Nature},
    {0x26E9, 0x26EA, Places},       {0x26F0, 0x26F5, Places},       {0x26F7, 0x26F9, Activities},
    {0x26FA, 0x26FD, Places},       {0x2702, 0x2702, Objects},      {0x2708, 0x2708, Places},
    {0x2709, 0x2709, Objects},      {0x270A, 0x270D, People},       {0x270F, 0x2712, Objects},
    {0x2744, 0x2744, Nature},       {0x1F300, 0x1F30C, Places},     {0x1F30D, 0x1F32C, Nature},
    {0x1F32D, 0x1F32F, Food},       {0x1F330, 0x1F344, Nature},     {0x1F345, 0x1F37F, Food},
    {0x1F380, 0x1F3D3, Activities}, {0x1F3D4, 0x1F3F0, Places},     {0x1F3F8, 0x1F3FA, Activities},
    {0x1F400, 0x1F43F, Nature},     {0x1F440, 0x1F450, People},     {0x1F451, 0x1F462, Objects},
    {0x1F463, 0x1F483, People},     {0x1F484, 0x1F484, Objects},    {0x1F485, 0x1F487, People},
    {0x1F488, 0x1F492, Objects},    {0x1F4A9, 0x1F4A9, Faces},      {0x1F4AA, 0x1F4AA, People},
    {0x1F4B0, 0x1F4FF, Objects},    {0x1F50A, 0x1F516, Objects},    {0x1F525, 0x1F52E, Objects},
    {0x1F54A, 0x1F54A, Nature},     {0x1F54B, 0x1F54D, Places},     {0x1F56F, 0x1F573, Objects},
    {0x1F574, 0x1F575, People},     {0x1F576, 0x1F576, Objects},    {0x1F577, 0x1F578, Nature},
    {0x1F579, 0x1F579, Activities}, {0x1F57A, 0x1F57A, People},     {0x1F587, 0x1F58D, Objects},
    {0x1F590, 0x1F596, People},     {0x1F5A5, 0x1F5F3, Objects},    {0x1F5FA, 0x1F5FF, Places},
    {0x1F600, 0x1F644, Faces},      {0x1F645, 0x1F64F, People},     {0x1F680, 0x1F6A2, Places},
    {0x1F6A3, 0x1F6A3, People},     {0x1F6A4, 0x1F6A8, Places},     {0x1F6B2, 0x1F6B2, Places},
    {0x1F6B4, 0x1F6B6, People},     {0x1F6CB, 0x1F6CF, Objects},    {0x1F6D5, 0x1F6FC, Places},
    {0x1F90C, 0x1F90F, People},     {0x1F910, 0x1F917, Faces},      {0x1F918, 0x1F91F, People},
    {0x1F920, 0x1F92F, Faces},      {0x1F930, 0x1F93E, People},     {0x1F93F, 0x1F94F, Activities},
    {0x1F950, 0x1F96F, Food},       {0x1F970, 0x1F97A, Faces},      {0x1F97B, 0x1F97F, Objects},
    {0x1F980, 0x1F9AE, Nature},     {0x1F9AF, 0x1F9AF, Objects},    {0x1F9B0, 0x1F9BF, People},
    {0x1F9C0, 0x1F9CB, Food},       {0x1F9CC, 0x1F9CF, People},     {0x1F9D0, 0x1F9D0, Faces},
    {0x1F9D1, 0x1F9DF, People},     {0x1F9E0, 0x1F9E0, People},     {0x1F9E1, 0x1F9FF, Objects},
    {0x1FA70, 0x1FA7F, Objects},    {0x1FA80, 0x1FA88, Activities}, {0x1FA90, 0x1FAAF, Objects},
    {0x1FAB0, 0x1FABF, Nature},     {0x1FAC0, 0x1FAC6, People},     {0x1FACE, 0x1FACF, Nature},
    {0x1FAD0, 0x1FADF, Food},       {0x1FAE0, 0x1FAEF, Faces},      {0x1FAF0, 0x1FAFF, People},
};

int classOf(FT_ULong code)
{
    const auto found = std::find_if(std::begin(kBlocks), std::end(kBlocks),
                                    [code](const Block& block) { return code >= block.first && code <= block.last; });
    return found == std::end(kBlocks) ? Symbols : found->group;
}

// Over the background, centred in a square with a thin margin, then scaled.
Image fitted(const cv::Mat& bgra, const ImageSettings& settings)
{
    const int side = std::max(bgra.rows, bgra.cols) * 34 / 32;
    const auto& ground = settings.background;
    cv::Mat square(side, side, CV_8UC3, cv::Scalar(ground[2], ground[1], ground[0]));
    cv::Mat middle = square(cv::Rect((side - bgra.cols) / 2, (side - bgra.rows) / 2, bgra.cols, bgra.rows));
    for (int row = 0; row < bgra.rows; ++row)
        for (int column = 0; column < bgra.cols; ++column) {
            const auto& from = bgra.at<cv::Vec4b>(row, column);
            auto& to = middle.at<cv::Vec3b>(row, column);
            for (int k = 0; k < 3; ++k)
                to[k] = cv::saturate_cast<std::uint8_t>(from[k] + (to[k] * (255 - from[3]) + 127) / 255);
        }
    cv::Mat out;
    cv::resize(square, out, cv::Size(settings.size, settings.size), 0, 0,
               side > settings.size ? cv::INTER_AREA : cv::INTER_LINEAR);
    return imageOf(out);
}

std::shared_ptr<Dataset> openEmoji(const std::string& source, const DatasetOptions& options,
                                   const ScanProgress& progress, std::stop_token stop)
{
    const EmojiFont font(emojiFontFile());
    std::vector<FT_ULong> codes = font.characters();
    std::erase_if(codes, [&](FT_ULong code) {
        throwIfCancelled(stop);
        return font.picture(code).empty();
    });
    const std::vector<int> kept = spread(int(codes.size()), builtinCount(options, int(codes.size())));
    auto set = newDataset(source, int(kept.size()), options.channels == 1 ? 1 : 3, options);
    set->name = "emoji";
    set->classNames = kClassNames;
    set->mirrorSafe = false; // many carry letters
    for (std::size_t k = 0; k < kept.size(); ++k) {
        throwIfCancelled(stop);
        const FT_ULong code = codes[std::size_t(kept[k])];
        storeImage(*set, int(k), fitted(font.picture(code), options.image));
        set->labels[k] = classOf(code);
        if (progress && ((k + 1) % 128 == 0 || k + 1 == kept.size()))
            progress(int(k + 1), int(kept.size()), "emoji");
    }
    return set;
}

} // namespace

DatasetSource emojiSource()
{
    return {"builtin:emoji", "Emoji", "The pictures of the system's colour emoji font, in eight groups.",
            [](const std::string& source) { return source == "builtin:emoji"; }, openEmoji};
}

} // namespace diffuscope
