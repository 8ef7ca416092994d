// MainWindow: opening pictures, datasets and models, by dialog, drop or start, and what is said when it fails.
#include "ui/main_window.h"

#include "ui/forward/forward_workspace.h"
#include "ui/frame/drop_overlay.h"
#include "ui/frame/notice_stack.h"
#include "ui/frame/path_kind.h"
#include "ui/frame/preferences.h"
#include "ui/frame/run_reminder.h"
#include "ui/frame/status_line.h"
#include "ui/frame/top_bar.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QStackedWidget>
#include <QUrl>

namespace diffuscope::ui {

namespace {

const QString kFirstDataset = QStringLiteral("builtin:shapes");
const QString kTraining = QStringLiteral("training");

QFileDialog* folderDialog(QWidget* parent, const QString& title, const QString& from)
{
    auto* dialog = new QFileDialog(parent, title, from.startsWith(QLatin1String("builtin:")) ? QString() : from);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly, false);
    return dialog;
}

// Failures that the mode in front of the user explains in its own place.
bool saidByWorkspace(const QString& task, const QString& mode, bool inspectorShown)
{
    if (task == "measure") // beside the button that asked for it
        return true;
    if (task == "export")
        return inspectorShown;
    if (mode == "train")
        return task == "train" || task == "open dataset";
    return mode == "reverse" && (task == "sample" || task == "open model");
}

QString firstPath(const QMimeData* mime)
{
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile())
            return url.toLocalFile();
    return {};
}

} // namespace

void MainWindow::start()
{
    const QString dataset = Preferences::text(Preferences::kDataset, kFirstDataset);
    const bool known = dataset.startsWith(QLatin1String("builtin:")) || QFileInfo::exists(dataset);
    openDataset(known ? dataset : kFirstDataset);
    const QString picture = Preferences::text(Preferences::kPicture);
    if (QFileInfo::exists(picture))
        forward_->openPicture(picture);
    const QString model = Preferences::text(Preferences::kModel);
    if (QFileInfo::exists(model))
        openModel(model);
    reminder_->look();
    if (firstStart_)
        forward_->timeline()->play();
    else
        forward_->timeline()->setStep(forward_->timeline()->totalSteps() / 4);
}

void MainWindow::openPath(const QString& path)
{
    switch (pathKind(path)) {
    case PathKind::Missing:
        notify("open", tr("There is no such file or folder"), path, true);
        break;
    case PathKind::Picture:
        setMode(QStringLiteral("forward"));
        forward_->openPicture(path);
        break;
    case PathKind::Model:
        setMode(QStringLiteral("reverse"));
        openModel(path);
        break;
    case PathKind::Dataset:
        openDataset(path);
        break;
    case PathKind::Unknown:
        notify("open", tr("This file is not a picture, a set of pictures or a model"), path, true);
        break;
    }
}

void MainWindow::openDataset(const QString& source)
{
    DatasetRequest request;
    request.source = source.toStdString();
    bridge_.session().openDataset(request);
}

void MainWindow::openModel(const QString& path) { bridge_.session().openModel(path.toStdString()); }

void MainWindow::connectBridge()
{
    connect(&bridge_, &Bridge::datasetProgress, top_, &TopBar::setDatasetProgress);
    connect(&bridge_, &Bridge::datasetOpened, this, [this](const DatasetOpened& dataset) {
        notices_->dismiss("open dataset");
        top_->setDataset(dataset);
        const QString source = QString::fromStdString(dataset.source);
        Preferences::setText(Preferences::kDataset, source);
        if (!source.startsWith(QLatin1String("builtin:")))
            Preferences::addRecent(Preferences::kRecentDatasets, source);
    });
    connect(&bridge_, &Bridge::openingCancelled, this, [this] {
        top_->setDataset(bridge_.dataset());
        status_->setMessage(tr("Opening was cancelled."));
    });
    connect(&bridge_, &Bridge::modelOpened, this, [this](const ModelOpened& model) {
        notices_->dismiss("open model");
        top_->setModel(model);
        const QString path = QString::fromStdString(model.path);
        if (path == kTraining)
            return;
        Preferences::setText(Preferences::kModel, path);
        Preferences::addRecent(Preferences::kRecentModels, path);
    });
    connect(&bridge_, &Bridge::imageLoaded, this, [this] { notices_->dismiss("open image"); });
    connect(&bridge_, &Bridge::trainingChanged, this, [this, before = TrainState::Idle](const TrainStatus& s) mutable {
        top_->setTraining(s);
        if (std::exchange(before, s.state) == TrainState::Preparing && s.state != TrainState::Preparing)
            top_->setDataset(bridge_.dataset()); // the run has its pictures, the open set is what it was
    });
    connect(&bridge_, &Bridge::exported, this, [this](const Exported& result) {
        if (!result.files.empty())
            status_->setMessage(tr("Exported %1").arg(QString::fromStdString(result.files.front())));
    });
    connect(&bridge_, &Bridge::failed, this, &MainWindow::onFailed);
}

void MainWindow::onFailed(const Failed& failure)
{
    const QString task = QString::fromStdString(failure.task);
    if (task == "open dataset")
        top_->setDataset(bridge_.dataset());
    if (saidByWorkspace(task, mode(), inspectors_->isVisible()))
        return;
    QStringList detail;
    for (const std::string& part : {failure.error.subject(), failure.error.advice()})
        if (!part.empty())
            detail.append(QString::fromStdString(part));
    notify(task, QString::fromStdString(failure.error.happened()), detail.join(u'\n'), true);
}

void MainWindow::notify(const QString& subject, const QString& title, const QString& detail, bool error)
{
    notices_->show(subject, title, detail, error);
}

void MainWindow::chooseDatasetFolder()
{
    QFileDialog* dialog = folderDialog(this, tr("Open a folder of pictures"), Preferences::text(Preferences::kDataset));
    dialog->setObjectName("datasetDialog");
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openDataset);
    dialog->open();
}

void MainWindow::chooseDatasetFile()
{
    QFileDialog* dialog = folderDialog(this, tr("Open an idx file of pictures"), {});
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("idx files (*.gz *ubyte* *idx*)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openDataset);
    dialog->open();
}

void MainWindow::chooseModelFolder()
{
    QFileDialog* dialog = folderDialog(this, tr("Open a model or run folder"), Preferences::text(Preferences::kModel));
    dialog->setObjectName("modelDialog");
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        setMode(QStringLiteral("reverse"));
        openModel(path);
    });
    dialog->open();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QString path = firstPath(event->mimeData());
    if (path.isEmpty() && !event->mimeData()->hasImage())
        return;
    event->acceptProposedAction();
    switch (path.isEmpty() ? PathKind::Picture : pathKind(path)) {
    case PathKind::Picture:
        drop_->offer(tr("Drop to watch this picture dissolve"));
        break;
    case PathKind::Model:
        drop_->offer(tr("Drop to draw pictures with this model"));
        break;
    case PathKind::Dataset:
        drop_->offer(tr("Drop to open this set of pictures"));
        break;
    case PathKind::Missing:
    case PathKind::Unknown:
        drop_->offer(tr("This is not a picture, a set of pictures or a model"));
        break;
    }
}

void MainWindow::dragMoveEvent(QDragMoveEvent* event) { event->acceptProposedAction(); }

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { drop_->hide(); }

void MainWindow::dropEvent(QDropEvent* event)
{
    drop_->hide();
    const QString path = firstPath(event->mimeData());
    event->acceptProposedAction();
    if (!path.isEmpty())
        return openPath(path);
    setMode(QStringLiteral("forward"));
    forward_->usePicture(qvariant_cast<QImage>(event->mimeData()->imageData()), tr("dropped picture"));
}

} // namespace diffuscope::ui
