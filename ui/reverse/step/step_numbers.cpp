#include "ui/reverse/step/step_numbers.h"

#include "ui/reverse/trajectories/trajectory.h"
#include "ui/style/to_qimage.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

using Kind = StepTerm::Kind;

constexpr double kSmallestShown = 5e-7; // of a coefficient; less is rounding

QString tr(const char* text) { return QCoreApplication::translate("StepNumbers", text); }

// What a sampler does, as its paper has it. With one that is not listed the sum itself says it all.
struct Rule {
    const char* sampler;
    const char* markup;
    const char* words; // null: none
};

const Rule kRules[] = {
    {"ddpm", "\\state{x_s} = \\signal{w_0}\\prediction{\\hat{x}_0} + \\state{w_tx_t} + \\noise{\\sigma z}",
     QT_TRANSLATE_NOOP("StepNumbers",
                       "w₀ = √ᾱₛ β/(1−ᾱₜ), wₜ = √(1−β) (1−ᾱₛ)/(1−ᾱₜ), β = 1−ᾱₜ/ᾱₛ: the mean of q(xₛ | xₜ, x̂₀)")},
    {"ddim",
     "\\state{x_s} = \\signal{\\sqrt{\\bar{\\alpha}_s}}\\prediction{\\hat{x}_0} + "
     "\\noise{\\sqrt{1\u2212\\bar{\\alpha}_s\u2212\\sigma^2}}\\prediction{\\hat{\\epsilon}} + \\noise{\\sigma z}",
     QT_TRANSLATE_NOOP("StepNumbers", "σ = η times the deviation that DDPM adds; 0: no noise")},
    {"euler",
     "\\state{x_s} = \\signal{\\sqrt{\\bar{\\alpha}_s}}(\\state{x_t}/\\signal{\\sqrt{\\bar{\\alpha}_t}} + "
     "(\\noise{\\sigma_s\u2212\\sigma_t})\\prediction{\\hat{\\epsilon}})",
     QT_TRANSLATE_NOOP("StepNumbers", "σ = √(1−ᾱ)/√ᾱ of a level")},
    {"euler_ancestral",
     "\\state{x_s} = \\signal{\\sqrt{\\bar{\\alpha}_s}}(\\state{x_t}/\\signal{\\sqrt{\\bar{\\alpha}_t}} + "
     "(\\noise{\\sigma_d\u2212\\sigma_t})\\prediction{\\hat{\\epsilon}} + \\noise{\\sigma_uz})",
     QT_TRANSLATE_NOOP("StepNumbers",
                       "σ = √(1−ᾱ)/√ᾱ of a level; down to σd, up again with fresh noise: σd² + σᵤ² = σₛ²")},
    {"heun",
     "\\state{x_s} = \\signal{\\sqrt{\\bar{\\alpha}_s}}(\\state{x_t}/\\signal{\\sqrt{\\bar{\\alpha}_t}} + "
     "(\\noise{\\sigma_s\u2212\\sigma_t})(\\prediction{\\hat{\\epsilon}}+\\prediction{\\hat{\\epsilon}′})/2)",
     QT_TRANSLATE_NOOP("StepNumbers", "σ = √(1−ᾱ)/√ᾱ of a level; to clean data ε̂ alone")},
    {"edm",
     "\\state{x_s} = \\signal{\\sqrt{\\bar{\\alpha}_s}}(\\state{x_{t′}}/\\signal{\\sqrt{\\bar{\\alpha}_{t′}}} + "
     "(\\noise{\\sigma_s\u2212\\sigma_{t′}})(\\prediction{\\hat{\\epsilon}}+\\prediction{\\hat{\\epsilon}′})/2)",
     QT_TRANSLATE_NOOP("StepNumbers",
                       "σ = √(1−ᾱ)/√ᾱ of a level; t′: noisier than t by the churn; to clean data ε̂ alone")},
    {"dpmsolver++",
     "\\state{x_s} = \\noise{k}\\state{x_t} + \\signal{\\sqrt{\\bar{\\alpha}_s}}(1\u2212e^{\u2212h})\\prediction{D}",
     QT_TRANSLATE_NOOP("StepNumbers", "k = √(1−ᾱₛ)/√(1−ᾱₜ); h = λₛ−λₜ, λ = ln(√ᾱ/√(1−ᾱ)); D: x̂₀, and above first "
                                      "order its slope from earlier x̂₀ as well")},
    {"unipc",
     "\\state{x_s} = \\noise{k}\\state{x_t^c} + \\signal{\\sqrt{\\bar{\\alpha}_s}}(1\u2212e^{\u2212h})\\prediction{D}",
     QT_TRANSLATE_NOOP("StepNumbers", "xₜᶜ: xₜ after its own x̂₀ corrected the step before; k = √(1−ᾱₛ)/√(1−ᾱₜ); "
                                      "h = λₛ−λₜ, λ = ln(√ᾱ/√(1−ᾱ)); D: x̂₀ and its slope")},
    {"pndm",
     "\\state{x_s} = \\signal{\\sqrt{\\bar{\\alpha}_s}}\\prediction{\\hat{x}_0(e)} + "
     "\\noise{\\sqrt{1\u2212\\bar{\\alpha}_s}}\\prediction{e}",
     QT_TRANSLATE_NOOP("StepNumbers",
                       "e: a weighted mean of ε̂ from several steps or calls; x̂₀(e): what it leaves of xₜ")},
};

const Rule* ruleOf(const std::string& sampler)
{
    const auto* found = std::find_if(std::begin(kRules), std::end(kRules),
                                     [&sampler](const Rule& rule) { return sampler == rule.sampler; });
    return found == std::end(kRules) ? nullptr : found;
}

// Names the tensors of one step and finds their pictures.
class TermNames {
public:
    TermNames(const Trajectory& trajectory, int holder, int picture, const QString& predictionType)
        : trajectory_(trajectory), holder_(holder), picture_(picture), predictionType_(predictionType),
          stirred_(trajectory.frame(holder).stirredAlphaBar.has_value())
    {
    }

    QList<StepNumbers::Term> named(const std::vector<StepTerm>& terms)
    {
        QList<StepNumbers::Term> list;
        for (const StepTerm& term : terms)
            if (std::abs(term.coefficient) > kSmallestShown)
                list.append({term.coefficient, symbolOf(term), pictureOf(term), term, meaningOf(term)});
        return list;
    }
    QString corrected() const
    {
        return stirred_ ? QStringLiteral("\\state{x_{t′}}") : QStringLiteral("\\state{x_t^c}");
    }
    QString answer() const
    {
        if (predictionType_ == QLatin1String("v_prediction"))
            return QStringLiteral("\\prediction{\\hat{v}}");
        return predictionType_ == QLatin1String("sample") ? QStringLiteral("\\prediction{\\hat{x}_0}")
                                                          : QStringLiteral("\\prediction{\\hat{\\epsilon}}");
    }
    const QStringList& words() const { return words_; }

private:
    QString symbolOf(const StepTerm& term)
    {
        return plainSymbol(term) + QString(term.call, QChar(0x2032)) + whoseOf(term);
    }
    // Those of earlier steps carry the level they are of.
    QString whoseOf(const StepTerm& term)
    {
        if (term.call > 0)
            note(tr("′: asked again further on in this step"));
        if (term.age == 0)
            return {};
        note(tr("@t: of an earlier step, asked at that t"));
        const int frame = holder_ - term.age;
        return QStringLiteral("\\text{@%1}").arg(frame > 0 ? trajectory_.frame(frame).fromStep : 0);
    }
    QString plainSymbol(const StepTerm& term)
    {
        switch (term.kind) {
        case Kind::State:
            return QStringLiteral("\\state{x_t}");
        case Kind::CorrectedState:
            return corrected();
        case Kind::PredictedNoise:
            return QStringLiteral("\\prediction{\\hat{\\epsilon}}");
        case Kind::ConsistentNoise:
            note(tr("ε̂ᶜ: the noise that agrees with the limited x̂₀"));
            return QStringLiteral("\\prediction{\\hat{\\epsilon}^c}");
        case Kind::PredictedData:
            return QStringLiteral("\\prediction{\\hat{x}_0}");
        case Kind::NetworkOutput:
            return outputSymbol();
        case Kind::FreshNoise:
            note(tr("z: fresh noise from N(0, 1)"));
            return QStringLiteral("\\noise{z}");
        case Kind::LearnedNoise:
            note(tr("σθz: fresh noise, each value as strong as the network says"));
            return QStringLiteral("\\noise{\\sigma_\\theta z}");
        }
        return {};
    }
    const char* meaningOf(const StepTerm& term) const
    {
        switch (term.kind) {
        case Kind::State:
        case Kind::CorrectedState:
            return "xt";
        case Kind::PredictedNoise:
        case Kind::ConsistentNoise:
            return "epsilonHat";
        case Kind::PredictedData:
            return "x0Hat";
        case Kind::NetworkOutput:
            return predictionType_ == QLatin1String("v_prediction") ? nullptr
                   : predictionType_ == QLatin1String("sample")     ? "x0Hat"
                                                                    : "epsilonHat";
        case Kind::FreshNoise:
        case Kind::LearnedNoise:
            return "z";
        }
        return nullptr;
    }
    QString outputSymbol()
    {
        if (predictionType_ == QLatin1String("v_prediction"))
            note(tr("v̂: the velocity that the network predicts"));
        return answer();
    }
    QImage pictureOf(const StepTerm& term) const
    {
        if (term.age != 0 || term.call != 0)
            return {};
        switch (term.kind) {
        case Kind::State:
            return toQImage(trajectory_.state(holder_ - 1, picture_));
        case Kind::PredictedNoise:
            return toQImage(trajectory_.predictedNoise(holder_, picture_), kNoiseRange);
        case Kind::PredictedData:
            return toQImage(trajectory_.predictedData(holder_, picture_));
        default:
            return {};
        }
    }
    void note(const QString& words)
    {
        if (!words_.contains(words))
            words_.append(words);
    }

    const Trajectory& trajectory_;
    int holder_, picture_;
    QString predictionType_;
    bool stirred_;
    QStringList words_;
};

} // namespace

double StepNumbers::coefficient(const QString& symbol) const
{
    const auto found =
        std::find_if(next.begin(), next.end(), [&symbol](const Term& term) { return term.symbol == symbol; });
    return found == next.end() ? 0 : found->coefficient;
}

std::optional<StepNumbers> stepNumbers(const Trajectory& trajectory, int frame, int picture,
                                       const QString& predictionType)
{
    const auto holder = trajectory.predictionOf(frame);
    if (!holder)
        return std::nullopt;
    const Frame& step = trajectory.frame(*holder);
    StepNumbers n;
    n.from = step.fromStep, n.to = step.step;
    n.stirred = step.stirredAlphaBar.has_value();
    n.signalAsked = step.signalAsked(), n.noiseAsked = step.noiseAsked();
    n.limited = picture >= 0 && std::size_t(picture) < step.limited.size() && step.limited[std::size_t(picture)];
    TermNames names(trajectory, *holder, picture, predictionType);
    n.corrected = names.named(step.terms.corrected);
    n.correctedSymbol = names.corrected();
    n.answerSymbol = names.answer();
    n.next = names.named(step.terms.next);
    n.result = toQImage(trajectory.state(*holder, picture));
    // Outside of its churn EDM is Heun.
    const std::string& id = trajectory.request().sampler;
    if (const Rule* rule = ruleOf(id == "edm" && !n.stirred ? "heun" : id)) {
        n.rule = QString::fromUtf8(rule->markup);
        n.words.append(tr(rule->words));
    }
    n.words.append(names.words());
    return n;
}

} // namespace diffuscope::ui
