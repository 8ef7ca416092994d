#pragma once
#include "core/messages/gallery.h"

#include <memory>
#include <mutex>
#include <string>

namespace diffuscope {

class Gallery;

// The session's gallery, and what is wanted of it.
class GalleryKeeper {
public:
    GalleryKeeper();
    ~GalleryKeeper();
    void set(GallerySettings settings);
    GallerySettings settings() const;
    // Opened when it is first asked for; again where the settings name another folder. The gallery's worker only.
    Gallery& gallery();

private:
    mutable std::mutex mutex_;
    GallerySettings settings_;
    std::unique_ptr<Gallery> gallery_; // of opened_
    std::string opened_;
};

} // namespace diffuscope
