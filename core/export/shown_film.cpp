#include "core/export/shown_film.h"

#include "core/export/film.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

namespace diffuscope {
namespace {

constexpr double kStill = 2;             // of 255 on average: a video that stands still settles for a few frames
constexpr std::size_t kMostChoices = 64; // every one is another comparison

using Choice = std::vector<std::size_t>;

double meanDifference(const ShownFrame& a, const ShownFrame& b)
{
    if (a.rgb.size() != b.rgb.size() || a.rgb.empty())
        return 255;
    double sum = 0;
    for (std::size_t k = 0; k < a.rgb.size(); ++k)
        sum += std::abs(int(a.rgb[k]) - int(b.rgb[k]));
    return sum / double(a.rgb.size());
}

// The frames without what is held. More moments are asked for less often: the ones of a whole film come first.
// `plain`: every moment alone, else also every so-many-th.
void addChoices(std::set<Choice>& all, std::size_t moments, std::size_t frames, std::size_t held, bool plain)
{
    for (const bool back : {false, true}) {
        if (back && frames % 2 != 0) // there and back again is even
            continue;
        const std::size_t there = back ? frames / 2 + 1 : frames;
        for (std::size_t every = 1; every <= std::max<std::size_t>(moments, 1); ++every) {
            const std::size_t count = shownFrames(moments, every, 0, false).size();
            if (count < there || (plain && every > 1))
                break;
            for (const std::size_t most : {std::size_t(0), there}) {
                Choice choice = shownFrames(moments, every, most, back);
                if (choice.size() != frames || all.size() >= kMostChoices)
                    continue;
                choice.insert(choice.end(), held, choice.back());
                all.insert(std::move(choice));
            }
        }
    }
}

// One choice, as far as the film has been seen.
struct Compared {
    Choice choice;
    FilmDifference found;
    bool fits = true;
};

void compareFrame(Compared& one, std::size_t frame, const std::optional<ShownDifference>& difference)
{
    one.fits = one.fits && difference.has_value();
    if (!one.fits)
        return;
    FilmDifference& found = one.found;
    ShownDifference sums = found.worst;
    if (found.frames == 0 || difference->largest > found.worst.largest) {
        found.worst = *difference;
        found.frame = int(frame);
    }
    found.worst.differing = sums.differing + difference->differing;
    found.worst.values = sums.values + difference->values;
    found.worst.sum = sums.sum + difference->sum;
    if (found.firstFrame < 0 && difference->differing > 0)
        found.firstFrame = int(frame);
    ++found.frames;
}

} // namespace

FilmLength lengthOf(const std::filesystem::path& file, const std::stop_token& stop)
{
    FilmLength length;
    ShownFrame still;
    eachShownFrame(file, [&](const ShownFrame& frame) {
        ++length.frames;
        if (length.frames > 1 && meanDifference(frame, still) < kStill)
            ++length.still;
        else
            length.still = 1;
        still = frame;
        return !stop.stop_requested();
    });
    return length;
}

std::vector<std::vector<std::size_t>> filmChoices(std::size_t moments, const FilmLength& length)
{
    std::set<Choice> all;
    for (const bool plain : {true, false}) // whole films first: of the others there may be too many
        for (int held = length.still - 1; moments > 0 && held >= 0; --held) // what stands still is mostly what is held
            addChoices(all, moments, std::size_t(length.frames - held), std::size_t(held), plain);
    return {all.begin(), all.end()};
}

std::optional<FilmDifference> filmDifference(const std::filesystem::path& file, std::size_t moments,
                                             const std::function<Image(std::size_t moment)>& frameAt,
                                             const FilmLength& length, const std::stop_token& stop)
{
    FilmLength asked = length;
    const ShownKind kind = shownKind(file);
    if (kind != ShownKind::Mp4)
        asked.still = 1; // others say how long a frame is seen
    std::vector<Compared> all;
    for (Choice& choice : filmChoices(moments, asked))
        all.push_back({std::move(choice), {}, true});
    std::size_t frame = 0;
    eachShownFrame(file, [&](const ShownFrame& shown) {
        std::map<std::size_t, std::optional<ShownDifference>> differences; // choices share many moments
        bool any = false;
        for (Compared& one : all) {
            if (!one.fits || frame >= one.choice.size())
                continue;
            const std::size_t moment = one.choice[frame];
            auto known = differences.find(moment);
            if (known == differences.end())
                known =
                    differences.emplace(moment, differenceOf(shown, {frameAt(moment)}, kind == ShownKind::Mp4)).first;
            compareFrame(one, frame, known->second);
            any = any || one.fits;
        }
        ++frame;
        return any && !stop.stop_requested();
    });
    std::optional<FilmDifference> nearest;
    for (const Compared& one : all)
        if (one.fits && one.found.frames == length.frames && (!nearest || one.found.nearerThan(*nearest)))
            nearest = one.found;
    return nearest;
}

} // namespace diffuscope
