#include "ui/train/history/preview_history.h"

#include <utility>

namespace diffuscope::ui {

bool PreviewHistory::add(const TrainPreview& preview)
{
    if (!previews_.empty() && preview.step <= previews_.back().step)
        return false;
    Preview packed{preview.step, {}};
    for (const Image& image : preview.images)
        packed.images.emplace_back(image);
    previews_.push_back(std::move(packed));
    if (bytes() > kBudget)
        thinOut();
    return true;
}

void PreviewHistory::pin(int index) { pinned_ = at(index).step; }

void PreviewHistory::clear()
{
    previews_.clear();
    pinned_ = -1;
}

int PreviewHistory::indexOf(std::int64_t step) const
{
    for (int k = 0; k < count(); ++k)
        if (at(k).step == step)
            return k;
    return -1;
}

std::vector<Image> PreviewHistory::images(int index) const
{
    std::vector<Image> images;
    for (const PackedImage& image : at(index).images)
        images.push_back(image.unpacked());
    return images;
}

std::size_t PreviewHistory::bytes() const
{
    std::size_t sum = 0;
    for (const Preview& preview : previews_)
        for (const PackedImage& image : preview.images)
            sum += image.bytes();
    return sum;
}

void PreviewHistory::thinOut()
{
    std::vector<Preview> kept;
    for (int k = 0; k < count(); ++k)
        if (k % 2 == 0 || at(k).step == pinned_ || k + 1 == count())
            kept.push_back(std::move(previews_[std::size_t(k)]));
    previews_ = std::move(kept);
}

} // namespace diffuscope::ui
