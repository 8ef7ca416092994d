#pragma once
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace diffuscope {

// A JSON object from outside. Malformed text, deep nesting, a flood of values and duplicate keys throw Error with
// `happened` and the file's name; nesting and number are checked before the parser spends memory on them.
nlohmann::json parseUntrusted(const std::string& text, const std::string& file, const std::string& happened);

// For a message: names and values from outside may be of any length and hold anything. At most 80 bytes of one line,
// valid UTF-8 stays valid.
std::string shortened(const std::string& text);

bool isUtf8(std::string_view text);

} // namespace diffuscope
