#include "ui/export/export_panel.h"

#include "ui/frame/preferences.h"
#include "ui/style/theme.h"
#include "ui/widgets/param_form.h"
#include "ui/widgets/wrapped_label.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QStandardPaths>
#include <QUrl>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

const QString kFigure = QStringLiteral("figure:");

QString startFolder()
{
    const QString last = Preferences::text(Preferences::kExportFolder);
    if (!last.isEmpty() && QFileInfo(last).isDir())
        return last;
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    return QFileInfo(pictures).isDir() ? pictures : QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
}

std::vector<ParamSpec> joined(std::vector<ParamSpec> first, const std::vector<ParamSpec>& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

} // namespace

ExportPanel::ExportPanel(Bridge& bridge, Source source, QWidget* parent)
    : QWidget(parent), bridge_(bridge), source_(std::move(source)), format_(new QComboBox),
      scope_(new SegmentedControl(
          {{QStringLiteral("one"), tr("This sample"), {}}, {QStringLiteral("all"), tr("All samples"), {}}})),
      params_(new ParamForm), about_(new WrappedLabel("caption")),
      export_(new Button(tr("Export…"), QStringLiteral("export"), Button::Look::Normal)),
      column_(new QVBoxLayout(this)), formats_(formats())
{
    build();
    connect(format_, &QComboBox::currentIndexChanged, this, &ExportPanel::chooseFormat);
    connect(export_, &QPushButton::clicked, this, &ExportPanel::choose);
    connect(&bridge_, &Bridge::exported, this, &ExportPanel::onExported);
    connect(&bridge_, &Bridge::failed, this, &ExportPanel::onFailed);
    chooseFormat();
    setReady(false, tr("Generate something first."));
}

void ExportPanel::build()
{
    for (const CatalogEntry& entry : formats_)
        format_->addItem(QString::fromStdString(entry.name), QString::fromStdString(entry.id));
    format_->setObjectName(QStringLiteral("exportFormat"));
    format_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    format_->setAccessibleName(tr("Format"));
    params_->setObjectName(QStringLiteral("exportParams"));
    export_->setObjectName(QStringLiteral("export"));
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(8);
    column_->addWidget(format_);
    column_->addWidget(scope_);
    column_->addWidget(params_);
    auto* row = new QHBoxLayout;
    row->addWidget(about_, 1);
    row->addWidget(export_, 0, Qt::AlignTop);
    column_->addLayout(row);
}

void ExportPanel::setFigures(const QList<FigureOffer>& figures)
{
    figures_ = figures;
    format_->insertSeparator(format_->count());
    for (const FigureOffer& offer : figures_)
        format_->addItem(offer.name, kFigure + offer.id);
}

void ExportPanel::setContentSpecs(Specs specs)
{
    contentSpecs_ = std::move(specs);
    chooseFormat();
}

void ExportPanel::setReady(bool ready, const QString& reason)
{
    ready_ = ready;
    reason_ = reason;
    export_->setEnabled(ready && job_ == 0);
    export_->setToolTip(ready ? tr("Export (Ctrl+E)") : reason);
}

void ExportPanel::setFormat(const QString& id)
{
    if (const int index = format_->findData(id); index >= 0)
        format_->setCurrentIndex(index);
}

void ExportPanel::setParams(const ParamValues& values) { params_->setValues(values); }
void ExportPanel::setAllSamples(bool all) { scope_->setCurrent(all ? QStringLiteral("all") : QStringLiteral("one")); }

void ExportPanel::setScopeShown(bool shown)
{
    scopeShown_ = shown;
    chooseFormat();
}

const FigureOffer* ExportPanel::figure() const
{
    const QString id = format_->currentData().toString();
    for (const FigureOffer& offer : figures_)
        if (id == kFigure + offer.id)
            return &offer;
    return nullptr;
}

void ExportPanel::chooseFormat()
{
    if (const FigureOffer* offer = figure()) {
        params_->setSpecs(joined(offer->params, figureParams()));
        scope_->hide();
        about_->setWords(offer->about);
        return;
    }
    const QString id = format_->currentData().toString();
    for (const CatalogEntry& entry : formats_)
        if (entry.id == id.toStdString())
            current_ = entry;
    params_->setSpecs(contentSpecs_ ? joined(contentSpecs_(kind()), current_.params) : current_.params);
    scope_->setVisible(scopeShown_ && kind() == Kind::Sequence);
    about_->setWords(QString::fromStdString(current_.about));
}

ExportPanel::Kind ExportPanel::kind() const
{
    if (current_.animated || current_.extension.empty())
        return Kind::Sequence;
    return current_.id == "contact_sheet" ? Kind::Sheet : Kind::Picture;
}

ParamValues ExportPanel::valuesOf(const std::vector<ParamSpec>& specs) const
{
    const ParamValues all = params_->values();
    ParamValues values;
    for (const ParamSpec& spec : specs)
        if (const auto found = all.find(spec.key); found != all.end())
            values.insert(*found);
    return values;
}

ParamValues ExportPanel::contentValues() const
{
    return contentSpecs_ && !figure() ? valuesOf(contentSpecs_(kind())) : ParamValues();
}

ExportPanel::Content ExportPanel::content() const { return source_(kind(), scope_->current() == QLatin1String("all")); }

QString ExportPanel::extension() const
{
    return figure() ? figureFormat(valuesOf(figureParams())).extension : QString::fromStdString(current_.extension);
}

QString ExportPanel::fileName()
{
    const QString name = content().name;
    const FigureOffer* offer = figure();
    return (offer ? name + u'-' + offer->id : name) + extension();
}

void ExportPanel::choose()
{
    if (!ready_) {
        Q_EMIT statusMessage(reason_);
        return;
    }
    auto* dialog = new QFileDialog(this, tr("Export %1").arg(format_->currentText()), startFolder());
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    if (const QString suffix = extension(); !suffix.isEmpty()) {
        dialog->setDefaultSuffix(suffix.mid(1));
        dialog->setNameFilter(QStringLiteral("%1 (*%2)").arg(format_->currentText(), suffix));
    }
    dialog->selectFile(fileName());
    connect(dialog, &QFileDialog::fileSelected, this, &ExportPanel::exportTo);
    dialog->open();
}

void ExportPanel::exportTo(const QString& target)
{
    if (!ready_ || job_ != 0)
        return;
    delete notice_;
    notice_ = nullptr;
    if (const FigureOffer* offer = figure()) {
        const ParamValues kind = valuesOf(figureParams());
        job_ = bridge_.session().save({target.toStdString(), [drawing = offer->make(valuesOf(offer->params)), kind] {
                                           return figureBytes(drawing, kind);
                                       }});
    } else {
        Content content = this->content();
        ExportRequest request;
        request.format = current_.id;
        request.target = target.toStdString();
        request.params = valuesOf(current_.params);
        request.frames = std::move(content.frames);
        request.recipe = content.recipe;
        request.original = std::move(content.original);
        job_ = bridge_.session().exportImages(request);
    }
    export_->setEnabled(false);
    Preferences::setText(Preferences::kExportFolder, QFileInfo(target).absolutePath());
    Q_EMIT statusMessage(tr("Writing %1…").arg(QFileInfo(target).fileName()));
}

void ExportPanel::say(NoticeCard::Tone tone, const QString& title, const QString& detail, const QString& folder)
{
    delete notice_;
    notice_ = new NoticeCard(tone, title, detail, this);
    notice_->setObjectName(QStringLiteral("exportNotice"));
    if (!folder.isEmpty())
        connect(notice_->addAction(tr("Show folder")), &QPushButton::clicked, this,
                [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    connect(notice_, &NoticeCard::closed, this, [this] {
        notice_->deleteLater();
        notice_ = nullptr;
    });
    column_->addWidget(notice_);
    notice_->show();
}

void ExportPanel::onExported(const Exported& result)
{
    if (result.job != job_ || result.files.empty())
        return;
    job_ = 0;
    setReady(ready_, reason_);
    const QFileInfo file(QString::fromStdString(result.files.front()));
    const QString more = result.files.size() > 2
                             ? tr(", %1 files").arg(grouped(static_cast<long long>(result.files.size())))
                             : QString();
    say(NoticeCard::Tone::Neutral, tr("Exported %1").arg(file.fileName()),
        file.absolutePath().replace(u'/', QStringLiteral("/\u200b")) + more, file.absolutePath());
    Q_EMIT statusMessage(tr("Exported %1").arg(file.fileName()));
}

void ExportPanel::onFailed(const Failed& failure)
{
    if (failure.job != job_ || job_ == 0)
        return;
    job_ = 0;
    setReady(ready_, reason_);
    say(NoticeCard::Tone::Error, QString::fromStdString(failure.error.happened()),
        (QString::fromStdString(failure.error.subject()) + u'\n' + QString::fromStdString(failure.error.advice()))
            .trimmed(),
        {});
}

} // namespace diffuscope::ui
