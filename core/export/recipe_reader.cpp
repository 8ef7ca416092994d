#include "core/export/recipe_reader.h"

#include "core/base/error.h"
#include "core/export/readers/readers.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <system_error>

namespace diffuscope {
namespace {

constexpr std::size_t kStartBytes = 12;

KeptRecipe keptIn(std::ifstream& file, std::string_view start)
{
    using namespace std::string_view_literals;
    if (start.starts_with("\x89PNG\r\n\x1a\n"sv))
        return keptInPng(file);
    if (start.starts_with("GIF87a") || start.starts_with("GIF89a"))
        return keptInGif(file);
    if (start.starts_with("RIFF") && start.substr(std::min(start.size(), std::size_t(8))) == "WEBP")
        return keptInWebp(file);
    if (start.size() >= 8 && start.substr(4, 4) == "ftyp")
        return keptInMp4(file);
    if (start.starts_with("<?xml") || start.starts_with("<svg"))
        return keptInSvg(file);
    return start.starts_with("%PDF-") ? keptInPdf(file) : KeptRecipe();
}

} // namespace

KeptRecipe notTaken(const char* reason)
{
    return {{}, {}, Error("The recipe in this file cannot be read", reason, "The picture itself may be as it was.")};
}

bool readText(std::ifstream& file, std::size_t length, std::string& text)
{
    // What a file says about its length costs no memory before it is there.
    constexpr std::size_t kPiece = std::size_t(1) << 20;
    text.clear();
    while (text.size() < length) {
        const std::size_t had = text.size(), wanted = std::min(kPiece, length - had);
        text.resize(had + wanted);
        if (!file.read(text.data() + had, std::streamsize(wanted))) {
            text.resize(had + std::size_t(file.gcount()));
            return false;
        }
    }
    return true;
}

KeptRecipe keptIn(const std::filesystem::path& path)
{
    const char* happened = "Cannot read the file";
    std::error_code failure;
    if (std::filesystem::exists(path, failure) && !std::filesystem::is_regular_file(path, failure))
        throw Error(happened, path.string(), "It is not an ordinary file."); // a pipe would be waited for
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(happened, path.string(), "Check that it exists and that you may read it.");
    std::array<char, kStartBytes> start{};
    file.read(start.data(), start.size());
    const std::string known(start.data(), std::size_t(file.gcount()));
    file.clear();
    file.seekg(0);
    KeptRecipe kept = keptIn(file, known);
    if (kept.unreadable)
        kept.unreadable =
            Error(kept.unreadable->happenedMessage(), {"%1: %2", {path.string(), kept.unreadable->subject()}},
                  kept.unreadable->adviceMessage());
    return kept;
}

} // namespace diffuscope
