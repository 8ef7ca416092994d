#pragma once
#include "core/gallery/database.h"
#include "core/gallery/gallery.h"
#include "core/gallery/picture_files.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace diffuscope {

// Private to the gallery's sources.
struct Gallery::Impl {
    explicit Impl(std::filesystem::path where)
        : folder(std::move(where)), pictures(folder / "pictures"), walks(folder / "walks")
    {
    }

    // Runs `work`; where it meets damage, once more on a database that was made anew.
    template <typename Work> auto whole(Work work)
    {
        try {
            return work();
        } catch (const DamagedDatabase&) {
            mend();
        }
        return work();
    }

    // gallery_mend.cpp
    void open();
    void mend();                // sets the database aside and makes it anew
    std::string setAside();     // the name that it has now
    int takeIn(GalleryId from); // pictures without a row; how many
    struct WalkNumbers;
    bool takeIn(const std::string& file, WalkNumbers& numbers);
    void salvage(const std::string& damaged); // favourites and notes

    // gallery_write.cpp
    void keepBatch(const KeptWalk& walk, std::size_t first, std::size_t count, std::int64_t made, GalleryId& job,
                   GalleryId& walkId, std::vector<GalleryId>& ids);
    // Job 0: of its own number. Number 0: the next one.
    GalleryId insertWalk(const SamplingRecipe& recipe, const KeptWalk& facts, std::int64_t made, GalleryId job,
                         GalleryId number = 0);
    void insertPicture(const PictureName& name, const std::string& file, const SamplingRecipe& shown,
                       const Image& image, std::size_t fileBytes);
    void remove(const std::vector<GalleryId>& ids); // for good
    void setNote(GalleryId id, const std::string& note);
    GalleryChange possible(GalleryChange wanted); // of pictures that are there, and with a star decided

    // gallery_walks.cpp
    void takeInWalks(); // files without a row, and rows without a file
    // Of films f, those that were kept first, until so many bytes are left. How many.
    int dropWalks(const std::string& which, std::uint64_t leave);
    void takeInWalk(const std::filesystem::path& file);
    bool hasRoomFor(GalleryId walk, std::uint64_t limit);
    void dropOrphanWalks(); // whose pictures are all gone
    void forgetWalks(const std::vector<GalleryId>& ids);
    std::uint64_t walkBytes(); // of those with a picture that is shown

    std::filesystem::path folder, pictures, walks;
    std::unique_ptr<Database> database;
    std::set<GalleryId> deleted; // by this object
    std::optional<GalleryMended> mended;
};

// Of one picture of a walk.
SamplingRecipe recipeOfPicture(SamplingRecipe walk, int picture, std::optional<int> shownClass, std::string className);

} // namespace diffuscope
