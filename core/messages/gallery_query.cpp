#include "core/messages/gallery_query.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <utility>

namespace diffuscope {
namespace {

using Number = GalleryQuery::Number;
using Words = GalleryQuery::Words;
using Relation = Number::Relation;

constexpr std::int64_t kSecond = 1000; // milliseconds

constexpr std::array<std::pair<std::string_view, Number::Field>, 7> kNumbers = {{{"seed", Number::Field::Seed},
                                                                                 {"w", Number::Field::Guidance},
                                                                                 {"guidance", Number::Field::Guidance},
                                                                                 {"steps", Number::Field::Steps},
                                                                                 {"class", Number::Field::Class},
                                                                                 {"size", Number::Field::Side},
                                                                                 {"side", Number::Field::Side}}};
constexpr std::array<std::pair<std::string_view, Words::Place>, 4> kPlaces = {{{"model", Words::Place::Model},
                                                                               {"class", Words::Place::Class},
                                                                               {"sampler", Words::Place::Sampler},
                                                                               {"note", Words::Place::Note}}};
constexpr std::array<std::pair<std::string_view, Relation>, 6> kRelations = {{{">=", Relation::AtLeast},
                                                                              {"<=", Relation::AtMost},
                                                                              {">", Relation::Above},
                                                                              {"<", Relation::Below},
                                                                              {":", Relation::Equal},
                                                                              {"=", Relation::Equal}}};

template <typename Table> auto valueOf(const Table& table, std::string_view name)
    -> std::optional<decltype(table[0].second)>
{
    const auto found = std::find_if(table.begin(), table.end(), [name](const auto& row) { return row.first == name; });
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

std::string lower(std::string text)
{
    for (char& one : text)
        if (one >= 'A' && one <= 'Z')
            one = char(one - 'A' + 'a');
    return text;
}

struct Token {
    std::string typed, text; // with its quotes and without
    bool quoted = false;     // it begins with one
};

// At blanks, but for those between quotes.
std::vector<Token> tokensOf(const std::string& text)
{
    std::vector<Token> tokens;
    Token token;
    bool open = false; // between quotes
    const auto end = [&] {
        if (!token.text.empty())
            tokens.push_back(std::move(token));
        token = {};
    };
    for (const char one : text) {
        if (!open && (one == ' ' || one == '\t' || one == '\n' || one == '\r')) {
            end();
            continue;
        }
        if (one == '"') {
            token.quoted = token.quoted || token.typed.empty();
            open = !open;
        } else {
            token.text += one;
        }
        token.typed += one;
    }
    end();
    return tokens;
}

template <typename Value> std::optional<Value> numberIn(const std::string& text)
{
    Value value{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::int64_t midnight(std::tm day) // and of the day after, with another tm_mday
{
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    day.tm_isdst = -1;
    return std::int64_t(std::mktime(&day)) * kSecond;
}

std::optional<std::tm> dayNamed(const std::string& name, std::int64_t now)
{
    const std::time_t time = std::time_t(now);
    std::tm day{};
    localtime_r(&time, &day);
    if (name == "today")
        return day;
    if (name == "yesterday") {
        --day.tm_mday;
        return day;
    }
    int year = 0, month = 0, number = 0, length = 0;
    if (std::sscanf(name.c_str(), "%4d-%2d-%2d%n", &year, &month, &number, &length) != 3 ||
        std::size_t(length) != name.size() || month < 1 || month > 12 || number < 1 || number > 31)
        return std::nullopt;
    day = {};
    day.tm_year = year - 1900;
    day.tm_mon = month - 1;
    day.tm_mday = number;
    return day;
}

class Parser {
public:
    explicit Parser(std::int64_t now) : now_(now) {}

    GallerySearch parse(const std::string& text)
    {
        const auto tokens = tokensOf(text);
        for (std::size_t k = 0; k < tokens.size(); ++k) {
            const Token& token = tokens[k];
            // "seed 1202" is meant as "seed:1202": no picture has the one in its words and the other beside it
            if (!token.quoted && k + 1 < tokens.size() && valueOf(kNumbers, lower(token.text)) &&
                numberIn<double>(tokens[k + 1].text)) {
                const Token& value = tokens[++k];
                add(token.typed + " " + value.typed, pair(lower(token.text), Relation::Equal, value.text));
            } else {
                add(token.typed, token.quoted ? word(token.text) : term(token.text));
            }
        }
        return std::move(search_);
    }

private:
    void add(std::string text, bool understood) { search_.terms.push_back({std::move(text), understood}); }

    bool word(const std::string& text)
    {
        search_.query.words.push_back({Words::Place::Anywhere, text});
        return true;
    }

    bool term(const std::string& token)
    {
        for (const auto& [sign, relation] : kRelations) {
            const std::size_t at = token.find(sign);
            if (at == std::string::npos || at == 0 || token.find_first_of("<>:=") != at)
                continue;
            return pair(lower(token.substr(0, at)), relation, token.substr(at + sign.size()));
        }
        const std::string name = lower(token);
        return name == "today" || name == "yesterday" ? date(Relation::Equal, name) : word(token);
    }

    bool pair(const std::string& field, Relation relation, const std::string& value)
    {
        if (value.empty())
            return false;
        if (field == "date")
            return date(relation, lower(value));
        if (field == "is")
            return is(lower(value));
        if (const auto number = valueOf(kNumbers, field); number && this->number(*number, relation, value))
            return true;
        const auto place = valueOf(kPlaces, field);
        if (!place || relation != Relation::Equal)
            return false;
        search_.query.words.push_back({*place, value});
        return true;
    }

    bool number(Number::Field field, Relation relation, const std::string& value)
    {
        const auto real = numberIn<double>(value);
        if (!real || !std::isfinite(*real))
            return false;
        Number number{field, relation, *real, 0};
        if (field == Number::Field::Seed) {
            const auto whole = numberIn<std::uint64_t>(value);
            if (!whole)
                return false;
            number.whole = *whole;
        }
        search_.query.numbers.push_back(number);
        return true;
    }

    bool is(const std::string& what)
    {
        const bool favourite = what == "favourite" || what == "favorite" || what == "starred";
        const bool walk = what == "walk" || what == "film";
        search_.query.favourites = search_.query.favourites || favourite;
        search_.query.walks = search_.query.walks || walk;
        return favourite || walk;
    }

    bool date(Relation relation, const std::string& name)
    {
        const auto day = dayNamed(name, now_);
        if (!day)
            return false;
        std::tm next = *day;
        ++next.tm_mday;
        const auto atLeast = [&from = search_.query.from](std::int64_t time) {
            from = std::max(from.value_or(time), time);
        };
        const auto below = [&before = search_.query.before](std::int64_t time) {
            before = std::min(before.value_or(time), time);
        };
        if (relation == Relation::Equal || relation == Relation::AtLeast)
            atLeast(midnight(*day));
        if (relation == Relation::Above)
            atLeast(midnight(next));
        if (relation == Relation::Equal || relation == Relation::AtMost)
            below(midnight(next));
        if (relation == Relation::Below)
            below(midnight(*day));
        return true;
    }

    std::int64_t now_;
    GallerySearch search_;
};

} // namespace

GallerySearch parseGallerySearch(const std::string& text, std::int64_t now) { return Parser(now).parse(text); }

} // namespace diffuscope
