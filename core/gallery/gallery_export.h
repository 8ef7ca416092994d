#pragma once
#include "core/export/format.h"
#include "core/gallery/gallery.h"

namespace diffuscope {

// What other programs are told about a picture, see ExportContent; empty: nothing.
using MarksOf = std::function<Marks(const std::string& recipe, const Image& picture)>;

// What an export needs of the gallery, so that writing it keeps nobody from the gallery. A value.
struct GalleryPlan {
    GalleryExport request;
    std::vector<GalleryEntry> entries; // in the order of the request
    std::vector<SamplingRecipe> walks; // of whole walks
    std::vector<std::size_t> walkOf;   // the place among them, of each entry
};
// Throws Error where a picture is no longer there. As quick as looking them up.
GalleryPlan planExport(Gallery& gallery, const GalleryExport& request);

// Pictures of the gallery as files somewhere else, each with its recipe but without paths that tell who works here. On
// any thread. Answers the files, as ExportFormat::write() does. Throws Error, also for pictures of several sizes, for
// one whose file is gone, and where a numbered name beside the target is taken.
std::vector<std::filesystem::path> exportFrom(const GalleryPlan& plan, const MarksOf& marksOf,
                                              const FramesDone& progress = {}, const std::stop_token& stop = {});

} // namespace diffuscope
