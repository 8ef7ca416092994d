#include "ui/export/export_jobs_list.h"

#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/terms/explain.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QUrl>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kRowHeight = 40, kRowIcon = 18, kNameWidth = 200, kBarWidth = 160, kBarHeight = 4;

QString iconOf(const ExportJob& job)
{
    switch (job.state) {
    case ExportJob::State::Done:
        return QStringLiteral("check");
    case ExportJob::State::Failed:
        return QStringLiteral("warning");
    case ExportJob::State::Cancelled:
        return QStringLiteral("close");
    case ExportJob::State::Waiting:
    case ExportJob::State::Writing:
        break;
    }
    return job.model ? QStringLiteral("model") : QStringLiteral("export");
}

QString wordsOf(const ExportJob& job)
{
    if (job.cancelling && !job.ended())
        return ExportJobsList::tr("Cancelling…");
    switch (job.state) {
    case ExportJob::State::Waiting:
        return ExportJobsList::tr("Waits for its turn");
    case ExportJob::State::Writing:
        return job.model ? ExportJobsList::tr("drawing pictures: step %1 of %2").arg(job.done).arg(job.total)
                         : ExportJobsList::tr("frame %1 of %2").arg(grouped(job.done), grouped(job.total));
    case ExportJob::State::Done: {
        const QString folder = QFileInfo(job.target).absolutePath();
        return job.files > 1 ? ExportJobsList::tr("%1 files in %2").arg(grouped(job.files), folder) : folder;
    }
    case ExportJob::State::Cancelled:
        return ExportJobsList::tr("Cancelled; nothing was left behind");
    case ExportJob::State::Failed:
        return job.trouble;
    }
    return {};
}

QString progressWords(const ExportJob& job)
{
    const QString percent = ExportJobsList::tr("%1 %").arg(100 * job.done / std::max(1, job.total));
    const double left = job.secondsLeft();
    return left < 0 ? percent : ExportJobsList::tr("%1, %2 s left").arg(percent).arg(int(std::ceil(left)));
}

} // namespace

// How far it is, as a thin line.
class ExportJobBar : public QWidget {
public:
    ExportJobBar() { setFixedSize(kBarWidth, kBarHeight); }
    void setShare(double share)
    {
        share_ = share;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Palette& palette = paletteOf(this);
        QPainter painter(this);
        drawBox(painter, rect(), kBarHeight / 2.0, palette.line2, {});
        if (share_ > 0)
            drawBox(painter, QRectF(0, 0, width() * share_, height()), kBarHeight / 2.0, palette.prediction.graphic,
                    {});
    }

private:
    double share_ = 0;
};

class ExportJobRow : public QWidget {
public:
    explicit ExportJobRow(JobId job)
        : name_(new ElidedLabel({}, Qt::ElideMiddle)), words_(new ElidedLabel({}, Qt::ElideMiddle)),
          bar_(new ExportJobBar), left_(new QLabel),
          cancel_(new Button(ExportJobsList::tr("Cancel"), QStringLiteral("close"))),
          verify_(new Button(ExportJobsList::tr("Verify"), {}, Button::Look::Flat)),
          folder_(new Button(ExportJobsList::tr("Show in folder"), QStringLiteral("folder"))), job_(job)
    {
        setObjectName(QStringLiteral("exportJob"));
        cancel_->setObjectName(QStringLiteral("jobCancel"));
        verify_->setObjectName(QStringLiteral("jobVerify"));
        folder_->setObjectName(QStringLiteral("jobFolder"));
        setUsualToolTip(verify_, ExportJobsList::tr("Draw it again and compare every pixel"));
        left_->setProperty("role", "caption");
        words_->setProperty("role", "caption");
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(kRowIcon + 14, 4, 0, 4);
        row->setSpacing(12);
        name_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
        name_->setMaximumWidth(kNameWidth);
        name_->setMinimumWidth(kNameWidth / 2);
        row->addWidget(name_, 2);
        row->addWidget(words_, 3);
        row->addWidget(bar_);
        row->addWidget(left_);
        row->addWidget(verify_);
        row->addWidget(folder_);
        row->addWidget(cancel_);
        setMinimumHeight(kRowHeight);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    void setJob(const ExportJob& job)
    {
        using State = ExportJob::State;
        icon_ = iconOf(job);
        failed_ = job.state == State::Failed;
        name_->setWhole(job.name());
        words_->setWhole(wordsOf(job));
        const bool writing = job.state == State::Writing && job.total > 1;
        bar_->setVisible(writing);
        left_->setVisible(writing);
        bar_->setShare(job.total > 0 ? double(job.done) / job.total : 0);
        left_->setText(progressWords(job));
        cancel_->setVisible(!job.ended());
        cancel_->setEnabled(!job.cancelling);
        cancel_->setAccessibleName(ExportJobsList::tr("Cancel %1").arg(job.name()));
        folder_->setVisible(job.state == State::Done);
        folder_->setAccessibleName(ExportJobsList::tr("Show %1 in its folder").arg(job.name()));
        verify_->setVisible(job.state == State::Done && job.verifiable);
        verify_->setEnabled(job.cannotVerify.isEmpty());
        verify_->setAccessibleName(ExportJobsList::tr("Verify %1").arg(job.name()));
        setReason(verify_, job.cannotVerify);
        setAccessibleName(job.name() + QStringLiteral(", ") + wordsOf(job));
        update();
    }

    JobId job() const { return job_; }
    Button* cancelButton() const { return cancel_; }
    Button* verifyButton() const { return verify_; }
    Button* folderButton() const { return folder_; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Palette& palette = paletteOf(this);
        QPainter painter(this);
        painter.fillRect(hairline(painter, QRectF(0, 0, width(), 1)), palette.line);
        drawIcon(painter, icon_, QRectF(2, (height() - kRowIcon) / 2.0, kRowIcon, kRowIcon),
                 failed_ ? palette.error.graphic : palette.text3);
    }

private:
    ElidedLabel *name_, *words_;
    ExportJobBar* bar_;
    QLabel* left_;
    Button *cancel_, *verify_, *folder_;
    JobId job_;
    QString icon_;
    bool failed_ = false;
};

ExportJobsList::ExportJobsList(ExportJobs& jobs, QWidget* parent)
    : QWidget(parent), jobs_(jobs), column_(new QVBoxLayout(this)),
      none_(new QLabel(tr("Nothing has been exported yet.")))
{
    setObjectName(QStringLiteral("exportJobs"));
    setAccessibleName(tr("Exports"));
    none_->setProperty("role", "caption");
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    column_->addWidget(none_);
    connect(&jobs_, &ExportJobs::listChanged, this, &ExportJobsList::fill);
    connect(&jobs_, &ExportJobs::changed, this, &ExportJobsList::show);
    fill();
}

void ExportJobsList::fill()
{
    QMap<JobId, ExportJobRow*> kept;
    for (const ExportJob& job : jobs_.all()) {
        ExportJobRow* row = rows_.take(job.id);
        if (!row) {
            row = new ExportJobRow(job.id);
            connect(row->cancelButton(), &QPushButton::clicked, this, [this, id = job.id] { jobs_.cancel(id); });
            const auto path = [this, id = job.id] {
                for (const ExportJob& each : jobs_.all())
                    if (each.id == id)
                        return each.target;
                return QString();
            };
            connect(row->verifyButton(), &QPushButton::clicked, this,
                    [this, path] { Q_EMIT verifyRequested(QFileInfo(path()).absoluteFilePath()); });
            connect(row->folderButton(), &QPushButton::clicked, this,
                    [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path()).absolutePath())); });
        }
        column_->removeWidget(row);
        column_->addWidget(row);
        row->setJob(job);
        row->QWidget::show();
        kept.insert(job.id, row);
    }
    for (ExportJobRow* gone : std::as_const(rows_))
        gone->deleteLater();
    rows_ = kept;
    none_->setVisible(rows_.isEmpty());
}

void ExportJobsList::show(JobId id)
{
    for (const ExportJob& job : jobs_.all())
        if (ExportJobRow* row = rows_.value(id); row && job.id == id)
            row->setJob(job);
}

} // namespace diffuscope::ui
