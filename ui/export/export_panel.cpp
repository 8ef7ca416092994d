#include "ui/export/export_panel.h"

#include "ui/style/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/param_form.h"
#include "ui/widgets/wrapped_label.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

QString startFolder()
{
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    return QFileInfo(pictures).isDir() ? pictures : QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
}

} // namespace

ExportPanel::ExportPanel(Bridge& bridge, Source source, QWidget* parent)
    : QWidget(parent), bridge_(bridge), source_(std::move(source)), format_(new QComboBox),
      scope_(new SegmentedControl(
          {{QStringLiteral("one"), tr("This sample"), {}}, {QStringLiteral("all"), tr("All samples"), {}}})),
      params_(new ParamForm), about_(new WrappedLabel("caption")),
      export_(new Button(tr("Export…"), QStringLiteral("export"), Button::Look::Normal)),
      notice_(new NoticeCard(NoticeCard::Tone::Neutral, {}, {})), formats_(formats())
{
    for (const CatalogEntry& entry : formats_)
        format_->addItem(QString::fromStdString(entry.name), QString::fromStdString(entry.id));
    format_->setObjectName(QStringLiteral("exportFormat"));
    format_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    format_->setAccessibleName(tr("Format"));
    export_->setObjectName(QStringLiteral("export"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(format_);
    layout->addWidget(scope_);
    layout->addWidget(params_);
    auto* row = new QHBoxLayout;
    row->addWidget(about_, 1);
    row->addWidget(export_, 0, Qt::AlignTop);
    layout->addLayout(row);
    layout->addWidget(notice_);
    notice_->hide();
    connect(notice_, &NoticeCard::closed, notice_, &QWidget::hide);
    connect(format_, &QComboBox::currentIndexChanged, this, &ExportPanel::chooseFormat);
    connect(export_, &QPushButton::clicked, this, &ExportPanel::choose);
    connect(&bridge_, &Bridge::exported, this, &ExportPanel::onExported);
    connect(&bridge_, &Bridge::failed, this, &ExportPanel::onFailed);
    chooseFormat();
    setReady(false, tr("Generate something first."));
}

void ExportPanel::setReady(bool ready, const QString& reason)
{
    ready_ = ready;
    reason_ = reason;
    export_->setEnabled(ready && job_ == 0);
    export_->setToolTip(ready ? tr("Export (Ctrl+E)") : reason);
}

void ExportPanel::setFormat(const QString& id) { format_->setCurrentIndex(format_->findData(id)); }
void ExportPanel::setAllSamples(bool all) { scope_->setCurrent(all ? QStringLiteral("all") : QStringLiteral("one")); }

void ExportPanel::setScopeShown(bool shown)
{
    scopeShown_ = shown;
    chooseFormat();
}

void ExportPanel::chooseFormat()
{
    const QString id = format_->currentData().toString();
    for (const CatalogEntry& entry : formats_)
        if (entry.id == id.toStdString())
            current_ = entry;
    params_->setSpecs(current_.params);
    scope_->setVisible(scopeShown_ && kind() == Kind::Sequence);
    about_->setWords(QString::fromStdString(current_.about));
}

ExportPanel::Kind ExportPanel::kind() const
{
    if (current_.animated || current_.extension.empty())
        return Kind::Sequence;
    return current_.id == "contact_sheet" ? Kind::Sheet : Kind::Picture;
}

ExportPanel::Content ExportPanel::content() const { return source_(kind(), scope_->current() == QLatin1String("all")); }

void ExportPanel::choose()
{
    if (!ready_) {
        Q_EMIT statusMessage(reason_);
        return;
    }
    auto* dialog = new QFileDialog(this, tr("Export %1").arg(QString::fromStdString(current_.name)), startFolder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    const QString extension = QString::fromStdString(current_.extension);
    if (!extension.isEmpty()) {
        dialog->setDefaultSuffix(extension.mid(1));
        dialog->setNameFilter(QStringLiteral("%1 (*%2)").arg(QString::fromStdString(current_.name), extension));
    }
    dialog->selectFile(content().name + extension);
    connect(dialog, &QFileDialog::fileSelected, this, &ExportPanel::exportTo);
    dialog->open();
}

void ExportPanel::exportTo(const QString& target)
{
    if (!ready_)
        return;
    Content content = this->content();
    ExportRequest request;
    request.format = current_.id;
    request.target = target.toStdString();
    request.params = params_->values();
    request.frames = std::move(content.frames);
    request.recipe = content.recipe;
    notice_->hide();
    job_ = bridge_.session().exportImages(request);
    export_->setEnabled(false);
    Q_EMIT statusMessage(tr("Writing %1…").arg(QFileInfo(target).fileName()));
}

void ExportPanel::onExported(const Exported& result)
{
    if (result.job != job_ || result.files.empty())
        return;
    job_ = 0;
    setReady(ready_, reason_);
    const QString file = QString::fromStdString(result.files.front());
    const QString more = result.files.size() > 2
                             ? tr(", %1 files").arg(grouped(static_cast<long long>(result.files.size())))
                             : QString();
    notice_->setText(tr("Exported %1").arg(QFileInfo(file).fileName()),
                     QFileInfo(file).absolutePath().replace(u'/', QStringLiteral("/\u200b")) + more);
    notice_->show();
    Q_EMIT statusMessage(tr("Exported %1").arg(QFileInfo(file).fileName()));
}

void ExportPanel::onFailed(const Failed& failure)
{
    if (failure.job != job_ || job_ == 0)
        return;
    job_ = 0;
    setReady(ready_, reason_);
    notice_->setText(
        QString::fromStdString(failure.error.happened()),
        (QString::fromStdString(failure.error.subject()) + u'\n' + QString::fromStdString(failure.error.advice()))
            .trimmed());
    notice_->show();
}

} // namespace diffuscope::ui
