#pragma once
#include "core/gallery/database.h"
#include "core/messages/gallery.h"

#include <optional>
#include <string>
#include <vector>

namespace diffuscope {

// A query in SQL, over pictures p and walks w. What the user typed is bound, never part of the text.
class QuerySql {
public:
    explicit QuerySql(const GalleryQuery& query);

    std::string from() const; // with walks only where they are asked about
    const std::string& where() const { return where_; }
    std::string value() const; // what groups have in common where the order is not one of time
    std::string order() const;
    std::string after() const; // another condition: behind the picture that bind() gets
    void bind(Statement& statement, std::optional<GalleryId> after = {}) const;

private:
    void addWords(const std::vector<GalleryQuery::Words>& words);
    void addNumber(const GalleryQuery::Number& number);
    void add(const std::string& condition, std::string text);
    std::string place(std::size_t k) const { return "?" + std::to_string(k); }

    GalleryQuery query_;
    bool asksWalks_ = false;
    std::string where_ = " WHERE p.deleted = 0";
    struct Bound {
        std::optional<std::string> text = {};
        std::optional<std::int64_t> whole = {};
        double real = 0;
    };
    std::vector<Bound> bound_; // place k + 1
};

} // namespace diffuscope
