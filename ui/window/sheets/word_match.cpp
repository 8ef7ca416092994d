#include "ui/window/sheets/word_match.h"

#include <QStringList>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr double kWhole = 4, kBeginning = 2, kInitials = 1, kFirst = 1; // of a typed word, whatever its length
constexpr qsizetype kLittle = 3;                                        // letters of words that initials leave out

struct Span {
    qsizetype start = 0, end = 0;
};

bool isWordLetter(QChar c) { return c.isLetterOrNumber() || c.isMark(); }

// Where words begin, each with the end of its letters; "alphaBar" is two.
QList<Span> wordsOf(const QString& text)
{
    QList<Span> words;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (!isWordLetter(text[at]))
            continue;
        const bool begins = at == 0 || !isWordLetter(text[at - 1]) || (text[at].isUpper() && text[at - 1].isLower());
        if (begins)
            words.append({at, at + 1});
        else
            words.back().end = at + 1;
    }
    return words;
}

qsizetype common(const QString& typed, qsizetype from, const QString& text, qsizetype at)
{
    qsizetype length = 0;
    while (from + length < typed.size() && at + length < text.size() &&
           typed[from + length].toCaseFolded() == text[at + length].toCaseFolded())
        ++length;
    return length;
}

// The letters from `from` on as beginnings of the words from `next` on, longest pieces first.
bool initials(const QString& typed, qsizetype from, const QString& text, const QList<Span>& words, qsizetype next,
              QList<int>& found)
{
    if (from == typed.size())
        return true;
    for (qsizetype w = next; w < words.size(); ++w) {
        const Span word = words[w];
        const qsizetype most = std::min(common(typed, from, text, word.start), word.end - word.start);
        for (qsizetype length = most; length > 0; --length) {
            const qsizetype before = found.size();
            for (qsizetype k = 0; k < length; ++k)
                found.append(int(word.start + k));
            if (initials(typed, from + length, text, words, w + 1, found))
                return true;
            found.resize(before);
        }
        if (next > 0 && word.end - word.start > kLittle) // they follow each other
            return false;
    }
    return false;
}

std::optional<WordMatch> matchOne(const QString& typed, const QString& text, const QList<Span>& words, Initials kind)
{
    std::optional<WordMatch> best;
    for (const Span& word : words) {
        if (common(typed, 0, text, word.start) < typed.size())
            continue;
        const bool whole = word.start + typed.size() >= word.end;
        const double score = (whole ? kWhole : kBeginning) + (word.start == 0 ? kFirst : 0);
        if (best && best->score >= score)
            continue;
        best = WordMatch{score, {}};
        for (qsizetype k = 0; k < typed.size(); ++k)
            best->found.append(int(word.start + k));
    }
    QList<int> found;
    if (!best && kind == Initials::Count && typed.size() > 1 && initials(typed, 0, text, words, 0, found))
        best = WordMatch{kInitials, found};
    return best;
}

} // namespace

std::optional<WordMatch> wordMatch(const QString& typed, const QString& text, Initials kind)
{
    WordMatch whole;
    const QList<Span> words = wordsOf(text);
    for (const QString& word : typed.split(u' ', Qt::SkipEmptyParts)) {
        const auto match = matchOne(word, text, words, kind);
        if (!match)
            return std::nullopt;
        whole.score += match->score;
        whole.found += match->found;
    }
    whole.score -= 0.01 * double(text.size());
    std::sort(whole.found.begin(), whole.found.end());
    whole.found.erase(std::unique(whole.found.begin(), whole.found.end()), whole.found.end());
    return whole;
}

} // namespace diffuscope::ui
