#include "ui/reverse/step/step_parts.h"

#include "ui/reverse/step/step_numbers.h"
#include "ui/reverse/trajectories/trajectory.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

using Kind = StepTerm::Kind;

// Products have a digit more than the result, so that theirs seldom add up to another last digit.
constexpr int kWeightDecimals = 4, kPixelDecimals = 3, kProductDecimals = 4;

QString partText(const char* text) { return QCoreApplication::translate("StepParts", text); }

// a x + b y
Image mixed(double a, const Image& x, double b, const Image& y)
{
    if (x.empty() || !x.sameShape(y))
        return {};
    Image sum = x;
    for (std::size_t k = 0; k < sum.values.size(); ++k)
        sum.values[k] = float(a * double(x.values[k]) + b * double(y.values[k]));
    return sum;
}

Concept conceptOf(Kind kind)
{
    switch (kind) {
    case Kind::State:
    case Kind::CorrectedState:
        return Concept::State;
    case Kind::FreshNoise:
    case Kind::LearnedNoise:
        return Concept::Noise;
    default:
        return Concept::Prediction;
    }
}

bool isFresh(Kind kind) { return kind == Kind::FreshNoise || kind == Kind::LearnedNoise; }

QString wordsOf(const StepTerm& term, bool stirred)
{
    if (term.call > 0)
        return partText("asked again");
    if (term.age == 1)
        return term.kind == Kind::PredictedData ? partText("guess before") : partText("a step before");
    if (term.age > 1)
        return partText("%1 steps before").arg(term.age);
    switch (term.kind) {
    case Kind::State:
        return partText("now");
    case Kind::CorrectedState:
        return stirred ? partText("noise put back") : partText("corrected");
    case Kind::PredictedNoise:
        return partText("noise seen");
    case Kind::ConsistentNoise:
        return partText("noise that fits the guess");
    case Kind::PredictedData:
        return partText("the guess");
    case Kind::NetworkOutput:
        return partText("its answer");
    case Kind::FreshNoise:
        return partText("fresh noise");
    case Kind::LearnedNoise:
        return partText("fresh noise, learnt strength");
    }
    return {};
}

QString verbOf(const StepTerm& term)
{
    if (isFresh(term.kind))
        return partText("add");
    if (term.coefficient < 0)
        return partText("take off");
    return term.kind == Kind::State || term.kind == Kind::CorrectedState ? partText("keep") : partText("take");
}

// As the sampler's paper writes them.
QString weightOf(const std::string& sampler, const StepTerm& term)
{
    const bool now = term.age == 0 && term.call == 0;
    if (sampler == "ddpm" && now)
        return term.kind == Kind::PredictedData ? QStringLiteral("\\signal{w_0}")
               : term.kind == Kind::State       ? QStringLiteral("\\state{w_t}")
               : term.kind == Kind::FreshNoise  ? QStringLiteral("\\noise{\\sigma}")
                                                : QString();
    if (sampler == "ddim" && now)
        return term.kind == Kind::PredictedData ? QStringLiteral("\\signal{\\sqrt{\\bar{\\alpha}_s}}")
               : term.kind == Kind::PredictedNoise || term.kind == Kind::ConsistentNoise
                   ? QStringLiteral("\\noise{\\sqrt{1\u2212\\bar{\\alpha}_s\u2212\\sigma^2}}")
               : term.kind == Kind::FreshNoise ? QStringLiteral("\\noise{\\sigma}")
                                               : QString();
    return {};
}

// The tensors of one step.
class Tensors {
public:
    Tensors(const Trajectory& trajectory, int holder, int picture, QString predictionType)
        : trajectory_(trajectory), holder_(holder), picture_(picture), predictionType_(std::move(predictionType))
    {
    }

    Image of(const StepTerm& term) const
    {
        const int frame = holder_ - term.age;
        if (frame < 1 || term.call > 0)
            return {};
        switch (term.kind) {
        case Kind::State:
            return trajectory_.state(frame - 1, picture_);
        case Kind::CorrectedState:
            return term.age == 0 ? corrected_ : correctedBefore(frame);
        case Kind::PredictedNoise:
            return trajectory_.predictedNoise(frame, picture_);
        case Kind::PredictedData:
            return trajectory_.predictedData(frame, picture_);
        case Kind::ConsistentNoise: {
            const Frame& at = trajectory_.frame(frame);
            return mixed(1 / at.noiseAsked(), askedAt(frame), -at.signalAsked() / at.noiseAsked(),
                         trajectory_.predictedData(frame, picture_));
        }
        case Kind::NetworkOutput:
            return outputAt(frame);
        default:
            return {};
        }
    }

    // What the step to `frame` corrected its sample to: all else in that step's sum is known.
    Image correctedBefore(int frame) const
    {
        const Tensors then(trajectory_, frame, picture_, predictionType_);
        Image rest = trajectory_.state(frame, picture_);
        double weight = 0;
        for (const StepTerm& term : trajectory_.frame(frame).terms.next) {
            if (term.sameTensor({Kind::CorrectedState}))
                weight = term.coefficient;
            else
                rest = mixed(1, rest, -term.coefficient, then.of(term));
        }
        return weight != 0 ? mixed(1 / weight, rest, 0, rest) : Image();
    }

    // x as the network was asked about it.
    Image askedAt(int frame) const
    {
        const Frame& at = trajectory_.frame(frame);
        if (!at.stirredAlphaBar)
            return trajectory_.state(frame - 1, picture_);
        if (limitedAt(frame)) // neither what was brought back nor the noise in it is kept
            return {};
        return mixed(at.signalAsked(), trajectory_.predictedData(frame, picture_), at.noiseAsked(),
                     trajectory_.predictedNoise(frame, picture_));
    }

    bool limitedAt(int frame) const
    {
        const auto& limited = trajectory_.frame(frame).limited;
        return picture_ >= 0 && std::size_t(picture_) < limited.size() && limited[std::size_t(picture_)];
    }

    // The network's own answer: noise, data, or velocity v = signal eps - noise x0 (Salimans & Ho 2022), from what
    // divides by the larger of the two.
    Image outputAt(int frame) const
    {
        const Frame& at = trajectory_.frame(frame);
        const double signal = at.signalAsked(), noise = at.noiseAsked();
        const Image asked = askedAt(frame), data = trajectory_.predictedData(frame, picture_),
                    seen = trajectory_.predictedNoise(frame, picture_);
        if (predictionType_ == QLatin1String("sample"))
            return limitedAt(frame) ? mixed(1 / signal, asked, -noise / signal, seen) : data;
        if (predictionType_ != QLatin1String("v_prediction"))
            return seen;
        return noise > signal && !limitedAt(frame) ? mixed(signal / noise, asked, -1 / noise, data)
                                                   : mixed(1 / signal, seen, -noise / signal, asked);
    }

    void setCorrected(Image image) { corrected_ = std::move(image); }

private:
    const Trajectory& trajectory_;
    int holder_, picture_;
    QString predictionType_;
    Image corrected_;
};

Image sumOf(const QList<StepPart>& parts, const StepPart* without = nullptr)
{
    Image sum;
    for (const StepPart& part : parts) {
        if (&part == without)
            continue;
        if (part.values.empty())
            return {};
        sum = sum.empty() ? mixed(part.coefficient, part.values, 0, part.values)
                          : mixed(1, sum, part.coefficient, part.values);
    }
    return sum;
}

// The one tensor that is not known is what the sum leaves for it.
void solveForUnknown(StepSumParts& sum)
{
    StepPart* unknown = nullptr;
    for (StepPart& part : sum.terms) {
        if (!part.values.empty())
            continue;
        if (unknown)
            return;
        unknown = &part;
    }
    if (!unknown || sum.result.values.empty() || unknown->coefficient == 0)
        return;
    if (sum.terms.size() == 1)
        unknown->values = mixed(1 / unknown->coefficient, sum.result.values, 0, sum.result.values);
    else
        unknown->values =
            mixed(1 / unknown->coefficient, sum.result.values, -1 / unknown->coefficient, sumOf(sum.terms, unknown));
}

StepSumParts guessOf(const StepPart& asked, const StepPart& answer, const QString& predictionType, const Frame& step)
{
    const double signal = step.signalAsked(), noise = step.noiseAsked();
    StepSumParts guess;
    guess.result.kind = Kind::PredictedData;
    guess.result.symbol = QStringLiteral("\\prediction{\\hat{x}_0}");
    guess.result.words = partText("the guess");
    guess.result.which = Concept::Prediction;
    StepPart state = asked, said = answer;
    state.verb = partText("stretch");
    said.verb = partText("take off");
    if (predictionType == QLatin1String("sample")) {
        said.coefficient = 1;
        said.verb = partText("take");
        guess.terms = {said};
    } else if (predictionType == QLatin1String("v_prediction")) {
        state.coefficient = signal, said.coefficient = -noise;
        state.verb = partText("keep");
        state.weight = QStringLiteral("\\signal{\\sqrt{\\bar{\\alpha}_t}}");
        said.weight = QStringLiteral("\\noise{\\sqrt{1\u2212\\bar{\\alpha}_t}}");
        guess.terms = {state, said};
    } else {
        state.coefficient = 1 / signal, said.coefficient = -noise / signal;
        state.weight = QStringLiteral("\\signal{1/\\sqrt{\\bar{\\alpha}_t}}");
        said.weight = QStringLiteral("\\noise{\\sqrt{1\u2212\\bar{\\alpha}_t}}\\signal{/\\sqrt{\\bar{\\alpha}_t}}");
        guess.terms = {state, said};
    }
    guess.result.values = sumOf(guess.terms);
    return guess;
}

double writtenValue(double value, int decimals)
{
    const double unit = std::pow(10, decimals);
    return std::round(value * unit) / unit;
}

} // namespace

bool StepPart::isSigned() const
{
    return kind == Kind::PredictedNoise || kind == Kind::ConsistentNoise || kind == Kind::FreshNoise ||
           kind == Kind::LearnedNoise || kind == Kind::NetworkOutput;
}

bool StepSumParts::isWhole() const
{
    return !result.values.empty() &&
           std::none_of(terms.begin(), terms.end(), [](const StepPart& part) { return part.values.empty(); });
}

StepSumParts StepSumParts::folded(int most) const
{
    StepSumParts folded = *this;
    if (int(terms.size()) <= most)
        return folded;
    const auto isOld = [](const StepPart& part) { return part.older > 0; };
    const auto old = std::count_if(terms.begin(), terms.end(), isOld);
    // One place is for all that are folded, so at least two are.
    auto fold = std::max<std::ptrdiff_t>(2, std::ptrdiff_t(terms.size()) - most + 1);
    if (old < fold)
        return folded;
    QList<StepPart> kept, sum;
    for (auto part = terms.rbegin(); part != terms.rend(); ++part) // the oldest are the last
        if (isOld(*part) && fold-- > 0)
            sum.prepend(*part);
        else
            kept.prepend(*part);
    StepPart rest = sum.front();
    rest.values = sumOf(sum);
    rest.coefficient = 1;
    rest.weight.clear();
    rest.verb = partText("add");
    rest.older = int(sum.size());
    rest.symbol = QStringLiteral("\\prediction{\\text{…}}");
    rest.words = partText("%1 older, weighted").arg(sum.size());
    kept.append(rest);
    folded.terms = kept;
    return folded;
}

StepParts stepParts(const StepNumbers& numbers, const Trajectory& trajectory, int frame, int picture,
                    const QString& predictionType)
{
    const int holder = trajectory.predictionOf(frame).value_or(0); // there are numbers, so there is one
    const Frame& step = trajectory.frame(holder);
    Tensors tensors(trajectory, holder, picture, predictionType);
    const std::string& sampler = trajectory.request().sampler;
    const auto partOf = [&](const StepNumbers::Term& term) {
        StepPart part;
        part.kind = term.what.kind;
        part.coefficient = term.coefficient;
        part.symbol = term.symbol.left(term.symbol.indexOf(QLatin1String("\\text{@"))); // the words say when
        part.words = wordsOf(term.what, numbers.stirred);
        part.weight = weightOf(sampler, term.what);
        part.verb = verbOf(term.what);
        part.which = conceptOf(term.what.kind);
        part.values = tensors.of(term.what);
        part.older = term.what.age > 0 ? 1 : 0;
        return part;
    };
    StepParts parts;
    parts.from = numbers.from, parts.to = numbers.to;
    parts.stirred = numbers.stirred;
    parts.limited = numbers.limited;
    if (!numbers.corrected.isEmpty()) {
        StepSumParts sum;
        sum.result = partOf({1, numbers.correctedSymbol, {}, StepTerm{Kind::CorrectedState}});
        for (const StepNumbers::Term& term : numbers.corrected)
            sum.terms.append(partOf(term));
        sum.result.values = numbers.stirred ? tensors.askedAt(holder) : sumOf(sum.terms);
        solveForUnknown(sum);
        tensors.setCorrected(sum.result.values);
        parts.corrected = sum;
    }
    parts.asked = partOf(
        {1, numbers.stirred ? numbers.correctedSymbol : QStringLiteral("\\state{x_t}"), {}, StepTerm{Kind::State}});
    parts.asked.values = tensors.askedAt(holder);
    parts.answer = partOf({1, numbers.answerSymbol, {}, StepTerm{Kind::NetworkOutput}});
    parts.guess = guessOf(parts.asked, parts.answer, predictionType, step);
    parts.kept = trajectory.predictedData(holder, picture);
    if (!parts.limited && !parts.kept.empty())
        parts.guess.result.values = parts.kept;
    parts.next.result = partOf({1, QStringLiteral("\\state{x_s}"), {}, StepTerm{Kind::State}});
    parts.next.result.words = parts.to > 0 ? partText("the next sample") : partText("the picture");
    parts.next.result.values = trajectory.state(holder, picture);
    for (const StepNumbers::Term& term : numbers.next)
        parts.next.terms.append(partOf(term));
    solveForUnknown(parts.next);
    for (const StepPart& part : parts.next.terms)
        if (isFresh(part.kind) && !part.values.empty())
            parts.mean = mixed(1, parts.next.result.values, -part.coefficient, part.values);
    return parts;
}

std::optional<PixelRows> pixelRows(const StepSumParts& sum, const QPoint& pixel, int channel)
{
    const auto valueOf = [&](const Image& image) { return double(image.at(channel, pixel.y(), pixel.x())); };
    const Image& shape = sum.result.values;
    if (!sum.isWhole() || channel < 0 || channel >= shape.channels || pixel.x() < 0 || pixel.y() < 0 ||
        pixel.x() >= shape.width || pixel.y() >= shape.height)
        return std::nullopt;
    PixelRows rows;
    double written = 0;
    for (const StepPart& part : sum.terms) {
        const double value = valueOf(part.values), product = part.coefficient * value;
        rows.terms.append({part.symbol, part.words, smallNumber(part.coefficient, kWeightDecimals),
                           number(value, kPixelDecimals), signedNumber(product, kProductDecimals), part.which});
        written += writtenValue(product, kProductDecimals);
    }
    const double result = valueOf(sum.result.values);
    rows.result = {sum.result.symbol, sum.result.words, {}, {}, number(result, kPixelDecimals), sum.result.which};
    rows.agrees = number(written, kPixelDecimals) == rows.result.product;
    return rows;
}

} // namespace diffuscope::ui
