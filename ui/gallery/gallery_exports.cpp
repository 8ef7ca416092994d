// GalleryWorkspace: selected pictures as files somewhere else.
#include "ui/gallery/gallery_grid.h"
#include "ui/gallery/gallery_list.h"
#include "ui/gallery/gallery_words.h"
#include "ui/gallery/gallery_workspace.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/files/file_dialogs.h"

#include <QPushButton>
#include <QRegularExpression>

namespace diffuscope::ui {

namespace {

constexpr int kSoonOver = 8; // pictures: so few are written before a card has been read

// A name for a file, of what is known about the picture.
QString fileName(const GalleryEntry* entry)
{
    if (!entry)
        return QStringLiteral("picture.png");
    QString name = classWords(*entry);
    if (name.isEmpty())
        name = QStringLiteral("picture");
    if (entry->seed)
        name += QStringLiteral("-%1").arg(*entry->seed);
    static const QRegularExpression odd(QStringLiteral("[^\\w.-]+"), QRegularExpression::UseUnicodePropertiesOption);
    return name.replace(odd, QStringLiteral("-")) + QStringLiteral(".png");
}

} // namespace

void GalleryWorkspace::connectExports()
{
    connect(&bridge_, &Bridge::exportProgress, this, &GalleryWorkspace::onExportProgress);
    connect(&bridge_, &Bridge::exported, this, [this](const Exported& result) {
        if (endExport(result.job) && result.cancelled)
            Q_EMIT statusMessage(tr("Export cancelled; nothing was written"));
    });
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) { endExport(failure.job); });
}

void GalleryWorkspace::exportCurrent()
{
    if (const QString reason = selectionReason(); !reason.isEmpty())
        Q_EMIT statusMessage(reason);
    else
        exportSelected(QStringLiteral("png"));
}

void GalleryWorkspace::exportSelected(const QString& format)
{
    const std::vector<GalleryId> ids = grid_->selected();
    if (ids.empty())
        return;
    const bool sheet = format == QLatin1String("contact_sheet");
    const QString title = sheet             ? tr("Save as one sheet")
                          : ids.size() == 1 ? tr("Save the picture")
                                            : tr("Save %1; all but the first have a number behind the name")
                                                  .arg(countText(int(ids.size()), tr("picture"), tr("pictures")));
    const QString name = sheet             ? QStringLiteral("sheet.png")
                         : ids.size() == 1 ? fileName(list_->entry(ids.front()))
                                           : QStringLiteral("pictures.png");
    askWhereToSave(this, title, name, tr("PNG"), QStringLiteral(".png"), [this, ids, format](const QString& path) {
        const JobId job = bridge_.session().exportFromGallery({ids, format.toStdString(), path.toStdString()});
        exporting_[job] = int(ids.size());
    });
}

// One card, of the one that is being written.
void GalleryWorkspace::onExportProgress(const ExportProgress& progress)
{
    const auto ours = exporting_.find(progress.job);
    if (ours == exporting_.end() || ours->second <= kSoonOver)
        return;
    const QString title = tr("Exporting %1").arg(countText(ours->second, tr("picture"), tr("pictures")));
    const QString detail = tr("%1 of %2").arg(grouped(progress.done), grouped(progress.total));
    if (exportNotice_ && exportShown_ == progress.job)
        return exportNotice_->setText(title, detail);
    auto* card = new NoticeCard(NoticeCard::Tone::Neutral, title, detail);
    card->setObjectName(QStringLiteral("galleryExporting"));
    QPushButton* cancel = card->addAction(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("galleryCancelExport"));
    connect(cancel, &QPushButton::clicked, this, [this, job = progress.job] { bridge_.session().cancelExport(job); });
    exportShown_ = progress.job;
    say(exportNotice_, card);
}

// False: it was not asked for here.
bool GalleryWorkspace::endExport(JobId job)
{
    if (exporting_.erase(job) == 0)
        return false;
    if (exportShown_ == job)
        say(exportNotice_, nullptr);
    return true;
}

} // namespace diffuscope::ui
