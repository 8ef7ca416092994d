#include "ui/workspace/recipe_words.h"

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

} // namespace diffuscope::ui
