#pragma once
#include <list>
#include <memory>
#include <string>
#include <utility>

namespace diffuscope {

struct ModelSnapshot;

// The weights of the running training that were asked for last: of weights that go on learning there is no other copy,
// and whoever judges, repeats or breaks what was drawn means those. A few, since each is a whole network. One thread.
class TrainingWeights {
public:
    void remember(const std::string& weightsHash, std::shared_ptr<const ModelSnapshot> model)
    {
        kept_.remove_if([&](const auto& one) { return one.first == weightsHash; });
        kept_.emplace_front(weightsHash, std::move(model));
        if (kept_.size() > kMost)
            kept_.pop_back();
    }
    std::shared_ptr<const ModelSnapshot> find(const std::string& weightsHash) // null: forgotten
    {
        for (auto one = kept_.begin(); one != kept_.end(); ++one)
            if (one->first == weightsHash) {
                kept_.splice(kept_.begin(), kept_, one);
                return kept_.front().second;
            }
        return nullptr;
    }

private:
    static constexpr std::size_t kMost = 2;
    std::list<std::pair<std::string, std::shared_ptr<const ModelSnapshot>>> kept_; // newest first
};

} // namespace diffuscope
