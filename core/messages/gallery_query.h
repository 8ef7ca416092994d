#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

// Which pictures of the gallery, and in which order. Everything has to hold.
struct GalleryQuery {
    // Words, of which each begins one in the named place.
    struct Words {
        enum class Place { Anywhere, Model, Class, Sampler, Note };
        Place place = Place::Anywhere;
        std::string text;
        bool operator==(const Words&) const = default;
    };
    struct Number {
        enum class Field { Seed, Guidance, Steps, Class, Side };
        enum class Relation { Equal, Above, AtLeast, Below, AtMost };
        Field field = Field::Seed;
        Relation relation = Relation::Equal;
        double value = 0;
        std::uint64_t whole = 0; // Seed, exactly
        bool operator==(const Number&) const = default;
    };
    enum class Order { Newest, Oldest, Model, Class, Sampler };

    std::vector<Words> words = {};
    std::vector<Number> numbers = {};
    std::optional<std::string> model = {}, className = {}, sampler = {}; // the whole name
    bool favourites = false;                                             // only these
    bool walks = false;                                                  // only those whose recorded walk is kept
    std::optional<std::int64_t> from = {}, before = {};                  // milliseconds since 1970, UTC
    Order order = Order::Newest;
    bool operator==(const GalleryQuery&) const = default;
};

// What was typed into the search field: words and pairs such as "seed:1202 w>2 class:5 today \"my note\"".
struct GallerySearch {
    struct Term {
        std::string text;       // as it was typed
        bool understood = true; // false: it names a field that there is not, or no value for one; it was left out
    };
    std::vector<Term> terms;
    GalleryQuery query;
};

// Fields: seed, guidance (w), steps, class, size (the longer side), model, sampler, note, date (2026-11-30, today or
// yesterday), is:favourite, is:walk. Between a field and its value stands one of : = > >= < <=. `now` is in seconds
// since 1970; days are those of this machine's time zone.
GallerySearch parseGallerySearch(const std::string& text, std::int64_t now);

} // namespace diffuscope
