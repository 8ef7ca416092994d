#include "ui/export/export_panel.h"

#include "core/base/error.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/terms/explain.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

const QString kFigure = QStringLiteral("figure:");
const std::string kCaptions = "captions"; // of a contact sheet
const std::string kMetadata = "metadata"; // the panel's own
constexpr int kEstimateDelay = 300;       // ms after the last change
constexpr int kMostNumber = 1000;

QString startFolder()
{
    const QString last = Preferences::text(Preferences::kExportFolder);
    if (!last.isEmpty() && QFileInfo(last).isDir())
        return last;
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    return QFileInfo(pictures).isDir() ? pictures : QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
}

bool has(const std::vector<ParamSpec>& specs, const std::string& key)
{
    return std::any_of(specs.begin(), specs.end(), [&key](const ParamSpec& spec) { return spec.key == key; });
}

// Whether a file tells what made it is one choice for all of them.
ParamSpec metadataSpec(bool kept)
{
    ParamSpec spec;
    spec.key = kMetadata;
    spec.label = QCoreApplication::translate("ExportPanel", "Recipe inside the file").toStdString();
    spec.help =
        QCoreApplication::translate(
            "ExportPanel", "Model, settings and seed, so that dropping the file here brings them back, and a mark "
                           "for other programs that a network has drawn it.")
            .toStdString();
    spec.kind = ParamSpec::Kind::Toggle;
    spec.initial = kept;
    return spec;
}

// "walk.gif" where there is none yet, else "walk-2.gif", "walk-3.gif": nothing is overwritten by pressing Enter.
QString freeName(const QDir& folder, const QString& name, const QString& extension)
{
    const QString stem = name.left(name.size() - extension.size());
    QString free = name;
    for (int number = 2; QFileInfo::exists(folder.filePath(free)) && number < kMostNumber; ++number)
        free = stem + u'-' + QString::number(number) + extension;
    return free;
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
      params_(new ParamForm), about_(new WrappedLabel("caption")), estimate_(new WrappedLabel("caption")),
      first_(new QLabel), export_(new Button(tr("Export…"), QStringLiteral("export"), Button::Look::Normal)),
      column_(new QVBoxLayout(this)), formats_(formats())
{
    build();
    connect(format_, &QComboBox::currentIndexChanged, this, &ExportPanel::chooseFormat);
    connect(params_, &ParamForm::valuesChanged, this, &ExportPanel::rememberFile);
    connect(params_, &ParamForm::valuesChanged, this, &ExportPanel::estimateSoon);
    connect(scope_, &SegmentedControl::currentChanged, this, &ExportPanel::estimateSoon);
    connect(&estimateTimer_, &QTimer::timeout, this, &ExportPanel::estimateNow);
    connect(&bridge_, &Bridge::exportEstimated, this, &ExportPanel::onEstimated);
    connect(export_, &QPushButton::clicked, this, [this] { job_ == 0 ? choose() : cancel(); });
    connect(&bridge_, &Bridge::exportProgress, this, &ExportPanel::onProgress);
    connect(&bridge_, &Bridge::exported, this,
            [this](const Exported& result) { onEnded(result.job, result.cancelled); });
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) { onEnded(failure.job, false); });
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
    estimateTimer_.setSingleShot(true);
    estimateTimer_.setInterval(kEstimateDelay);
    estimate_->setObjectName(QStringLiteral("exportEstimate"));
    first_->setObjectName(QStringLiteral("exportFirst"));
    first_->setAlignment(Qt::AlignCenter);
    first_->setAccessibleName(tr("First frame"));
    auto* told = new QHBoxLayout;
    told->addWidget(first_, 0, Qt::AlignTop);
    told->addWidget(estimate_, 1);
    column_->addLayout(told);
    first_->hide();
    estimate_->hide();
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
    showBusy();
    estimateSoon();
}

void ExportPanel::showBusy()
{
    const bool busy = job_ != 0;
    export_->setText(busy ? tr("Cancel") : tr("Export…"));
    export_->setIconName(busy ? QStringLiteral("close") : QStringLiteral("export"));
    export_->setEnabled(busy ? !cancelling_ : ready_); // until the worker has seen it
    setUsualToolTip(export_,
                    busy ? tr("Stop writing %1; nothing is left behind").arg(writing_) : tr("Export (Ctrl+E)"));
    setReason(export_, busy || ready_ ? QString() : reason_);
}

void ExportPanel::setFormat(const QString& id)
{
    if (const int index = format_->findData(id); index >= 0)
        format_->setCurrentIndex(index);
}

void ExportPanel::setParams(const ParamValues& values)
{
    params_->setValues(values);
    rememberFile();
    estimateSoon();
}

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

// Whoever wants one figure as a PDF wants the next one so, too.
void ExportPanel::rememberFile()
{
    const ParamValues all = params_->values();
    if (const auto kept = all.find(kMetadata); kept != all.end())
        Preferences::setFlag(Preferences::kNoMetadata, !std::get<bool>(kept->second));
    const ParamValues values = figure() ? valuesOf(figureParams()) : ParamValues();
    if (const auto file = values.find("file"); file != values.end())
        Preferences::setText(Preferences::kFigureFile, QString::fromStdString(std::get<std::string>(file->second)));
    showOfFile(values);
}

// A kind of file without pixels has no resolution.
void ExportPanel::showOfFile(const ParamValues& values)
{
    if (figure())
        params_->setShown(QStringLiteral("scale"), figureFormat(values).id == "png");
}

void ExportPanel::chooseFormat()
{
    if (const FigureOffer* offer = figure()) {
        ParamValues last;
        for (const FigureFormat& format : figureFormats())
            if (Preferences::text(Preferences::kFigureFile).toStdString() == format.id)
                last["file"] = format.id;
        params_->setSpecs(joined(joined(offer->params, figureParams()), {metadataSpec(keepsMetadata())}), last);
        showOfFile(valuesOf(figureParams()));
        scope_->hide();
        about_->setWords(offer->about);
        first_->hide();
        estimate_->hide();
        return;
    }
    const QString id = format_->currentData().toString();
    for (const CatalogEntry& entry : formats_)
        if (entry.id == id.toStdString())
            current_ = entry;
    const std::vector<ParamSpec> own = joined(ownSpecs(), {metadataSpec(keepsMetadata())});
    params_->setSpecs(contentSpecs_ ? joined(contentSpecs_(kind()), own) : own);
    scope_->setVisible(scopeShown_ && kind() == Kind::Sequence);
    about_->setWords(QString::fromStdString(current_.about));
    estimateSoon();
}

bool ExportPanel::keepsMetadata() const { return !Preferences::flag(Preferences::kNoMetadata); }

// What is written below the pictures only the content can say, and where it has a choice of moments of its own a second
// one would only confuse.
std::vector<ParamSpec> ExportPanel::ownSpecs() const
{
    std::vector<ParamSpec> specs = current_.params;
    const bool chosen = contentSpecs_ && has(contentSpecs_(kind()), "moments");
    std::erase_if(specs, [chosen](const ParamSpec& spec) {
        return spec.key == kCaptions || (chosen && (spec.key == "every" || spec.key == "most"));
    });
    return specs;
}

ExportRequest ExportPanel::requestOf(Content content) const
{
    ExportRequest request;
    request.format = current_.id;
    request.params = valuesOf(ownSpecs());
    if (!content.captions.empty() && has(current_.params, kCaptions))
        request.params[kCaptions] = content.captions;
    request.frames = std::move(content.frames);
    if (!keepsMetadata())
        return request;
    request.recipe = content.recipe;
    request.original = std::move(content.original);
    request.recipeOfFrame = std::move(content.recipeOfFrame);
    return request;
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
    if (job_ != 0) {
        Q_EMIT statusMessage(tr("%1 is still being written.").arg(writing_));
        return;
    }
    const QList<FileKind> kinds = fileKinds();
    const QString name = freeName(QDir(startFolder()), fileName(), extension());
    QFileDialog* dialog = saveDialog(this, tr("Export %1").arg(format_->currentText()),
                                     QDir(startFolder()).filePath(name), kinds, fileKindOf(name, kinds));
    dialog->setObjectName(QStringLiteral("exportDialog"));
    if (kinds.isEmpty())
        dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, &ExportPanel::exportTo);
    dialog->open();
}

// What can be written now; a folder has none.
QList<FileKind> ExportPanel::fileKinds() const
{
    QList<FileKind> kinds;
    if (figure())
        for (const FigureFormat& format : figureFormats())
            kinds.append({format.name, format.extension});
    else if (!current_.extension.empty())
        kinds.append({format_->currentText(), extension()});
    return kinds;
}

// Said where all other trouble of exports is said.
void ExportPanel::refuse(const QString& target, const QString& trouble, const QString& advice)
{
    const Error error(trouble.toStdString(), target.toStdString(), advice.toStdString());
    job_ = bridge_.session().save({target.toStdString(), [error]() -> std::string { throw error; }});
}

void ExportPanel::exportTo(const QString& chosen)
{
    if (!ready_ || job_ != 0)
        return;
    cancelling_ = false;
    const QList<FileKind> kinds = fileKinds();
    const QString trouble = kinds.isEmpty() ? QString() : falseEnding(chosen, kinds);
    const QString target = trouble.isEmpty() ? wholeName(chosen, kinds, extension()) : chosen;
    if (!trouble.isEmpty()) {
        refuse(target, trouble, tr("End its name in %1.").arg(endingsOf(kinds)));
    } else if (target != chosen && QFileInfo::exists(target)) { // the dialog has asked about the name as it was typed
        refuse(target, tr("There is such a file already"), tr("Choose that file to replace it, or another name."));
    } else if (const FigureOffer* offer = figure()) {
        ParamValues kind = valuesOf(figureParams());
        kind["file"] = figureFormats()[std::size_t(fileKindOf(target, kinds))].id; // the name decides
        params_->setValues({{"file", kind["file"]}});
        rememberFile();
        Figure drawing = offer->make(valuesOf(offer->params));
        if (!keepsMetadata()) {
            drawing.recipe.clear();
            drawing.original = {};
        }
        job_ = bridge_.session().save({target.toStdString(), [drawing, kind] { return figureBytes(drawing, kind); }});
    } else {
        ExportRequest request = requestOf(this->content());
        request.target = target.toStdString();
        job_ = bridge_.session().exportImages(request);
    }
    asked_ = job_;
    writing_ = QFileInfo(target).fileName();
    showBusy();
    Preferences::setText(Preferences::kExportFolder, QFileInfo(target).absolutePath());
    Q_EMIT statusMessage(tr("Writing %1…").arg(writing_));
}

void ExportPanel::cancel()
{
    if (job_ == 0)
        return;
    cancelling_ = true;
    bridge_.session().cancelExport(job_);
    showBusy();
    Q_EMIT statusMessage(tr("Cancelling…"));
}

void ExportPanel::onProgress(const ExportProgress& progress)
{
    if (job_ == 0 || progress.job != job_ || cancelling_ || progress.total < 2)
        return;
    Q_EMIT statusMessage(tr("Writing %1… %2 %").arg(writing_).arg(100 * progress.done / progress.total));
}

void ExportPanel::onEnded(JobId job, bool cancelled)
{
    if (job_ == 0 || job != job_)
        return;
    job_ = 0;
    showBusy();
    Q_EMIT statusMessage(cancelled ? tr("Writing %1 was cancelled; nothing was left behind.").arg(writing_)
                                   : QString());
}

} // namespace diffuscope::ui
