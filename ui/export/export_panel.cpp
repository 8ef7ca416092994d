#include "ui/export/export_panel.h"

#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/form/param_form.h"
#include "ui/widgets/terms/explain.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

const QString kFigure = QStringLiteral("figure:");
const std::string kCaptions = "captions"; // of a contact sheet
const std::string kMetadata = "metadata"; // the panel's own
constexpr int kEstimateDelay = 300;       // ms after the last change

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

// Settings of another format, as far as this one takes them.
void fitTo(const std::vector<ParamSpec>& specs, ParamValues& values)
{
    for (const ParamSpec& spec : specs) {
        const auto found = values.find(spec.key);
        if (found == values.end())
            continue;
        if (auto* whole = std::get_if<long long>(&found->second))
            *whole = std::clamp(*whole, (long long)(spec.minimum), (long long)(spec.maximum));
        else if (spec.kind == ParamSpec::Kind::Choice &&
                 std::find(spec.choices.begin(), spec.choices.end(), std::get<std::string>(found->second)) ==
                     spec.choices.end())
            values.erase(found);
    }
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
    connect(params_, &ParamForm::valuesChanged, this, &ExportPanel::contentChanged);
    connect(scope_, &SegmentedControl::currentChanged, this, &ExportPanel::contentChanged);
    connect(&estimateTimer_, &QTimer::timeout, this, &ExportPanel::estimateNow);
    connect(&bridge_, &Bridge::exportEstimated, this, &ExportPanel::onEstimated);
    connect(export_, &QPushButton::clicked, this, &ExportPanel::choose);
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
    export_->setEnabled(ready_);
    setUsualToolTip(export_, tr("Choose where to save it"));
    setReason(export_, ready_ ? QString() : reason_);
    contentChanged();
}

// What was estimated of the content before is nobody's any more.
void ExportPanel::contentChanged()
{
    estimating_ = 0;
    estimateSoon();
    Q_EMIT changed();
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
    contentChanged();
}

void ExportPanel::setAllSamples(bool all)
{
    scope_->setCurrent(all ? QStringLiteral("all") : QStringLiteral("one"));
    contentChanged();
}

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
    formatValues_[formatId()] = all;
    formatValues_[formatId()].erase(kMetadata); // which is one for all
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
        Q_EMIT changed();
        return;
    }
    const QString id = format_->currentData().toString();
    for (const CatalogEntry& entry : formats_)
        if (entry.id == id.toStdString())
            current_ = entry;
    const std::vector<ParamSpec> own = joined(ownSpecs(current_), {metadataSpec(keepsMetadata())});
    params_->setSpecs(contentSpecs_ ? joined(contentSpecs_(kindOf(current_)), own) : own, formatValues_.value(id));
    scope_->setVisible(scopeShown_ && kindOf(current_) == Kind::Sequence);
    about_->setWords(QString::fromStdString(current_.about));
    contentChanged();
}

bool ExportPanel::keepsMetadata() const { return !Preferences::flag(Preferences::kNoMetadata); }

// What is written below the pictures only the content can say, and where it has a choice of moments of its own a second
// one would only confuse.
std::vector<ParamSpec> ExportPanel::ownSpecs(const CatalogEntry& format) const
{
    std::vector<ParamSpec> specs = format.params;
    const bool chosen = contentSpecs_ && has(contentSpecs_(kindOf(format)), "moments");
    std::erase_if(specs, [chosen](const ParamSpec& spec) {
        return spec.key == kCaptions || (chosen && (spec.key == "every" || spec.key == "most"));
    });
    return specs;
}

ExportRequest ExportPanel::requestOf(const CatalogEntry& format, Content content) const
{
    ExportRequest request;
    request.format = format.id;
    request.params = valuesOf(ownSpecs(format));
    if (!content.captions.empty() && has(format.params, kCaptions))
        request.params[kCaptions] = content.captions;
    request.frames = std::move(content.frames);
    request.captionOf = std::move(content.captionOf);
    request.equationOf = std::move(content.equationOf);
    if (!keepsMetadata())
        return request;
    request.recipe = content.recipe;
    request.original = std::move(content.original);
    request.recipeOfFrame = std::move(content.recipeOfFrame);
    return request;
}

ExportPanel::Kind ExportPanel::kindOf(const CatalogEntry& format)
{
    if (format.animated || format.extension.empty())
        return Kind::Sequence;
    return format.id == "contact_sheet" ? Kind::Sheet : Kind::Picture;
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
    return contentSpecs_ && (askedFor_ || !figure()) ? valuesOf(contentSpecs_(askedFor_.value_or(kindOf(current_))))
                                                     : ParamValues();
}

// The source may ask for the values of its own settings, which differ by kind.
ExportPanel::Content ExportPanel::content(const CatalogEntry& format) const
{
    askedFor_ = kindOf(format);
    Content content = source_(*askedFor_, scope_->current() == QLatin1String("all"));
    askedFor_.reset();
    return content;
}

QString ExportPanel::formatId() const { return format_->currentData().toString(); }

QString ExportPanel::exportName() const { return content(current_).name; }

std::optional<ExportRequest> ExportPanel::request(const QString& format) const
{
    const QString id = format.isEmpty() ? formatId() : format;
    for (const CatalogEntry& entry : formats_)
        if (ready_ && entry.id == id.toStdString()) {
            ExportRequest request = requestOf(entry, content(entry));
            fitTo(entry.params, request.params);
            return request;
        }
    return std::nullopt;
}

QString ExportPanel::extension() const
{
    return figure() ? figureFormat(valuesOf(figureParams())).extension : QString::fromStdString(current_.extension);
}

QString ExportPanel::fileName()
{
    const QString name = exportName();
    const FigureOffer* offer = figure();
    return (offer ? name + u'-' + offer->id : name) + extension();
}

} // namespace diffuscope::ui
