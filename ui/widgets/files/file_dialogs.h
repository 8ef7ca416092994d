#pragma once
#include <QList>
#include <QString>

#include <functional>
#include <string>
#include <vector>

class QFileDialog;
class QWidget;

namespace diffuscope::ui {

// A kind of file that can be written: "PDF", ".pdf".
struct FileKind {
    QString name, ending;
};

// The kind that the ending of a name stands for, whatever its case; -1: it stands for none of them, or there is none.
qsizetype fileKindOf(const QString& path, const QList<FileKind>& kinds);
// What follows the last dot stands for some kind of file; "walk β=0.02" has no ending.
bool hasEnding(const QString& path);
QString withoutEnding(const QString& path); // the name alone: "castle.png" is "castle"
// A file is never written under a false name: why this one cannot be, in words, or nothing. A name without an ending
// is nobody's and is given one.
QString falseEnding(const QString& path, const QList<FileKind>& kinds);
QString wholeName(const QString& path, const QList<FileKind>& kinds, const QString& ending);
QString endingsOf(const QList<FileKind>& kinds); // ".svg, .pdf, .png"

// A dialog for where to save, not open yet; it deletes itself. Its file types are the kinds, `first` is chosen; who
// chooses another one gets the name with that ending.
QFileDialog* saveDialog(QWidget* parent, const QString& title, const QString& path, const QList<FileKind>& kinds,
                        qsizetype first = 0);

// Asks where to save a file that is called `name`, in the folder of the last export. Comes back at once; `save` gets
// the path when one is chosen, as long as `parent` lives. `ending`: of the file's name, with its dot; a name with
// another one is asked for again. GUI thread.
void askWhereToSave(QWidget* parent, const QString& title, const QString& name, const QString& kind,
                    const QString& ending, std::function<void(const QString&)> save);

// A dialog for a folder, not open yet; it deletes itself. `from`: where it begins; empty: anywhere.
QFileDialog* folderDialog(QWidget* parent, const QString& title, const QString& from, bool showFiles = false);

// What a file dialog filters names by: "Pictures (*.png *.jpg)". The endings come from the catalogs of
// core/session/catalog.h.
QString nameFilter(const QString& kind, const std::vector<std::string>& endings);

} // namespace diffuscope::ui
