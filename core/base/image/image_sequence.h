#pragma once
#include "core/base/image/image.h"

#include <functional>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace diffuscope {

// Pictures in order, each made when it is asked for: a film of a thousand moments need not be in memory at once.
// Copies are shallow.
class ImageSequence {
public:
    ImageSequence() = default;
    ImageSequence(std::vector<Image> images)
        : count_(images.size()), make_([all = std::make_shared<const std::vector<Image>>(std::move(images))](
                                           std::size_t index) { return (*all)[index]; })
    {
    }
    ImageSequence(std::initializer_list<Image> images) : ImageSequence(std::vector<Image>(images)) {}
    // `make` may be called on another thread, one call at a time, in any order, more than once for an index.
    ImageSequence(std::size_t count, std::function<Image(std::size_t)> make) : count_(count), make_(std::move(make)) {}

    std::size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }
    Image operator[](std::size_t index) const { return make_(index); }
    Image front() const { return make_(0); }
    std::vector<Image> all() const
    {
        std::vector<Image> images;
        images.reserve(count_);
        for (std::size_t k = 0; k < count_; ++k)
            images.push_back(make_(k));
        return images;
    }

private:
    std::size_t count_ = 0;
    std::function<Image(std::size_t)> make_;
};

} // namespace diffuscope
