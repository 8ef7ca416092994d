#pragma once
#include "core/messages/microscope.h"
#include "ui/style/theme.h"

#include <QString>

namespace diffuscope::ui {

// The eight sub-steps of one training step, in words. GUI thread.
inline constexpr int kSubsteps = 8;
enum Substep { PickPicture = 1, PickTimestep, DrawNoise, Mix, Predict, Compare, Backpropagate, Update };

QString substepName(int substep);     // "Draw noise"
QString substepSentence(int substep); // what happens in it
QString substepQuestion(int substep); // and what one may ask about it
QString substepAnswer(int substep, const DissectedStep& step);
QString substepGreek(int substep, const DissectedStep& step); // mark-up of MathText
Concept substepConcept(int substep);                          // of its picture's frame
// Below its column: "t = 334". Empty: nothing yet.
QString substepValue(int substep, const DissectedStep& step, const LookedAt& followed);

QString pictureName(const DissectedStep& step, const LookedAt& picture); // a “3”, no. 3,884
QString blockName(const NetworkBlock& block);                            // "down 1", "↓", "time, class"
QString errorText(double error);                                         // three decimals, or that it is no number

// The first sub-step in which something is no finite number; 0: all are.
int brokenSubstep(const DissectedStep& step, const LookedAt& followed);

} // namespace diffuscope::ui
