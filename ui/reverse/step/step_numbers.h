#pragma once
#include "core/base/image/step_terms.h"

#include <QImage>
#include <QList>
#include <QString>

#include <optional>

namespace diffuscope::ui {

class Trajectory;

// One sampler step in numbers, from noise level t to s (0..T), as the frame says that it was done.
struct StepNumbers {
    // coefficient x symbol, one of a sum; symbols are mark-up of MathText.
    struct Term {
        double coefficient = 0;
        QString symbol;
        QImage picture;             // of the symbol; null: frames do not keep it
        StepTerm what = {};         // the tensor
        const char* term = nullptr; // what the symbol means, of ui/widgets/terms; null: the words below say it
    };
    int from = 0, to = 0;
    bool stirred = false;                   // noise was put back first: the network was asked at a level t' about x_t'
    double signalAsked = 0, noiseAsked = 0; // sqrt(alphaBar), sqrt(1 - alphaBar) of the level asked
    bool limited = false;                   // the shown x0-hat was brought back into [-1, 1]
    QString rule;                           // the sampler's, as its paper writes it
    QList<Term> corrected;                  // x_t' or x_t after correction, where the method has one
    QString correctedSymbol;
    QString answerSymbol; // of what the network itself says: noise, data or velocity
    QList<Term> next;     // x_s
    QImage result;        // x_s
    QStringList words;    // what the symbols mean that are not on the canvas

    double coefficient(const QString& symbol) const; // in x_s; 0: it has no part
};

// What the network and the sampler did with the state of `frame`: the step that starts there, or, at the newest
// frame, the one that led to it. Empty for lone noise. `predictionType`: of the model.
std::optional<StepNumbers> stepNumbers(const Trajectory& trajectory, int frame, int picture,
                                       const QString& predictionType);

} // namespace diffuscope::ui
