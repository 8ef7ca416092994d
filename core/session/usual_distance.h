#pragma once
#include <functional>
#include <memory>

namespace diffuscope {

class Dataset;

// The distance that is usual within a set, measured once. For one worker.
class UsualDistance {
public:
    double of(const std::shared_ptr<const Dataset>& set, const std::function<double()>& measure)
    {
        if (set_.lock() != set) {
            distance_ = measure();
            set_ = set;
        }
        return distance_;
    }

private:
    std::weak_ptr<const Dataset> set_;
    double distance_ = 0;
};

} // namespace diffuscope
