#include "core/base/save_file.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

std::vector<ParamSpec> sheetParams()
{
    ParamSpec background;
    background.key = "background";
    background.label = "Background";
    background.help = "Colour between and around the pictures.";
    background.kind = ParamSpec::Kind::Choice;
    background.initial = std::string("white");
    background.choices = {"white", "grey", "black"};
    return {orAuto(intSpec("columns", "Columns", "Pictures in a row; auto makes the sheet nearly square.", 0, 0, 1000)),
            intSpec("gap", "Gap", "Pixels between and around the pictures, before enlarging.", 2, 0, 64), background,
            scaleSpec()};
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
    const Image sheet =
        contactSheet(tiles, int(intParam(specs, params, "columns")), int(intParam(specs, params, "gap")),
                     shadeOf(choiceParam(specs, params, "background")));
    const int scale = scaleFor(sheet, intParam(specs, params, "scale"));
    saveText(target, pngBytes(enlarged(sheet, scale), content.recipe, content.original));
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
