#include "ui/workspace/recipe_words.h"

#include "ui/style/words.h"

#include <QCoreApplication>

namespace diffuscope::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("RecipeWords", text); }

QString wordsOf(const RefusedField& refused)
{
    const QString field = QString::fromStdString(refused.field);
    if (refused.takes.empty())
        return tr("%1, which this program does not know").arg(field);
    return tr("%1 = %2, since it takes %3")
        .arg(field, QString::fromStdString(refused.value), QString::fromStdString(refused.takes));
}

} // namespace

QStringList refusedWords(const ReadRecipe& read)
{
    QStringList words;
    for (const RefusedField& refused : read.refused)
        words.append(wordsOf(refused));
    if (read.refusedMore > 0)
        words.append(read.refusedMore == 1 ? tr("1 more field") : tr("%1 more fields").arg(read.refusedMore));
    return words;
}

QString newerWords(const ReadRecipe& read)
{
    if (!read.newer)
        return {};
    if (read.version.empty())
        return tr("Written by a newer version of Diffuscope.");
    return tr("Written by a newer version of Diffuscope, %1.").arg(QString::fromStdString(read.version));
}

namespace {

QString placeOf(const PictureVerified& verified)
{
    if (verified.frames > 0)
        return tr("first in frame %1 of %2, most in frame %3")
            .arg(verified.firstFrame + 1)
            .arg(verified.frames)
            .arg(verified.frame + 1);
    return verified.pictures > 1 ? tr("most in picture %1 at column %2, row %3")
                                       .arg(verified.picture + 1)
                                       .arg(verified.column)
                                       .arg(verified.row)
                                 : tr("most at column %1, row %2").arg(verified.column).arg(verified.row);
}

} // namespace

QString verdictTitle(const PictureVerified& verified, const QString& name)
{
    using Verdict = PictureVerified::Verdict;
    switch (verified.verdict) {
    case Verdict::Same:
        return tr("%1 is the same, bit for bit").arg(name);
    case Verdict::Differs:
        return tr("%1 differs by up to %2 of 255").arg(name).arg(verified.largest);
    case Verdict::ModelMissing:
        return tr("The model of %1 was not found").arg(name);
    case Verdict::OtherWeights:
        return tr("The model of %1 has other weights now").arg(name);
    case Verdict::NoRecipe:
    case Verdict::NewerRecipe:
    case Verdict::CannotRepeat:
        break;
    }
    return tr("%1 cannot be drawn again").arg(name);
}

QString verdictDetail(const PictureVerified& verified)
{
    using Verdict = PictureVerified::Verdict;
    const QString reason = translated(verified.reason);
    if (verified.verdict == Verdict::Same && verified.frames > 0)
        return tr("All %1 frames were drawn again from the recipe and compared, every pixel.").arg(verified.frames);
    if (verified.verdict == Verdict::Same)
        return verified.pictures == 1
                   ? tr("It was drawn again from its recipe and compared, every pixel.")
                   : tr("All %1 pictures were drawn again from the recipe and compared, every pixel.")
                         .arg(verified.pictures);
    if (verified.verdict != Verdict::Differs)
        return reason;
    const double percent = 100 * verified.share;
    return tr("%1 % of the values differ, %2.")
               .arg(QString::number(percent, 'f', percent < 10 ? 2 : 0), placeOf(verified)) +
           u'\n' + reason;
}

} // namespace diffuscope::ui
