#include "core/export/readers/readers.h"

#include <algorithm>
#include <array>
#include <utility>

namespace diffuscope {
namespace {

// An extension of a GIF: pieces of at most 255 bytes, an empty one at the end. Keeps the first `most` bytes of it.
// False where the file ends within, or where it is longer than `left`, which shrinks.
bool readPieces(std::ifstream& file, std::size_t most, std::size_t& left, std::string& text)
{
    for (int length = file.get(); length > 0; length = file.get()) {
        if (std::size_t(length) > left)
            return false;
        left -= std::size_t(length);
        std::array<char, 255> piece{};
        if (!file.read(piece.data(), length))
            return false;
        text.append(piece.data(), std::min(most - text.size(), std::size_t(length)));
    }
    return bool(file);
}

} // namespace

KeptRecipe keptInGif(std::ifstream& file)
{
    constexpr int kExtension = 0x21, kComment = 0xfe;
    file.seekg(6);                // the signature
    std::array<char, 7> screen{}; // size, flags, background, aspect
    if (!file.read(screen.data(), screen.size()))
        return {};
    const unsigned flags = static_cast<unsigned char>(screen[4]);
    if (flags & 0x80U)
        file.ignore(std::streamsize(3) << ((flags & 7U) + 1)); // the colours
    KeptRecipe kept;
    std::size_t left = 4 * std::size_t(kLongestText); // of all extensions together
    while (file.get() == kExtension) {
        const bool comment = file.get() == kComment;
        std::string text;
        const bool whole = readPieces(file, comment ? kLongestText + 64 : 0, left, text);
        const bool recipe = comment && text.starts_with("{\"program\":\"diffuscope\"") && kept.recipe.empty();
        if (recipe && (!whole || text.size() > kLongestText))
            kept.unreadable = notTaken(whole ? "it is longer than 16 MB" : "the file ends within it").unreadable;
        if (!whole)
            break;
        if (text.size() > kLongestText)
            continue;
        if (text.starts_with(kOriginalInGif) && kept.original.empty())
            kept.original = text.substr(kOriginalInGif.size());
        else if (text.starts_with('{') && kept.recipe.empty())
            kept.recipe = std::move(text);
    }
    if (!kept.recipe.empty())
        kept.unreadable.reset();
    return kept;
}

} // namespace diffuscope
