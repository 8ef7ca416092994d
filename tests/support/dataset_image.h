#pragma once
#include "core/data/dataset.h"
#include "core/export/format.h"

// A picture of a dataset as a PNG file: something to start from.
inline void writeDatasetImage(const std::string& source, int index, int side, const std::string& target)
{
    diffuscope::DatasetOptions options;
    options.image.size = side;
    const auto set = diffuscope::openDataset(source, options);
    diffuscope::exportFormat("png").write({{set->image(index)}, ""}, target, {{"scale", 1LL}});
}
