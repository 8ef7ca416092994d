#include "ui/window/opener.h"

#include "core/session/catalog.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/window/frame/drop_overlay.h"
#include "ui/workspace/runs_folder.h"
#include "ui/workspace/workspace.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QTimer>
#include <QUrl>

#include <algorithm>
#include <initializer_list>

namespace diffuscope::ui {

namespace {

const QString kFirstDataset = QString::fromLatin1(kFirstSource);
const QString kTraining = QStringLiteral("training");
constexpr int kLongestWait = 3000; // ms, of a set for the first walk

bool isBuiltin(const QString& source) // comes with the program
{
    return source.startsWith(QLatin1String("builtin:")) || source.startsWith(QLatin1String("starter:"));
}

QFileDialog* sourceDialog(QWidget* parent, const QString& title, const QString& from)
{
    return folderDialog(parent, title, isBuiltin(from) ? QString() : from, true);
}

bool hasEnding(const QString& path, std::initializer_list<const char*> endings)
{
    return std::any_of(endings.begin(), endings.end(),
                       [&](const char* ending) { return path.endsWith(QLatin1String(ending), Qt::CaseInsensitive); });
}

QString firstPath(const QMimeData* mime)
{
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile())
            return url.toLocalFile();
    return {};
}

QString dropWords(PathKind kind)
{
    switch (kind) {
    case PathKind::Image:
        return Opener::tr("Drop to watch this picture dissolve");
    case PathKind::Model:
    case PathKind::Run:
        return Opener::tr("Drop to generate pictures with this model");
    case PathKind::Dataset:
        return Opener::tr("Drop to open this set of pictures");
    case PathKind::Missing:
    case PathKind::Unknown:
        break;
    }
    return Opener::tr("This is not a picture, a set of pictures or a model");
}

} // namespace

Opener::Opener(Bridge& bridge, const QList<Workspace*>& modes, QWidget* window)
    : QObject(window), bridge_(bridge), modes_(modes), window_(window), drop_(new DropOverlay(window))
{
    connect(&bridge_, &Bridge::datasetOpened, this, [this](const DatasetOpened& dataset) {
        remember(PathKind::Dataset, QString::fromStdString(dataset.source));
    });
    connect(&bridge_, &Bridge::modelOpened, this,
            [this](const ModelOpened& model) { remember(PathKind::Model, QString::fromStdString(model.path)); });
    connect(&bridge_, &Bridge::pathClassified, this, &Opener::onClassified);
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) { (void)takeRecipe(failure.job); });
}

Workspace* Opener::modeFor(PathKind kind) const
{
    const auto found =
        std::find_if(modes_.begin(), modes_.end(), [kind](const Workspace* mode) { return mode->opens(kind); });
    return found == modes_.end() ? nullptr : *found;
}

Workspace* Opener::show(PathKind kind)
{
    Workspace* const mode = modeFor(kind);
    if (mode)
        Q_EMIT modeRequested(mode->id());
    return mode;
}

QString Opener::starter()
{
    const auto starters = builtinModels();
    return starters.empty() ? QString() : QString::fromStdString(starters.front().id);
}

bool Opener::openStarter()
{
    if (const QString model = starter(); !model.isEmpty())
        return openModel(model), true;
    Q_EMIT notice(tr("The models that ship with the program are missing"), tr("Install the program again."), true);
    return false;
}

void Opener::openLast(bool quietly)
{
    if (const QString model = Preferences::text(Preferences::kModel); !model.isEmpty())
        openModel(model);
    const QString dataset = Preferences::text(Preferences::kDataset);
    if (!dataset.isEmpty())
        openDataset(dataset); // one that has gone is named, and not replaced by another to train on
    else if (quietly)
        openLater(kFirstDataset);
    else
        openDataset(kFirstDataset);
    openLastPicture();
}

void Opener::openLater(const QString& dataset)
{
    waitingSet_ = dataset;
    connect(&bridge_, &Bridge::sampleFinished, this, &Opener::openWaiting, Qt::SingleShotConnection);
    QTimer::singleShot(kLongestWait, this, &Opener::openWaiting);
}

void Opener::openWaiting()
{
    if (!waitingSet_.isEmpty())
        openDataset(QString(waitingSet_));
}

// A mode that has kept its picture shows it already, also where the file has gone since.
void Opener::openLastPicture()
{
    Workspace* const mode = modeFor(PathKind::Image);
    if (!mode)
        return;
    const bool kept = mode->fact(QStringLiteral("picture")).isValid();
    const QString path =
        kept ? mode->fact(QStringLiteral("pictureFile")).toString() : Preferences::text(Preferences::kPicture);
    if (path.isEmpty())
        return;
    lastPictureKept_ = kept;
    lastPictureJob_ = bridge_.session().classify(path.toStdString()); // its disk may sleep
}

void Opener::onLastPicture(const PathClassified& last)
{
    const QString path = QString::fromStdString(last.path);
    Workspace* const mode = modeFor(PathKind::Image);
    if (last.kind == PathKind::Missing)
        Q_EMIT pictureGone(path, lastPictureKept_);
    else if (!lastPictureKept_ && last.job > overtaken_[PathKind::Image])
        mode->open(path);
}

void Opener::remember(PathKind kind, const QString& path)
{
    const auto note = [&](const char* last, const char* recent) {
        if (keeps_)
            Preferences::setText(last, path);
        if (!isBuiltin(path))
            Preferences::addRecent(recent, path);
    };
    if (kind == PathKind::Image)
        note(Preferences::kPicture, Preferences::kRecentPictures);
    else if (kind == PathKind::Dataset)
        note(Preferences::kDataset, Preferences::kRecentDatasets);
    else if (kind == PathKind::Model && path != kTraining)
        note(Preferences::kModel, Preferences::kRecentModels);
}

void Opener::openPath(const QString& path) { opening_.insert(bridge_.session().classify(path.toStdString())); }

void Opener::onClassified(const PathClassified& path)
{
    if (path.job == dragJob_)
        drop_->offer(path.kind == PathKind::Unknown && mayBringRecipe(QString::fromStdString(path.path))
                         ? tr("Drop to restore what made this drawing")
                         : dropWords(path.kind));
    if (path.job == lastPictureJob_)
        return onLastPicture(path);
    if (opening_.erase(path.job) == 0)
        return;
    const PathKind kind = path.kind == PathKind::Run ? PathKind::Model : path.kind;
    if (path.job > overtaken_[kind])
        openAs(QString::fromStdString(path.path), kind);
}

void Opener::overtake(PathKind kind)
{
    if (kind == PathKind::Dataset)
        waitingSet_.clear();
    overtaken_[kind] = std::max(overtaken_[kind], lastPictureJob_);
    if (!opening_.empty())
        overtaken_[kind] = std::max(overtaken_[kind], *opening_.rbegin());
    dropRecipeOf(kind);
    if (kind == PathKind::Image)
        dropRecipeOf(PathKind::Unknown); // a drawing's scene has a picture, too
}

bool Opener::mayBringRecipe(const QString& path)
{
    const std::vector<std::string> endings = recipeFileExtensions();
    return std::any_of(endings.begin(), endings.end(), [&path](const std::string& ending) {
        return path.endsWith(QString::fromStdString(ending), Qt::CaseInsensitive);
    });
}

bool Opener::hasPixels(const QString& path) { return !hasEnding(path, {".svg", ".pdf"}); }

std::vector<std::string> Opener::modelPlaces()
{
    QStringList places;
    for (const auto& recent :
         {Preferences::recent(Preferences::kRecentModels), Preferences::recent(Preferences::kRecentRuns)})
        for (const QString& path : recent)
            places << path << QFileInfo(path).path();
    places.removeDuplicates();
    std::vector<std::string> paths;
    for (const QString& place : places)
        paths.push_back(place.toStdString());
    return paths;
}

// One of ours brings its recipe along.
void Opener::openAs(const QString& path, PathKind kind)
{
    const bool file = kind == PathKind::Image || kind == PathKind::Dataset || kind == PathKind::Unknown;
    if (!file || !mayBringRecipe(path))
        return openPlain(path, kind);
    if (kind == PathKind::Image)
        show(PathKind::Image);
    lookThrough(path, kind);
}

// One that is being read is overtaken by one of its kind; those of other kinds wait.
void Opener::lookThrough(const QString& path, PathKind kind)
{
    dropRecipeOf(kind);
    waiting_.append({path, kind});
    if (reading_.job == 0)
        lookThroughNext();
}

void Opener::lookThroughNext()
{
    reading_ = {};
    if (waiting_.isEmpty())
        return;
    reading_ = waiting_.takeFirst();
    reading_.job = bridge_.session().readRecipe(reading_.path.toStdString(), modelPlaces());
}

void Opener::dropRecipeOf(PathKind kind)
{
    waiting_.removeIf([kind](const Looked& looked) { return looked.kind == kind; });
    if (reading_.job != 0 && reading_.kind == kind)
        lookThroughNext(); // what the session still reads is nobody's any more
}

std::optional<PathKind> Opener::takeRecipe(JobId job)
{
    if (job == 0 || job != reading_.job)
        return std::nullopt;
    const PathKind kind = reading_.kind;
    lookThroughNext();
    return kind;
}

QString Opener::plainWords(PathKind kind)
{
    if (kind == PathKind::Image)
        return tr("Open as an ordinary picture");
    return kind == PathKind::Dataset ? tr("Open as a set of pictures") : QString();
}

void Opener::openPlain(const QString& path, PathKind kind)
{
    switch (kind) {
    case PathKind::Missing:
        Q_EMIT notice(tr("There is no such file or folder"), path, true);
        break;
    case PathKind::Image:
        openPicture(path);
        break;
    case PathKind::Run: // opened as the model that it trained
    case PathKind::Model:
        if (Workspace* mode = show(PathKind::Model))
            mode->open(path);
        break;
    case PathKind::Dataset:
        openDataset(path);
        break;
    case PathKind::Unknown:
        if (!hasPixels(path))
            Q_EMIT notice(tr("This drawing keeps no recipe of Diffuscope"),
                          path + u'\n' +
                              tr("SVG and PDF files that Diffuscope has exported restore their scene; others "
                                 "cannot be opened here."),
                          true);
        else
            Q_EMIT notice(tr("This file is not a picture, a set of pictures or a model"),
                          path + u'\n' +
                              tr("Drop a PNG or JPEG picture, a folder, an archive, an idx file or a video of "
                                 "pictures, or a model or run folder."),
                          true);
        break;
    }
}

void Opener::openPicture(const QString& path)
{
    dropRecipeOf(PathKind::Image); // one that is still being read comes too late
    if (Workspace* mode = show(PathKind::Image))
        mode->open(path);
}

void Opener::openDataset(const QString& source)
{
    waitingSet_.clear();
    DatasetRequest request;
    request.source = source.toStdString();
    bridge_.session().openDataset(request);
}

void Opener::openModel(const QString& path) { bridge_.session().openModel(path.toStdString()); }

void Opener::openModelToUse(const QString& path)
{
    overtake(PathKind::Model);
    if (Workspace* mode = show(PathKind::Model))
        mode->open(path);
}

void Opener::chooseDatasetFolder()
{
    QFileDialog* dialog =
        sourceDialog(window_, tr("Open a folder of pictures"), Preferences::text(Preferences::kDataset));
    dialog->setObjectName("datasetDialog");
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& source) {
        overtake(PathKind::Dataset);
        openDataset(source);
    });
    dialog->open();
}

void Opener::chooseDatasetFile()
{
    QFileDialog* dialog = sourceDialog(window_, tr("Open a file of pictures"), {});
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({nameFilter(tr("Files of pictures"), datasetFileExtensions()), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& source) {
        overtake(PathKind::Dataset);
        openDataset(source);
    });
    dialog->open();
}

void Opener::chooseModelFolder()
{
    QFileDialog* dialog =
        sourceDialog(window_, tr("Open a model or run folder"), Preferences::text(Preferences::kModel, runsFolder()));
    dialog->setObjectName("modelDialog");
    connect(dialog, &QFileDialog::fileSelected, this, &Opener::openModelToUse);
    dialog->open();
}

void Opener::dragEnter(QDragEnterEvent* event)
{
    const QString path = firstPath(event->mimeData());
    if (path.isEmpty() && !event->mimeData()->hasImage())
        return;
    event->acceptProposedAction();
    dragJob_ = path.isEmpty() ? 0 : bridge_.session().classify(path.toStdString());
    drop_->offer(path.isEmpty() ? dropWords(PathKind::Image) : tr("Drop to open")); // until it is known what it is
}

void Opener::dragLeave()
{
    dragJob_ = 0;
    drop_->hide();
}

void Opener::drop(QDropEvent* event)
{
    dragJob_ = 0;
    drop_->hide();
    const QString path = firstPath(event->mimeData());
    event->acceptProposedAction();
    if (!path.isEmpty())
        return openPath(path);
    overtake(PathKind::Image);
    if (Workspace* mode = show(PathKind::Image))
        mode->usePicture(qvariant_cast<QImage>(event->mimeData()->imageData()), tr("dropped picture"));
}

} // namespace diffuscope::ui
