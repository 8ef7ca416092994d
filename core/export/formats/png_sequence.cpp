#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/export/film.h"
#include "core/export/finish.h"
#include "core/export/format_tools.h"
#include "core/export/formats/members.h"
#include "core/export/png_file.h"

#include <algorithm>
#include <regex>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

std::string frameName(std::size_t index)
{
    const std::string digits = std::to_string(index);
    return "frame-" + std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits + ".png";
}

// The folder is replaced as a whole, so one that holds anything but an earlier sequence is left alone.
void requireReplaceable(const fs::path& folder)
{
    if (!fs::is_directory(folder))
        return;
    static const std::regex frame("frame-[0-9]{4,}\\.png");
    for (const auto& entry : fs::directory_iterator(folder))
        if (!std::regex_match(entry.path().filename().string(), frame))
            throw Error("The folder already holds other files", folder.string(), "Choose a new or an empty folder.");
}

// Until it is whole the folder has a name of its own; people know only the one that they gave.
Error asOf(const fs::path& target, const fs::path& temporary, const Error& error)
{
    std::string subject = error.subject();
    if (const auto at = subject.find(temporary.string()); at != std::string::npos)
        subject.replace(at, temporary.string().size(), target.string());
    return {error.happenedMessage(), subject, error.adviceMessage()};
}

ExportFormat::Files writePngSequence(const std::vector<ParamSpec>& specs, const ExportContent& asked,
                                     const fs::path& target, const ParamValues& params, const FramesDone& progress,
                                     const std::stop_token& stop)
{
    validateParams(specs, params);
    (void)firstFrame(asked);
    const ExportContent content = played(asked, specs, params);
    const Finish finish(content, specs, params);
    requireReplaceable(target);
    SaveFolder folder(target);
    ExportFormat::Files files = {target};
    const auto take = [&](std::size_t k, const Image& frame) {
        FileNotes notes = content.notesOf(k, frame);
        if (k > 0)
            notes.original = {}; // the first keeps it for all
        const std::string bytes = pngBytes(finish(frame, k), notes);
        if (const auto error = attempt([&] { saveText(folder.temporary() / frameName(k), bytes); }))
            throw asOf(target, folder.temporary(), *error);
        files.push_back(target / frameName(k));
    };
    if (!takeFrames(content, take, progress, stop))
        return {};
    folder.commit();
    return files;
}

} // namespace

ExportFormat makePngSequence()
{
    std::vector<ParamSpec> specs = choiceOfFramesSpecs();
    const std::vector<ParamSpec> finish = finishSpecs(true);
    specs.insert(specs.end(), finish.begin(), finish.end());
    return {
        "png_sequence", "PNG sequence", "A folder with one lossless picture for each moment, for video programs.",  "",
        true,           specs,          [specs](const auto&... asked) { return writePngSequence(specs, asked...); }};
}

} // namespace diffuscope
