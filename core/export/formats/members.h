#pragma once
#include "core/export/format.h"

namespace diffuscope {

// One function for each file of this folder; format.cpp lists them.
ExportFormat makePng();
ExportFormat makeContactSheet();
ExportFormat makePngSequence();
ExportFormat makeGif();
ExportFormat makeApng();
ExportFormat makeWebp();
ExportFormat makeMp4();

} // namespace diffuscope
