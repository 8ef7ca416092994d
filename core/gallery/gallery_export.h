#pragma once
#include "core/export/format.h"
#include "core/gallery/gallery.h"

namespace diffuscope {

// What other programs are told about a picture, see ExportContent; empty: nothing.
using MarksOf = std::function<Marks(const std::string& recipe, const Image& picture)>;

// Pictures of the gallery as files somewhere else, each with its recipe but without paths that tell who works here.
// Answers the files, as ExportFormat::write() does. Throws Error, also for pictures of several sizes, for one whose
// file is gone, and where a numbered name beside the target is taken.
std::vector<std::filesystem::path> exportFrom(Gallery& gallery, const GalleryExport& request, const MarksOf& marksOf,
                                              const FramesDone& progress = {}, const std::stop_token& stop = {});

} // namespace diffuscope
