#include "core/model/files/torch_bin/stored_zip.h"

#include "core/base/byte_order.h"
#include "core/base/error.h"
#include "core/json/untrusted_json.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace diffuscope {
namespace {

constexpr std::uint64_t kEndSize = 22, kMaxComment = 65535, kLocatorSize = 20, kEnd64Size = 56;
constexpr std::uint64_t kCentralSize = 46, kLocalSize = 30;
constexpr std::uint64_t kMaxEntries = 100'000; // one a tensor; public models have some thousand
constexpr std::uint64_t kMaxDirectory = 32u << 20;

// Numbers of the format are little-endian.
std::uint64_t number(const std::string& bytes, std::size_t at, std::size_t size)
{
    return littleEndianIn(std::string_view(bytes).substr(at, size));
}

bool hasMark(const std::string& bytes, std::size_t at, const char* mark)
{
    return at + 4 <= bytes.size() && bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == mark[0] &&
           bytes[at + 3] == mark[1];
}

struct Central {
    std::string name;
    std::uint64_t flags = 0, method = 0, packed = 0, size = 0, disk = 0, local = 0;
};

class DirectoryReader {
public:
    DirectoryReader(const ByteSource& source, const std::string& happened) : source_(source), happened_(happened) {}

    ZipDirectory read()
    {
        findDirectory();
        const std::string bytes = source_.read(begin_, size_);
        std::size_t at = 0;
        for (std::uint64_t k = 0; k < count_; ++k)
            place(nextCentral(bytes, at));
        if (at != bytes.size())
            refuse("there are bytes after the last entry of its directory");
        refuseOverlaps();
        return std::move(directory_);
    }

private:
    struct Range {
        std::uint64_t begin, end;
        std::string name;
    };

    [[noreturn]] void refuse(const std::string& reason) const
    {
        throw Error(happened_, source_.name() + ": " + reason, "It is damaged or was not written by torch.save.");
    }
    [[noreturn]] void refuse(const std::string& name, const char* reason) const
    {
        refuse("entry " + shortened(name) + " " + reason);
    }

    // The record that ends every archive lies before a comment of at most 64 KiB.
    void findDirectory()
    {
        const std::uint64_t length = std::min(source_.size(), kEndSize + kMaxComment);
        if (length < kEndSize)
            refuse("it is too short");
        const std::string tail = source_.read(source_.size() - length, length);
        for (std::size_t at = tail.size() - kEndSize + 1; at-- > 0;)
            if (hasMark(tail, at, "\5\6") && number(tail, at + 20, 2) == tail.size() - at - kEndSize)
                return readEnd(tail.substr(at, kEndSize), source_.size() - tail.size() + at);
        refuse("it is not a whole zip archive");
    }

    void readEnd(const std::string& end, std::uint64_t position)
    {
        count_ = number(end, 10, 2);
        size_ = number(end, 12, 4);
        begin_ = number(end, 16, 4);
        limit_ = position;
        bool split = number(end, 4, 2) != 0 || number(end, 6, 2) != 0 || number(end, 8, 2) != count_;
        if (const auto wide = readEnd64(position)) {
            split =
                number(*wide, 16, 4) != 0 || number(*wide, 20, 4) != 0 || number(*wide, 24, 8) != number(*wide, 32, 8);
            widen(count_, number(*wide, 32, 8), 0xffff);
            widen(size_, number(*wide, 40, 8), 0xffffffff);
            widen(begin_, number(*wide, 48, 8), 0xffffffff);
        }
        if (split)
            refuse("it is one part of a split archive");
        if (begin_ > limit_ || size_ > limit_ - begin_)
            refuse("its directory lies outside the file");
        if (count_ > kMaxEntries || size_ > kMaxDirectory || size_ / kCentralSize < count_)
            refuse("its directory claims " + std::to_string(count_) + " entries in " + std::to_string(size_) +
                   " bytes");
        limit_ = begin_;
    }

    // Two readers must not see two archives: a number that is not saturated has to agree.
    void widen(std::uint64_t& value, std::uint64_t wide, std::uint64_t saturated) const
    {
        if (value != saturated && value != wide)
            refuse("its two directory records differ");
        value = wide;
    }

    std::optional<std::string> readEnd64(std::uint64_t position)
    {
        if (position < kLocatorSize)
            return std::nullopt;
        const std::string locator = source_.read(position - kLocatorSize, kLocatorSize);
        if (!hasMark(locator, 0, "\6\7"))
            return std::nullopt;
        const std::uint64_t at = number(locator, 8, 8);
        if (number(locator, 4, 4) != 0 || number(locator, 16, 4) > 1)
            refuse("it is one part of a split archive");
        if (position - kLocatorSize < kEnd64Size || at > position - kLocatorSize - kEnd64Size)
            refuse("its directory record lies outside the file");
        std::string record = source_.read(at, kEnd64Size);
        if (!hasMark(record, 0, "\6\6"))
            refuse("its directory record is damaged");
        limit_ = at;
        return record;
    }

    Central nextCentral(const std::string& bytes, std::size_t& at) const
    {
        if (bytes.size() - at < kCentralSize || !hasMark(bytes, at, "\1\2"))
            refuse("its directory is damaged");
        Central entry;
        entry.flags = number(bytes, at + 8, 2);
        entry.method = number(bytes, at + 10, 2);
        entry.packed = number(bytes, at + 20, 4);
        entry.size = number(bytes, at + 24, 4);
        entry.disk = number(bytes, at + 34, 2);
        entry.local = number(bytes, at + 42, 4);
        const std::size_t name = number(bytes, at + 28, 2), extra = number(bytes, at + 30, 2),
                          comment = number(bytes, at + 32, 2);
        at += kCentralSize;
        if (bytes.size() - at < name + extra + comment)
            refuse("its directory is damaged");
        entry.name = bytes.substr(at, name);
        readWideSizes(bytes.substr(at + name, extra), entry);
        at += name + extra + comment;
        return entry;
    }

    // The zip64 field holds, in this order, those of the numbers that did not fit.
    void readWideSizes(const std::string& extra, Central& entry) const
    {
        for (std::size_t at = 0; at + 4 <= extra.size();) {
            const std::size_t length = number(extra, at + 2, 2), end = at + 4 + length;
            if (end > extra.size())
                refuse(entry.name, "has a damaged extra field");
            if (number(extra, at, 2) == 1) {
                at += 4;
                for (std::uint64_t* value : {&entry.size, &entry.packed, &entry.local})
                    if (*value == 0xffffffff) {
                        if (end - at < 8)
                            refuse(entry.name, "has a damaged extra field");
                        *value = number(extra, at, 8);
                        at += 8;
                    }
                return;
            }
            at = end;
        }
    }

    void place(const Central& entry)
    {
        if ((entry.flags & 0x2041) != 0)
            refuse(entry.name, "is encrypted");
        if (entry.method != 0 || entry.packed != entry.size)
            refuse(entry.name, "is compressed");
        if (entry.disk != 0 || entry.local > limit_ || limit_ - entry.local < kLocalSize)
            refuse(entry.name, "lies outside the file");
        const std::string local = source_.read(entry.local, kLocalSize);
        const std::uint64_t nameSize = number(local, 26, 2), extraSize = number(local, 28, 2);
        const std::uint64_t room = limit_ - entry.local - kLocalSize;
        if (!hasMark(local, 0, "\3\4") || number(local, 8, 2) != 0 || (number(local, 6, 2) & 0x2041) != 0 ||
            nameSize != entry.name.size() || nameSize + extraSize > room ||
            source_.read(entry.local + kLocalSize, nameSize) != entry.name)
            refuse(entry.name, "differs from its own header");
        const ZipEntry found{entry.local + kLocalSize + nameSize + extraSize, entry.size};
        if (entry.size > room - nameSize - extraSize)
            refuse(entry.name, "lies outside the file");
        if (!directory_.emplace(entry.name, found).second)
            refuse(entry.name, "appears twice");
        ranges_.push_back({entry.local, found.offset + found.size, entry.name});
    }

    void refuseOverlaps()
    {
        std::sort(ranges_.begin(), ranges_.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
        for (std::size_t k = 1; k < ranges_.size(); ++k)
            if (ranges_[k].begin < ranges_[k - 1].end)
                refuse(ranges_[k].name, "overlaps another");
    }

    const ByteSource& source_;
    const std::string& happened_;
    std::uint64_t count_ = 0, size_ = 0, begin_ = 0;
    std::uint64_t limit_ = 0; // entries end before the directory, the directory before its records
    ZipDirectory directory_;
    std::vector<Range> ranges_;
};

} // namespace

ZipDirectory readZipDirectory(const ByteSource& source, const std::string& happened)
{
    return DirectoryReader(source, happened).read();
}

} // namespace diffuscope
