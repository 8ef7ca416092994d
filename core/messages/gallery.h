#pragma once
#include "core/base/image/image.h"
#include "core/base/image/pixel_buffer.h"
#include "core/base/message.h"
#include "core/base/params.h"
#include "core/messages/gallery_query.h"
#include "core/messages/job.h"
#include "core/messages/recipes.h"
#include "core/messages/recorded_walk.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The gallery: every picture that was generated, with its recipe. Plain values.
namespace diffuscope {

using GalleryId = std::int64_t; // of a picture; never given to another one

// What of it the client wants.
struct GallerySettings {
    static constexpr std::uint64_t kUsualLimit = 2'000'000'000;
    bool keep = false;                 // what is generated from now on
    std::uint64_t limit = kUsualLimit; // bytes; beyond them the oldest go that are no favourites. 0: no limit
    // The same for recorded walks, which are kept where somebody asks for it: beyond it those go first that were kept
    // first, but for those of favourites. Their pictures stay.
    std::uint64_t walkLimit = kUsualLimit;
    std::string folder = {}; // empty: the user's own
};

struct GalleryEntry {
    GalleryId id = 0;
    GalleryId job = 0;     // those that were made by one request share it
    GalleryId walk = 0;    // those that were made together, by one walk of that request
    std::int64_t made = 0; // milliseconds since 1970, UTC
    std::string file;      // its PNG, a whole path
    int width = 0, height = 0, channels = 0;
    std::string model, weightsHash, sampler;
    int steps = 0;
    double guidanceScale = 1;
    int picture = 0, count = 1;             // of its walk: 0 .. count - 1
    std::optional<std::uint64_t> seed = {}; // of this picture
    std::optional<int> shownClass = {};
    std::string className;
    double seconds = 0; // of its walk, as are:
    int networkCalls = 0;
    bool favourite = false;
    std::string note;
    std::uint64_t walkBytes = 0; // of the recorded walk that is kept with it; 0: none is
    PixelBuffer thumbnail;       // at most kThumbnailSide on a side; empty where it was not asked for
};
inline constexpr int kThumbnailSide = 128;

// A heading and the pictures under it: those of one request where the order is one of time, else those that share
// what they are ordered by.
struct GalleryGroup {
    GalleryId job = 0;      // 0: it is a value that they share
    std::int64_t made = 0;  // of that request; milliseconds since 1970, UTC
    std::string value = {}; // a model, a class or a sampler; may be empty
    int count = 0;
};

struct GalleryTotals {
    std::int64_t pictures = 0, favourites = 0;
    std::uint64_t bytes = 0; // of these pictures and their thumbnails; not of what can still be put back
    std::uint64_t limit = 0;
    std::int64_t walks = 0; // recorded ones that are kept with these pictures
    std::uint64_t walkBytes = 0, walkLimit = 0;
};

// What there is to choose from.
struct GalleryFacets {
    std::vector<std::string> models, classes, samplers;
};

// Answers listGallery().
struct GalleryListed {
    JobId job = 0;
    std::vector<GalleryId> ids;        // of all that were asked for, in order
    std::vector<GalleryGroup> groups;  // their counts add up to ids
    std::vector<GalleryEntry> entries; // of the first ones
    GalleryTotals totals;              // of the whole gallery
    GalleryFacets facets;
};

// Answers readGallery(): those that are still there.
struct GalleryEntries {
    JobId job = 0;
    std::vector<GalleryEntry> entries;
};

// Answers showInGallery().
struct GalleryPicture {
    JobId job = 0;
    GalleryEntry entry;
    SamplingRecipe recipe;      // of this picture
    std::optional<Image> image; // empty: its file cannot be read, and the thumbnail is all there is
    Message unrepeatable = {};  // why it cannot be drawn again, a whole sentence; empty: it can be tried
};

// Answers readWalk().
struct GalleryWalk {
    JobId job = 0;
    GalleryEntry entry; // that was asked about
    RecordedWalk walk;
};

// What is done to pictures; all that is empty stays.
struct GalleryChange {
    std::vector<GalleryId> ids;
    std::optional<bool> favourite = {};
    std::optional<std::string> note = {};
    std::optional<bool> deleted = {}; // they are gone for good when the session ends; until then false brings them back
    bool forgetWalk = false;          // the recorded walks that are kept with them go, at once
    bool star = false;                // all become favourites; where all are already, none: `favourite` then says which
};

// Pictures as files somewhere else, each with its recipe.
struct GalleryExport {
    std::vector<GalleryId> ids;
    std::string format = "png"; // an id of formats() that is not animated
    std::string target;
    ParamValues params = {};
};

// Something was kept, changed, deleted or put back; also by whoever asked for it.
struct GalleryChanged {
    JobId job = 0;                  // 0: what was generated was kept
    GalleryChange change;           // of that job, as it was carried out: without pictures that are gone
    std::vector<GalleryEntry> kept; // with thumbnails
    // Of each walk that was kept: the job that drew it, and its first picture.
    std::vector<std::pair<JobId, GalleryId>> walks = {};
    int pruned = 0;         // removed because of the limit
    GalleryId walkKept = 0; // the picture whose recorded walk was kept, or that of its walk; 0: none was
    int walksPruned = 0;    // recorded walks, because of their limit
    GalleryTotals totals;
};

// The gallery's database was damaged, or missing: it was made anew from the pictures.
struct GalleryMended {
    std::string setAside; // where the damaged one lies now; empty: there was none
    int pictures = 0;     // that were found
};

} // namespace diffuscope
