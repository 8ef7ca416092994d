#pragma once
#include <nlohmann/json.hpp>

#include <string>

namespace diffuscope {

// A JSON object from outside. Malformed text, deep nesting, a flood of values and duplicate keys throw Error with
// `happened` and the file's name; nesting and number are checked before the parser spends memory on them.
nlohmann::json parseUntrusted(const std::string& text, const std::string& file, const std::string& happened);

// For a message: names and values from outside may be of any length.
std::string shortened(const std::string& text);

} // namespace diffuscope
