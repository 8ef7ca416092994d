// Reads every include line of core, ui and app and holds it to the table "Who may include whom" of ARCHITECTURE.md.
// The targets prove most of it; this proves the rest, because a distribution keeps third-party headers on the
// default path.
#include "tests/support/test_main.h"

#include <QtTest>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

// layer -> layers and libraries it may include, besides itself and the standard library. A name with a slash is that
// one header of its layer: "interop/cv_image". Rows of ui's rooms are named "ui/...".
const std::map<std::string, Names>& allowed()
{
    static const auto with = [](Names names, const Names& more) {
        names.insert(more.begin(), more.end());
        return names;
    };
    static const Names engine = {"base", "json",  "schedule",  "messages", "interop", "kernels",
                                 "data", "model", "diffusion", "torch",    "opencv"};
    static const Names facade = {"base", "schedule", "messages", "recipe", "session", "qt"};
    static const Names widgets = with(facade, {"ui/settings", "ui/style", "ui/bridge", "ui/widgets"});
    static const Names mode = with(widgets, {"ui/timeline", "ui/export", "ui/workspace"});
    static const std::map<std::string, Names> table = {
        {"base", {}},
        {"json", {"base"}},
        {"schedule", {"base"}},
        {"messages", {"base", "schedule"}},
        {"interop", {"base", "torch", "opencv"}},
        {"data", {"base", "schedule", "messages", "interop", "torch", "opencv"}},
        {"kernels", {"base", "torch"}},
        {"model", {"base", "json", "kernels", "torch"}},
        {"diffusion", {"base", "schedule", "interop", "torch"}},
        {"train", with(engine, {})},
        {"metrics", {"base", "schedule", "messages", "interop", "torch"}},
        {"export", {"base", "interop/cv_image", "opencv"}},
        {"recipe", {"base", "json", "schedule", "messages"}},
        {"gallery", {"base", "schedule", "messages", "recipe", "export", "interop/cv_image", "opencv"}},
        {"sampling", with(engine, {"recipe", "export"})},
        {"run", with(engine, {"train", "sampling", "recipe", "export"})},
        {"bench", with(engine, {"train", "sampling"})},
        {"session", with(engine, {"train", "metrics", "export", "recipe", "gallery", "sampling", "run", "bench"})},
        {"session headers", {"base", "schedule", "messages", "recipe"}},
        {"ui/style", with(facade, {})},
        {"ui/settings", with(facade, {"ui/style"})},
        {"ui/bridge", facade},
        {"ui/widgets", with(facade, {"ui/settings", "ui/style"})},
        {"ui/timeline", widgets},
        {"ui/export", widgets},
        {"ui/workspace", with(widgets, {"ui/timeline", "ui/export"})},
        {"ui/forward", mode},
        {"ui/train", mode},
        {"ui/reverse", mode},
        {"ui/gallery", mode},
        {"ui/window", mode},
        {"ui/modes", with(mode, {"ui/forward", "ui/train", "ui/reverse", "ui/gallery"})},
        {"app", with(mode, {"ui/window", "ui/modes", "run/runs", "bench/benchmark", "gallery/gallery",
                            "gallery/gallery_export", "gallery/picture_files"})},
    };
    return table;
}

// "core/model/unet/unet.h" belongs to "model", "ui/style/theme.h" to "ui/style", "app/cli/main.cpp" to "app".
std::string layerOf(const std::string& path)
{
    static const std::regex core("core/([a-z_]+)/.*"), ui("(ui/[a-z_]+)/.*"), app("(app)/.*");
    std::smatch match;
    if (std::regex_match(path, match, core) || std::regex_match(path, match, ui) || std::regex_match(path, match, app))
        return match[1];
    return {};
}

std::string rowOf(const std::string& path)
{
    const std::string layer = layerOf(path);
    const bool facade = path.ends_with(".h") && path != "core/session/session_impl.h"; // that one is private
    return layer == "session" && facade ? "session headers" : layer;
}

// What an include line names: a layer, "torch", "opencv", "qt", or nothing that the table speaks of.
std::string nameOf(const std::string& included)
{
    static const std::regex torch("(torch|ATen|c10|caffe2)/.*"), opencv("opencv2?/.*"), qt("(Q[A-Z]|Qt[A-Z]).*");
    if (std::regex_match(included, torch))
        return "torch";
    if (std::regex_match(included, opencv))
        return "opencv";
    if (std::regex_match(included, qt))
        return "qt";
    return layerOf(included);
}

bool mayInclude(const std::string& path, const std::string& included)
{
    const std::string name = nameOf(included), row = rowOf(path);
    if (name.empty() || name == layerOf(path))
        return true;
    static const std::regex header("core/([a-z_]+/[a-z_]+)\\.h");
    std::smatch match;
    const Names& names = allowed().at(row);
    return names.contains(name) || (std::regex_match(included, match, header) && names.contains(match[1]));
}

std::vector<std::string> includesOf(std::istream& source)
{
    static const std::regex include("\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
    std::vector<std::string> found;
    std::smatch match;
    for (std::string line; std::getline(source, line);)
        if (std::regex_match(line, match, include))
            found.push_back(match[1]);
    return found;
}

std::vector<fs::path> sources()
{
    std::vector<fs::path> files;
    for (const char* top : {"core", "ui", "app"}) {
        const fs::path folder = fs::path(DIFFUSCOPE_SOURCE_DIR) / top;
        if (!fs::exists(folder))
            continue;
        const auto follow = fs::directory_options::follow_directory_symlink;
        for (const auto& entry : fs::recursive_directory_iterator(folder, follow))
            if (entry.path().extension() == ".h" || entry.path().extension() == ".cpp")
                files.push_back(entry.path());
    }
    return files;
}

} // namespace

class TestLayering : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTableRefusesWhatItShould();
    void everyIncludeIsAllowed();
    void everyCoreIncludeIsRootRelative();
};

void TestLayering::theTableRefusesWhatItShould()
{
    const std::vector<std::pair<const char*, const char*>> forbidden = {
        {"core/base/image/image.cpp", "core/schedule/schedule.h"},
        {"core/base/image/image.cpp", "torch/torch.h"},
        {"core/schedule/schedule.h", "QString"},
        {"core/model/unet/unet.cpp", "core/diffusion/samplers.h"},
        {"core/diffusion/loss.cpp", "core/model/unet/unet.h"},
        {"core/export/formats/gif.cpp", "torch/types.h"},
        {"core/export/format.cpp", "core/interop/torch_image.h"},
        {"core/session/session.h", "core/model/unet/unet.h"},
        {"core/session/session.h", "torch/torch.h"},
        {"core/session/session.cpp", "QtCore/QString"},
        {"ui/forward/page.cpp", "core/model/unet/unet.h"},
        {"ui/forward/page.cpp", "opencv2/core/mat.hpp"},
        {"app/main.cpp", "core/train/trainer.h"},
        {"core/train/trainer.cpp", "core/session/session.h"},
        {"core/train/trainer.cpp", "core/metrics/quality.h"},
        {"core/metrics/nearest.cpp", "core/data/dataset.h"},
        {"core/recipe/recipe.cpp", "core/model/model_folder.h"},
        {"core/run/train_loop.cpp", "core/session/session.h"},
        {"core/messages/events.h", "QString"},
        {"app/cli/commands/runs.cpp", "core/run/train_loop.h"},
        {"ui/style/theme.cpp", "ui/widgets/form/section.h"},
        {"ui/widgets/image/image_view.cpp", "ui/timeline/timeline_model.h"},
        {"ui/timeline/timeline_bar.cpp", "ui/workspace/workspace.h"},
        {"ui/workspace/workspace.cpp", "ui/forward/forward_workspace.h"},
        {"ui/forward/forward_workspace.cpp", "ui/reverse/reverse_workspace.h"},
        {"ui/train/train_workspace.cpp", "ui/window/main_window.h"},
        {"ui/window/main_window.cpp", "ui/train/train_workspace.h"}};
    for (const auto& [path, included] : forbidden)
        QVERIFY2(!mayInclude(path, included), included);
    const std::vector<std::pair<const char*, const char*>> fine = {
        {"core/base/image/image.cpp", "vector"},
        {"core/base/image/image.cpp", "core/base/error.h"},
        {"core/export/format.cpp", "core/interop/cv_image.h"},
        {"core/session/session.cpp", "core/model/unet/unet.h"},
        {"core/session/session.h", "core/messages/events.h"},
        {"ui/style/to_qimage.h", "QImage"}};
    for (const auto& [path, included] : fine)
        QVERIFY2(mayInclude(path, included), included);
}

void TestLayering::everyIncludeIsAllowed()
{
    int lines = 0;
    QStringList violations;
    for (const fs::path& file : sources()) {
        const std::string path = file.lexically_relative(DIFFUSCOPE_SOURCE_DIR).generic_string();
        const std::string row = rowOf(path);
        QVERIFY2(allowed().contains(row), ("No row in the table for " + path).c_str());
        std::ifstream source(file);
        for (const std::string& included : includesOf(source)) {
            ++lines;
            if (!mayInclude(path, included))
                violations << QString::fromStdString(path + " includes " + included);
        }
    }
    QVERIFY2(lines > 100, "The sources were not found");
    QVERIFY2(violations.isEmpty(), qPrintable(violations.join('\n')));
}

void TestLayering::everyCoreIncludeIsRootRelative()
{
    static const std::regex quoted("\\s*#\\s*include\\s*\"([^\"]+)\".*");
    QStringList violations;
    std::smatch match;
    for (const fs::path& file : sources()) {
        std::ifstream source(file);
        for (std::string line; std::getline(source, line);)
            if (std::regex_match(line, match, quoted) && layerOf(match[1]).empty() && !match[1].str().ends_with(".moc"))
                violations << QString::fromStdString(file.filename().string() + ": " + line);
    }
    QVERIFY2(violations.isEmpty(), qPrintable(violations.join('\n')));
}

TEST_MAIN(TestLayering)
#include "tst_layering.moc"
