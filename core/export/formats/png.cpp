#include "core/base/save_file.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

// The first picture gets the name asked for, the others "name-2.png", "name-3.png" beside it.
fs::path numbered(const fs::path& target, std::size_t index)
{
    if (index == 0)
        return target;
    fs::path name = target.stem();
    name += "-" + std::to_string(index + 1);
    name += target.extension();
    return target.parent_path() / name;
}

std::vector<fs::path> writePng(const std::vector<ParamSpec>& specs, const ExportContent& content,
                               const fs::path& target, const ParamValues& params)
{
    validateParams(specs, params);
    requireFrames(content);
    std::vector<fs::path> files;
    for (std::size_t k = 0; k < content.frames.size(); ++k) {
        const Image frame = content.frames[k];
        const int scale = scaleFor(frame, intParam(specs, params, "scale"));
        files.push_back(numbered(target, files.size()));
        saveText(files.back(), pngBytes(enlarged(frame, scale), content.recipe, content.original));
    }
    return files;
}

} // namespace

ExportFormat makePng()
{
    const std::vector<ParamSpec> specs = {scaleSpec()};
    return {"png",
            "PNG picture",
            "One lossless file for each picture, with the recipe inside.",
            ".png",
            false,
            specs,
            [specs](const ExportContent& content, const fs::path& target, const ParamValues& params) {
                return writePng(specs, content, target, params);
            }};
}

} // namespace diffuscope
