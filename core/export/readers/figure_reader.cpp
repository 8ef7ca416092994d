#include "core/export/notes.h"
#include "core/export/readers/readers.h"

#include <algorithm>

namespace diffuscope {
namespace {

constexpr std::size_t kLookedThrough = 4 * std::size_t(kLongestText); // of a file

std::string startOf(std::ifstream& file)
{
    file.seekg(0, std::ios::end);
    const auto size = std::size_t(file.tellg());
    file.seekg(0);
    std::string text;
    (void)readText(file, std::min(size, kLookedThrough), text);
    return text;
}

} // namespace

KeptRecipe keptInSvg(std::ifstream& file)
{
    const std::string text = startOf(file);
    constexpr std::string_view kOpen = "<desc>", kClose = "</desc>";
    const std::size_t from = text.find(kOpen), start = from + kOpen.size();
    if (from == std::string::npos)
        return {};
    const std::size_t end = text.find(kClose, start);
    if (end == std::string::npos)
        return {};
    KeptRecipe kept{xmlUnescaped(std::string_view(text).substr(start, end - start)), xmpField(text, "picture")};
    if (kept.recipe.size() > kLongestText)
        return notTaken("it is longer than 16 MB");
    return kept.recipe.starts_with('{') ? kept : KeptRecipe();
}

KeptRecipe keptInPdf(std::ifstream& file) { return keptInXmp(startOf(file)); }

} // namespace diffuscope
