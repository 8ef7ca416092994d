#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Small files of torch.save's kind, well-formed or with one thing wrong, for tests and fuzz targets.
namespace diffuscope {

inline std::string little(std::uint64_t value, std::size_t count)
{
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i, value >>= 8)
        bytes += char(value & 0xff);
    return bytes;
}

using ZipItems = std::vector<std::pair<std::string, std::string>>; // name, bytes

// A zip archive of stored entries, without the zip64 records. CRCs are 0: nobody here looks at them.
inline std::string storedZip(const ZipItems& items)
{
    std::string file, directory;
    for (const auto& [name, bytes] : items) {
        const std::string common = little(0, 10) + little(0, 4) + little(bytes.size(), 4) + little(bytes.size(), 4) +
                                   little(name.size(), 2) + little(0, 2); // version, flags, method, time, sizes
        directory += "PK\1\2" + little(0, 2) + common + little(0, 10) + little(file.size(), 4) + name;
        file += "PK\3\4" + common + name + bytes;
    }
    const std::string counts = little(items.size(), 2) + little(items.size(), 2);
    return file + directory + "PK\5\6" + little(0, 4) + counts + little(directory.size(), 4) + little(file.size(), 4) +
           little(0, 2);
}

// Instructions of a pickle.
inline std::string pickled(const std::string& text) { return "X" + little(text.size(), 4) + text; }
inline std::string pickled(std::int64_t number) { return "\x8a\x08" + little(std::uint64_t(number), 8); }
inline std::string pickledName(const std::string& module, const std::string& name)
{
    return "c" + module + "\n" + name + "\n";
}
inline std::string pickledTuple(const std::vector<std::int64_t>& numbers)
{
    std::string bytes = "(";
    for (const auto number : numbers)
        bytes += pickled(number);
    return bytes + "t";
}

struct PickleParts {
    std::string type = "FloatStorage", key = "0";
    std::int64_t count = 4, offset = 0;
    std::vector<std::int64_t> shape = {2, 2}, strides = {2, 1};
};

inline std::string pickledTensor(const PickleParts& parts)
{
    const std::string emptyDict = pickledName("collections", "OrderedDict") + ")R";
    return pickledName("torch._utils", "_rebuild_tensor_v2") + "((" + pickled(std::string("storage")) +
           pickledName("torch", parts.type) + pickled(parts.key) + pickled(std::string("cpu")) + pickled(parts.count) +
           "tQ" + pickled(parts.offset) + pickledTuple(parts.shape) + pickledTuple(parts.strides) + "\x89" + emptyDict +
           "tR";
}

// {'a': <value>}
inline std::string pickledDict(const std::string& value)
{
    return "\x80\x02}" + pickled(std::string("a")) + value + "s.";
}

// A whole file around a pickle. Storage 0 holds `storage`, by default four floats.
inline std::string torchArchive(const std::string& pickle, const std::string& storage = std::string(16, '\1'))
{
    return storedZip({{"archive/data.pkl", pickle}, {"archive/data/0", storage}, {"archive/version", "3\n"}});
}

// A file of one tensor called "weight".
inline std::string onlyTensor(const PickleParts& parts) { return torchArchive(pickledDict(pickledTensor(parts))); }

} // namespace diffuscope
