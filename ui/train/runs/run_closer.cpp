#include "ui/train/runs/run_closer.h"

#include "ui/style/words.h"
#include "ui/widgets/files/file_dialogs.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace diffuscope::ui {

RunCloser::RunCloser(Bridge& bridge, QWidget* parent) : QObject(parent), bridge_(bridge), parent_(parent)
{
    connect(&bridge_, &Bridge::trainingChanged, this, &RunCloser::setStatus);
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (failure.task == Task::SaveRun && failure.job == saving_ && closing_)
            ask(translated(failure.error.happenedMessage()) + u'\n' + detailText(failure.error));
    });
}

bool RunCloser::mayClose()
{
    const TrainStatus status = bridge_.training();
    if (!isActive(status.state))
        return true;
    if (!std::exchange(closing_, true)) {
        asked_ = false;
        bridge_.session().closeTraining();
        Q_EMIT statusMessage(tr("Saving the run before closing…"));
    } else if (status.diskError) {
        ask(translated(status.message));
    }
    return false;
}

void RunCloser::setStatus(const TrainStatus& status)
{
    if (!closing_)
        return;
    if (!isActive(status.state)) {
        closing_ = false;
        delete question_;
        Q_EMIT closable();
    } else if (status.diskError && status.state == TrainState::Stopping && !asked_) {
        ask(translated(status.message));
    }
}

void RunCloser::ask(const QString& trouble)
{
    asked_ = true;
    delete question_;
    const TrainStatus status = bridge_.training();
    const QString step = grouped(status.step);
    question_ = new QMessageBox(
        QMessageBox::Warning, tr("The run is not saved"),
        tr("Step %1 of %2 is only in memory.").arg(step, QFileInfo(QString::fromStdString(status.folder)).fileName()),
        QMessageBox::NoButton, parent_);
    question_->setObjectName(QStringLiteral("closingQuestion"));
    question_->setAttribute(Qt::WA_DeleteOnClose);
    question_->setInformativeText(trouble);
    QPushButton* wait = question_->addButton(tr("Wait for the disk"), QMessageBox::RejectRole);
    QPushButton* elsewhere = question_->addButton(tr("Save elsewhere…"), QMessageBox::AcceptRole);
    QPushButton* lose = question_->addButton(tr("Close and lose it"), QMessageBox::DestructiveRole);
    wait->setObjectName(QStringLiteral("waitForDisk"));
    elsewhere->setObjectName(QStringLiteral("saveElsewhere"));
    lose->setObjectName(QStringLiteral("loseRun"));
    question_->setDefaultButton(wait);
    question_->setEscapeButton(wait);
    connect(wait, &QPushButton::clicked, this,
            [this] { Q_EMIT statusMessage(tr("The window closes when the run is saved.")); });
    connect(elsewhere, &QPushButton::clicked, this, &RunCloser::saveElsewhere);
    connect(lose, &QPushButton::clicked, this, [this] { bridge_.session().stopTraining(); }); // the second one gives up
    question_->open();
}

void RunCloser::saveElsewhere()
{
    QFileDialog* dialog = folderDialog(parent_, tr("Choose a folder to save the run in"), {});
    dialog->setObjectName(QStringLiteral("saveRunDialog"));
    const QString name = QFileInfo(QString::fromStdString(bridge_.training().folder)).fileName();
    connect(dialog, &QFileDialog::fileSelected, this, [this, name](const QString& folder) {
        saving_ = bridge_.session().saveTrainingTo(QDir(folder).filePath(name).toStdString());
    });
    connect(dialog, &QFileDialog::rejected, this, [this] { asked_ = false; }); // asked again with the next try
    dialog->open();
}

} // namespace diffuscope::ui
