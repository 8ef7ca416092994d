#pragma once
#include "core/messages/recorded_walk.h"
#include "core/recipe/recipe.h"

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

// Every field of a recorded walk, said once: WalkWriter puts them down, WalkReader takes them up again. Internal to
// core/gallery.
namespace diffuscope {

static_assert(std::endian::native == std::endian::little, "numbers are written as they are in memory");

template <typename T>
concept PlainNumber = std::is_arithmetic_v<T> || std::is_enum_v<T>;

// `Fields` has number(T&) for numbers, size(std::size_t&, least) for how many follow, of so many bytes at least, and
// bytes(void*, count).
template <typename Fields, PlainNumber T> void visit(Fields& fields, T& value)
{
    if constexpr (std::is_same_v<T, bool>) { // nothing else than one of its two values
        std::uint8_t flag = value ? 1 : 0;
        fields.number(flag);
        value = flag != 0;
    } else {
        fields.number(value);
    }
}

template <typename Fields> void visit(Fields& fields, std::string& text)
{
    std::size_t size = text.size();
    fields.size(size, 1);
    text.resize(size);
    fields.bytes(text.data(), size);
}

template <typename Fields> void visit(Fields& fields, std::vector<std::uint8_t>& bytes)
{
    std::size_t size = bytes.size();
    fields.size(size, 1);
    bytes.resize(size);
    fields.bytes(bytes.data(), size);
}

template <typename Fields> void visit(Fields& fields, std::vector<bool>& flags)
{
    std::size_t size = flags.size();
    fields.size(size, 1);
    flags.resize(size);
    for (std::size_t k = 0; k < size; ++k) {
        std::uint8_t flag = flags[k] ? 1 : 0;
        fields.number(flag);
        flags[k] = flag != 0;
    }
}

template <typename Fields, typename T> void visit(Fields& fields, std::optional<T>& value)
{
    std::uint8_t there = value ? 1 : 0;
    fields.number(there);
    if (there != 0 && !value)
        value.emplace();
    if (value)
        visit(fields, *value);
}

template <typename Fields, typename T> void visit(Fields& fields, std::vector<T>& values)
{
    std::size_t size = values.size();
    fields.size(size, PlainNumber<T> ? sizeof(T) : sizeof(std::uint64_t)); // none of the others takes less
    values.resize(size);
    for (T& value : values)
        visit(fields, value);
}

template <typename Fields> void visit(Fields& fields, StepTerm& term)
{
    visit(fields, term.kind), visit(fields, term.coefficient), visit(fields, term.age), visit(fields, term.call);
}

template <typename Fields> void visit(Fields& fields, StepTerms& terms)
{
    visit(fields, terms.next), visit(fields, terms.corrected);
    visit(fields, terms.keptSignal), visit(fields, terms.keptNoise), visit(fields, terms.taken);
}

template <typename Fields> void visit(Fields& fields, FrameImages::Parts::Range& range)
{
    visit(fields, range.least), visit(fields, range.greatest);
}

template <typename Fields> void visit(Fields& fields, PackedImage::Parts& parts)
{
    visit(fields, parts.channels), visit(fields, parts.height), visit(fields, parts.width), visit(fields, parts.bits);
    visit(fields, parts.least), visit(fields, parts.step), visit(fields, parts.data);
}

template <typename Fields> void visit(Fields& fields, PackedImage& image)
{
    PackedImage::Parts parts = image.parts();
    visit(fields, parts);
    if constexpr (Fields::kReads)
        image = PackedImage(std::move(parts));
}

// All but its pictures.
template <typename Fields> void visit(Fields& fields, Frame& frame)
{
    visit(fields, frame.index), visit(fields, frame.count), visit(fields, frame.step), visit(fields, frame.fromStep);
    visit(fields, frame.alphaBar), visit(fields, frame.fromAlphaBar), visit(fields, frame.stirredAlphaBar);
    visit(fields, frame.addedNoiseScale), visit(fields, frame.terms), visit(fields, frame.limited);
}

template <typename Fields> void visit(Fields& fields, ModelOpened& model)
{
    visit(fields, model.path), visit(fields, model.name), visit(fields, model.channels), visit(fields, model.side);
    visit(fields, model.classes), visit(fields, model.guidable), visit(fields, model.classNames);
    visit(fields, model.parameterCount), visit(fields, model.trainedSteps), visit(fields, model.predictionType);
    visit(fields, model.schedule), visit(fields, model.betas), visit(fields, model.weights);
}

// All but its recipe and frames.
template <typename Fields> void visit(Fields& fields, SampleStarted& started)
{
    visit(fields, started.frameCount), visit(fields, started.frameSteps), visit(fields, started.betas);
    visit(fields, started.storage.stateBits), visit(fields, started.storage.predictionBits);
    visit(fields, started.storage.remainderBits), visit(fields, started.networkCalls);
}

} // namespace diffuscope
