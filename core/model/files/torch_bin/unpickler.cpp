#include "core/model/files/torch_bin/unpickler.h"

#include "core/json/untrusted_json.h"
#include "core/model/files/raw_tensor.h"
#include "core/model/files/torch_bin/pickle_stack.h"

#include <array>
#include <cstdio>
#include <set>

namespace diffuscope {
namespace {

using Kind = PickleKind;
using Value = PickleValue;
using Values = PickleValues;

// The only names that a pickle may use. A storage type carries what its elements are called elsewhere.
enum class Role { OrderedDict, Tensor, Parameter, Storage };
struct Callable {
    std::string_view module, name;
    Role role;
    const char* dtype;
};
constexpr std::array<Callable, 13> kCallables = {{
    {"collections", "OrderedDict", Role::OrderedDict, ""},
    {"torch._utils", "_rebuild_tensor_v2", Role::Tensor, ""},
    {"torch._utils", "_rebuild_parameter", Role::Parameter, ""},
    {"torch", "FloatStorage", Role::Storage, "F32"},
    {"torch", "HalfStorage", Role::Storage, "F16"},
    {"torch", "BFloat16Storage", Role::Storage, "BF16"},
    {"torch", "DoubleStorage", Role::Storage, "F64"},
    {"torch", "LongStorage", Role::Storage, "I64"},
    {"torch", "IntStorage", Role::Storage, "I32"},
    {"torch", "ShortStorage", Role::Storage, "I16"},
    {"torch", "CharStorage", Role::Storage, "I8"},
    {"torch", "ByteStorage", Role::Storage, "U8"},
    {"torch", "BoolStorage", Role::Storage, "BOOL"},
}};

// What people may meet in a refusal; the other instructions are shown as numbers.
std::string nameOf(unsigned char code)
{
    struct Named {
        unsigned char code;
        const char* name;
    };
    constexpr std::array<Named, 12> kNamed = {{{'i', "INST"},
                                               {'o', "OBJ"},
                                               {'P', "PERSID"},
                                               {'0', "POP"},
                                               {'2', "DUP"},
                                               {'B', "BINBYTES"},
                                               {0x81, "NEWOBJ"},
                                               {0x82, "EXT1"},
                                               {0x83, "EXT2"},
                                               {0x84, "EXT4"},
                                               {0x92, "NEWOBJ_EX"},
                                               {0x93, "STACK_GLOBAL"}}};
    for (const auto& known : kNamed)
        if (known.code == code)
            return known.name;
    char text[8];
    std::snprintf(text, sizeof text, "0x%02x", code);
    return text;
}

struct Storage {
    std::string_view key;
    const char* dtype;
    std::uint64_t count;
};

class Machine {
public:
    Machine(std::string_view program, const std::string& file, const std::string& happened)
        : stack_(program, file, happened)
    {
    }

    std::vector<PickledTensor> run()
    {
        if (stack_.byte() != 0x80)
            stack_.refuse("its pickle has no protocol number");
        if (const unsigned version = stack_.byte(); version != 2 && version != 3)
            stack_.refuse("its pickle is of protocol " + std::to_string(version) + ", torch.save writes 2");
        for (unsigned char code = stack_.byte(); code != '.'; code = stack_.byte())
            if (!scalar(code) && !container(code) && !action(code))
                stack_.refuse("its pickle uses the instruction " + nameOf(code) + ", which no state dict needs");
        if (!stack_.finished())
            stack_.refuse("its pickle does not end where it should");
        return tensorsOf(stack_.top());
    }

private:
    bool scalar(unsigned char code)
    {
        switch (code) {
        case 'N':
            stack_.push({Kind::None});
            return true;
        case 0x88:
        case 0x89:
            stack_.push({Kind::Bool, code == 0x88});
            return true;
        case 'G': // a real number: only passed over
            stack_.take(8);
            stack_.push({Kind::Real});
            return true;
        case 'X':
            stack_.pushText(stack_.take(stack_.little(4)));
            return true;
        default:
            return integer(code);
        }
    }
    bool integer(unsigned char code)
    {
        if (code != 'K' && code != 'M' && code != 'J' && code != 0x8a)
            return false;
        const std::size_t count = code == 'K' ? 1 : code == 'M' ? 2 : code == 'J' ? 4 : stack_.byte();
        if (count > 8)
            stack_.refuse("its pickle holds an integer of " + std::to_string(count) + " bytes");
        std::uint64_t value = stack_.little(count);
        const bool isSigned = code == 'J' || code == 0x8a;
        if (isSigned && count > 0 && count < 8 && (value >> (8 * count - 1) & 1) != 0)
            value |= ~std::uint64_t(0) << (8 * count);
        stack_.push({Kind::Integer, std::int64_t(value)});
        return true;
    }

    bool container(unsigned char code)
    {
        switch (code) {
        case '(':
            stack_.mark();
            return true;
        case '}':
        case ']':
        case ')':
            stack_.pushSequence(code == '}' ? Kind::Dict : code == ']' ? Kind::List : Kind::Tuple, {});
            return true;
        case 0x85:
        case 0x86:
        case 0x87:
            stack_.pushTuple(code - 0x84u);
            return true;
        case 't':
            stack_.pushSequence(Kind::Tuple, stack_.popToMark());
            return true;
        case 's':
        case 'u':
            store(code == 'u' ? stack_.popToMark() : popPair());
            return true;
        case 'a':
        case 'e':
            append(code == 'e' ? stack_.popToMark() : Values{stack_.pop()});
            return true;
        default:
            return false;
        }
    }
    Values popPair()
    {
        const Value value = stack_.pop(), key = stack_.pop();
        return {key, value};
    }
    void store(const Values& items)
    {
        Values& dict = stack_.topSequence(Kind::Dict);
        if (items.size() % 2 != 0)
            stack_.refuseForm("a dictionary");
        dict.insert(dict.end(), items.begin(), items.end());
    }
    void append(const Values& items)
    {
        Values& list = stack_.topSequence(Kind::List);
        list.insert(list.end(), items.begin(), items.end());
    }

    bool action(unsigned char code)
    {
        switch (code) {
        case 'q':
        case 'r':
            stack_.memoize(stack_.little(code == 'q' ? 1 : 4));
            return true;
        case 'h':
        case 'j':
            stack_.recall(stack_.little(code == 'h' ? 1 : 4));
            return true;
        case 'c':
            pushCallable();
            return true;
        case 'R':
            call();
            return true;
        case 'Q':
            pushStorage();
            return true;
        case 'b': // state of a state dict, which is the versions of its modules
            stack_.pop();
            stack_.topSequence(Kind::Dict);
            return true;
        default:
            return false;
        }
    }
    void pushCallable()
    {
        const std::string_view module = stack_.line(), name = stack_.line();
        for (std::size_t k = 0; k < kCallables.size(); ++k)
            if (module == kCallables[k].module && name == kCallables[k].name)
                return stack_.push({Kind::Callable, std::int64_t(k)});
        stack_.refuse("its pickle asks for " + shortened(std::string(module) + "." + std::string(name)) +
                      ", which no state dict needs");
    }
    void call()
    {
        const Value arguments = stack_.pop(), callable = stack_.pop();
        if (callable.kind != Kind::Callable || arguments.kind != Kind::Tuple)
            stack_.refuseForm("a call");
        const Values& given = stack_.sequence(arguments);
        const Role role = kCallables[std::size_t(callable.number)].role;
        if (role == Role::OrderedDict && given.empty())
            stack_.pushSequence(Kind::Dict, {});
        else if (role == Role::Tensor)
            pushTensor(given);
        else if (role == Role::Parameter && given.size() == 3 && given[0].kind == Kind::Tensor)
            stack_.push(given[0]); // (tensor, requires gradient, hooks)
        else
            stack_.refuseForm("a call");
    }
    // ('storage', type, key, device, count)
    void pushStorage()
    {
        constexpr std::array<Kind, 5> kKinds = {Kind::Text, Kind::Callable, Kind::Text, Kind::Text, Kind::Integer};
        const Value id = stack_.pop();
        const Values parts = id.kind == Kind::Tuple ? stack_.sequence(id) : Values();
        bool fits = parts.size() == kKinds.size();
        for (std::size_t k = 0; fits && k < kKinds.size(); ++k)
            fits = parts[k].kind == kKinds[k];
        if (!fits || stack_.text(parts[0]) != "storage" || parts[4].number < 0)
            stack_.refuseForm("a storage");
        const Callable& type = kCallables[std::size_t(parts[1].number)];
        const std::string_view key = stack_.text(parts[2]);
        if (type.role != Role::Storage || key.empty() || key.size() > 40) // keys are small numbers
            stack_.refuseForm("a storage");
        stack_.push({Kind::Storage, std::int64_t(storages_.size())});
        storages_.push_back({key, type.dtype, std::uint64_t(parts[4].number)});
    }
    // (storage, offset, shape, strides, requires gradient, hooks[, flags])
    void pushTensor(const Values& given)
    {
        if (given.size() < 6 || given.size() > 7 || given[0].kind != Kind::Storage || given[1].kind != Kind::Integer ||
            given[1].number < 0)
            stack_.refuseForm("a tensor");
        if (given.size() == 7 && (given[6].kind != Kind::Dict || !stack_.sequence(given[6]).empty()))
            stack_.refuse("its pickle describes a tensor that is kept negated or conjugated");
        const Storage& storage = storages_[std::size_t(given[0].number)];
        PickledTensor tensor;
        tensor.storage = std::string(storage.key);
        tensor.dtype = storage.dtype;
        tensor.storageCount = storage.count;
        tensor.offset = std::uint64_t(given[1].number);
        tensor.shape = integers(given[2]);
        tensor.strides = integers(given[3]);
        if (tensor.shape.size() != tensor.strides.size())
            stack_.refuseForm("a tensor");
        stack_.push({Kind::Tensor, std::int64_t(tensors_.size())});
        tensors_.push_back(std::move(tensor));
    }
    std::vector<std::int64_t> integers(const Value& value)
    {
        if (value.kind != Kind::Tuple || stack_.sequence(value).size() > kMaxTensorRank)
            stack_.refuseForm("a shape");
        std::vector<std::int64_t> numbers;
        for (const Value& item : stack_.sequence(value)) {
            if (item.kind != Kind::Integer || item.number < 0)
                stack_.refuseForm("a shape");
            numbers.push_back(item.number);
        }
        return numbers;
    }

    // What the program made.
    Value stateDictOf(const Value& result)
    {
        if (result.kind != Kind::Dict)
            stack_.refuse("it does not hold a dictionary of tensors");
        const Values& items = stack_.sequence(result);
        for (std::size_t k = 0; k < items.size(); k += 2)
            if (items[k].kind == Kind::Text && stack_.text(items[k]) == "state_dict" && items[k + 1].kind == Kind::Dict)
                return items[k + 1];
        return result;
    }
    std::vector<PickledTensor> tensorsOf(const Value& result)
    {
        const Values& items = stack_.sequence(stateDictOf(result));
        std::vector<PickledTensor> found;
        std::set<std::string_view> names;
        for (std::size_t k = 0; k < items.size(); k += 2) {
            if (items[k + 1].kind != Kind::Tensor)
                continue;
            if (items[k].kind != Kind::Text || !isUtf8(stack_.text(items[k])))
                stack_.refuse("it holds a tensor without a name");
            const std::string name(stack_.text(items[k]));
            if (!names.insert(stack_.text(items[k])).second)
                stack_.refuse("tensor " + shortened(name) + " appears twice");
            found.push_back(tensors_[std::size_t(items[k + 1].number)]);
            found.back().name = name;
        }
        if (found.empty())
            stack_.refuse("it does not hold a dictionary of tensors");
        return found;
    }

    PickleStack stack_;
    std::vector<Storage> storages_;
    std::vector<PickledTensor> tensors_;
};

} // namespace

std::vector<PickledTensor> unpickleTensors(std::string_view pickle, const std::string& file,
                                           const std::string& happened)
{
    return Machine(pickle, file, happened).run();
}

} // namespace diffuscope
