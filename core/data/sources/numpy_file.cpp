#include "core/data/sources/numpy_file.h"

#include "core/base/error.h"
#include "core/data/sources/archive_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>

namespace diffuscope {
namespace fs = std::filesystem;

// The bytes of one array after another, from either kind of file.
struct NumpyBytes {
    explicit NumpyBytes(const fs::path& path) : file(path)
    {
        std::error_code problem;
        size = fs::file_size(path, problem);
        std::ifstream start(path, std::ios::binary);
        char mark[2] = "";
        start.read(mark, 2);
        if (mark[0] == 'P' && mark[1] == 'K')
            archive = std::make_unique<ArchiveReader>(path);
        else
            plain.open(path, std::ios::binary);
    }
    std::size_t some(char* to, std::size_t count)
    {
        if (archive)
            return archive->readSome(to, count);
        plain.read(to, std::streamsize(count));
        return std::size_t(plain.gcount());
    }
    void exactly(char* to, std::size_t count)
    {
        while (count > 0) {
            const std::size_t read = some(to, count);
            if (read == 0)
                throw Error("The array is shorter than its header says", file.string(),
                            "Copy it again from where it came from.");
            to += read;
            count -= read;
        }
    }

    fs::path file;
    std::uint64_t size = 0;
    std::unique_ptr<ArchiveReader> archive;
    std::ifstream plain;
};

namespace {

constexpr std::size_t kLongestHeader = 1 << 16;
constexpr std::uint64_t kMostBytes = std::uint64_t(1) << 62;

[[noreturn]] void refuseHeader(const fs::path& file)
{
    throw Error("The header of the NumPy array cannot be read", file.string(), "Save it again with numpy.save.");
}

// The text after 'key': in the header's dictionary.
std::string_view valueOf(std::string_view text, const std::string& key, const fs::path& file)
{
    std::size_t at = text.find("'" + key + "'");
    if (at == text.npos || (at = text.find(':', at)) == text.npos ||
        (at = text.find_first_not_of(' ', at + 1)) == text.npos)
        refuseHeader(file);
    return text.substr(at);
}

std::vector<long long> shapeIn(std::string_view text, const fs::path& file)
{
    std::vector<long long> shape;
    if (text.empty() || text.front() != '(')
        refuseHeader(file);
    for (std::size_t at = 1; at < text.size() && text[at] != ')';) {
        if (text[at] == ' ' || text[at] == ',' || text[at] == 'L') {
            ++at;
            continue;
        }
        long long number = 0;
        const std::size_t from = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && at - from < 16; ++at)
            number = 10 * number + (text[at] - '0');
        if (at == from)
            refuseHeader(file);
        shape.push_back(number);
    }
    return shape;
}

void requirePossible(const NumpyHeader& header, const NumpyBytes& bytes)
{
    std::uint64_t total = std::uint64_t(header.itemBytes);
    for (const long long extent : header.shape) {
        const auto factor = std::uint64_t(std::max(extent, 1LL)); // one record counts, even where there are none
        if (total > kMostBytes / factor)
            refuseHeader(bytes.file);
        total *= factor;
    }
    if (header.count() == 0)
        throw Error("The NumPy array is empty", {"%1 (%2)", {bytes.file.string(), header.text()}}, "Choose another.");
    // deflate packs at most 1032 to 1, so the file's size bounds what a header may promise.
    if (total > bytes.size * (bytes.archive ? 1040 : 1))
        throw Error("The header of the NumPy array promises " + std::to_string(total) + " bytes, the file has " +
                        std::to_string(bytes.size),
                    bytes.file.string(), "Copy it again from where it came from.");
}

NumpyHeader readHeader(NumpyBytes& bytes, const std::string& member)
{
    unsigned char start[12] = "";
    bytes.exactly(reinterpret_cast<char*>(start), 10);
    if (std::memcmp(start, "\x93NUMPY", 6) != 0 || start[6] < 1 || start[6] > 3)
        throw Error("This is not a NumPy array", bytes.file.string(), "Save it again with numpy.save.");
    std::size_t length = start[8] | std::size_t(start[9]) << 8;
    if (start[6] > 1) {
        bytes.exactly(reinterpret_cast<char*>(start) + 10, 2);
        length |= std::size_t(start[10]) << 16 | std::size_t(start[11]) << 24;
    }
    if (length > kLongestHeader)
        refuseHeader(bytes.file);
    std::string text(length, ' ');
    bytes.exactly(text.data(), length);
    NumpyHeader header;
    header.member = member;
    const std::string_view type = valueOf(text, "descr", bytes.file);
    if (type.starts_with('\'')) // else a list: a record of several fields
        header.type = std::string(type.substr(1, std::min(type.find('\'', 1), type.size()) - 1));
    header.kind = header.type.size() > 2 ? header.type[1] : '?';
    header.bigEndian = header.type.starts_with('>');
    header.itemBytes = header.isNumeric() ? header.type[2] - '0' : 1;
    header.fortranOrder = valueOf(text, "fortran_order", bytes.file).starts_with("True");
    header.shape = shapeIn(valueOf(text, "shape", bytes.file), bytes.file);
    if (header.isNumeric())
        requirePossible(header, bytes);
    return header;
}

std::string memberName(const std::string& name)
{
    return name.ends_with(".npy") ? name.substr(0, name.size() - 4) : std::string();
}

template <typename Value> double valueAt(const char* from, bool swapped)
{
    char bytes[sizeof(Value)];
    std::memcpy(bytes, from, sizeof(Value));
    if (swapped)
        std::reverse(bytes, bytes + sizeof(Value));
    Value value;
    std::memcpy(&value, bytes, sizeof(Value));
    return double(value);
}

double halfAt(const char* from, bool swapped)
{
    const auto bits = std::uint32_t(valueAt<std::uint16_t>(from, swapped));
    const std::uint32_t exponent = bits >> 10 & 31u, fraction = bits & 1023u;
    const double size = exponent == 0    ? std::ldexp(double(fraction), -24)
                        : exponent == 31 ? (fraction == 0 ? HUGE_VAL : std::nan(""))
                                         : std::ldexp(double(1024 + fraction), int(exponent) - 25);
    return (bits & 0x8000u) != 0 ? -size : size;
}

double numberAt(const char* from, const NumpyHeader& header)
{
    const bool swapped = header.bigEndian;
    switch (header.kind) {
    case 'f':
        return header.itemBytes == 2   ? halfAt(from, swapped)
               : header.itemBytes == 4 ? valueAt<float>(from, swapped)
                                       : valueAt<double>(from, swapped);
    case 'i':
        return header.itemBytes == 1   ? valueAt<std::int8_t>(from, false)
               : header.itemBytes == 2 ? valueAt<std::int16_t>(from, swapped)
               : header.itemBytes == 4 ? valueAt<std::int32_t>(from, swapped)
                                       : valueAt<std::int64_t>(from, swapped);
    default:
        return header.itemBytes == 1   ? valueAt<std::uint8_t>(from, false)
               : header.itemBytes == 2 ? valueAt<std::uint16_t>(from, swapped)
               : header.itemBytes == 4 ? valueAt<std::uint32_t>(from, swapped)
                                       : valueAt<std::uint64_t>(from, swapped);
    }
}

} // namespace

static_assert(std::endian::native == std::endian::little);

bool NumpyHeader::isNumeric() const
{
    static const std::vector<std::string> known = {"b1", "u1", "i1", "u2", "i2", "u4",
                                                   "i4", "u8", "i8", "f2", "f4", "f8"};
    return type.size() == 3 && std::find(known.begin(), known.end(), type.substr(1)) != known.end();
}

std::uint64_t NumpyHeader::recordValues() const
{
    std::uint64_t values = 1;
    for (std::size_t k = 1; k < shape.size(); ++k)
        values *= std::uint64_t(shape[k]);
    return values;
}

std::string NumpyHeader::text() const
{
    std::string text = member.empty() ? type : member + ", " + type;
    for (std::size_t k = 0; k < shape.size(); ++k)
        text += (k == 0 ? " " : " x ") + std::to_string(shape[k]);
    return text;
}

std::vector<NumpyHeader> numpyHeaders(const fs::path& file)
{
    NumpyBytes bytes(file);
    if (!bytes.archive)
        return {readHeader(bytes, "")};
    std::vector<NumpyHeader> headers;
    while (bytes.archive->next())
        if (const std::string member = memberName(bytes.archive->name()); !member.empty())
            headers.push_back(readHeader(bytes, member));
    if (!bytes.archive->damage().empty())
        throw Error("The archive is damaged: " + bytes.archive->damage(), file.string(),
                    "Copy it again from where it came from.");
    return headers;
}

NumpyReader::NumpyReader(const fs::path& file, const std::string& member) : bytes_(std::make_unique<NumpyBytes>(file))
{
    while (bytes_->archive && memberName(bytes_->archive->name()) != member)
        if (!bytes_->archive->next())
            throw Error("The file has changed while it was opened", file.string(), "Open it again.");
    header_ = readHeader(*bytes_, member);
    record_.resize(header_.recordBytes());
}

NumpyReader::~NumpyReader() = default;

void NumpyReader::next(std::vector<double>& values)
{
    skip();
    values.resize(header_.recordValues());
    for (std::size_t k = 0; k < values.size(); ++k)
        values[k] = numberAt(record_.data() + k * std::size_t(header_.itemBytes), header_);
}

void NumpyReader::skip() { bytes_->exactly(record_.data(), record_.size()); }

} // namespace diffuscope
