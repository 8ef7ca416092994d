#include "core/messages/requests.h"

#include <algorithm>

namespace diffuscope {

int classOfImage(const std::vector<int>& wanted, int classCount, int k)
{
    if (classCount < 1)
        return -1;
    return wanted.empty() ? k % classCount : wanted[std::min(std::size_t(k), wanted.size() - 1)];
}

} // namespace diffuscope
