#include "core/diffusion/step_sum.h"

#include <torch/types.h>

#include <algorithm>
#include <utility>

namespace diffuscope {
namespace {

std::vector<StepTerm> scaledTerms(std::vector<StepTerm> terms, double factor)
{
    for (StepTerm& term : terms)
        term.coefficient *= factor;
    return terms;
}

std::vector<StepTerm> addedTerms(std::vector<StepTerm> terms, const std::vector<StepTerm>& more, double factor)
{
    for (const StepTerm& term : scaledTerms(more, factor)) {
        const auto same =
            std::find_if(terms.begin(), terms.end(), [&](const StepTerm& t) { return t.sameTensor(term); });
        if (same == terms.end())
            terms.push_back(term);
        else
            same->coefficient += term.coefficient;
    }
    return terms;
}

} // namespace

StepSum term(torch::Tensor value, StepTerm::Kind kind, int age, int call)
{
    return {std::move(value), {{kind, 1, age, call}}};
}

StepSum operator+(const StepSum& a, const StepSum& b) { return {a.value + b.value, addedTerms(a.terms, b.terms, 1)}; }

StepSum operator-(const StepSum& a, const StepSum& b) { return {a.value - b.value, addedTerms(a.terms, b.terms, -1)}; }

StepSum operator*(double factor, const StepSum& sum) { return {factor * sum.value, scaledTerms(sum.terms, factor)}; }

StepSum operator/(const StepSum& sum, double divisor)
{
    return {sum.value / divisor, scaledTerms(sum.terms, 1 / divisor)};
}

} // namespace diffuscope
