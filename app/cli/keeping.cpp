#include "app/cli/keeping.h"

#include "core/base/text.h"

#include <cstdio>

namespace diffuscope::cli {

void Keeping::addOption(CLI::App& parser)
{
    parser.add_flag("--keep", keep_, "Keep the pictures in the gallery, too (see diffuscope-cli gallery --help)");
}

Session::Listener Keeping::listener(EventQueue& events)
{
    return [this, others = events.listener()](Event event) {
        std::lock_guard lock(mutex_);
        if (const auto* changed = std::get_if<GalleryChanged>(&event))
            kept_ += changed->kept.size();
        else if (const auto* failed = std::get_if<Failed>(&event); failed && failed->task == Task::KeepPictures)
            problem_ = failed->error;
        else
            others(std::move(event));
    };
}

void Keeping::begin(Session& session) const
{
    if (keep_) // how much it may hold is said in the window, or to "gallery prune"
        session.keepInGallery({true, 0, 0, {}});
}

void Keeping::refuse(const char* why) const
{
    if (keep_)
        throw CLI::ValidationError("--keep", why);
}

void Keeping::end(Session& session)
{
    if (!keep_)
        return;
    session.waitForSampling();
    session.waitForGallery();
    std::lock_guard lock(mutex_);
    if (problem_)
        throw Error(*problem_);
    if (kept_ == 0)
        std::fprintf(stderr, "Nothing was kept in the gallery: no walk came to its end.\n");
    else
        std::fprintf(stderr, "Kept in the gallery: %s.\n", withCount((long long)kept_, "picture").c_str());
}

} // namespace diffuscope::cli
