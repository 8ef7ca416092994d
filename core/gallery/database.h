#pragma once
#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace diffuscope {

// The file is no database, or one that is damaged.
class DamagedDatabase : public Error {
public:
    using Error::Error;
};

// One connection to a database file, for one thread at a time. What SQLite refuses throws Error with the file and
// SQLite's reason; damage throws DamagedDatabase.
class Database {
public:
    explicit Database(std::filesystem::path file); // made where there is none; nothing is read or written yet
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    const std::filesystem::path& file() const { return file_; }
    void run(const char* statements);
    bool tryRun(const char* statements);   // false: others use it, and SQLite did not wait for them
    std::int64_t whole(const char* query); // the one number that it answers
    std::int64_t lastRow() const;          // its rowid
    [[noreturn]] void fail(int code) const;
    sqlite3* handle() const { return handle_; }

private:
    std::filesystem::path file_;
    sqlite3* handle_ = nullptr;
};

// A prepared statement. Places count from 1, columns from 0. What run() and step() bind stays bound until it is bound
// anew.
class Statement {
public:
    Statement(Database& database, const std::string& sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(int place, std::int64_t value);
    Statement& bind(int place, int value) { return bind(place, std::int64_t(value)); }
    Statement& bind(int place, double value);
    Statement& bind(int place, std::string_view text);
    Statement& bindBytes(int place, std::string_view bytes);

    bool step();  // to the next row; false: there is none, and the next step starts again
    void run();   // to the end
    void reset(); // before its rows are at an end

    std::int64_t whole(int column) const;
    double real(int column) const;
    std::string text(int column) const; // bytes as well
    bool isNull(int column) const;

private:
    Database& database_;
    sqlite3_stmt* statement_ = nullptr;
};

// A transaction, rolled back unless it was committed. Write: from the start nobody else writes. Read: all that is read
// is of one moment, whatever others write.
class Transaction {
public:
    enum class Kind { Write, Read };
    explicit Transaction(Database& database, Kind kind = Kind::Write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

} // namespace diffuscope
