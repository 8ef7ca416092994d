#include "core/model/safetensors.h"

#include "core/base/error.h"
#include "core/base/save_file.h"

#include "core/model/untrusted_json.h"

#include <algorithm>
#include <fstream>
#include <tuple>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr std::uint64_t kMaxHeader = 100'000'000; // the format's own limit
constexpr std::size_t kMaxRank = 8;
constexpr std::uint64_t kMaxExtent = std::uint64_t(1) << 40;
constexpr const char* kHappened = "This safetensors file cannot be used";

const std::map<std::string, std::uint64_t>& elementSizes()
{
    static const std::map<std::string, std::uint64_t> sizes = {
        {"F64", 8}, {"F32", 4}, {"F16", 2},  {"BF16", 2}, {"I64", 8}, {"I32", 4}, {"I16", 2},
        {"I8", 1},  {"U8", 1},  {"BOOL", 1}, {"U16", 2},  {"U32", 4}, {"U64", 8}};
    return sizes;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& reason)
{
    throw Error(kHappened, path.string() + ": " + reason, "It is damaged or was not written by a safetensors library.");
}

struct Entry {
    std::string name, dtype;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0;
};

std::uint64_t expectedBytes(const Entry& entry, const std::filesystem::path& path)
{
    const auto size = elementSizes().find(entry.dtype);
    if (size == elementSizes().end())
        refuse(path, "entry " + shortened(entry.name) + " has the unknown type " + shortened(entry.dtype));
    std::uint64_t bytes = size->second;
    for (const auto extent : entry.shape)
        if (__builtin_mul_overflow(bytes, std::uint64_t(extent), &bytes))
            refuse(path, "entry " + shortened(entry.name) + " has an impossible shape");
    return bytes;
}

std::vector<std::int64_t> readShape(const json& value)
{
    if (!value.is_array() || value.size() > kMaxRank)
        return {-1};
    std::vector<std::int64_t> shape;
    for (const auto& extent : value)
        shape.push_back(
            extent.is_number_unsigned() && extent.get<std::uint64_t>() <= kMaxExtent ? extent.get<std::int64_t>() : -1);
    return shape;
}

Entry readEntry(const std::string& name, const json& value, std::uint64_t dataSize, const std::filesystem::path& path)
{
    const auto fail = [&](const char* what) { refuse(path, "entry " + shortened(name) + " " + what); };
    const auto isNumber = [](const json& number) { return number.is_number_unsigned(); };
    if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") || !value.contains("data_offsets") ||
        !value["dtype"].is_string())
        fail("is malformed");
    Entry entry{name, value["dtype"].get<std::string>(), readShape(value["shape"])};
    if (std::count(entry.shape.begin(), entry.shape.end(), -1) > 0)
        fail("has an impossible shape");
    const json& offsets = value["data_offsets"];
    if (!offsets.is_array() || offsets.size() != 2 || !std::all_of(offsets.begin(), offsets.end(), isNumber))
        fail("has bad offsets");
    entry.begin = offsets[0].get<std::uint64_t>();
    entry.end = offsets[1].get<std::uint64_t>();
    if (entry.begin > entry.end || entry.end > dataSize)
        fail("lies outside the file");
    if (entry.end - entry.begin != expectedBytes(entry, path))
        fail("has a size that does not match its shape");
    return entry;
}

void checkLayout(std::vector<Entry>& entries, std::uint64_t dataSize, const std::filesystem::path& path)
{
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });
    std::uint64_t position = 0;
    for (const auto& entry : entries) {
        if (entry.begin < position)
            refuse(path, "entry " + shortened(entry.name) + " overlaps another");
        if (entry.begin > position)
            refuse(path, "there is a gap before entry " + shortened(entry.name));
        position = entry.end;
    }
    if (position != dataSize)
        refuse(path, "there are bytes after the last entry");
}

// One file: its checked header first, then the data of its entries one after the other.
class Reader {
public:
    explicit Reader(std::filesystem::path path) : path_(std::move(path))
    {
        std::error_code failure; // a pipe or a folder must not be opened
        if (!std::filesystem::is_regular_file(path_, failure))
            cannotOpen();
        stream_.open(path_, std::ios::binary);
        const std::uint64_t fileSize = std::filesystem::file_size(path_, failure);
        if (failure || !stream_)
            cannotOpen();
        const std::string text = header(fileSize);
        parse(text, fileSize - 8 - text.size());
    }

    std::vector<Entry>& entries() { return entries_; } // in file order
    std::map<std::string, std::string>& metadata() { return metadata_; }
    std::string next(const Entry& entry)
    {
        std::string bytes(entry.end - entry.begin, '\0');
        if (!stream_.read(bytes.data(), std::streamsize(bytes.size())))
            refuse(path_, "it ends inside entry " + shortened(entry.name));
        return bytes;
    }

private:
    [[noreturn]] void cannotOpen() const
    {
        throw Error("Cannot open the safetensors file", path_.string(), "Check that it exists and can be read.");
    }
    std::string header(std::uint64_t fileSize)
    {
        unsigned char bytes[8] = {};
        if (fileSize < 8 || !stream_.read(reinterpret_cast<char*>(bytes), 8))
            refuse(path_, "it is too short");
        std::uint64_t length = 0;
        for (int i = 7; i >= 0; --i)
            length = length << 8 | bytes[i];
        if (length > kMaxHeader || length > fileSize - 8)
            refuse(path_, "its header claims " + std::to_string(length) + " bytes");
        std::string text(length, '\0');
        if (!stream_.read(text.data(), std::streamsize(length)) || text.empty() || text[0] != '{')
            refuse(path_, "its header is not a JSON object");
        return text;
    }
    void parse(const std::string& text, std::uint64_t dataSize)
    {
        const json object = parseUntrusted(text, path_.string(), kHappened);
        for (const auto& [name, value] : object.items()) {
            if (name != "__metadata__") {
                entries_.push_back(readEntry(name, value, dataSize, path_));
                continue;
            }
            for (const auto& [key, item] : value.items())
                if (item.is_string())
                    metadata_[key] = item.get<std::string>();
        }
        checkLayout(entries_, dataSize, path_);
    }

    std::filesystem::path path_;
    std::ifstream stream_;
    std::vector<Entry> entries_;
    std::map<std::string, std::string> metadata_;
};

} // namespace

TensorList listSafetensors(const std::filesystem::path& path)
{
    Reader reader(path);
    TensorList list;
    for (auto& entry : reader.entries())
        list.emplace(entry.name, TensorInfo{std::move(entry.dtype), std::move(entry.shape)});
    return list;
}

TensorFile readSafetensors(const std::filesystem::path& path)
{
    Reader reader(path);
    TensorFile file;
    for (auto& entry : reader.entries()) { // in file order
        RawTensor tensor{std::move(entry.dtype), std::move(entry.shape), reader.next(entry)};
        file.tensors.emplace(std::move(entry.name), std::move(tensor));
    }
    file.metadata = reader.metadata();
    return file;
}

void writeSafetensors(const std::filesystem::path& path, const TensorFile& file)
{
    json header = json::object();
    header["__metadata__"] = file.metadata;
    header["__metadata__"]["format"] = "pt";
    std::uint64_t position = 0;
    for (const auto& [name, tensor] : file.tensors) {
        header[name] = {{"dtype", tensor.dtype},
                        {"shape", tensor.shape},
                        {"data_offsets", {position, position + tensor.bytes.size()}}};
        position += tensor.bytes.size();
    }
    std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.resize((text.size() + 7) / 8 * 8, ' '); // keeps the data aligned
    std::string length(8, '\0');
    for (int i = 0; i < 8; ++i)
        length[std::size_t(i)] = char(std::uint64_t(text.size()) >> (8 * i) & 0xff);
    SaveFile out(path);
    out.write(length);
    out.write(text);
    for (const auto& item : file.tensors)
        out.write(item.second.bytes);
    out.commit();
}

} // namespace diffuscope
