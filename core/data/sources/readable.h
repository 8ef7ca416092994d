#pragma once
#include "core/data/dataset.h"

namespace diffuscope {

// For sources with one file per picture.

// Decodes into picture `index` of the set. Returns the reason where that fails, else nothing. Different indices may be
// stored at once.
std::string storeDecoded(Dataset& set, int index, const std::string& bytes, const std::string& name,
                         ImageSettings settings);

// After every file has been tried: moves the pictures without a reason to the front, in their order, and names the
// others in set.skipped. Returns the indices of those kept.
std::vector<int> keepReadable(Dataset& set, const std::vector<std::string>& reasons,
                              const std::function<std::string(int)>& nameOf);

// An RGB set whose every picture is grey becomes a grey set.
void dropToGreyWhereAllGrey(Dataset& set);

} // namespace diffuscope
