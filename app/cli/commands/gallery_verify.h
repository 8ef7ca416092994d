#pragma once
#include "core/messages/gallery.h"

#include <string>
#include <utility>
#include <vector>

namespace diffuscope::cli {

// Draws each file's picture again from its recipe and says how it differs. The exit code: the first that is not kDone.
int verifyPictures(const std::vector<std::pair<GalleryId, std::string>>& files, bool json);

} // namespace diffuscope::cli
