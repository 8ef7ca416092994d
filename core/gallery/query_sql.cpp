#include "core/gallery/query_sql.h"

#include "core/gallery/schema.h"

namespace diffuscope {
namespace {

using Order = GalleryQuery::Order;
using Words = GalleryQuery::Words;
using Number = GalleryQuery::Number;

// One phrase of FTS5's language, whose last word may be the beginning of one.
std::string phrase(const Words& words)
{
    constexpr const char* kColumns[] = {"", "model : ", "class : ", "sampler : ", "note : "};
    std::string quoted = "\"";
    for (const char one : words.text)
        quoted += one == '"' ? std::string("\"\"") : std::string(1, one);
    return kColumns[std::size_t(words.place)] + quoted + "\"*";
}

const char* signOf(Number::Relation relation)
{
    constexpr const char* kSigns[] = {" = ", " > ", " >= ", " < ", " <= "};
    return kSigns[std::size_t(relation)];
}

const char* columnOf(Number::Field field)
{
    constexpr const char* kColumns[] = {"p.seed", "w.guidance", "w.steps", "p.class", "MAX(p.width, p.height)"};
    return kColumns[std::size_t(field)];
}

} // namespace

QuerySql::QuerySql(const GalleryQuery& query) : query_(query)
{
    addWords(query.words);
    for (const Number& number : query.numbers)
        addNumber(number);
    if (query.model)
        add("w.model = ", *query.model);
    if (query.className)
        add("p.class_name = ", *query.className);
    if (query.sampler)
        add("w.sampler = ", *query.sampler);
    asksWalks_ = query.model || query.sampler || query.order == Order::Model || query.order == Order::Sampler;
    for (const Number& number : query.numbers)
        asksWalks_ = asksWalks_ || number.field == Number::Field::Guidance || number.field == Number::Field::Steps;
    if (query.favourites)
        where_ += " AND p.favourite = 1";
    if (query.walks)
        where_ += " AND EXISTS (SELECT 1 FROM films f WHERE f.walk = p.walk)";
    if (query.from)
        where_ += " AND p.made >= " + std::to_string(*query.from);
    if (query.before)
        where_ += " AND p.made < " + std::to_string(*query.before);
}

std::string QuerySql::from() const
{
    return std::string(" FROM pictures p") + (asksWalks_ ? " JOIN walks w ON w.id = p.walk" : "");
}

void QuerySql::add(const std::string& condition, std::string text)
{
    bound_.push_back({std::move(text)});
    where_ += " AND " + condition + place(bound_.size());
}

void QuerySql::addWords(const std::vector<Words>& words)
{
    std::string all;
    for (const Words& each : words)
        all += (all.empty() ? "" : " AND ") + phrase(each);
    if (all.empty())
        return;
    bound_.push_back({all});
    where_ += " AND p.id IN (SELECT rowid FROM words WHERE words MATCH " + place(bound_.size()) + ")";
}

void QuerySql::addNumber(const Number& number)
{
    if (number.field == Number::Field::Seed)
        bound_.push_back({{}, seedColumn(number.whole)});
    else
        bound_.push_back({{}, {}, number.value});
    const std::string compared = columnOf(number.field) + std::string(signOf(number.relation)) + place(bound_.size());
    if (number.field == Number::Field::Class && number.relation == Number::Relation::Equal) {
        // Folders named 1 to 10 are classes 0 to 9: a name that is a number is meant before the number.
        char name[32];
        std::snprintf(name, sizeof name, "%.15g", number.value);
        bound_.push_back({std::string(name)});
        where_ += " AND (p.class_name = " + place(bound_.size()) + " OR (" + compared +
                  " AND (p.class_name = '' OR p.class_name GLOB '*[^0-9]*')))";
        return;
    }
    where_ += " AND " + compared;
}

std::string QuerySql::value() const
{
    switch (query_.order) {
    case Order::Model:
        return "w.model";
    case Order::Class: // those without a name by their number
        return "CASE WHEN p.class_name <> '' THEN p.class_name ELSE COALESCE(p.class, '') END";
    case Order::Sampler:
        return "w.sampler";
    case Order::Newest:
    case Order::Oldest:
        break;
    }
    return {};
}

std::string QuerySql::order() const
{
    switch (query_.order) {
    case Order::Newest:
        return " ORDER BY p.job DESC, p.id";
    case Order::Oldest:
        return " ORDER BY p.job, p.id";
    case Order::Model:
        return " ORDER BY w.model COLLATE NOCASE, w.model, p.job DESC, p.id";
    case Order::Class:
        return " ORDER BY COALESCE(p.class, -1), p.class_name, p.job DESC, p.id";
    case Order::Sampler:
        return " ORDER BY w.sampler, p.job DESC, p.id";
    }
    return {};
}

// Row values compare from the left; what runs downwards changes its sign.
std::string QuerySql::after() const
{
    const std::string last = place(bound_.size() + 1);
    const std::string it = " FROM pictures p JOIN walks w ON w.id = p.walk WHERE p.id = " + last + ")";
    const auto behind = [&it](const std::string& keys) { return " AND (" + keys + ") > (SELECT " + keys + it; };
    switch (query_.order) {
    case Order::Newest: // in two steps, so that the index serves
        return " AND p.job <= (SELECT job FROM pictures WHERE id = " + last + ")" + behind("-p.job, p.id");
    case Order::Oldest:
        return behind("p.job, p.id");
    case Order::Model:
        return behind("w.model COLLATE NOCASE, w.model, -p.job, p.id");
    case Order::Class:
        return behind("COALESCE(p.class, -1), p.class_name, -p.job, p.id");
    case Order::Sampler:
        return behind("w.sampler, -p.job, p.id");
    }
    return {};
}

void QuerySql::bind(Statement& statement, std::optional<GalleryId> after) const
{
    for (std::size_t k = 0; k < bound_.size(); ++k) {
        const int place = int(k) + 1;
        if (bound_[k].text)
            statement.bind(place, *bound_[k].text);
        else if (bound_[k].whole)
            statement.bind(place, *bound_[k].whole);
        else
            statement.bind(place, bound_[k].real);
    }
    if (after)
        statement.bind(int(bound_.size()) + 1, *after);
}

} // namespace diffuscope
