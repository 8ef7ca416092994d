#pragma once
#include "ui/reverse/edit/edit_way.h"

#include <vector>

namespace diffuscope::ui {

// All there are, in the order of their tiles. A new one is a class and a line here.
std::vector<EditWay*> editWays(const EditSources& sources, QObject* parent);

} // namespace diffuscope::ui
