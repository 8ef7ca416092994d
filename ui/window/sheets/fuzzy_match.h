#pragma once
#include <QList>
#include <QString>

#include <optional>

namespace diffuscope::ui {

// How well what was typed fits a text, as command searches do it: every typed word must be found, its letters in order
// but not necessarily together. Larger is better; nothing when it doesn't fit. Starts of words, letters together and
// short texts count. `found` lists the positions in `text` that were matched, in order, for drawing.
struct FuzzyMatch {
    double score = 0;
    QList<int> found;
};
std::optional<FuzzyMatch> fuzzyMatch(const QString& typed, const QString& text);

} // namespace diffuscope::ui
