#include "ui/window/sheets/fuzzy_match.h"

#include <QStringList>

#include <algorithm>
#include <vector>

namespace diffuscope::ui {

namespace {

constexpr double kLetter = 1, kTogether = 4, kWordStart = 6, kTextStart = 3, kSkipped = -0.15, kLeastScore = 3.5,
                 kNever = -1e9;

bool startsWord(const QString& text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

// Best alignment of the word's letters in the text: best[i][j] ends with letter i at position j.
std::optional<FuzzyMatch> matchWord(const QString& word, const QString& text)
{
    const qsizetype letters = word.size(), length = text.size();
    if (letters == 0 || letters > length)
        return std::nullopt;
    std::vector<std::vector<double>> best(std::size_t(letters), std::vector<double>(std::size_t(length), kNever));
    std::vector<std::vector<int>> from(std::size_t(letters), std::vector<int>(std::size_t(length), -1));
    for (qsizetype i = 0; i < letters; ++i)
        for (qsizetype j = i; j < length; ++j) {
            if (word[i].toCaseFolded() != text[j].toCaseFolded())
                continue;
            const double own = kLetter + (startsWord(text, j) ? kWordStart : 0) + (j == 0 ? kTextStart : 0);
            if (i == 0)
                best[0][std::size_t(j)] = own;
            for (qsizetype k = i > 0 ? i - 1 : j; k < j; ++k) {
                const double before = best[std::size_t(i - 1)][std::size_t(k)];
                const double score = before + own + (k + 1 == j ? kTogether : kSkipped * double(j - k));
                if (before > kNever && score > best[std::size_t(i)][std::size_t(j)]) {
                    best[std::size_t(i)][std::size_t(j)] = score;
                    from[std::size_t(i)][std::size_t(j)] = int(k);
                }
            }
        }
    const auto& last = best.back();
    const auto end = std::max_element(last.begin(), last.end());
    if (*end <= kNever)
        return std::nullopt;
    FuzzyMatch match{*end, {}};
    for (int i = int(letters) - 1, j = int(end - last.begin()); i >= 0; j = from[std::size_t(i--)][std::size_t(j)])
        match.found.prepend(j);
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString& typed, const QString& text)
{
    FuzzyMatch whole;
    for (const QString& word : typed.split(u' ', Qt::SkipEmptyParts)) {
        const auto match = matchWord(word, text);
        // Letters strewn over a text by chance are no match.
        if (!match || (match->score < kLeastScore * double(word.size()) && word.size() > 1))
            return std::nullopt;
        whole.score += match->score;
        whole.found += match->found;
    }
    whole.score -= 0.02 * double(text.size());
    std::sort(whole.found.begin(), whole.found.end());
    whole.found.erase(std::unique(whole.found.begin(), whole.found.end()), whole.found.end());
    return whole;
}

} // namespace diffuscope::ui
