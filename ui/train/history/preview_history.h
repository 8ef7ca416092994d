#pragma once
#include "core/base/image/packed_image.h"
#include "core/messages/train_events.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace diffuscope::ui {

// What the network drew from the same noise over the course of a run. All previews are on disk; here every second one
// goes whenever they take more than the budget together: the first, the newest and the pinned one stay.
class PreviewHistory {
public:
    struct Preview {
        std::int64_t step = 0;
        std::vector<PackedImage> images; // at rest: a long run keeps many
    };
    bool add(const TrainPreview& preview); // false: not taken, because it is no newer than the newest
    void pin(int index);                   // somebody looks at it
    void clear();

    int count() const { return int(previews_.size()); }
    const Preview& at(int index) const { return previews_[std::size_t(index)]; }
    int indexOf(std::int64_t step) const;       // -1: not there
    std::vector<Image> images(int index) const; // unpacked
    std::size_t bytes() const;                  // of all of them

    static constexpr std::size_t kBudget = std::size_t(128) << 20; // bytes

private:
    void thinOut();
    std::vector<Preview> previews_; // rising steps
    std::int64_t pinned_ = -1;      // step
};

} // namespace diffuscope::ui
