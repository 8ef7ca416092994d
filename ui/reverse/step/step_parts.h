#pragma once
#include "core/base/image/image.h"
#include "core/base/image/step_terms.h"
#include "ui/style/theme.h"

#include <QList>
#include <QPoint>
#include <QString>

#include <optional>

namespace diffuscope::ui {

class Trajectory;
struct StepNumbers;

// A tensor of a step with its weight in a sum.
struct StepPart {
    StepTerm::Kind kind = StepTerm::Kind::State;
    double coefficient = 1;
    QString symbol, words; // "\\state{x_t}", "the sample now"
    QString weight;        // mark-up of the coefficient's formula; empty: the number says it all
    QString verb;          // the same in a word: "keep"
    Concept which = Concept::State;
    Image values;          // empty: no frame keeps it, and it does not follow from what they keep
    int older = 0;         // how many terms of earlier steps are in it; 0: it is one tensor
    bool isSigned() const; // it is noise or a velocity, which is not limited to [-1, 1]
};

// result = sum of coefficient x values.
struct StepSumParts {
    StepPart result;
    QList<StepPart> terms;

    bool isWhole() const; // every tensor is known
    // With no more than `most` terms: those of earlier steps are added up where there are more.
    StepSumParts folded(int most) const;
};

// One sampler step taken apart into pictures: what the network was asked and answered, the guess that follows from it,
// and the sum that the step came to. The fresh noise, which no frame keeps, is what is left of the sum without it.
struct StepParts {
    int from = 0, to = 0;   // noise levels t and s, 0..T
    StepPart asked, answer; // x_t (or x_t', with noise put back) and what the network said
    StepSumParts guess;     // x0-hat, before it was limited
    bool limited = false;   // it visibly left [-1, 1] and was brought back:
    Image kept;             // x0-hat as the step used it
    bool stirred = false;   // `corrected` came before the network was asked, else after
    std::optional<StepSumParts> corrected;
    StepSumParts next; // x_s
    Image mean;        // x_s without its fresh noise; empty where it has none or it is not known
};

// What stepNumbers() says in numbers of that frame and picture, as pictures; the symbols are the same.
StepParts stepParts(const StepNumbers& numbers, const Trajectory& trajectory, int frame, int picture,
                    const QString& predictionType);

// One pixel of a sum, as it is written: every row's weight x value = product. `agrees`: who adds up the written
// products gets the written result; else rounding is in between.
struct PixelRow {
    QString symbol, words, weight, value, product;
    Concept which = Concept::State;
};
struct PixelRows {
    QList<PixelRow> terms;
    PixelRow result;
    bool agrees = true;
};
// Empty where a tensor is not known.
std::optional<PixelRows> pixelRows(const StepSumParts& sum, const QPoint& pixel, int channel);

} // namespace diffuscope::ui
