#pragma once
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

struct archive; // libarchive's
struct archive_entry;

namespace diffuscope {

// The plain files of a zip, tar (also packed by gzip, xz, bzip2 or zstd) or 7z archive, one after the other, without
// writing any to disk. Untrusted input: an entry is read up to 1 GiB, whatever its header says. For one thread at a
// time. Format specifications: PKWARE APPNOTE, POSIX pax, 7z; read by libarchive.
class ArchiveReader {
public:
    explicit ArchiveReader(const std::filesystem::path& file); // throws Error when it cannot be opened
    ~ArchiveReader();

    // The next plain file or link; false at the end, and where damage keeps the rest from being read: see damage().
    // Throws Error for an encrypted archive.
    bool next();
    const std::string& name() const { return name_; } // as stored, UTF-8 where the archive says so

    // Where the current entry is a link and has no bytes of its own: the name of the entry it stands for, as the
    // archive counts names (hard), or as seen from the folder the link lies in (symbolic).
    enum class Link { None, Hard, Symbolic };
    Link link() const { return link_; }
    const std::string& target() const { return target_; }

    // The bytes of the current file. Where they cannot be read, the reason goes to `problem`. Throws
    // Error("Cancelled").
    std::string read(std::string& problem, const std::stop_token& stop);

    // The next bytes of the current file, as many as there are and fit; 0 at its end. Throws Error where the archive is
    // damaged.
    std::size_t readSome(char* to, std::size_t count);
    const std::string& damage() const { return damage_; } // empty: none so far

private:
    struct Closer {
        void operator()(::archive* handle) const;
    };
    void fail();

    std::filesystem::path file_;
    std::unique_ptr<::archive, Closer> handle_;
    ::archive_entry* entry_ = nullptr;
    std::string name_, target_, damage_;
    Link link_ = Link::None;
};

// By the first bytes, or by the name where those do not tell. Never throws.
bool looksLikeArchive(const std::filesystem::path& file);

const std::vector<std::string>& archiveEndings(); // of their names, lower case

} // namespace diffuscope
