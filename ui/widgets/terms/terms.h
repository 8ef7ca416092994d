#pragma once
#include <QLatin1String>
#include <QString>

#include <span>

namespace diffuscope::ui {

// What a symbol, a number or a legend means: written here once, in the field's words. Tooltips (explain.h) and the
// command search are made from it; docs/glossary.md says the same with sources.
struct Term {
    const char* id;      // "alphaBar"
    const char* symbol;  // as people write it: "ᾱₜ"; empty: it has none
    const char* markup;  // the same for MathText: "\\bar{\\alpha}_t"; empty: never drawn alone
    const char* name;    // "signal share"
    const char* meaning; // one or two sentences
    const char* finds;   // more words that find it
};
std::span<const Term> terms();
const Term* findTerm(QLatin1String id);          // null: there is none
const Term* termOfMarkup(const QString& markup); // of a symbol, or of a formula that says what it is

// In the user's language. The title is "ᾱₜ  signal share".
QString termTitle(const Term& term);
QString termMeaning(const Term& term);
QString termSynonyms(const Term& term);

// A tooltip: title, meaning, and what it is now, where `now` is given ("0.5241"). Rich text, so that it wraps.
QString termTip(QLatin1String id, const QString& now = {});

} // namespace diffuscope::ui
