#include "ui/widgets/terms/terms.h"

#include <QCoreApplication>

#include <algorithm>

namespace diffuscope::ui {

namespace {

#define TERM(text) QT_TRANSLATE_NOOP("Terms", text)

// In the order of a glossary: the process, the schedule, numbers of pictures, generating, training.
constexpr Term kTerms[] = {
    {"x0", "x₀", "x_0", TERM("data"), TERM("The clean picture, its values scaled to −1 … 1."),
     TERM("x0 picture clean")},
    {"xt", "xₜ", "x_t", TERM("noised picture"), TERM("The picture after t steps of noise: √ᾱₜ · x₀ + √(1−ᾱₜ) · ε."),
     TERM("xt state")},
    {"before", "xₜ₋₁", "x_{t-1}", TERM("one step before"), TERM("The picture that this step adds noise to."),
     TERM("previous")},
    {"epsilon", "ε", "\\epsilon", TERM("noise"),
     TERM("Gaussian noise: every value drawn from N(0, 1), independent of all others. The seed decides it."),
     TERM("epsilon gauss gaussian normal random")},
    {"z", "zₜ", "z_t", TERM("noise of one step"),
     TERM("Fresh Gaussian noise, N(0, 1) in every value, drawn anew in every step of a walk."), TERM("gaussian")},
    {"t", "t", "t", TERM("step"),
     TERM("How many steps of noise the picture carries: 0 is the data, T is noise. diffusers and the command "
          "line count timesteps from 0, so this is their timestep t − 1."),
     TERM("timestep time")},
    {"T", "T", "", TERM("number of steps"), TERM("How many steps lie between data and noise."),
     TERM("timesteps length")},
    {"beta", "βₜ", "\\beta_t", TERM("noise added in step t"),
     TERM("The variance of the noise that step t adds. The noise schedule is the list of all of them."),
     TERM("beta variance schedule")},
    {"alphaBar", "ᾱₜ", "\\bar{\\alpha}_t", TERM("signal share"),
     TERM("Share of the variance at step t that still comes from the data, for data of variance 1: the product of "
          "1 − β over all steps so far. 1 at the data, near 0 in the noise."),
     TERM("alpha-bar alpha bar power kept")},
    {"noiseShare", "1−ᾱₜ", "1−\\bar{\\alpha}_t", TERM("noise share"),
     TERM("Share of the variance at step t that is noise, for data of variance 1."), TERM("power")},
    {"signalScale", "√ᾱₜ", "\\sqrt{\\bar{\\alpha}_t}", TERM("signal scale"),
     TERM("What x₀ is multiplied by: how much of the picture’s contrast is left at step t."),
     TERM("square root alpha-bar coefficient")},
    {"noiseScale", "√(1−ᾱₜ)", "\\sqrt{1−\\bar{\\alpha}_t}", TERM("noise scale"),
     TERM("What ε is multiplied by: the standard deviation of the noise in xₜ."),
     TERM("square root sigma coefficient")},
    {"stepSignalScale", "√(1−βₜ)", "\\sqrt{1−\\beta_t}", TERM("shrinking in one step"),
     TERM("What xₜ₋₁ is multiplied by in step t, so that the variance stays where it is."), TERM("coefficient walk")},
    {"stepNoiseScale", "√βₜ", "\\sqrt{\\beta_t}", TERM("noise of one step, scaled"),
     TERM("What the fresh noise of step t is multiplied by."), TERM("coefficient walk")},
    {"snr", "SNR", "", TERM("signal-to-noise ratio"),
     TERM("ᾱₜ / (1 − ᾱₜ) in decibel: 0 dB is as much signal as noise, every 10 dB is ten times as much. For data of "
          "variance 1."),
     TERM("decibel dB ratio")},
    {"logSnr", "log SNR", "", TERM("logarithm of the signal-to-noise ratio"),
     TERM("The axis on which most models learn evenly: equal lengths are equal factors between signal and noise."),
     TERM("lambda")},
    {"halfway", "0 dB", "", TERM("as much signal as noise"),
     TERM("Where ᾱₜ is ½: left of it the data has more power, right of it the noise."), TERM("ring halfway")},
    {"jump", "q(xₜ | x₀)", "q(x_t | x_0)", TERM("jump, the closed form"),
     TERM("N(√ᾱₜ · x₀, 1−ᾱₜ): step t in one go from the data, without the steps between."),
     TERM("marginal distribution forward")},
    {"walk", "q(xₜ | xₜ₋₁)", "q(x_t | x_{t-1})", TERM("walk, the Markov chain"),
     TERM("N(√(1−βₜ) · xₜ₋₁, βₜ): one step after the other, each with fresh noise. Both ways lead to the same "
          "distribution."),
     TERM("chain transition markov")},
    {"sigmaOfPicture", "σ", "", TERM("standard deviation of the picture"),
     TERM("How far the values of xₜ lie from their mean. It goes to 1 in the noise."), TERM("spread")},
    {"meanOfPicture", "μ", "", TERM("mean of the picture"),
     TERM("Mean of all values of xₜ. It goes to 0 in the noise."), TERM("average")},
    {"range", "", "", TERM("range"),
     TERM("Smallest and largest value of xₜ. The data lies within −1 … 1, noise goes beyond."),
     TERM("minimum maximum")},
    {"pixelSum", "", "", TERM("one value of the picture"),
     TERM("The equation for the marked pixel alone, in numbers: its value in xₜ is the scaled data plus the scaled "
          "noise. A walk comes to the same place as a jump whose noise is ε = (xₜ − √ᾱₜ · x₀) / √(1−ᾱₜ)."),
     TERM("arithmetic probe")},
    {"powerBar", "ᾱₜ | 1−ᾱₜ", "", TERM("shares of the variance"),
     TERM("How the variance of xₜ is shared between data (left) and noise (right), for data of variance 1. A picture "
          "with less contrast drowns sooner."),
     TERM("signal power noise power")},
    {"pixelMean", "√ᾱₜ x₀", "", TERM("mean of the pixel"),
     TERM("Where all walks of this pixel are on average at step t."), TERM("legend")},
    {"pixelBand", "±1σ, ±2σ", "", TERM("spread of the pixel"),
     TERM("About 68 and 95 of 100 walks lie within one and two standard deviations √(1−ᾱₜ) of the mean."),
     TERM("legend band")},
    {"pixelJump", "", "", TERM("this pixel by the jump"),
     TERM("The pixel with this picture’s ε at every step: no walk, one "
          "line for one noise."),
     TERM("legend")},
    {"pixelWalk", "", "", TERM("this pixel by walks"),
     TERM("The pixel along Markov chains, each with noise of its own."), TERM("legend chain")},
    {"kl", "KL", "", TERM("Kullback–Leibler divergence"),
     TERM("How far a distribution is from N(0, 1), in nat; 0 means the same."), TERM("divergence distance nat")},
    {"ks", "KS", "", TERM("Kolmogorov–Smirnov distance"),
     TERM("The largest distance between two distribution functions. Below the critical value chance explains it."),
     TERM("test agreement")},
    {"seed", "", "", TERM("seed"),
     TERM("The number that the noise is made from: the same seed gives the same noise, on "
          "every machine."),
     TERM("random")},

    {"epsilonHat", "ε̂", "\\hat{\\epsilon}", TERM("predicted noise"),
     TERM("The noise that the network believes to be in xₜ."), TERM("prediction network epsilon theta")},
    {"x0Hat", "x̂₀", "\\hat{x}_0", TERM("predicted data"),
     TERM("The clean picture that follows from the predicted noise: (xₜ − √(1−ᾱₜ) · ε̂) / √ᾱₜ."),
     TERM("prediction guess denoised")},
    {"xs", "xₛ", "x_s", TERM("next picture"),
     TERM("Where this step of the sampler goes: a picture with less noise, s < t."), TERM("update")},
    {"stepSum", "", "", TERM("this step, in numbers"),
     TERM("How the sampler made the next picture: a sum of the predicted data, the predicted noise or the picture "
          "before, and fresh noise, each with its weight."),
     TERM("equation sampler update")},
    {"sampler", "", "", TERM("sampler"),
     TERM("The rule by which the prediction of the network becomes the next picture."), TERM("solver scheduler")},
    {"guidance", "w", "", TERM("guidance"),
     TERM("How much further the prediction is pushed towards the class: 1 is the network’s own, more is clearer and "
          "less "
          "varied."),
     TERM("classifier-free cfg scale")},
    {"eta", "η", "", TERM("share of fresh noise"), TERM("0: DDIM, no fresh noise in any step. 1: as much as DDPM."),
     TERM("eta stochastic")},

    {"loss", "", "", TERM("loss"),
     TERM("Mean squared error of the predicted noise, or of the picture where that is predicted. Of the noise 1 is as "
          "good "
          "as always guessing zero."),
     TERM("mse error")},
    {"smoothedLoss", "", "", TERM("smoothed loss"),
     TERM(
         "The loss, smoothed over about the last 100 steps (half-life 50). It is what “runs” and the command line call "
         "the loss; metrics.csv has each step’s own."),
     TERM("average curve")},
    {"learningRate", "", "", TERM("learning rate"),
     TERM("How far each step moves the weights. It rises over the first steps and then follows its schedule."),
     TERM("lr warm-up warmup step size")},
    {"lossByTimestep", "", "", TERM("loss by timestep"),
     TERM("The error at each noise level, from the start of the training to now: near the data noise is hard to "
          "see, near the noise it is all there is."),
     TERM("heat strip map")},
    {"validation", "", "", TERM("validation loss"),
     TERM(
         "The loss on pictures that training never sees, with the averaged weights and the same noise every time. When "
         "it rises while the loss falls, the network learns its pictures by heart."),
     TERM("held out overfitting")},
    {"ema", "EMA", "", TERM("averaged weights"),
     TERM("A moving average of the weights over the last steps. It is smoother than the weights themselves and draws "
          "every picture shown."),
     TERM("exponential moving average")},
    {"throughput", "", "", TERM("throughput"),
     TERM("Pictures that go through the network in a second, repeats counted."), TERM("speed images per second")},
    {"preview", "", "", TERM("live preview"),
     TERM("Pictures drawn by the averaged weights while training goes on, from the same noise every time, so that only "
          "the network differs."),
     TERM("samples history")},
    {"probe", "", "", TERM("what the network sees"),
     TERM("One picture with noise, the noise the network predicts in it, and the data that follows."),
     TERM("prediction error")},
};

#undef TERM

QString translate(const char* text) { return *text ? QCoreApplication::translate("Terms", text) : QString(); }

} // namespace

std::span<const Term> terms() { return kTerms; }

const Term* findTerm(QLatin1String id)
{
    const auto* found = std::find_if(std::begin(kTerms), std::end(kTerms),
                                     [id](const Term& term) { return id == QLatin1String(term.id); });
    return found == std::end(kTerms) ? nullptr : found;
}

const Term* termOfMarkup(const QString& markup)
{
    const QString plain = QString(markup).replace(u'-', QChar(0x2212)); // x_{t-1} has either
    for (const Term& term : kTerms) {
        const QString own = QString::fromUtf8(term.markup).replace(u'-', QChar(0x2212));
        if (!own.isEmpty() && (plain == own || plain.startsWith(own + QStringLiteral(" ="))))
            return &term;
    }
    return nullptr;
}

QString termTitle(const Term& term)
{
    const QString symbol = QString::fromUtf8(term.symbol), name = translate(term.name);
    return symbol.isEmpty() ? name.left(1).toUpper() + name.mid(1) : symbol + QStringLiteral("  ") + name;
}

QString termMeaning(const Term& term) { return translate(term.meaning); }

QString termSynonyms(const Term& term) { return translate(term.finds); }

QString termTip(QLatin1String id, const QString& now)
{
    const Term* const term = findTerm(id);
    if (!term)
        return now.toHtmlEscaped();
    QString tip =
        QStringLiteral("<b>%1</b><br>%2").arg(termTitle(*term).toHtmlEscaped(), termMeaning(*term).toHtmlEscaped());
    if (!now.isEmpty())
        tip += QStringLiteral("<br><b>%1</b>")
                   .arg(QCoreApplication::translate("Terms", "Now: %1").arg(now).toHtmlEscaped());
    return tip;
}

} // namespace diffuscope::ui
