#include "core/gallery/walk_file.h"

#include "core/base/checksum.h"
#include "core/base/error.h"
#include "core/base/worker.h"
#include "core/gallery/walk_fields.h"
#include "core/schedule/schedule.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <span>
#include <stdexcept>
#include <system_error>

namespace diffuscope {
namespace {

constexpr std::string_view kMagic = "DIFFWALK";
constexpr std::size_t kPiece = std::size_t(1) << 20;         // bytes that are handed on at once
enum class Before : std::uint8_t { None, FrameBefore, Own }; // whose states the remainder of a frame needs

class WalkWriter {
public:
    static constexpr bool kReads = false;
    explicit WalkWriter(const std::function<void(std::string_view)>& write) : write_(write) {}

    template <typename T> void number(T& value) { bytes(&value, sizeof value); }
    void size(std::size_t& count, std::size_t)
    {
        std::uint64_t wide = count;
        number(wide);
    }
    void bytes(const void* data, std::size_t count)
    {
        piece_.append(static_cast<const char*>(data), count);
        if (piece_.size() >= kPiece)
            handOn();
    }
    void end()
    {
        handOn();
        std::uint64_t sum = sum_.value();
        number(sum);
        write_(piece_);
    }

private:
    void handOn()
    {
        sum_.add(std::as_bytes(std::span(piece_)));
        write_(piece_);
        piece_.clear();
    }
    const std::function<void(std::string_view)>& write_;
    std::string piece_;
    Checksum sum_;
};

class WalkReader {
public:
    static constexpr bool kReads = true;
    explicit WalkReader(const std::filesystem::path& file) : file_(file), stream_(file, std::ios::binary)
    {
        std::error_code unknown;
        left_ = std::filesystem::file_size(file, unknown);
        if (unknown || !stream_)
            throw Error("The recorded walk cannot be read", file.string(), "It may have been removed.");
    }

    template <typename T> void number(T& value) { bytes(&value, sizeof value); }
    void size(std::size_t& count, std::size_t least)
    {
        std::uint64_t wide = 0;
        number(wide);
        if (wide > left_ / least)
            refuse();
        count = std::size_t(wide);
    }
    void bytes(void* data, std::size_t count)
    {
        if (count > left_ || !stream_.read(static_cast<char*>(data), std::streamsize(count)))
            refuse();
        left_ -= count;
        sum_.add({static_cast<const std::byte*>(data), count});
    }
    void end()
    {
        const std::uint64_t expected = sum_.value();
        std::uint64_t written = 0;
        number(written);
        if (written != expected || left_ != 0)
            refuse();
    }
    [[noreturn]] void refuse() const
    {
        throw Error("The recorded walk is damaged", file_.string(),
                    "Its picture and recipe are still there: draw it again.");
    }

private:
    std::filesystem::path file_;
    std::ifstream stream_;
    std::uint64_t left_ = 0;
    Checksum sum_;
};

void writeFrame(WalkWriter& writer, const Frame& whole, const FrameImages* before)
{
    Frame frame = whole;
    visit(writer, frame);
    const FrameImages::Parts& parts = whole.pictures.parts();
    auto kind = !parts.before                                      ? Before::None
                : before && parts.before == before->parts().states ? Before::FrameBefore
                                                                   : Before::Own;
    writer.number(kind);
    const auto all = [&writer](const FrameImages::Parts::Packed& images) {
        std::size_t count = images.size();
        writer.size(count, 1);
        for (PackedImage image : images)
            visit(writer, image);
    };
    all(parts.states ? *parts.states : FrameImages::Parts::Packed());
    if (kind == Before::Own)
        all(*parts.before);
    all(parts.predictions);
    all(parts.remainders);
    auto ranges = parts.otherRanges;
    visit(writer, ranges);
    auto keepsNoise = parts.keepsNoise;
    auto fromAlphaBar = parts.fromAlphaBar;
    visit(writer, keepsNoise);
    visit(writer, fromAlphaBar);
}

FramePtr readFrame(WalkReader& reader, const FramePtr& before)
{
    const auto frame = std::make_shared<Frame>();
    visit(reader, *frame);
    auto kind = Before::None;
    reader.number(kind);
    FrameImages::Parts parts;
    FrameImages::Parts::Packed states;
    visit(reader, states);
    parts.states = std::make_shared<const FrameImages::Parts::Packed>(std::move(states));
    if (kind == Before::Own) {
        FrameImages::Parts::Packed own;
        visit(reader, own);
        parts.before = std::make_shared<const FrameImages::Parts::Packed>(std::move(own));
    } else if (kind == Before::FrameBefore && before) {
        parts.before = before->pictures.parts().states;
    }
    visit(reader, parts.predictions);
    visit(reader, parts.remainders);
    visit(reader, parts.otherRanges);
    visit(reader, parts.keepsNoise);
    visit(reader, parts.fromAlphaBar);
    frame->pictures = FrameImages(std::move(parts)); // throws where they do not fit
    return frame;
}

void writeFrames(WalkWriter& writer, const std::vector<FramePtr>& frames)
{
    std::size_t count = frames.size();
    writer.size(count, 1);
    for (std::size_t k = 0; k < count; ++k)
        writeFrame(writer, *frames[k], k == 0 ? nullptr : &frames[k - 1]->pictures);
}

std::vector<FramePtr> readFrames(WalkReader& reader)
{
    std::size_t count = 0;
    reader.size(count, 1);
    std::vector<FramePtr> frames;
    for (std::size_t k = 0; k < count; ++k)
        frames.push_back(readFrame(reader, frames.empty() ? FramePtr() : frames.back()));
    return frames;
}

// Of a frame at `index`: what they are of lies before it.
bool isKnown(const std::vector<StepTerm>& terms, int index)
{
    constexpr int kMostCalls = 8; // of the network in one step
    return std::all_of(terms.begin(), terms.end(), [index](const StepTerm& term) {
        return term.kind >= StepTerm::Kind::State && term.kind <= StepTerm::Kind::LearnedNoise && term.age >= 0 &&
               term.age < std::max(1, index) && term.call >= 0 && term.call <= kMostCalls;
    });
}

bool haveShape(const Frame& frame, const PackedImage::Parts& shape)
{
    const auto& states = *frame.pictures.parts().states;
    return std::all_of(states.begin(), states.end(), [&shape](const PackedImage& one) {
        const PackedImage::Parts& parts = one.parts();
        return parts.channels == shape.channels && parts.height == shape.height && parts.width == shape.width;
    });
}

// What those who show it count on: every stop has its frame, and each frame as many pictures, of the model's shape.
bool isWhole(const RecordedWalk& walk)
{
    const std::vector<FramePtr>& frames = walk.frames;
    if (frames.empty() || frames.size() != walk.started.frameSteps.size())
        return false;
    const int pictures = frames.front()->pictures.count(), steps = Schedule(walk.started.betas).timesteps();
    for (std::size_t k = 0; k < frames.size(); ++k) {
        const Frame& frame = *frames[k];
        const bool inPlace = frame.index == int(k) && frame.count == int(frames.size()) &&
                             frame.step == walk.started.frameSteps[k] && frame.step >= 0 && frame.step <= steps &&
                             frame.fromStep >= 0 && frame.fromStep <= steps;
        const bool alike = frame.pictures.count() == pictures && frame.pictures.predicted() == (k > 0) &&
                           (frame.limited.empty() || int(frame.limited.size()) == pictures);
        if (!inPlace || !alike || !isKnown(frame.terms.next, int(k)) || !isKnown(frame.terms.corrected, int(k)))
            return false;
    }
    if (pictures < 1)
        return false;
    const PackedImage::Parts first = frames.front()->pictures.parts().states->front().parts();
    const auto fits = [&first](const FramePtr& frame) { return haveShape(*frame, first); };
    if (!std::all_of(frames.begin(), frames.end(), fits) ||
        !std::all_of(walk.started.up.begin(), walk.started.up.end(), fits))
        return false;
    return (first.channels == 1 || first.channels == 3) && first.channels == walk.model.channels && first.width > 0 &&
           first.height > 0;
}

} // namespace

void writeWalk(const RecordedWalk& walk, const std::function<void(std::string_view)>& write)
{
    WalkWriter writer(write);
    writer.bytes(kMagic.data(), kMagic.size());
    std::uint32_t format = kWalkFormat;
    writer.number(format);
    std::string recipe = toJson(walk.started.recipe, RecipePaths::All);
    visit(writer, recipe);
    SampleStarted started = walk.started;
    visit(writer, started);
    ModelOpened model = walk.model;
    visit(writer, model);
    double seconds = walk.seconds;
    visit(writer, seconds);
    writeFrames(writer, walk.started.up);
    writeFrames(writer, walk.frames);
    writer.end();
}

RecordedWalk readWalk(const std::filesystem::path& file)
{
    WalkReader reader(file);
    std::array<char, kMagic.size()> magic{};
    reader.bytes(magic.data(), magic.size());
    std::uint32_t format = 0;
    reader.number(format);
    if (std::string_view(magic.data(), magic.size()) != kMagic)
        reader.refuse();
    if (format > kWalkFormat)
        throw Error("A newer version of Diffuscope has kept this walk", file.string(), "Update Diffuscope.");
    RecordedWalk walk;
    try {
        std::string recipe;
        visit(reader, recipe);
        visit(reader, walk.started);
        visit(reader, walk.model);
        visit(reader, walk.seconds);
        walk.started.up = readFrames(reader);
        walk.frames = readFrames(reader);
        reader.end();
        const ReadRecipe read = readRecipe(recipe);
        const auto* sampling = read.recipe ? std::get_if<SamplingRecipe>(&*read.recipe) : nullptr;
        bool whole = false;
        if (!sampling || attempt([&] { whole = isWhole(walk); }) || !whole) // a schedule that is none throws
            reader.refuse();
        walk.started.recipe = *sampling;
    } catch (const std::invalid_argument&) { // parts that do not fit together
        reader.refuse();
    }
    return walk;
}

} // namespace diffuscope
