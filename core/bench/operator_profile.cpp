#include "core/bench/operator_profile.h"

#include "core/bench/operator_kinds.h"

#include <ATen/record_function.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>

namespace diffuscope {

struct OperatorProfile::Impl {
    using Clock = std::chrono::steady_clock;

    struct Call {
        Clock::time_point start;
        Clock::duration inside{}; // of the operators that it called
        std::string kind;
        bool own = false;      // a kernel of ours, or inside one
        bool backward = false; // a node of the backward pass, or inside one
    };
    struct Sum {
        double seconds = 0, calls = 0;
    };
    using Sums = std::map<std::pair<std::string, std::string>, Sum>; // by kind and name

    std::vector<Call> open;
    Sums sums, late; // late: since the last node of a backward pass
    bool backwardSeen = false;
    at::CallbackHandle handle{};
    std::map<std::string, std::string, std::less<>> kinds; // of names already looked up

    const std::string& kindOf(const char* name)
    {
        const auto found = kinds.find(std::string_view(name));
        return found != kinds.end() ? found->second : kinds.emplace(name, operatorKind(name)).first->second;
    }

    void begin(const at::RecordFunction& function)
    {
        const char* name = function.name();
        Call call{.start = {}, .kind = kindOf(name), .own = isOwnKernel(name)};
        call.backward = function.scope() == at::RecordScope::BACKWARD_FUNCTION;
        if (call.backward) {
            keep(std::exchange(late, {})); // sums of gradients between two nodes, not the optimiser
            backwardSeen = true;
        }
        call.backward = call.backward || (!open.empty() && open.back().backward);
        if (!open.empty())
            belong(call, open.back());
        call.start = Clock::now();
        open.push_back(std::move(call));
    }

    // What is not known by itself (views, allocation) is part of what called it, and so is all in a kernel of ours.
    static void belong(Call& call, const Call& caller)
    {
        const bool inOwn = caller.own && !call.own && call.kind != "convolution";
        if (inOwn || call.kind == "other")
            call.kind = caller.kind;
        call.own = call.own || inOwn;
    }

    void end(const char* name)
    {
        if (open.empty())
            return; // began before we looked
        const Call call = std::move(open.back());
        open.pop_back();
        const auto whole = Clock::now() - call.start;
        if (!open.empty())
            open.back().inside += whole;
        Sum& sum = (backwardSeen && !call.backward ? late : sums)[{call.kind, name}];
        sum.seconds += std::chrono::duration<double>(whole - call.inside).count();
        ++sum.calls;
    }

    void keep(const Sums& more)
    {
        for (const auto& [key, sum] : more) {
            sums[key].seconds += sum.seconds;
            sums[key].calls += sum.calls;
        }
    }
};

namespace {

// LibTorch's observers are plain functions, so they find the profile of their thread here.
thread_local void* observing = nullptr;

} // namespace

OperatorProfile::OperatorProfile() : impl_(std::make_unique<Impl>())
{
    observing = impl_.get();
    impl_->handle = at::addThreadLocalCallback(at::RecordFunctionCallback(
        [](const at::RecordFunction& function) -> std::unique_ptr<at::ObserverContext> {
            if (observing)
                static_cast<Impl*>(observing)->begin(function);
            return nullptr;
        },
        [](const at::RecordFunction& function, at::ObserverContext*) {
            if (observing)
                static_cast<Impl*>(observing)->end(function.name());
        }));
}

OperatorProfile::~OperatorProfile()
{
    at::removeCallback(impl_->handle);
    observing = nullptr;
}

void OperatorProfile::endStep()
{
    for (const auto& [key, sum] : std::exchange(impl_->late, {})) {
        Impl::Sum& optimiser = impl_->sums[{"optimiser", key.second}];
        optimiser.seconds += sum.seconds;
        optimiser.calls += sum.calls;
    }
    impl_->backwardSeen = false;
}

std::vector<OperatorTime> OperatorProfile::operators() const
{
    std::vector<OperatorTime> all;
    for (const auto& [key, sum] : impl_->sums)
        all.push_back({key.second, key.first, sum.seconds, sum.calls});
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.seconds > b.seconds; });
    return all;
}

} // namespace diffuscope
