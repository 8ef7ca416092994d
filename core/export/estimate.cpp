#include "core/export/estimate.h"

#include "core/base/temporary_folder.h"
#include "core/export/film.h"
#include "core/export/format_tools.h"
#include "core/export/shown_pixels.h"

#include <algorithm>
#include <string>

namespace diffuscope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kProbes = 5;

bool has(const ExportFormat& format, const char* key)
{
    return std::any_of(format.params.begin(), format.params.end(),
                       [key](const ParamSpec& spec) { return spec.key == key; });
}

// Bytes of these frames of the content alone.
double bytesOf(const ExportFormat& format, const ExportContent& content, const std::vector<std::size_t>& which,
               const ParamValues& values, const std::stop_token& stop)
{
    const ExportContent few = content.only(which);
    const TemporaryFolder folder("estimate");
    double sum = 0;
    for (const fs::path& file : format.write(few, folder.path() / ("probe" + format.extension), values, {}, stop))
        if (fs::is_regular_file(file))
            sum += double(fs::file_size(file));
    return sum;
}

// As whoever opens the file sees it: with its palette, its edges and its words.
Image shownAs(const ExportFormat& format, const ExportContent& content, const ParamValues& values,
              const std::stop_token& stop)
{
    const TemporaryFolder folder("preview");
    Image picture;
    for (const fs::path& file : format.write(content, folder.path() / ("look" + format.extension), values, {}, stop)) {
        if (!fs::is_regular_file(file))
            continue;
        eachShownFrame(file, [&picture](const ShownFrame& frame) {
            picture = Image(3, frame.height, frame.width);
            for (std::size_t k = 0; k < picture.planeSize(); ++k)
                for (std::size_t c = 0; c < 3; ++c)
                    picture.values[c * picture.planeSize() + k] = fromByte(frame.rgb[3 * k + c]);
            return false;
        });
        break;
    }
    return picture;
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
                        const std::stop_token& stop, std::optional<std::size_t> look)
{
    validateParams(format.params, values);
    const ExportContent content = has(format, "ping_pong") ? played(asked, format.params, values) : asked;
    ExportEstimate result;
    const std::size_t count = content.frames.size();
    result.first = firstFrame(content);
    result.last = content.frames[count - 1];
    result.frames = int(count);
    if (has(format, "fps"))
        result.seconds = double(timingOf(format.params, values, count).start(count, 1000)) / 1000;
    if (has(format, "scale") && !has(format, "columns")) {
        const Finish finish(content, format.params, values);
        result.width = finish.width();
        result.height = finish.height();
    }
    const ParamValues plain = withoutChoice(format, values);
    const double one = bytesOf(format, content, {count - 1}, plain, stop);
    const auto spread = shownFrames(count, 1, kProbes, false);
    const double few = spread.size() < 2 ? one : bytesOf(format, content, spread, plain, stop);
    const double each = spread.size() < 2 ? 0 : std::max(0.0, few - one) / double(spread.size() - 1);
    result.bytes = std::uint64_t(std::max(0.0, few + each * double(count - spread.size())));
    if (look && !stop.stop_requested()) {
        result.look = int(std::min(*look, count - 1));
        const bool sheet = has(format, "columns");
        ParamValues whole = plain;
        if (const auto captions = values.find("captions"); sheet && captions != values.end())
            whole.insert(*captions);
        result.shown = shownAs(format, sheet ? content : content.only({std::size_t(result.look)}), whole, stop);
        result.width = result.shown.width;
        result.height = result.shown.height;
    }
    return result;
}

} // namespace diffuscope
