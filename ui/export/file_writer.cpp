#include "ui/export/file_writer.h"

#include "core/base/error.h"

#include <QDir>
#include <QFileInfo>
#include <QWidget>

namespace diffuscope::ui {

FileWriter::FileWriter(Bridge& bridge, QWidget* root) : QObject(root), bridge_(bridge)
{
    root->installEventFilter(this);
    connect(&bridge_, &Bridge::exported, this,
            [this](const Exported& result) { answer(result.job, !result.cancelled); });
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) { answer(failure.job, false); });
}

bool FileWriter::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != SaveRequestEvent::kind())
        return QObject::eventFilter(watched, event);
    auto* request = static_cast<SaveRequestEvent*>(event);
    request->accept();
    const JobId job = bridge_.session().save(
        {request->target.toStdString(), [target = request->target, bytes = request->bytes] {
             if (!QFileInfo(target).dir().exists())
                 throw Error("There is no such folder", QFileInfo(target).path().toStdString(), "Choose another one.");
             return bytes();
         }});
    jobs_.insert(job);
    waiting_[job] = request->done;
    return true;
}

void FileWriter::answer(JobId job, bool well)
{
    const auto found = waiting_.find(job);
    if (found == waiting_.end())
        return;
    const SaveRequestEvent::Done done = found->second;
    waiting_.erase(found);
    done(well);
}

} // namespace diffuscope::ui
