#include "core/export/estimate.h"

#include "core/base/error.h"
#include "core/export/film.h"
#include "core/export/format_tools.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <system_error>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kProbes = 5;

class ProbeFolder {
public:
    ProbeFolder()
    {
        std::string pattern = (fs::temp_directory_path() / "diffuscope-estimate-XXXXXX").string();
        if (!::mkdtemp(pattern.data()))
            throw Error("Cannot make a folder for trying", pattern);
        path_ = pattern;
    }
    ~ProbeFolder()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ProbeFolder(const ProbeFolder&) = delete;
    ProbeFolder& operator=(const ProbeFolder&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

bool has(const ExportFormat& format, const char* key)
{
    return std::any_of(format.params.begin(), format.params.end(),
                       [key](const ParamSpec& spec) { return spec.key == key; });
}

// Bytes of these frames of the content alone.
double bytesOf(const ExportFormat& format, const ExportContent& content, const std::vector<std::size_t>& which,
               const ParamValues& values, const std::stop_token& stop)
{
    ExportContent few = content;
    few.frames = {which.size(), [which, frames = content.frames](std::size_t k) { return frames[which[k]]; }};
    if (content.recipeOfFrame)
        few.recipeOfFrame = [which, recipe = content.recipeOfFrame](std::size_t k) { return recipe(which[k]); };
    const ProbeFolder folder;
    double sum = 0;
    for (const fs::path& file : format.write(few, folder.path() / ("probe" + format.extension), values, {}, stop))
        if (fs::is_regular_file(file))
            sum += double(fs::file_size(file));
    return sum;
}

// These have been chosen already.
ParamValues withoutChoice(const ExportFormat& format, ParamValues values)
{
    for (const char* key : {"every", "most", "ping_pong", "hold_last", "captions"})
        values.erase(key);
    if (has(format, "hold_last"))
        values["hold_last"] = 0LL;
    return values;
}

} // namespace

ExportEstimate estimate(const ExportFormat& format, const ExportContent& asked, const ParamValues& values,
                        const std::stop_token& stop)
{
    validateParams(format.params, values);
    const ExportContent content = has(format, "ping_pong") ? played(asked, format.params, values) : asked;
    ExportEstimate result;
    const std::size_t count = content.frames.size();
    result.first = firstFrame(content);
    result.frames = int(count);
    if (has(format, "fps"))
        result.seconds = double(timingOf(format.params, values, count).start(count, 1000)) / 1000;
    if (has(format, "scale") && !has(format, "columns")) {
        const int scale = scaleFor(result.first, intParam(format.params, values, "scale"));
        result.width = result.first.width * scale;
        result.height = result.first.height * scale;
    }
    const ParamValues plain = withoutChoice(format, values);
    const double one = bytesOf(format, content, {count - 1}, plain, stop);
    const auto spread = shownFrames(count, 1, kProbes, false);
    const double few = spread.size() < 2 ? one : bytesOf(format, content, spread, plain, stop);
    const double each = spread.size() < 2 ? 0 : std::max(0.0, few - one) / double(spread.size() - 1);
    result.bytes = std::uint64_t(std::max(0.0, few + each * double(count - spread.size())));
    return result;
}

} // namespace diffuscope
