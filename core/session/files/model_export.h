#pragma once
#include "core/messages/requests.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

struct ModelSnapshot;

// Writes a model as a folder to give away, all or nothing, and answers with its path and the files in it; none: it was
// cancelled. `progress` counts the steps of the pictures that it draws. On the calling thread. Throws Error, also for a
// folder that is not empty; what the card would only be richer by (a loss, pictures) is left out where it cannot be had
// and named on the card. `run`: folder of the training whose live weights these are; else empty.
std::vector<std::string>
exportModelFolder(const ModelExportRequest& request, const std::string& run,
                  const std::function<std::shared_ptr<const ModelSnapshot>(const std::string& path)>& open,
                  const std::function<void(int done, int total)>& progress, const std::stop_token& stop);

} // namespace diffuscope
