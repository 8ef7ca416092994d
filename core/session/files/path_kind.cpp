#include "core/session/files/path_kind.h"

#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/data/dataset.h"
#include "core/data/sources/folder_walk.h"
#include "core/model/files/model_layout.h"
#include "core/model/starter_models.h"
#include "core/run/folder/run_folder.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    return text;
}

// Also one of a format that is not read: the reader says so, and what to do. An SVG may be a figure of this program.
bool isImageFile(const fs::path& path)
{
    const std::string name = path.filename().string();
    const std::string unread = unreadPictureKind(name);
    return fs::is_regular_file(path) && (isImageName(name) || (!unread.empty() && unread != "SVG"));
}

bool isDataset(const std::string& source)
{
    const auto& sources = datasetSources();
    return std::any_of(sources.begin(), sources.end(), [&source](const auto& kind) { return kind.probe(source); });
}

// What was meant to be a model or a set but lacks a part is opened as one: then the part is named.
bool meantAsModel(const fs::path& folder)
{
    for (const char* part : {"model_index.json", "unet", "checkpoints"})
        if (fs::exists(folder / part))
            return true;
    const fs::path config = folder / "config.json"; // other things than networks have one, too
    std::string text;
    if (fs::is_regular_file(config))
        (void)attempt([&] { text = readFile(config, 1 << 20); }); // what cannot be read is no network's
    return text.find("\"_class_name\"") != text.npos;
}

bool meantAsDataset(const fs::path& path)
{
    const std::string name = lowered(path.filename().string());
    if (!fs::is_regular_file(path))
        return false;
    const auto& sources = datasetSources();
    const auto isNamedLike = [&name](const DatasetSource& kind) {
        return std::any_of(kind.endings.begin(), kind.endings.end(),
                           [&name](const std::string& ending) { return name.ends_with(ending); });
    };
    return name.find("ubyte") != name.npos || name.find("idx") != name.npos ||
           std::any_of(sources.begin(), sources.end(), isNamedLike);
}

} // namespace

PathKind pathKindOf(const std::string& path)
{
    if (path.starts_with("builtin:"))
        return PathKind::Dataset;
    if (starterModelOf(path))
        return PathKind::Model;
    if (!fs::exists(path))
        return PathKind::Missing;
    if (RunFolder::isRun(path))
        return PathKind::Run;
    if (looksLikeModel(path) || (fs::is_directory(path) && meantAsModel(path)))
        return PathKind::Model;
    if (isImageFile(path))
        return PathKind::Image;
    return isDataset(path) || meantAsDataset(path) ? PathKind::Dataset : PathKind::Unknown;
}

} // namespace diffuscope
