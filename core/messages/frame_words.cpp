#include "core/messages/frame_words.h"

#include <cctype>
#include <cmath>
#include <cstdio>

namespace diffuscope {
namespace {

constexpr double kNothing = 0.005; // what would be written as 0.00
constexpr int kMostTerms = 4;

// What stands between the captions of a sheet is no letter of one.
std::string plainName(const std::string& name)
{
    std::string plain;
    for (const char one : name)
        plain += one == '|' ? ' ' : one;
    return plain;
}

std::string upperCase(std::string text)
{
    for (char& one : text)
        one = char(std::toupper((unsigned char)(one)));
    return text;
}

std::string coefficientText(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", std::abs(value));
    return text;
}

std::string nameOf(const StepTerm& term, bool greek)
{
    const std::string older = term.age > 0 ? (greek ? "'" : "older ") : "";
    const auto named = [&](const char* symbol, const char* word) { return greek ? symbol + older : older + word; };
    switch (term.kind) {
    case StepTerm::Kind::State:
    case StepTerm::Kind::CorrectedState:
        return named("x_t", "picture");
    case StepTerm::Kind::PredictedNoise:
    case StepTerm::Kind::ConsistentNoise:
        return named("~\xce\xb5", "noise");
    case StepTerm::Kind::PredictedData:
        return named("~x_0", "guess");
    case StepTerm::Kind::NetworkOutput:
        return named("f", "answer");
    case StepTerm::Kind::FreshNoise:
    case StepTerm::Kind::LearnedNoise:
        return named("z", "fresh noise");
    }
    return "?";
}

void addTerm(std::string& sum, double coefficient, const std::string& name)
{
    const bool first = sum.ends_with("= ");
    if (coefficient < 0)
        sum += first ? "-" : " - ";
    else if (!first)
        sum += " + ";
    sum += coefficientText(coefficient) + " " + name;
}

} // namespace

std::string captionWords(const SamplingRecipe& recipe, int step)
{
    std::string text = "t = " + std::to_string(step) + "  " + upperCase(plainName(recipe.sampler));
    if (!recipe.shownClassName.empty())
        text += "  " + plainName(recipe.shownClassName);
    else if (recipe.shownClass)
        text += "  class " + std::to_string(*recipe.shownClass);
    const auto seed = seedOfPicture(recipe, recipe.picture.value_or(0));
    return seed ? text + "  seed " + std::to_string(*seed) : text;
}

std::string captionWords(const ForwardRecipe& recipe, int step)
{
    std::string text = "t = " + std::to_string(step);
    if (recipe.schedule)
        text += "  " + plainName(recipe.schedule->id);
    return recipe.seed ? text + "  seed " + std::to_string(*recipe.seed) : text;
}

std::string equationWords(const StepTerms& terms, bool greek, bool pureNoise)
{
    if (terms.next.empty())
        return pureNoise ? "pure noise" : "start";
    std::string sum = greek ? "x_s = " : "next = ";
    int written = 0;
    for (const StepTerm& term : terms.next) {
        if (std::abs(term.coefficient) < kNothing)
            continue;
        if (++written > kMostTerms)
            return sum + " + ...";
        addTerm(sum, term.coefficient, nameOf(term, greek));
    }
    return sum;
}

std::string equationWords(double signal, double noise, bool greek)
{
    std::string sum = greek ? "x_t = " : "seen = ";
    addTerm(sum, signal, greek ? "x_0" : "picture");
    addTerm(sum, noise, greek ? "\xce\xb5" : "noise");
    return sum;
}

} // namespace diffuscope
