#include "core/model/files/weight_names.h"

#include "core/base/error.h"
#include "core/json/untrusted_json.h"

#include <array>
#include <vector>

namespace diffuscope {
namespace {

std::string modernName(std::string name)
{
    constexpr std::array<std::pair<const char*, const char*>, 4> kRenamed = {
        {{".query.", ".to_q."}, {".key.", ".to_k."}, {".value.", ".to_v."}, {".proj_attn.", ".to_out.0."}}};
    for (const auto& [old, current] : kRenamed)
        if (const auto at = name.find(old); at != std::string::npos && name.find("attentions.") != std::string::npos)
            name.replace(at, std::string(old).size(), current);
    return name;
}

// The name of the tensor that this one repeats, or nothing.
std::string repeatedBy(std::string name)
{
    if (name == "time_proj.W") // diffusers keeps the Fourier frequencies twice
        return "time_proj.weight";
    for (const std::string old : {".op.", ".Conv2d_0."})
        if (const auto at = name.find(old); at != std::string::npos)
            return name.replace(at, old.size(), ".conv.");
    return {};
}

bool isProjection(const std::string& name) { return name.find(".to_") != std::string::npos; }

bool sameShape(const std::string& name, std::vector<std::int64_t> shape, const std::vector<std::int64_t>& expected)
{
    while (isProjection(name) && shape.size() > expected.size() && shape.back() == 1)
        shape.pop_back();
    return shape == expected;
}

bool isFloatType(const std::string& dtype)
{
    return dtype == "F32" || dtype == "F16" || dtype == "BF16" || dtype == "F64";
}

std::string textOf(const std::vector<std::int64_t>& shape)
{
    std::string text;
    for (const auto extent : shape)
        text += (text.empty() ? "" : ", ") + std::to_string(extent);
    return "[" + text + "]";
}

// The first problem of a kind and how many there are.
struct Finding {
    std::string first;
    int count = 0;
    void add(const std::string& what)
    {
        if (count++ == 0)
            first = what;
    }
};

} // namespace

std::optional<std::string> currentName(const std::string& name)
{
    return repeatedBy(name).empty() ? std::optional(modernName(name)) : std::nullopt;
}

void checkWeights(const TensorList& found, const TensorShapes& expected, const std::string& shown)
{
    Finding absent, unexpected, misshapen, untyped;
    TensorShapes missing = expected;
    for (const auto& [name, info] : found) {
        if (const auto twin = expected.find(repeatedBy(name)); twin != expected.end() && twin->second == info.shape)
            continue;
        const auto wanted = missing.find(modernName(name));
        if (wanted == missing.end()) {
            unexpected.add("unexpected tensor " + shortened(name));
            continue;
        }
        if (!sameShape(wanted->first, info.shape, wanted->second))
            misshapen.add("tensor " + name + " has another shape, " + textOf(info.shape) + " instead of " +
                          textOf(wanted->second));
        if (!isFloatType(info.dtype))
            untyped.add("tensor " + name + " is of type " + info.dtype);
        missing.erase(wanted);
    }
    for (const auto& [name, shape] : missing)
        absent.add("missing tensor " + name);
    std::string what;
    for (const Finding& finding : {absent, unexpected, misshapen, untyped}) {
        if (finding.count == 0)
            continue;
        what += (what.empty() ? "" : "; ") + finding.first;
        if (finding.count > 1)
            what += " (and " + std::to_string(finding.count - 1) + " more)";
    }
    if (!what.empty())
        throw Error("The weights do not fit their configuration", shown + ": " + what,
                    "The file is incomplete, or config.json belongs to another model.");
}

} // namespace diffuscope
