#include "core/gallery/database.h"

#include <sqlite3.h>

#include <utility>

namespace diffuscope {
namespace {

constexpr int kWaitForOthers = 10'000; // milliseconds

std::string adviceFor(int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return "Free some space on this disk.";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "Another program is using it. Try again when that is done.";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return "Check that you may write to this folder.";
    default:
        return {};
    }
}

} // namespace

Database::Database(std::filesystem::path file) : file_(std::move(file))
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(file_.c_str(), &handle_, flags, nullptr);
    if (code != SQLITE_OK) {
        try {
            fail(code);
        } catch (...) {
            sqlite3_close(std::exchange(handle_, nullptr));
            throw;
        }
    }
    sqlite3_busy_timeout(handle_, kWaitForOthers);
    sqlite3_extended_result_codes(handle_, 1);
}

Database::~Database() { sqlite3_close(handle_); }

void Database::fail(int code) const
{
    const std::string reason = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    const Message subject("%1: %2", {file_.string(), reason});
    if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
        throw DamagedDatabase("The gallery's database is damaged", subject);
    throw Error("The gallery's database cannot be used", subject, adviceFor(code));
}

void Database::run(const char* statements)
{
    if (const int code = sqlite3_exec(handle_, statements, nullptr, nullptr, nullptr); code != SQLITE_OK)
        fail(code);
}

bool Database::tryRun(const char* statements)
{
    const int code = sqlite3_exec(handle_, statements, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
        fail(code);
    return code == SQLITE_OK;
}

std::int64_t Database::whole(const char* query)
{
    Statement statement(*this, query);
    return statement.step() ? statement.whole(0) : 0;
}

std::int64_t Database::lastRow() const { return sqlite3_last_insert_rowid(handle_); }

Statement::Statement(Database& database, const std::string& sql) : database_(database)
{
    const int code = sqlite3_prepare_v2(database.handle(), sql.c_str(), int(sql.size()) + 1, &statement_, nullptr);
    if (code != SQLITE_OK)
        database.fail(code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int place, std::int64_t value)
{
    sqlite3_bind_int64(statement_, place, value);
    return *this;
}

Statement& Statement::bind(int place, double value)
{
    sqlite3_bind_double(statement_, place, value);
    return *this;
}

Statement& Statement::bind(int place, std::string_view text)
{
    sqlite3_bind_text64(statement_, place, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bindBytes(int place, std::string_view bytes)
{
    sqlite3_bind_blob64(statement_, place, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    return *this;
}

bool Statement::step()
{
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW)
        return true;
    sqlite3_reset(statement_);
    if (code != SQLITE_DONE)
        database_.fail(code);
    return false;
}

void Statement::run()
{
    while (step())
        ;
}

void Statement::reset() { sqlite3_reset(statement_); }

std::int64_t Statement::whole(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string Statement::text(int column) const
{
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int length = sqlite3_column_bytes(statement_, column);
    return bytes ? std::string(static_cast<const char*>(bytes), std::size_t(length)) : std::string();
}

bool Statement::isNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

Transaction::Transaction(Database& database, Kind kind) : database_(database)
{
    database.run(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction()
{
    if (open_) // SQLite may have rolled it back itself
        sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit()
{
    database_.run("COMMIT"); // where it fails the transaction is still open, and is rolled back
    open_ = false;
}

} // namespace diffuscope
