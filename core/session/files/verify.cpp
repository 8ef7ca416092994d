#include "core/session/files/verify.h"

#include "core/base/worker.h"
#include "core/export/notes.h"
#include "core/export/shown_film.h"
#include "core/kernels/isa.h"
#include "core/recipe/unrepeatable.h"
#include "core/session/files/redrawn.h"

#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

namespace diffuscope {
namespace {

using Verdict = PictureVerified::Verdict;

constexpr int kRounding = 2;  // of 255: as far as the same sums in another order may end apart
constexpr double kLossy = 40; // of 255 on average: no palette and no video is further off, even of noise

PictureVerified withVerdict(Verdict verdict, Message reason)
{
    PictureVerified result;
    result.verdict = verdict;
    result.reason = std::move(reason);
    return result;
}

// Where the kind of file explains a difference, it is said by how much it does.
Message lossyReason(const PictureVerified& found, const std::string& file)
{
    const ShownKind kind = shownKind(file);
    if (kind != ShownKind::Mp4 && kind != ShownKind::Gif)
        return {};
    char mean[16];
    std::snprintf(mean, sizeof mean, "%.1f", found.mean);
    return {"Files of this kind do not keep every colour exactly, so that a difference is to be expected: on average a "
            "value is %1 of 255 off.",
            {mean}};
}

Message likelyReason(const PictureVerified& found, const ReadRecipe& read, const std::string& madeWith,
                     const std::string& file)
{
    const std::string here = kernels::isaName(kernels::bestIsa());
    if (Message lossy = lossyReason(found, file); !lossy.empty() && found.mean < kLossy)
        return lossy;
    if (!read.version.empty() && read.version != DIFFUSCOPE_VERSION)
        return {"It was made by version %1; this is version %2.", {read.version, DIFFUSCOPE_VERSION}};
    if (found.largest <= kRounding && !madeWith.empty() && madeWith != here)
        return {"It was made with the instruction set %1, this processor uses %2, and sums are rounded differently.",
                {madeWith, here}};
    if (found.largest <= kRounding)
        return "So little comes from rounding: another processor or other versions of the libraries, or a walk that "
               "was kept with fewer bits.";
    return "The pixels of the file may have been changed after it was written.";
}

void note(PictureVerified& result, const ShownDifference& worst)
{
    result.largest = worst.largest;
    result.share = double(worst.differing) / double(worst.values);
    result.mean = worst.sum / double(worst.values);
    result.picture = worst.picture;
    result.row = worst.row;
    result.column = worst.column;
    result.verdict = worst.differing == 0 ? Verdict::Same : Verdict::Differs;
}

// A file of one frame: the nearest of what it may show.
void compareStill(PictureVerified& result, const std::string& file, const Redrawn& made, const std::stop_token& stop)
{
    std::optional<ShownDifference> least;
    const bool padded = shownKind(file) == ShownKind::Mp4;
    eachShownFrame(file, [&](const ShownFrame& frame) {
        for (const std::vector<Image>& still : made.stills)
            if (const auto found = differenceOf(frame, still, padded); found && (!least || found->nearerThan(*least)))
                least = found;
        return !stop.stop_requested();
    });
    if (!least) {
        result.reason = "The file does not show these pictures alone, at a whole enlargement.";
        return;
    }
    result.pictures = int(made.stills.front().size());
    note(result, *least);
}

void compareFilm(PictureVerified& result, const std::string& file, const Redrawn& made, const FilmLength& length,
                 const std::stop_token& stop)
{
    std::optional<FilmDifference> least;
    for (const Redrawn::Film& film : made.films) {
        const auto found = filmDifference(file, film.moments, film.frameAt, length, stop);
        if (!found || (least && found->worst.differing > 0)) // the first that fits, unless a later one is exact
            continue;
        least = found;
        result.pictures = film.pictures;
    }
    if (!least) {
        const std::size_t moments = made.films.empty() ? 0 : made.films.front().moments;
        result.reason = {"The film has %1 frames, which do not show the %2 moments of its recipe in order.",
                         {std::to_string(length.frames), std::to_string(moments)}};
        return;
    }
    note(result, least->worst);
    result.frames = least->frames;
    result.frame = least->frame;
    result.firstFrame = least->firstFrame;
}

// `draw` answers what the recipe draws; told whether all moments of a film are wanted.
PictureVerified compared(const ReadRecipe& read, const std::string& file, const std::string& madeWith,
                         const std::function<Redrawn(bool film)>& draw, const std::stop_token& stop)
{
    PictureVerified result;
    const FilmLength length = lengthOf(file, stop);
    Redrawn made;
    if (const auto error = attempt([&] { made = draw(length.frames > 1); })) {
        result.reason = {"It cannot be drawn again: %1.", {error->happened() + ": " + error->subject()}};
        return result;
    }
    result.networkCalls = made.networkCalls;
    result.cancelled = made.cancelled;
    if (made.cancelled || stop.stop_requested())
        return result;
    if (length.frames > 1)
        compareFilm(result, file, made, length, stop);
    else if (!made.stills.empty())
        compareStill(result, file, made, stop);
    else if (const auto* sampling = std::get_if<SamplingRecipe>(&*read.recipe))
        result.reason = {"This walk has no stop at step %1.", {std::to_string(sampling->step.value_or(0))}};
    if (result.verdict == Verdict::Differs)
        result.reason = likelyReason(result, read, madeWith, file);
    return result;
}

PictureVerified verdictOn(const ReadRecipe& read, const std::string& file, const ModelOpener& open,
                          const std::function<void(int, int)>& progress, const std::stop_token& stop)
{
    if (const auto known = unrepeatable(read))
        return withVerdict(known->verdict, known->reason);
    if (const auto* sampling = std::get_if<SamplingRecipe>(&*read.recipe))
        return compared(
            read, file, sampling->instructions,
            [&](bool film) { return redrawn(*sampling, film, open, progress, stop); }, stop);
    const auto& forward = std::get<ForwardRecipe>(*read.recipe); // a training cannot be repeated
    const Image data = originalOf(forward.png);
    if (data.empty())
        return withVerdict(Verdict::CannotRepeat, "The file does not say all that made it, or not from which picture.");
    PictureVerified result = compared(
        read, file, {}, [&](bool) { return redrawn(forward, data); }, stop);
    if (result.verdict == Verdict::Differs && result.largest <= kRounding)
        result.reason = "The picture that the noise was put on is kept with 8 bits a value.";
    return result;
}

} // namespace

PictureVerified verifyPicture(const std::string& file, const std::vector<std::string>& places, const ModelOpener& open,
                              const std::function<void(int done, int total)>& progress, const std::stop_token& stop)
{
    const auto begin = std::chrono::steady_clock::now();
    const ReadRecipe read = recipeInFile(file, places, open, stop);
    PictureVerified result;
    if (const auto error = attempt([&] { result = verdictOn(read, file, open, progress, stop); }))
        result = withVerdict(Verdict::CannotRepeat, {"%1: %2.", {error->happened(), error->subject()}});
    if (read.recipe)
        if (const auto* sampling = std::get_if<SamplingRecipe>(&*read.recipe))
            result.model = sampling->modelName;
    result.path = file;
    result.cancelled = result.cancelled || stop.stop_requested();
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return result;
}

} // namespace diffuscope
