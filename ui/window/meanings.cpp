#include "ui/window/meanings.h"

#include "ui/widgets/terms/explain.h"
#include "ui/widgets/terms/terms.h"

#include <QCoreApplication>
#include <QList>
#include <QWidget>

namespace diffuscope::ui {

namespace {

struct Meaning {
    const char* name;  // the widget's objectName
    const char* term;  // of the glossary; null: the words alone
    const char* words; // null: the term alone
};

#define WORDS(text) QT_TRANSLATE_NOOP("Meanings", text)

constexpr Meaning kMeanings[] = {
    {"forwardMode", nullptr,
     WORDS("Jump: step t at once from the data. Walk: one step after the other, each with fresh noise. Both have the "
           "same "
           "distribution. (J)")},
    {"alphaBarPlot", "alphaBar", nullptr},
    {"logSnrPlot", "logSnr", nullptr},
    {"agreementPlot", nullptr,
     WORDS("Where many walks of this pixel end at step t (bars), and where the closed form says they do (line).")},
    {"channelTable", nullptr, WORDS("Mean, spread and range of each colour channel of the picture at step t.")},
    {"pixelJourney", nullptr,
     WORDS("The marked pixel at every step: its mean and spread, its value with this noise, and walks of its own.")},
    {"channel", nullptr, WORDS("The colour channel that the plot and the numbers follow.")},
    {"pictureChannels", nullptr, WORDS("Grey or colour, or what the file has.")},
    {"moreSchedules", nullptr, WORDS("Show all noise schedules there are.")},
    {"exportFormat", nullptr, WORDS("What is written: a picture, a sheet, a film or a figure.")},
    {"chooseFolder", nullptr, WORDS("Train on the pictures of a folder; its sub-folders are classes.")},
    {"preset", nullptr, WORDS("A size of network and of training that fit each other; every setting can be changed.")},
    {"resumeRun", nullptr, WORDS("Go on with a training that was stopped or interrupted.")},
    {"changeDataset", nullptr, WORDS("Train on other pictures.")},
    {"cancelOpening", nullptr, WORDS("Stop reading these pictures.")},
    {"lossPlot", "loss", nullptr},
    {"smoothedLoss", "loss", nullptr},
    {"validationLoss", "validation", nullptr},
    {"previews", "preview", nullptr},
    {"probeChoice", nullptr, WORDS("All pictures, or the true and the predicted one under a wipe.")},
    {"probeCompare", "probe", nullptr},
    {"stepsSlider", nullptr, WORDS("How many steps the sampler takes: more are slower, and finer up to a point.")},
    {"count", nullptr, WORDS("How many pictures are generated at once.")},
    {"class", nullptr, WORDS("The class that is drawn.")},
    {"measure", nullptr, WORDS("Compare many generated pictures with the training set.")},
};

#undef WORDS

QString tipOf(const Meaning& meaning)
{
    if (meaning.term)
        return termTip(QLatin1String(meaning.term));
    return QCoreApplication::translate("Meanings", meaning.words).toHtmlEscaped().prepend(QLatin1String("<p>")) +
           QStringLiteral("</p>"); // wraps
}

} // namespace

void explainControls(QWidget* root)
{
    for (const Meaning& meaning : kMeanings)
        for (QWidget* widget : root->findChildren<QWidget*>(QLatin1String(meaning.name)))
            if (usualToolTip(widget).isEmpty())
                setUsualToolTip(widget, tipOf(meaning));
}

} // namespace diffuscope::ui
