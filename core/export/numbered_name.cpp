#include "core/export/numbered_name.h"

#include <string>

namespace diffuscope {

std::filesystem::path numberedName(const std::filesystem::path& target, std::size_t index)
{
    if (index == 0)
        return target;
    std::filesystem::path name = target.stem();
    name += "-" + std::to_string(index + 1);
    name += target.extension();
    return target.parent_path() / name;
}

} // namespace diffuscope
