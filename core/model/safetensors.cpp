#include "core/model/safetensors.h"

#include "core/base/error.h"
#include "core/base/save_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>
#include <set>

namespace diffuscope {
using nlohmann::json;

namespace {

constexpr std::uint64_t kMaxHeader = 100'000'000; // the format's own limit
constexpr int kMaxDepth = 8;

const std::map<std::string, std::uint64_t>& elementSizes()
{
    static const std::map<std::string, std::uint64_t> sizes = {
        {"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8}, {"I32", 4}, {"I16", 2},
        {"I8", 1},  {"U8", 1},  {"BOOL", 1}, {"U16", 2}, {"U32", 4}, {"U64", 8}};
    return sizes;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& reason)
{
    throw Error("This safetensors file cannot be used", path.string() + ": " + reason,
                "It is damaged or was not written by a safetensors library.");
}

// Parses the header, refusing duplicate keys and deep nesting as it goes.
json parseHeader(const std::string& text, const std::filesystem::path& path)
{
    std::vector<std::set<std::string>> keys;
    std::string problem;
    const json::parser_callback_t watch = [&](int depth, json::parse_event_t event, json& value) {
        if (depth > kMaxDepth && problem.empty())
            problem = "its header is nested too deeply";
        if (event == json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == json::parse_event_t::object_end && !keys.empty())
            keys.pop_back();
        else if (event == json::parse_event_t::key && !keys.empty() &&
                 !keys.back().insert(value.get<std::string>()).second && problem.empty())
            problem = "entry " + value.get<std::string>() + " appears twice";
        return true;
    };
    // nlohmann parses arrays recursively only in its callbacks' depth; its parser itself is iterative.
    json header = json::parse(text, watch, false);
    if (!problem.empty())
        refuse(path, problem);
    if (!header.is_object())
        refuse(path, "its header is not a JSON object");
    return header;
}

struct Entry {
    std::string name;
    RawTensor tensor;
    std::uint64_t begin = 0, end = 0;
};

std::uint64_t expectedBytes(const Entry& entry, const std::filesystem::path& path)
{
    const auto size = elementSizes().find(entry.tensor.dtype);
    if (size == elementSizes().end())
        refuse(path, "entry " + entry.name + " has the unknown type " + entry.tensor.dtype.substr(0, 20));
    std::uint64_t bytes = size->second;
    for (const auto extent : entry.tensor.shape) {
        if (extent < 0 || (extent > 0 && bytes > std::numeric_limits<std::uint64_t>::max() / std::uint64_t(extent)))
            refuse(path, "entry " + entry.name + " has an impossible shape");
        bytes *= std::uint64_t(extent);
    }
    return bytes;
}

Entry readEntry(const std::string& name, const json& value, std::uint64_t dataSize, const std::filesystem::path& path)
{
    Entry entry;
    entry.name = name;
    try {
        entry.tensor.dtype = value.at("dtype").get<std::string>();
        for (const auto& extent : value.at("shape"))
            if (!extent.is_number_integer())
                refuse(path, "entry " + name + " has an impossible shape");
        entry.tensor.shape = value.at("shape").get<std::vector<std::int64_t>>();
        const auto& offsets = value.at("data_offsets");
        if (offsets.size() != 2 || !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned())
            refuse(path, "entry " + name + " has bad offsets");
        entry.begin = offsets[0].get<std::uint64_t>();
        entry.end = offsets[1].get<std::uint64_t>();
    } catch (const json::exception&) {
        refuse(path, "entry " + name + " is malformed");
    }
    if (entry.begin > entry.end || entry.end > dataSize)
        refuse(path, "entry " + name + " lies outside the file");
    if (entry.end - entry.begin != expectedBytes(entry, path))
        refuse(path, "entry " + name + " has a size that does not match its shape");
    return entry;
}

void checkLayout(std::vector<Entry>& entries, std::uint64_t dataSize, const std::filesystem::path& path)
{
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });
    std::uint64_t position = 0;
    for (const auto& entry : entries) {
        if (entry.begin < position)
            refuse(path, "entry " + entry.name + " overlaps another");
        if (entry.begin > position)
            refuse(path, "there is a gap before entry " + entry.name);
        position = entry.end;
    }
    if (position != dataSize)
        refuse(path, "there are bytes after the last entry");
}

std::uint64_t littleEndian(const unsigned char (&bytes)[8])
{
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i)
        value = value << 8 | bytes[i];
    return value;
}

} // namespace

TensorFile readSafetensors(const std::filesystem::path& path)
{
    std::error_code failure;
    const std::uint64_t fileSize = std::filesystem::file_size(path, failure);
    std::ifstream stream(path, std::ios::binary);
    if (failure || !stream)
        throw Error("Cannot open the safetensors file", path.string(), "Check that it exists and can be read.");
    unsigned char lengthBytes[8] = {};
    if (fileSize < 8 || !stream.read(reinterpret_cast<char*>(lengthBytes), 8))
        refuse(path, "it is too short");
    const std::uint64_t length = littleEndian(lengthBytes);
    if (length > kMaxHeader || length > fileSize - 8)
        refuse(path, "its header claims " + std::to_string(length) + " bytes");
    std::string text(length, '\0');
    if (!stream.read(text.data(), std::streamsize(length)) || text.empty() || text[0] != '{')
        refuse(path, "its header is not a JSON object");

    const json header = parseHeader(text, path);
    const std::uint64_t dataSize = fileSize - 8 - length;
    TensorFile file;
    std::vector<Entry> entries;
    for (const auto& [name, value] : header.items()) {
        if (name != "__metadata__") {
            entries.push_back(readEntry(name, value, dataSize, path));
            continue;
        }
        for (const auto& [key, text2] : value.items())
            if (text2.is_string())
                file.metadata[key] = text2.get<std::string>();
    }
    checkLayout(entries, dataSize, path);
    for (auto& entry : entries) { // in file order
        entry.tensor.bytes.resize(entry.end - entry.begin);
        if (!stream.read(entry.tensor.bytes.data(), std::streamsize(entry.tensor.bytes.size())))
            refuse(path, "it ends inside entry " + entry.name);
        file.tensors.emplace(entry.name, std::move(entry.tensor));
    }
    return file;
}

void writeSafetensors(const std::filesystem::path& path, const TensorFile& file)
{
    json header = json::object();
    header["__metadata__"] = file.metadata;
    header["__metadata__"]["format"] = "pt";
    std::uint64_t position = 0;
    for (const auto& [name, tensor] : file.tensors) {
        header[name] = {{"dtype", tensor.dtype}, {"shape", tensor.shape},
                        {"data_offsets", {position, position + tensor.bytes.size()}}};
        position += tensor.bytes.size();
    }
    std::string text = header.dump();
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
