#include "ui/train/microscope/substeps.h"

#include "ui/style/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace diffuscope::ui {

namespace {

#define SUBSTEP(text) QT_TRANSLATE_NOOP("Substeps", text)

struct SubstepWords {
    const char *name, *sentence, *question, *answer;
};

constexpr std::array<SubstepWords, kSubsteps> kSubstepWords = {{
    {SUBSTEP("Pick a picture"), SUBSTEP("Some at a time, drawn at random. One of them is under the lens."),
     SUBSTEP("Why not all pictures at once?"),
     SUBSTEP("The slope of %1 pictures points almost where the slope of all would, and costs a fraction of it. Every "
             "picture has its turn once in each epoch.")},
    {SUBSTEP("Pick t"), SUBSTEP("How much noise? Every step is equally likely."), SUBSTEP("Why a random t?"),
     SUBSTEP(
         "The network must help at every noise level, from nearly clean to pure noise. So it practises all of them, "
         "in no order.")},
    {SUBSTEP("Draw noise"), SUBSTEP("One number for each pixel, all independent, all from the same bell."),
     SUBSTEP("Why fresh noise each time?"),
     SUBSTEP("With the same noise it could learn that noise by heart. What it never sees twice, it has to "
             "understand.")},
    {SUBSTEP("Mix"), SUBSTEP("The picture fades, the noise comes in. The network gets only the sum."),
     SUBSTEP("Why not just add the noise?"),
     SUBSTEP(
         "The two factors keep the strength of the sum the same at every t: their squares add up to 1. So the network "
         "always sees numbers of the same size.")},
    {SUBSTEP("Predict"), SUBSTEP("It sees the mixture, the number t and the class. What is in there?"),
     SUBSTEP("What does it know?"),
     SUBSTEP(
         "Only its %1 weights. It has never been shown the answer to this mixture, and it has to give one number for "
         "each pixel.")},
    {SUBSTEP("Compare"), SUBSTEP("Answer minus truth, squared, mean of all pixels. That is the loss."),
     SUBSTEP("Why squared?"),
     SUBSTEP("Large mistakes then count much more than small ones, and too much is as bad as too little. An answer of "
             "nothing but zeros has an error of about 1.")},
    {SUBSTEP("Backpropagate"), SUBSTEP("The error runs back through the network and asks every layer for its share."),
     SUBSTEP("What is a slope?"),
     SUBSTEP("If this weight were a hair larger, would the error grow or shrink, and how fast? That is its slope. One "
             "pass backwards gives the slope of all %1 weights at once.")},
    {SUBSTEP("Update"), SUBSTEP("Every weight moves a little, against its slope. Then the next batch."),
     SUBSTEP("Why so little?"),
     SUBSTEP(
         "A slope only tells about a tiny neighbourhood. Small steps over many batches go downhill for all pictures, "
         "not just for these %1.")},
}};

const SubstepWords& wordsOf(int substep)
{
    return kSubstepWords.at(std::size_t(std::clamp(substep, 1, kSubsteps) - 1));
}

QString said(const char* text) { return QCoreApplication::translate("Substeps", text); }

bool allFinite(const Image& image)
{
    return std::all_of(image.values.begin(), image.values.end(), [](float value) { return std::isfinite(value); });
}

QString percent(double share) { return smallNumber(100 * share, 2); }

QString changeRange(const DissectedStep& step)
{
    double low = 1e300, high = 0;
    for (const NetworkBlock& block : step.blocks) {
        const double share = block.change / std::max(1e-12, block.length);
        low = std::min(low, share);
        high = std::max(high, share);
    }
    return QCoreApplication::translate("Substeps", "by %1 to %2 %").arg(percent(low), percent(high));
}

double decibelOf(const DissectedStep& step, int timestep)
{
    double alphaBar = 1;
    for (int t = 0; t <= timestep && t < int(step.betas.size()); ++t)
        alphaBar *= 1 - step.betas[std::size_t(t)];
    return 10 * std::log10(alphaBar / (1 - alphaBar));
}

} // namespace

QString substepName(int substep) { return said(wordsOf(substep).name); }
QString substepSentence(int substep) { return said(wordsOf(substep).sentence); }
QString substepQuestion(int substep) { return said(wordsOf(substep).question); }

QString substepAnswer(int substep, const DissectedStep& step)
{
    const QString text = said(wordsOf(substep).answer);
    if (substep == PickPicture || substep == Update)
        return text.arg(grouped((long long)step.pictures.size()));
    if (substep == Predict || substep == Backpropagate)
        return text.arg(grouped(step.weights));
    return text;
}

QString substepGreek(int substep, const DissectedStep& step)
{
    const QString mixed =
        QStringLiteral("\\state{x_t} = \\signal{\\sqrt{\\bar{\\alpha}_t} x_0} + \\noise{\\sqrt{1-\\bar{\\alpha}_t} "
                       "\\epsilon}");
    switch (substep) {
    case PickPicture:
        return QStringLiteral("\\signal{x_0} \\text{ ~ data}");
    case PickTimestep:
        return QStringLiteral("t \\text{ ~ 1 … %1}").arg(step.betas.size());
    case DrawNoise:
        return QStringLiteral("\\noise{\\epsilon} \\text{ ~ N(0, 1)}");
    case Mix:
        return mixed;
    case Predict:
        return step.answersData ? QStringLiteral("\\prediction{\\hat{x}_0} = f_\\theta(\\state{x_t}, t)")
                                : QStringLiteral("\\prediction{\\hat{\\epsilon}} = f_\\theta(\\state{x_t}, t)");
    case Compare:
        return step.answersData
                   ? QStringLiteral("\\error{L} = |\\prediction{\\hat{x}_0} - \\signal{x_0}|^2")
                   : QStringLiteral("\\error{L} = |\\prediction{\\hat{\\epsilon}} - \\noise{\\epsilon}|^2");
    case Backpropagate:
        return QStringLiteral("g = \\text{∂}\\error{L} \\text{ / ∂}\\theta");
    default:
        return QStringLiteral("\\theta \\text{ ← } \\theta - \\text{rate} (\\hat{m} / \\sqrt{\\hat{v}} + \\text{decay} "
                              "\\theta)");
    }
}

Concept substepConcept(int substep)
{
    switch (substep) {
    case PickPicture:
        return Concept::Signal;
    case PickTimestep:
    case DrawNoise:
        return Concept::Noise;
    case Mix:
        return Concept::State;
    case Predict:
    case Update:
        return Concept::Prediction;
    default:
        return Concept::Error;
    }
}

QString pictureName(const DissectedStep& step, const LookedAt& picture)
{
    const QString place = QCoreApplication::translate("Substeps", "no. %1").arg(grouped(picture.index + 1));
    if (picture.label < 0 || picture.label >= int(step.classNames.size()))
        return place;
    return QCoreApplication::translate("Substeps", "“%1”, %2")
        .arg(QString::fromStdString(step.classNames[std::size_t(picture.label)]), place);
}

QString errorText(double error)
{
    return std::isfinite(error) ? smallNumber(error, 3) : QCoreApplication::translate("Substeps", "not a number");
}

QString substepValue(int substep, const DissectedStep& step, const LookedAt& followed)
{
    const auto numbers = [&followed] {
        return QCoreApplication::translate("Substeps", "%1 numbers")
            .arg(grouped((long long)followed.data.values.size()));
    };
    switch (substep) {
    case PickPicture:
        return pictureName(step, followed);
    case PickTimestep:
        return QStringLiteral("t = %1").arg(followed.timestep + 1);
    case DrawNoise:
    case Predict:
        return numbers();
    case Mix:
        return QStringLiteral("%1 dB").arg(number(decibelOf(step, followed.timestep), 1));
    case Compare:
        return errorText(followed.error);
    case Backpropagate:
        return std::isfinite(step.gradientNorm)
                   ? QCoreApplication::translate("Substeps", "norm %1").arg(smallNumber(step.gradientNorm, 2))
                   : errorText(step.gradientNorm);
    default:
        return changeRange(step);
    }
}

QString blockName(const NetworkBlock& block)
{
    using Kind = NetworkBlock::Kind;
    switch (block.kind) {
    case Kind::In:
        return QCoreApplication::translate("Substeps", "in");
    case Kind::Down:
        return QCoreApplication::translate("Substeps", "down %1").arg(block.number);
    case Kind::Shrink:
        return QStringLiteral("↓");
    case Kind::Middle:
        return QCoreApplication::translate("Substeps", "middle");
    case Kind::Up:
        return QCoreApplication::translate("Substeps", "up %1").arg(block.number);
    case Kind::Grow:
        return QStringLiteral("↑");
    case Kind::Out:
        return QCoreApplication::translate("Substeps", "out");
    case Kind::Time:
        break;
    }
    return QCoreApplication::translate("Substeps", "time, class");
}

int brokenSubstep(const DissectedStep& step, const LookedAt& followed)
{
    if (!allFinite(followed.answer))
        return Predict;
    if (!std::isfinite(followed.error) || !std::isfinite(step.loss))
        return Compare;
    return std::isfinite(step.gradientNorm) ? 0 : Backpropagate;
}

} // namespace diffuscope::ui
