#pragma once
#include "core/messages/gallery.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace diffuscope {

class SaveFile;

// What one walk has drawn.
struct KeptWalk {
    SamplingRecipe recipe;                    // of all its pictures
    std::vector<Image> images = {};           // [-1, 1]
    std::vector<int> classes = {};            // of each; -1: none
    std::vector<std::string> classNames = {}; // as the model names its classes; may be empty
    double seconds = 0;
    int networkCalls = 0;
};

// Everything that was generated: a folder with a PNG for each picture, its recipe inside, another with the walks that
// somebody wanted to keep as they were recorded, and a database of them (gallery.db, SQLite). A picture's file is whole
// on the disk before the database speaks of it, so a program that is killed leaves neither a row without a picture nor
// loses a picture: what has no row yet is taken in when the gallery is opened next. Several programs may have it open.
// A database that is damaged is set aside under the name of the day and made anew from the pictures, with the
// favourites and notes that can still be read in it; `mended` tells. Synchronous, for one thread at a time. Throws
// Error with the file and the reason.
class Gallery {
public:
    // Made where there is none. Throws Error where a newer version has written it, which leaves it as it is.
    explicit Gallery(const std::filesystem::path& folder);
    ~Gallery(); // forgets for good what this object has deleted
    Gallery(const Gallery&) = delete;
    Gallery& operator=(const Gallery&) = delete;

    // Keeps the pictures of one request, all walks of it, as one job made at this time (milliseconds since 1970).
    // A disk that is full ends it with Error; what was kept until then stays.
    std::vector<GalleryId> add(const std::vector<KeptWalk>& job, std::int64_t made);

    // All ids and groups, in order; entries are left empty.
    GalleryListed list(const GalleryQuery& query);
    // In the order of ids; those that are gone are left out.
    std::vector<GalleryEntry> entries(const std::vector<GalleryId>& ids, bool thumbnails);
    // The next `most` of a query after one of its pictures, or its first ones: what a page costs does not grow with
    // what came before it. Empty where `after` is no more.
    std::vector<GalleryEntry> page(const GalleryQuery& query, std::optional<GalleryId> after, int most,
                                   bool thumbnails);
    GalleryPicture picture(GalleryId id);      // throws Error where there is none
    SamplingRecipe recipe(GalleryId id);       // as picture() gives it, without its file
    SamplingRecipe walkRecipe(GalleryId walk); // of all its pictures; one without a sampler cannot be read
    GalleryTotals totals();                    // `limit` is 0

    // Answers what came of it: with the pictures that were still there, and what a star has become.
    GalleryChange change(const GalleryChange& change);

    // Removes the oldest that are no favourites until the rest takes at most `limit` bytes. How many. What is deleted
    // and can still be put back is not counted and stays: it goes with whoever has deleted it, or a day later.
    int prune(std::uint64_t limit);

    // Recorded walks. A walk's is one file beside the pictures, at most one each, which goes with the last of its
    // pictures. First what it is called, then the file itself, written by anybody and not yet renamed: it is taken in
    // with its row or not at all. So a disk that is full, or a kill, leaves what was there before.
    std::filesystem::path walkTarget(GalleryId picture); // throws Error where there is no such picture
    // Makes room first, see pruneWalks(); throws Error where favourites take too much of it, or the picture is gone.
    // How many others were removed. `kept`: now, in milliseconds since 1970.
    int keepWalk(GalleryId picture, SaveFile& written, std::uint64_t bytes, std::uint64_t limit, std::int64_t kept);
    std::filesystem::path walkFile(GalleryId picture); // throws Error where none is kept
    // Removes those that were kept first until the rest takes at most `limit` bytes, but none with a favourite among
    // its pictures. How many.
    int pruneWalks(std::uint64_t limit);

    std::optional<GalleryMended> takeMended(); // once

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace diffuscope
