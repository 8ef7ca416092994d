#pragma once
#include <string>
#include <string_view>

namespace diffuscope {

// A name from outside as one line that no terminal obeys and no label breaks at: control characters, marks that turn
// the direction of writing, and bytes that are not UTF-8 are written as escapes ("\n", "\x1b", "\u202e").
std::string printable(std::string_view text);

} // namespace diffuscope
