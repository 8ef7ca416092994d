#pragma once
#include "core/base/message.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace diffuscope {

using ParamValue = std::variant<bool, long long, double, std::string>;
using ParamValues = std::map<std::string, ParamValue>;

// One editable setting, described once: forms, the command line and validation are all built from it.
struct ParamSpec {
    enum class Kind { Toggle, Integer, Real, Choice, Text };
    std::string key;   // "beta_start", as diffusers spells it where it has the setting
    std::string label; // "First beta"
    std::string help;  // one sentence: symbol, meaning, unit
    Kind kind = Kind::Real;
    ParamValue initial;
    double minimum = 0, maximum = 0;           // inclusive; Integer and Real
    int decimals = 4;                          // Real
    std::vector<std::string> choices;          // Choice
    bool advanced = false;                     // few need it: forms keep it folded away
    std::string group = {};                    // heading in forms; empty: none
    std::vector<std::string> choiceNames = {}; // of `choices`, as people read them; empty: the choices themselves
    std::string lowestName = {}; // Integer: what `minimum` means, "auto", "off"; may be typed in place of the number
    std::string unit = {};       // behind the number in forms: "px"
};

// Typed look-ups that fall back to the spec's initial value. An unknown key, a wrong type or a value out of range
// throws Error naming the key and the value.
bool boolParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key);
long long intParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key);
double realParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key);
std::string choiceParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key);
std::string textParam(const std::vector<ParamSpec>& specs, const ParamValues& values, const std::string& key);

// What the setting takes, within a sentence: "a whole number from 1 to 8".
Message acceptedValues(const ParamSpec& spec);

// Throws Error for any value that is not described by `specs` or lies outside its range.
void validateParams(const std::vector<ParamSpec>& specs, const ParamValues& values);

} // namespace diffuscope
