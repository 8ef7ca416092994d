#pragma once
#include <QList>
#include <QString>

#include <optional>

namespace diffuscope::ui {

// How well what was typed fits a text. Every typed word must begin a word of it ("noi sch": Noise schedule), or be made
// of the beginnings of words that follow each other ("nn": New noise; little words such as "to" may be left out).
// Letters within words count for nothing. Larger is better; nothing when it doesn't fit. `found`: the positions in
// `text` that were matched, in order, for drawing.
struct WordMatch {
    double score = 0;
    QList<int> found;
};
enum class Initials { Count, Ignored }; // the latter in loose words, which do not follow each other for a reason
std::optional<WordMatch> wordMatch(const QString& typed, const QString& text, Initials kind = Initials::Count);

} // namespace diffuscope::ui
