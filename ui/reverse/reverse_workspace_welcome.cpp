// ReverseWorkspace: the first page, and how it leads on.
#include "ui/reverse/reverse_toolbar.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/welcome/welcome_page.h"
#include "ui/widgets/form/section.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStackedWidget>

namespace diffuscope::ui {

namespace {

constexpr int kHalfSpeed = 1; // of TimelineModel's speeds

} // namespace

void ReverseWorkspace::connectWelcome()
{
    connect(welcome_, &WelcomePage::watchWanted, this, &ReverseWorkspace::watchAlone);
    connect(welcome_, &WelcomePage::pictureWanted, this,
            [this] { Q_EMIT commandRequested(QStringLiteral("open picture")); });
    connect(welcome_, &WelcomePage::folderWanted, this, [this] {
        Q_EMIT modeRequested(QStringLiteral("train"));
        Q_EMIT chooseDatasetRequested();
    });
    connect(welcome_, &WelcomePage::modelWanted, this, &ReverseWorkspace::openModel);
    connect(&bridge_, &Bridge::datasetOpened, this,
            [this](const DatasetOpened& dataset) { welcome_->setDataset(dataset.samples); });
    if (bridge_.dataset())
        welcome_->setDataset(bridge_.dataset()->samples);
}

void ReverseWorkspace::welcome()
{
    if (std::exchange(newcomer_, false)) // sees one open section, and is asked nothing
        for (Section* section :
             {samplerSection_, startSection_, recordingSection_, stepSection_, qualitySection_, exportSection_})
            section->setOpen(false);
    setTool(Tool::Watch);
    welcoming_ = true;
    if (!opened_) { // it is on its way
        welcome_->setExpected(sampler_->count());
        pages_->setCurrentIndex(1);
    }
    showWelcome();
    drawForWelcome();
}

void ReverseWorkspace::welcomeFailed()
{
    leaveWelcome();
    if (!opened_)
        pages_->setCurrentIndex(0);
}

void ReverseWorkspace::leaveWelcome()
{
    if (!std::exchange(welcoming_, false))
        return;
    showWelcome();
}

void ReverseWorkspace::showWelcome()
{
    views_->setCurrentWidget(toolPage());
    foldStrips();
    showFrame(); // what was hidden has not followed
    refreshCommands();
    if (welcoming_ && isVisible())
        welcome_->focusDoor();
    Q_EMIT settingsChanged();
}

// Once somebody sees it, and unless there is something to see. What is being drawn of another model gives way.
void ReverseWorkspace::drawForWelcome()
{
    if (!welcoming_ || !isVisible() || !opened_ || restoring_)
        return;
    const bool drawing = sampling_ && pending_.model == opened_->path;
    const bool drawn = trajectory().started() && sampledModel_.path == opened_->path;
    if (drawing || (drawn && !sampling_))
        return;
    if (drawsAlone())
        drawSamples();
    else if (!toolbar_->running())
        generate();
}

void ReverseWorkspace::welcomeModel()
{
    welcome_->setModel(*opened_);
    if (!opened_->path.starts_with("starter:"))
        return leaveWelcome(); // one's own model has been opened
    drawForWelcome();
}

// From its noise, slowly enough to see it; one that is still being drawn goes on as it does.
void ReverseWorkspace::watchAlone(int picture)
{
    setTool(Tool::Watch);
    selectPicture(picture);
    setFocus();
    if (!trajectory().finished())
        return;
    timeline_->setSpeedIndex(kHalfSpeed);
    timeline_->toNoise();
    timeline_->play();
}

void ReverseWorkspace::showEvent(QShowEvent* event)
{
    Workspace::showEvent(event);
    drawForWelcome();
    if (welcoming_)
        welcome_->focusDoor();
}

std::string ReverseWorkspace::settings() const
{
    return QJsonDocument(QJsonObject{{QStringLiteral("welcome"), welcoming_}})
        .toJson(QJsonDocument::Compact)
        .toStdString();
}

void ReverseWorkspace::begin(const std::string& settings, bool first)
{
    newcomer_ = first;
    const QJsonObject kept = QJsonDocument::fromJson(QByteArray::fromStdString(settings)).object();
    if (kept.value(QStringLiteral("welcome")).toBool())
        welcome();
}

} // namespace diffuscope::ui
