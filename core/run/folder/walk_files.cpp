#include "core/run/folder/walk_files.h"

#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/base/save_file.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

namespace diffuscope {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kWalkMagic = "DIFFPREV", kWalkStart = "walk-";
constexpr std::uint32_t kPreviewWalkFormat = 1;
constexpr std::size_t kMostWalkBytes = std::size_t(1) << 30; // of a file

class WalkBytes {
public:
    template <typename T> void number(T value)
    {
        text_.append(reinterpret_cast<const char*>(&value), sizeof value); // NOLINT: bytes of a number
    }
    void bytes(std::string_view more) { text_.append(more); }
    void picture(const PackedImage& image)
    {
        const PackedImage::Parts& parts = image.parts();
        number(std::uint8_t(!image.empty()));
        if (image.empty())
            return;
        number(parts.least);
        number(parts.step);
        bytes({reinterpret_cast<const char*>(parts.data.data()), parts.data.size()}); // NOLINT: bytes
    }
    std::string& text() { return text_; }

private:
    std::string text_;
};

class WalkParser {
public:
    WalkParser(std::string_view text, const fs::path& file) : text_(text), file_(file) {}
    template <typename T> T number()
    {
        T value{};
        std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
        return value;
    }
    std::string_view bytes(std::size_t count)
    {
        if (count > text_.size())
            refuse();
        const std::string_view found = text_.substr(0, count);
        text_.remove_prefix(count);
        return found;
    }
    int count(int most)
    {
        const auto value = number<std::int32_t>();
        if (value < 0 || value > most)
            refuse();
        return value;
    }
    PackedImage picture(PackedImage::Parts shape)
    {
        if (number<std::uint8_t>() == 0)
            return {};
        shape.least = number<float>();
        shape.step = number<float>();
        const std::string_view data =
            bytes(std::size_t(shape.channels) * std::size_t(shape.height) * std::size_t(shape.width));
        shape.data.assign(data.begin(), data.end());
        if (!shape.fits())
            refuse();
        return PackedImage(std::move(shape));
    }
    bool atEnd() const { return text_.empty(); }
    [[noreturn]] void refuse() const
    {
        throw Error("The pictures of this moment are damaged", file_.string(), "The other moments are still there.");
    }

private:
    std::string_view text_;
    const fs::path& file_;
};

PackedImage::Parts shapeOf(const PreviewWalk& walk)
{
    for (const PreviewWalk::Picture& picture : walk.pictures)
        for (const PackedImage& state : picture.states)
            if (!state.empty())
                return {state.parts().channels, state.parts().height, state.parts().width, 8, 0, 0, {}};
    return {};
}

PreviewWalk parsed(std::string_view text, const fs::path& file)
{
    constexpr int kMostSide = 1 << 14, kMostChannels = 3, kMostSteps = 1 << 20;
    WalkParser parser(text, file);
    if (parser.bytes(kWalkMagic.size()) != kWalkMagic)
        parser.refuse();
    if (parser.number<std::uint32_t>() > kPreviewWalkFormat)
        throw Error("A newer version of Diffuscope has kept these pictures", file.string(), "Update Diffuscope.");
    PreviewWalk walk;
    walk.step = parser.number<std::int64_t>();
    walk.loss = parser.number<double>();
    walk.fromCheckpoint = parser.number<std::uint8_t>() != 0;
    walk.stops.resize(std::size_t(parser.count(PreviewWalk::kMostStops)));
    for (int& stop : walk.stops)
        stop = parser.count(kMostSteps);
    walk.pictures.resize(std::size_t(parser.count(PreviewWalk::kMostPictures)));
    PackedImage::Parts shape{0, 0, 0, 8, 0, 0, {}};
    shape.channels = parser.count(kMostChannels);
    shape.height = parser.count(kMostSide);
    shape.width = parser.count(kMostSide);
    for (PreviewWalk::Picture& picture : walk.pictures)
        for (std::size_t k = 0; k < walk.stops.size(); ++k) {
            picture.states.push_back(parser.picture(shape));
            picture.guesses.push_back(parser.picture(shape));
        }
    if (!parser.atEnd() || !std::is_sorted(walk.stops.begin(), walk.stops.end()))
        parser.refuse();
    return walk;
}

} // namespace

fs::path previewWalkPath(const fs::path& run, std::int64_t step)
{
    char name[48];
    std::snprintf(name, sizeof name, "walk-%09lld.bin", static_cast<long long>(step));
    return run / "previews" / name;
}

std::vector<std::int64_t> previewWalkSteps(const fs::path& run)
{
    std::vector<std::int64_t> steps;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(run / "previews", ignored)) {
        const std::string name = entry.path().filename().string();
        std::int64_t step = 0;
        if (name.starts_with(kWalkStart) &&
            std::from_chars(name.data() + kWalkStart.size(), name.data() + name.size(), step).ec == std::errc() &&
            entry.path() == previewWalkPath(run, step))
            steps.push_back(step);
    }
    std::sort(steps.begin(), steps.end());
    return steps;
}

void writePreviewWalk(const fs::path& run, const PreviewWalk& walk)
{
    WalkBytes out;
    out.bytes(kWalkMagic);
    out.number(kPreviewWalkFormat);
    out.number(walk.step);
    out.number(walk.loss);
    out.number(std::uint8_t(walk.fromCheckpoint));
    out.number(std::int32_t(walk.stops.size()));
    for (const int stop : walk.stops)
        out.number(std::int32_t(stop));
    out.number(std::int32_t(walk.pictures.size()));
    const PackedImage::Parts shape = shapeOf(walk);
    for (const int side : {shape.channels, shape.height, shape.width})
        out.number(std::int32_t(side));
    for (const PreviewWalk::Picture& picture : walk.pictures)
        for (std::size_t k = 0; k < walk.stops.size(); ++k) {
            out.picture(picture.states[k]);
            out.picture(picture.guesses[k]);
        }
    out.number(checksum(std::as_bytes(std::span(out.text()))));
    saveText(previewWalkPath(run, walk.step), out.text());
}

PreviewWalk readPreviewWalk(const fs::path& run, std::int64_t step)
{
    const fs::path file = previewWalkPath(run, step);
    const std::string text = readFile(file, kMostWalkBytes);
    const WalkParser whole(text, file);
    std::uint64_t sum = 0;
    if (text.size() < sizeof sum)
        whole.refuse();
    const std::string_view said = std::string_view(text).substr(0, text.size() - sizeof sum);
    std::memcpy(&sum, text.data() + said.size(), sizeof sum);
    if (checksum(std::as_bytes(std::span(said))) != sum)
        whole.refuse();
    PreviewWalk walk = parsed(said, file);
    if (walk.step != step)
        whole.refuse();
    walk.folder = run.string();
    return walk;
}

void thinPreviewWalks(const fs::path& run, int moments)
{
    std::vector<std::int64_t> steps = previewWalkSteps(run);
    while (steps.size() > std::size_t(std::max(2, moments))) {
        const std::size_t spared = superfluousMoment(steps);
        std::error_code ignored; // a moment too many does no harm
        fs::remove(previewWalkPath(run, steps[spared]), ignored);
        steps.erase(steps.begin() + std::ptrdiff_t(spared));
    }
}

void dropPreviewWalksAfter(const fs::path& run, std::int64_t step)
{
    for (const std::int64_t one : previewWalkSteps(run)) {
        std::error_code ignored; // training writes it again
        if (one > step)
            fs::remove(previewWalkPath(run, one), ignored);
    }
}

} // namespace diffuscope
