#pragma once
#include "core/base/image/image.h"
#include "core/base/image/image_sequence.h"

#include <memory>
#include <utility>
#include <vector>

namespace diffuscope::ui {

// Pictures that are shared, not copied, however many hold them; they never change.
class SharedImages {
public:
    SharedImages() = default;
    SharedImages(std::vector<Image> images) : all_(std::make_shared<const std::vector<Image>>(std::move(images))) {}
    operator const std::vector<Image>&() const { return all(); }
    operator ImageSequence() const
    {
        return {size(), [kept = *this](std::size_t k) { return kept[k]; }};
    }
    std::size_t size() const { return all().size(); }
    bool empty() const { return all().empty(); }
    const Image& operator[](std::size_t k) const { return all()[k]; }
    const Image& at(std::size_t k) const { return all().at(k); }
    auto begin() const { return all().begin(); }
    auto end() const { return all().end(); }

private:
    const std::vector<Image>& all() const
    {
        static const std::vector<Image> kNone;
        return all_ ? *all_ : kNone;
    }
    std::shared_ptr<const std::vector<Image>> all_;
};

} // namespace diffuscope::ui
