#pragma once
#include "core/data/dataset.h"

namespace diffuscope {

// What sources that read one file a picture share once every file has been tried.

// Decodes into picture `index` of the set; empty when it was stored, else the reason why not. Different indices may
// be stored at once.
std::string storeDecoded(Dataset& set, int index, const std::string& bytes, const std::string& name,
                         ImageSettings settings);

// Moves the pictures without a reason to the front, in their order, and names the others in set.skipped. The indices
// of those that stay.
std::vector<int> keepReadable(Dataset& set, const std::vector<std::string>& reasons,
                              const std::function<std::string(int)>& nameOf);

// An RGB set whose every picture is grey becomes a grey set.
void dropToGreyWhereAllGrey(Dataset& set);

} // namespace diffuscope
