#include "core/base/save_file.h"
#include "core/export/finish.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"
#include "core/export/numbered_name.h"
#include "core/export/png_file.h"

#include <deque>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

// Every file is whole before the first gets its name.
ExportFormat::Files writePng(const std::vector<ParamSpec>& specs, const ExportContent& content, const fs::path& target,
                             const ParamValues& params, const FramesDone& progress, const std::stop_token& stop)
{
    validateParams(specs, params);
    const Finish finish(content, specs, params);
    ExportFormat::Files names;
    std::deque<SaveFile> files;
    const auto take = [&](std::size_t k, const Image& frame) {
        names.push_back(numberedName(target, k));
        files.emplace_back(names.back());
        files.back().write(pngBytes(finish(frame, k), content.notesOf(k, frame)));
        files.back().seal();
    };
    if (!takeFrames(content, take, progress, stop))
        return {};
    for (SaveFile& file : files)
        file.commit();
    return names;
}

} // namespace

ExportFormat makePng()
{
    const std::vector<ParamSpec> specs = finishSpecs(true);
    return {"png", "PNG picture", "One lossless file for each picture, with the recipe inside.",      ".png",
            false, specs,         [specs](const auto&... asked) { return writePng(specs, asked...); }};
}

} // namespace diffuscope
