// MainWindow: opening pictures, datasets and models, by dialog, drop or start, and what is said when it fails.
#include "ui/window/main_window.h"

#include "ui/forward/forward_workspace.h"
#include "ui/settings/preferences.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/form/section.h"
#include "ui/window/failures.h"
#include "ui/window/frame/drop_overlay.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/run_reminder.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/frame/top_bar.h"
#include "ui/workspace/path_kind.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonDocument>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

#include <algorithm>
#include <initializer_list>

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

} // namespace

void MainWindow::start()
{
    const QString dataset = Preferences::text(Preferences::kDataset, kFirstDataset);
    const bool known = dataset.startsWith(QLatin1String("builtin:")) || QFileInfo::exists(dataset);
    openDataset(known ? dataset : kFirstDataset);
    restoreForward(); // before the picture is opened: it says at which size
    const QString picture = Preferences::text(Preferences::kPicture);
    if (QFileInfo::exists(picture))
        forward_->openPicture(picture);
    const QString model = Preferences::text(Preferences::kModel);
    if (QFileInfo::exists(model))
        openModel(model);
    reminder_->look();
    if (firstStart_)
        forward_->timeline()->play();
    else if (Preferences::text(Preferences::kForward).isEmpty())
        forward_->timeline()->setStep(forward_->timeline()->totalSteps() / 4);
}

void MainWindow::openPath(const QString& path)
{
    switch (pathKind(path)) {
    case PathKind::Missing:
        notify(NoticeSubject::Kind::Path, tr("There is no such file or folder"), path, true);
        break;
    case PathKind::Picture: // one of ours brings its recipe along
        setMode(forward_->id());
        if (hasEnding(path, {".png", ".gif"}))
            recipeJob_ = bridge_.session().readRecipe(path.toStdString());
        else
            openPicture(path);
        break;
    case PathKind::Model:
        setMode(QStringLiteral("reverse"));
        openModel(path);
        break;
    case PathKind::Dataset:
        openDataset(path);
        break;
    case PathKind::Unknown:
        if (hasEnding(path, {".svg", ".pdf"}))
            notify(NoticeSubject::Kind::Path,
                   tr("SVG and PDF files are for papers and slides; they cannot be opened here"),
                   path + u'\n' + tr("What was exported as PNG or GIF sets up again what made it: drop one of those."),
                   true);
        else
            notify(NoticeSubject::Kind::Path, tr("This file is not a picture, a set of pictures or a model"),
                   path + u'\n' +
                       tr("Drop a PNG or JPEG picture, a folder, an archive, an idx file or a video of "
                          "pictures, or a model or run folder."),
                   true);
        break;
    }
}

void MainWindow::openPicture(const QString& path)
{
    recipeJob_ = 0; // a recipe that is still being read comes too late
    setMode(forward_->id());
    forward_->openPicture(path);
}

// A recipe says what made a picture, so that is set up again; what can't be is said, and the picture itself can still
// be opened like any other.
void MainWindow::onRecipe(const RecipeRead& read)
{
    if (read.job != recipeJob_)
        return; // overtaken
    const QString path = QString::fromStdString(read.path);
    QJsonObject recipe = QJsonDocument::fromJson(QByteArray::fromStdString(read.recipe)).object();
    if (!read.original.empty())
        recipe["png"] = QString::fromStdString(read.original);
    const bool forward = recipe["process"].toString() == QLatin1String("forward");
    if (!forward && !recipe["sampler"].isString())
        return openPicture(path);
    Workspace* made = workspaces_[forward ? QStringLiteral("forward") : QStringLiteral("reverse")];
    setMode(made->id());
    const Workspace::Restored restored = made->restore(recipe);
    QStringList detail;
    if (!restored.done.isEmpty())
        detail.append(tr("Set up again: %1.").arg(restored.done.join(QStringLiteral(", "))));
    if (!restored.missing.isEmpty())
        detail.append(tr("Not: %1.").arg(restored.missing.join(QStringLiteral("; "))));
    const QString name = QFileInfo(path).fileName();
    NoticeCard* card = notices_->ask(NoticeSubject::Kind::Recipe,
                                     restored.missing.isEmpty() ? tr("%1 brought its recipe").arg(name)
                                                                : tr("%1 brought its recipe; not all of it can be "
                                                                     "set up here")
                                                                      .arg(name),
                                     detail.join(u'\n'));
    card->setObjectName(QStringLiteral("recipeNotice"));
    connect(card, &NoticeCard::closed, this, [this] { notices_->dismiss(NoticeSubject::Kind::Recipe); });
    if (!forward) {
        QPushButton* generate = card->addAction(tr("Generate"));
        generate->setObjectName(QStringLiteral("recipeGenerate"));
        connect(generate, &QPushButton::clicked, this, [this, made] {
            notices_->dismiss(NoticeSubject::Kind::Recipe);
            made->handleKey(Qt::Key_G, {});
        });
    }
    if (hasEnding(path, {".gif"})) // films are not read, see loadImageFile()
        return;
    QPushButton* plain = card->addAction(tr("Open it as a picture"));
    plain->setObjectName(QStringLiteral("recipePlain"));
    connect(plain, &QPushButton::clicked, this, [this, path] {
        notices_->dismiss(NoticeSubject::Kind::Recipe);
        openPicture(path);
    });
}

// Seed, schedule and step as they were; the picture is opened by itself.
void MainWindow::restoreForward()
{
    const QJsonObject last = QJsonDocument::fromJson(Preferences::text(Preferences::kForward).toUtf8()).object();
    if (!last.isEmpty())
        forward_->restore(last);
}

// A folded section of the inspector stays folded.
void MainWindow::rememberSections()
{
    for (Workspace* workspace : order_)
        for (Section* section : inspectors_->widget(int(order_.indexOf(workspace)))->findChildren<Section*>()) {
            const QString key = workspace->id() + u'/' + section->accessibleName();
            const QStringList folded = Preferences::recent(Preferences::kFolded);
            if (folded.contains(key))
                section->setOpen(false);
            else if (folded.contains(u'+' + key))
                section->setOpen(true);
            connect(section, &Section::openChanged, this, [key](bool open) {
                Preferences::removeRecent(Preferences::kFolded, open ? key : u'+' + key);
                Preferences::addRecent(Preferences::kFolded, open ? u'+' + key : key, 100);
            });
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
        notices_->dismiss(Task::OpenDataset);
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
        notices_->dismiss(Task::OpenModel);
        top_->setModel(model);
        const QString path = QString::fromStdString(model.path);
        if (path == kTraining)
            return;
        Preferences::setText(Preferences::kModel, path);
        Preferences::addRecent(Preferences::kRecentModels, path);
    });
    connect(&bridge_, &Bridge::imageLoaded, this, [this] { notices_->dismiss(Task::OpenImage); });
    connect(&bridge_, &Bridge::trainingChanged, this, [this, before = TrainState::Idle](const TrainStatus& s) mutable {
        top_->setTraining(s);
        if (std::exchange(before, s.state) == TrainState::Preparing && s.state != TrainState::Preparing)
            top_->setDataset(bridge_.dataset()); // the run has its pictures, the open set is what it was
    });
    connect(&bridge_, &Bridge::exported, this, &MainWindow::onExported);
    connect(&bridge_, &Bridge::recipeRead, this, &MainWindow::onRecipe);
    connect(&bridge_, &Bridge::failed, this, &MainWindow::onFailed);
}

void MainWindow::onFailed(const Failed& failure)
{
    if (failure.task == Task::OpenDataset)
        top_->setDataset(bridge_.dataset());
    if (failure.task == Task::Export)
        return onExportFailed(failure);
    const bool onCard = failureRule(failure.task).said == FailureRule::Said::OnCard;
    if (onCard && !failure.cancelled && !workspaces_[mode()]->explains(failure.task))
        sayFailure(failure, failure.task, nullptr);
}

void MainWindow::sayFailure(const Failed& failure, const NoticeSubject& subject, Workspace* from)
{
    NoticeCard* card = notify(subject, translated(failure.error.happenedMessage()), detailText(failure.error), true);
    addNextStep(card, failureRule(failure.task), subject, from);
}

NoticeCard* MainWindow::notify(const NoticeSubject& subject, const QString& title, const QString& detail, bool error)
{
    return notices_->show(subject, title, detail, error);
}

// What the user most likely wants to do about it.
void MainWindow::addNextStep(NoticeCard* card, const FailureRule& rule, const NoticeSubject& subject, Workspace* from)
{
    if (!rule.nextStep)
        return;
    QPushButton* button = card->addAction(nextStepText(rule));
    button->setObjectName(QStringLiteral("nextStep"));
    connect(button, &QPushButton::clicked, this, [this, subject, from, id = QLatin1String(rule.command)] {
        notices_->dismiss(subject);
        if (from)
            setMode(from->id());
        runCommand(id);
    });
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
    QFileDialog* dialog = folderDialog(this, tr("Open a file of pictures"), {});
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Files of pictures (*.zip *.tar *.tgz *.txz *.7z *.gz *.bz2 *.xz *.zst *ubyte* *idx* *.bin "
            "*.avi *.mp4 *.m4v *.mkv *.webm *.mov *.mpg *.mpeg *.ogv)"),
         tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openDataset);
    dialog->open();
}

void MainWindow::chooseModelFolder()
{
    QFileDialog* dialog =
        folderDialog(this, tr("Open a model or run folder"), Preferences::text(Preferences::kModel, runsFolder()));
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
