#include "app/cli/film_speed.h"

#include "app/cli/event_queue.h"
#include "app/cli/output.h"
#include "app/cli/table.h"
#include "core/base/random.h"
#include "core/base/temporary_folder.h"
#include "core/session/catalog.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>

namespace diffuscope::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kFilmFrames = 51, kFilmSide = 32, kFilmRounds = 5;
constexpr long long kFilmScale = 8;

// From noise to a smooth picture, as a walk goes.
Image momentOf(std::size_t k)
{
    const float noise = 1 - float(k) / (kFilmFrames - 1);
    Image picture = noiseImage(3, kFilmSide, kFilmSide, k);
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < kFilmSide; ++y)
            for (int x = 0; x < kFilmSide; ++x) {
                const float data = std::sin(0.2f * float(x + 3 * c)) * std::cos(0.15f * float(y - 5 * c));
                picture.at(c, y, x) = noise * picture.at(c, y, x) + std::sqrt(1 - noise * noise) * data;
            }
    return picture;
}

std::uint64_t bytesOf(const std::vector<std::string>& files)
{
    std::uint64_t sum = 0;
    for (const std::string& file : files)
        if (fs::is_regular_file(file))
            sum += fs::file_size(file);
    return sum;
}

} // namespace

void measureFilms(bool json)
{
    const TemporaryFolder folder("films");
    EventQueue events;
    Session session(events.listener());
    std::vector<Image> frames;
    for (std::size_t k = 0; k < kFilmFrames; ++k)
        frames.push_back(momentOf(k));
    std::vector<std::vector<std::string>> rows;
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const CatalogEntry& format : formats()) {
        if (!format.animated)
            continue;
        ExportRequest request{
            format.id, (folder.path() / ("film" + format.extension)).string(), {{"scale", kFilmScale}}, frames, ""};
        if (std::any_of(format.params.begin(), format.params.end(),
                        [](const ParamSpec& spec) { return spec.key == "hold_last"; }))
            request.params["hold_last"] = 0LL;
        std::vector<double> seconds;
        std::uint64_t bytes = 0;
        for (int round = 0; round < kFilmRounds; ++round) {
            const std::clock_t begin = std::clock();
            session.exportImages(request);
            bytes = bytesOf(events.await<Exported>().files);
            seconds.push_back(double(std::clock() - begin) / CLOCKS_PER_SEC);
        }
        std::sort(seconds.begin(), seconds.end());
        const double speed = kFilmFrames / seconds[seconds.size() / 2];
        rows.push_back({format.name, fixedText(speed, 0), fixedText(double(bytes) / 1000, 0)});
        all.push_back({{"format", format.id}, {"frames_per_processor_second", speed}, {"bytes", bytes}});
    }
    if (json)
        printJson({{"frames", kFilmFrames}, {"size", kFilmSide * kFilmScale}, {"films", all}});
    else
        printTable({"film of 51 frames, 256 x 256", "frames/s of processor time", "kB"}, rows);
}

} // namespace diffuscope::cli
