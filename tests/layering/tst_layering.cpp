// Reads every include line of core, ui and app and holds it to the table "Who may include whom" of ARCHITECTURE.md.
// The targets prove most of it; this proves the rest, because a distribution keeps third-party headers on the
// default path.
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

// layer -> layers and libraries it may include, besides itself and the standard library. "interop/cv_image" is that
// one header of interop.
const std::map<std::string, Names>& allowed()
{
    static const Names everyCore = {"base",      "schedule", "interop", "kernels", "data",   "model",
                                    "diffusion", "train",    "metrics", "export",  "session"};
    static const auto with = [](Names names, const Names& more) {
        names.insert(more.begin(), more.end());
        return names;
    };
    static const std::map<std::string, Names> table = {
        {"base", {}},
        {"schedule", {"base"}},
        {"interop", {"base", "torch", "opencv"}},
        {"data", {"base", "interop", "torch", "opencv"}},
        {"kernels", {"torch"}},
        {"model", {"base", "kernels", "torch"}},
        {"diffusion", {"base", "schedule", "interop", "torch"}},
        {"train", {"base", "schedule", "interop", "kernels", "data", "model", "diffusion", "torch", "opencv"}},
        {"metrics", {"base", "interop", "torch"}},
        {"export", {"base", "interop/cv_image", "opencv"}},
        {"session", with(everyCore, {"torch", "opencv"})},
        {"session headers", {"base", "schedule"}},
        {"ui", {"base", "schedule", "session", "qt"}},
        {"app", {"base", "schedule", "session", "ui", "qt"}},
    };
    return table;
}

// "core/model/unet.h" belongs to "model"; "ui/style/palette.h" to "ui".
std::string layerOf(const std::string& path)
{
    static const std::regex core("core/([a-z_]+)/.*"), top("(ui|app)/.*");
    std::smatch match;
    if (std::regex_match(path, match, core) || std::regex_match(path, match, top))
        return match[1];
    return {};
}

std::string rowOf(const std::string& path)
{
    const std::string layer = layerOf(path);
    return layer == "session" && path.ends_with(".h") ? "session headers" : layer;
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
    const Names& names = allowed().at(row);
    return names.contains(name) || (included == "core/interop/cv_image.h" && names.contains("interop/cv_image"));
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
        {"core/base/image.cpp", "core/schedule/schedule.h"},
        {"core/base/image.cpp", "torch/torch.h"},
        {"core/schedule/schedule.h", "QString"},
        {"core/model/unet.cpp", "core/diffusion/samplers.h"},
        {"core/diffusion/loss.cpp", "core/model/unet.h"},
        {"core/export/formats/gif.cpp", "torch/types.h"},
        {"core/export/format.cpp", "core/interop/torch_image.h"},
        {"core/session/session.h", "core/model/unet.h"},
        {"core/session/session.h", "torch/torch.h"},
        {"core/session/session.cpp", "QtCore/QString"},
        {"ui/forward/page.cpp", "core/model/unet.h"},
        {"ui/forward/page.cpp", "opencv2/core/mat.hpp"},
        {"app/main.cpp", "core/train/trainer.h"},
        {"core/train/trainer.cpp", "core/session/session.h"},
        {"core/train/trainer.cpp", "core/metrics/quality.h"},
        {"core/metrics/nearest.cpp", "core/data/dataset.h"}};
    for (const auto& [path, included] : forbidden)
        QVERIFY2(!mayInclude(path, included), included);
    const std::vector<std::pair<const char*, const char*>> fine = {
        {"core/base/image.cpp", "vector"},
        {"core/base/image.cpp", "core/base/error.h"},
        {"core/export/format.cpp", "core/interop/cv_image.h"},
        {"core/session/session.cpp", "core/model/unet.h"},
        {"core/session/session.h", "core/session/events.h"},
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

QTEST_GUILESS_MAIN(TestLayering)
#include "tst_layering.moc"
