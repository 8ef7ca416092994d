#pragma once
#include "core/export/format.h"
#include "core/gallery/gallery.h"

namespace diffuscope {

// Pictures of the gallery as files somewhere else, each with its recipe but without paths that tell who works here.
// Answers the files, as ExportFormat::write() does. Throws Error, also for pictures of several sizes, for one whose
// file is gone, and where a numbered name beside the target is taken.
std::vector<std::filesystem::path> exportFrom(Gallery& gallery, const GalleryExport& request,
                                              const FramesDone& progress = {}, const std::stop_token& stop = {});

} // namespace diffuscope
