#pragma once
#include "core/base/params.h"
#include "core/session/catalog.h"

#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace diffuscope::cli {

// Command line options made from ParamSpecs: key "learning_rate" becomes --learning-rate. Specs of one key share an
// option. After parsing, values() holds what was given, with the types the specs want.
class ParamOptions {
public:
    // `aliases`: key -> further names, such as "--lr".
    void add(CLI::App& parser, const std::vector<ParamSpec>& specs,
             const std::map<std::string, std::string>& aliases = {});
    ParamValues values() const;

private:
    std::map<std::string, ParamSpec> specs_;
    std::map<std::string, std::shared_ptr<std::string>> given_;
    std::map<std::string, CLI::Option*> options_;
};

// Checks of what no ParamSpec describes.
CLI::Validator wholeNumberFrom(long long least);
CLI::Validator wholeNumberFrom(long long least, long long most);
CLI::Validator numberBetween(double least, double most);
CLI::Validator seedNumber(); // 64 bits; a negative number is refused, not taken from the other end
CLI::Validator numberAboveZero();
CLI::Validator fileNamed(const std::string& extension); // or without any: a picture is not written under a false name
CLI::Validator filmNamed();                             // by one of the endings of films, or without any
std::string filmEndings();                              // ".gif, .apng, .webp, .mp4"
std::string filmFormat(const std::string& path);        // the id of the format that its ending stands for, else "gif"

std::string optionName(std::string key); // "learning_rate": "--learning-rate"
std::vector<std::string> idsOf(const std::vector<CatalogEntry>& entries);

// The settings of all entries, each key once. A key that several share accepts whatever any of them does; the chosen
// entry checks it again.
std::vector<ParamSpec> paramsOf(const std::vector<CatalogEntry>& entries);

} // namespace diffuscope::cli
