#include "core/model/files/raw_tensor.h"

#include <algorithm>

namespace diffuscope {

std::optional<std::uint64_t> elementSize(const std::string& dtype)
{
    static const std::map<std::string, std::uint64_t> sizes = {
        {"F64", 8}, {"F32", 4}, {"F16", 2},  {"BF16", 2}, {"I64", 8}, {"I32", 4}, {"I16", 2},
        {"I8", 1},  {"U8", 1},  {"BOOL", 1}, {"U16", 2},  {"U32", 4}, {"U64", 8}};
    const auto found = sizes.find(dtype);
    return found == sizes.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint64_t> elementCount(const std::vector<std::int64_t>& shape)
{
    constexpr std::int64_t kMost = std::int64_t(1) << 59; // times 8 bytes still fits a signed 64-bit number
    if (shape.size() > kMaxTensorRank)
        return std::nullopt;
    std::int64_t product = 1; // of what is not 0: libraries compute strides from it
    bool empty = false;
    for (const std::int64_t extent : shape) {
        if (extent < 0 || __builtin_mul_overflow(product, std::max<std::int64_t>(extent, 1), &product) ||
            product > kMost)
            return std::nullopt;
        empty = empty || extent == 0;
    }
    return empty ? 0 : std::uint64_t(product);
}

} // namespace diffuscope
