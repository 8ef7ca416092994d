#include "core/model/files/torch_bin/torch_bin.h"

#include "core/base/error.h"
#include "core/json/untrusted_json.h"
#include "core/model/files/torch_bin/stored_zip.h"
#include "core/model/files/torch_bin/unpickler.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace diffuscope {
namespace {

const std::string kBadWeights = "This PyTorch weights file cannot be used";
constexpr std::uint64_t kMaxPickle = 16u << 20; // some 100 bytes a tensor
constexpr std::uint64_t kMaxGrowth = 4;         // tied weights are stored once and become two tensors
constexpr std::uint64_t kFreeGrowth = 1u << 20;

[[noreturn]] void refuse(const ByteSource& source, const std::string& reason,
                         const std::string& advice = "It is damaged or was not written by torch.save.")
{
    throw Error(kBadWeights, source.name() + ": " + reason, advice);
}

// What comes before the zip archives that torch.save writes since 1.6.
void refuseOtherFormats(const ByteSource& source)
{
    const std::string head = source.read(0, std::min<std::uint64_t>(source.size(), 4));
    if (head.starts_with("\x80"))
        refuse(source, "it is a pickle from before PyTorch 1.6",
               "If you trust it, save it again with a newer PyTorch: torch.save(torch.load(FILE), FILE).");
    if (!head.starts_with("PK\3\4"))
        refuse(source, "it is not a file of torch.save");
}

// The folder that everything in the archive lies in; its name varies.
std::string rootOf(const ZipDirectory& directory, const ByteSource& source)
{
    std::optional<std::string> root;
    for (const auto& [name, entry] : directory) {
        const auto slash = name.find('/');
        if (slash == std::string::npos || name.substr(slash) != "/data.pkl")
            continue;
        if (root)
            refuse(source, "it holds more than one data.pkl");
        root = name.substr(0, slash + 1);
    }
    if (!root)
        refuse(source, "it holds no data.pkl");
    if (directory.count(*root + "constants.pkl") > 0)
        refuse(source, "it is a TorchScript program", "Save the network's state_dict instead.");
    return *root;
}

void requireLittleEndian(const ZipDirectory& directory, const std::string& root, const ByteSource& source)
{
    const auto found = directory.find(root + "byteorder"); // written since 2.1
    if (found != directory.end() &&
        (found->second.size != 6 || source.read(found->second.offset, found->second.size) != "little"))
        refuse(source, "its numbers are not little-endian", "Save it again on a usual computer, as safetensors.");
}

// A tensor with what was checked about it. All in elements.
struct View {
    PickledTensor described;
    std::uint64_t count = 0;
    bool contiguous = true;
};

// Index of the last element, counted from the start of the storage; nothing on overflow.
std::optional<std::uint64_t> lastElement(const PickledTensor& tensor)
{
    std::uint64_t last = tensor.offset;
    for (std::size_t k = 0; k < tensor.shape.size(); ++k) {
        std::uint64_t reach = 0;
        if (__builtin_mul_overflow(std::uint64_t(tensor.shape[k] - 1), std::uint64_t(tensor.strides[k]), &reach) ||
            __builtin_add_overflow(last, reach, &last))
            return std::nullopt;
    }
    return last;
}

bool isContiguous(const PickledTensor& tensor)
{
    std::int64_t expected = 1;
    for (std::size_t k = tensor.shape.size(); k-- > 0;) {
        if (tensor.shape[k] != 1 && tensor.strides[k] != expected)
            return false;
        expected *= std::max<std::int64_t>(tensor.shape[k], 1); // bounded by elementCount
    }
    return true;
}

// Row-major copy of a view of a whole storage.
std::string gathered(const View& view, const std::string& storage, std::size_t element)
{
    const auto& shape = view.described.shape;
    const auto& strides = view.described.strides;
    std::string bytes(view.count * element, '\0');
    std::vector<std::int64_t> index(shape.size(), 0);
    std::uint64_t from = view.described.offset;
    for (std::uint64_t k = 0; k < view.count; ++k) {
        std::memcpy(bytes.data() + k * element, storage.data() + from * element, element);
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            from += std::uint64_t(strides[axis]);
            if (++index[axis] < shape[axis])
                break;
            from -= std::uint64_t(shape[axis]) * std::uint64_t(strides[axis]);
            index[axis] = 0;
        }
    }
    return bytes;
}

class Archive {
public:
    explicit Archive(const ByteSource& source) : source_(source)
    {
        refuseOtherFormats(source);
        directory_ = readZipDirectory(source, kBadWeights);
        root_ = rootOf(directory_, source);
        requireLittleEndian(directory_, root_, source);
        const ZipEntry& pickle = directory_.at(root_ + "data.pkl");
        if (pickle.size > kMaxPickle)
            refuse(source, "its pickle has " + std::to_string(pickle.size) + " bytes");
        const std::string program = source.read(pickle.offset, pickle.size);
        std::uint64_t room = source.size() * kMaxGrowth + kFreeGrowth;
        for (auto& tensor : unpickleTensors(program, source.name(), kBadWeights)) {
            views_.push_back(checked(std::move(tensor)));
            const View& view = views_.back();
            if (view.count * elementSizeOf(view) > room)
                refuse(source, "tensor " + shortened(view.described.name) +
                                   " repeats its values too often for a file of this size");
            room -= view.count * elementSizeOf(view);
        }
    }

    TensorList list() const
    {
        TensorList list;
        for (const auto& view : views_)
            list.emplace(view.described.name, TensorInfo{view.described.dtype, view.described.shape});
        return list;
    }

    // Storage by storage, so that each is read once and one at a time is in memory beside the tensors.
    TensorFile read()
    {
        std::stable_sort(views_.begin(), views_.end(),
                         [](const View& a, const View& b) { return a.described.storage < b.described.storage; });
        TensorFile file;
        std::string storage, loaded;
        for (const auto& view : views_) {
            RawTensor tensor{view.described.dtype, view.described.shape, {}};
            const std::uint64_t element = elementSizeOf(view);
            if (view.contiguous) {
                tensor.bytes = source_.read(entryOf(view.described).offset + view.described.offset * element,
                                            view.count * element);
            } else {
                if (loaded != view.described.storage) {
                    const ZipEntry& entry = entryOf(view.described);
                    storage.clear();
                    storage = source_.read(entry.offset, entry.size);
                    loaded = view.described.storage;
                }
                tensor.bytes = gathered(view, storage, element);
            }
            file.tensors.emplace(view.described.name, std::move(tensor));
        }
        return file;
    }

private:
    static std::uint64_t elementSizeOf(const View& view) { return *elementSize(view.described.dtype); }

    const ZipEntry& entryOf(const PickledTensor& tensor) const
    {
        const auto found = directory_.find(root_ + "data/" + tensor.storage);
        if (found == directory_.end())
            refuse(source_, "tensor " + shortened(tensor.name) + " lies in storage " + shortened(tensor.storage) +
                                ", which is missing");
        return found->second;
    }

    View checked(PickledTensor tensor) const
    {
        const auto fail = [&](const char* what) { refuse(source_, "tensor " + shortened(tensor.name) + " " + what); };
        const std::uint64_t element = *elementSize(tensor.dtype);
        const ZipEntry& entry = entryOf(tensor);
        if (entry.size % element != 0 || entry.size / element != tensor.storageCount)
            fail("lies in a storage of another size");
        const auto count = elementCount(tensor.shape);
        if (!count)
            fail("has an impossible shape");
        const auto last = *count == 0 ? tensor.offset : lastElement(tensor);
        if (!last || *last > tensor.storageCount || (*count > 0 && *last == tensor.storageCount))
            fail("reaches beyond its storage");
        View view{std::move(tensor), *count, true};
        view.contiguous = *count == 0 || isContiguous(view.described);
        return view;
    }

    const ByteSource& source_;
    ZipDirectory directory_;
    std::string root_;
    std::vector<View> views_;
};

} // namespace

TensorFile readTorchBin(const std::filesystem::path& path)
{
    const ByteSource source(path);
    return Archive(source).read();
}

TensorList listTorchBin(const std::filesystem::path& path)
{
    const ByteSource source(path);
    return Archive(source).list();
}

TensorFile parseTorchBin(std::string_view bytes, const std::string& file)
{
    const ByteSource source(bytes, file);
    return Archive(source).read();
}

} // namespace diffuscope
