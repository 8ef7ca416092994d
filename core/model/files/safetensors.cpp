#include "core/model/files/safetensors.h"

#include "core/base/byte_order.h"
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/json/untrusted_json.h"
#include "core/model/files/byte_source.h"

#include <algorithm>
#include <tuple>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr std::uint64_t kMaxHeader = 16u << 20; // for some 40,000 tensors; public models have some thousand
constexpr std::uint64_t kMaxExtent = std::uint64_t(1) << 40;
constexpr const char* kBadSafetensors = "This safetensors file cannot be used";

[[noreturn]] void refuse(const std::string& file, const std::string& reason)
{
    throw Error(kBadSafetensors, file + ": " + reason, "It is damaged or was not written by a safetensors library.");
}

struct Entry {
    std::string name, dtype;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0;
};

std::uint64_t expectedBytes(const Entry& entry, const std::string& file)
{
    const auto size = elementSize(entry.dtype);
    if (!size)
        refuse(file, "entry " + shortened(entry.name) + " has the unknown type " + shortened(entry.dtype));
    const auto count = elementCount(entry.shape);
    if (!count)
        refuse(file, "entry " + shortened(entry.name) + " has an impossible shape");
    return *count * *size;
}

std::vector<std::int64_t> readShape(const json& value)
{
    if (!value.is_array() || value.size() > kMaxTensorRank)
        return {-1};
    std::vector<std::int64_t> shape;
    for (const auto& extent : value)
        shape.push_back(
            extent.is_number_unsigned() && extent.get<std::uint64_t>() <= kMaxExtent ? extent.get<std::int64_t>() : -1);
    return shape;
}

Entry readEntry(const std::string& name, const json& value, std::uint64_t dataSize, const std::string& file)
{
    const auto fail = [&](const char* what) { refuse(file, "entry " + shortened(name) + " " + what); };
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
    if (entry.end - entry.begin != expectedBytes(entry, file))
        fail("has a size that does not match its shape");
    return entry;
}

void checkLayout(std::vector<Entry>& entries, std::uint64_t dataSize, const std::string& file)
{
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });
    std::uint64_t position = 0;
    for (const auto& entry : entries) {
        if (entry.begin < position)
            refuse(file, "entry " + shortened(entry.name) + " overlaps another");
        if (entry.begin > position)
            refuse(file, "there is a gap before entry " + shortened(entry.name));
        position = entry.end;
    }
    if (position != dataSize)
        refuse(file, "there are bytes after the last entry");
}

std::string readHeader(const ByteSource& source)
{
    if (source.size() < 8)
        refuse(source.name(), "it is too short");
    const std::uint64_t length = littleEndianIn(source.read(0, 8));
    if (length > kMaxHeader || length > source.size() - 8)
        refuse(source.name(), "its header claims " + std::to_string(length) + " bytes");
    std::string text = source.read(8, length);
    if (text.empty() || text[0] != '{')
        refuse(source.name(), "its header is not a JSON object");
    return text;
}

// The checked header: entries in file order.
struct Header {
    std::vector<Entry> entries;
    std::map<std::string, std::string> metadata;
    std::uint64_t dataBegin = 0;
};

void readMetadata(const json& value, Header& header, const std::string& file)
{
    if (!value.is_object())
        refuse(file, "entry __metadata__ is malformed");
    for (const auto& [key, item] : value.items())
        if (item.is_string())
            header.metadata[key] = item.get<std::string>();
}

Header parseHeader(const ByteSource& source)
{
    const std::string text = readHeader(source);
    Header header;
    header.dataBegin = 8 + text.size();
    const std::uint64_t dataSize = source.size() - header.dataBegin;
    const json object = parseUntrusted(text, source.name(), kBadSafetensors);
    for (const auto& [name, value] : object.items())
        if (name == "__metadata__")
            readMetadata(value, header, source.name());
        else
            header.entries.push_back(readEntry(name, value, dataSize, source.name()));
    checkLayout(header.entries, dataSize, source.name());
    return header;
}

TensorFile readAll(const ByteSource& source)
{
    Header header = parseHeader(source);
    TensorFile file;
    for (auto& entry : header.entries) {
        RawTensor tensor{std::move(entry.dtype), std::move(entry.shape),
                         source.read(header.dataBegin + entry.begin, entry.end - entry.begin)};
        file.tensors.emplace(std::move(entry.name), std::move(tensor));
    }
    file.metadata = std::move(header.metadata);
    return file;
}

} // namespace

TensorList listSafetensors(const std::filesystem::path& path)
{
    Header header = parseHeader(ByteSource(path));
    TensorList list;
    for (auto& entry : header.entries)
        list.emplace(std::move(entry.name), TensorInfo{std::move(entry.dtype), std::move(entry.shape)});
    return list;
}

TensorFile readSafetensors(const std::filesystem::path& path) { return readAll(ByteSource(path)); }

TensorFile parseSafetensors(std::string_view bytes, const std::string& file)
{
    return readAll(ByteSource(bytes, file));
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
