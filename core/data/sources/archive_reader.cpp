#include "core/data/sources/archive_reader.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/parallel_scan.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <cstring>
#include <fstream>
#include <locale.h>

namespace diffuscope {
namespace {

constexpr std::size_t kMaximumEntryBytes = std::size_t(1) << 30, kBlock = std::size_t(1) << 16;

// Names are converted by the thread's locale; under "C" libarchive gives up on every name that is not ASCII.
class Utf8Names {
public:
    Utf8Names() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr))
    {
        if (locale_)
            before_ = uselocale(locale_);
    }
    ~Utf8Names()
    {
        if (!locale_)
            return;
        uselocale(before_);
        freelocale(locale_);
    }
    Utf8Names(const Utf8Names&) = delete;
    Utf8Names& operator=(const Utf8Names&) = delete;

private:
    locale_t locale_ = nullptr, before_ = nullptr;
};

std::string nameOf(archive_entry* entry)
{
    if (const char* name = archive_entry_pathname(entry))
        return name;
    const char* name = archive_entry_pathname_utf8(entry);
    return name ? name : "";
}

std::string messageOf(archive* handle)
{
    const char* text = archive_error_string(handle);
    return text ? text : "unknown damage";
}

[[noreturn]] void throwEncrypted(const std::filesystem::path& file)
{
    throw Error("The archive is encrypted", file.string(), "Unpack it with its password and open the folder.");
}

} // namespace

void ArchiveReader::Closer::operator()(::archive* handle) const { archive_read_free(handle); }

ArchiveReader::ArchiveReader(const std::filesystem::path& file) : file_(file), handle_(archive_read_new())
{
    const Utf8Names names;
    archive* handle = handle_.get();
    archive_read_support_filter_gzip(handle);
    archive_read_support_filter_xz(handle);
    archive_read_support_filter_bzip2(handle);
    archive_read_support_filter_zstd(handle);
    archive_read_support_format_zip(handle);
    archive_read_support_format_tar(handle);
    archive_read_support_format_7zip(handle);
    if (archive_read_open_filename(handle, file.c_str(), kBlock) != ARCHIVE_OK)
        throw Error("The archive cannot be read: " + messageOf(handle), file.string(),
                    "Use a zip, tar, tar.gz, tar.xz or 7z file, or copy it again from where it came from.");
}

ArchiveReader::~ArchiveReader() = default;

void ArchiveReader::fail()
{
    if (archive_read_has_encrypted_entries(handle_.get()) == 1)
        throwEncrypted(file_);
    damage_ = messageOf(handle_.get());
}

bool ArchiveReader::next()
{
    const Utf8Names names;
    while (damage_.empty()) {
        const int status = archive_read_next_header(handle_.get(), &entry_);
        if (status == ARCHIVE_EOF)
            return false;
        if (status == ARCHIVE_RETRY)
            continue;
        if (status < ARCHIVE_WARN) { // a warning is about details such as the name's encoding
            fail();
            return false;
        }
        const char* const hard = archive_entry_hardlink(entry_);
        const char* const symbolic = archive_entry_symlink(entry_);
        if (!hard && !symbolic && archive_entry_filetype(entry_) != AE_IFREG)
            continue;
        if (archive_entry_is_encrypted(entry_))
            throwEncrypted(file_);
        name_ = nameOf(entry_);
        link_ = hard ? Link::Hard : symbolic ? Link::Symbolic : Link::None;
        target_ = hard ? hard : symbolic ? symbolic : "";
        return true;
    }
    return false;
}

std::string ArchiveReader::read(std::string& problem, const std::stop_token& stop)
{
    std::string bytes;
    std::array<char, kBlock> block;
    for (;;) {
        throwIfCancelled(stop);
        const la_ssize_t count = archive_read_data(handle_.get(), block.data(), block.size());
        if (count == 0)
            return bytes;
        if (count < 0) {
            problem = "The archive is damaged here: " + messageOf(handle_.get());
            if (count == ARCHIVE_FATAL)
                fail();
            return {};
        }
        if (bytes.size() + std::size_t(count) > kMaximumEntryBytes) {
            problem = "It is larger than 1 GiB";
            return {};
        }
        bytes.append(block.data(), std::size_t(count));
    }
}

std::size_t ArchiveReader::readSome(char* to, std::size_t count)
{
    const la_ssize_t read = archive_read_data(handle_.get(), to, count);
    if (read < 0)
        throw Error("The archive is damaged: " + messageOf(handle_.get()), {"%1 in %2", {name_, file_.string()}},
                    "Copy it again from where it came from.");
    return std::size_t(read);
}

const std::vector<std::string>& archiveEndings()
{
    static const std::vector<std::string> endings = {".zip", ".tar",     ".tar.gz",  ".tgz", ".tar.xz",
                                                     ".txz", ".tar.bz2", ".tar.zst", ".7z"};
    return endings;
}

bool looksLikeArchive(const std::filesystem::path& file)
{
    std::error_code problem;
    if (!std::filesystem::is_regular_file(file, problem))
        return false;
    std::array<char, 262> start{};
    std::ifstream(file, std::ios::binary).read(start.data(), start.size());
    const std::string_view bytes(start.data(), start.size());
    if (bytes.starts_with("PK\3\4") || bytes.starts_with("PK\5\6") || bytes.starts_with("7z\xBC\xAF\x27\x1C") ||
        bytes.substr(257) == "ustar")
        return true;
    const std::string name = lowerCase(file.filename().string());
    const auto& endings = archiveEndings();
    return std::any_of(endings.begin(), endings.end(), [&](const auto& ending) { return name.ends_with(ending); });
}

} // namespace diffuscope
