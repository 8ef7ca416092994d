#include "ui/reverse/compare/quality_panel.h"

#include "core/session/catalog.h"
#include "ui/reverse/copying/nearest_words.h"
#include "ui/settings/preferences.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/view_link.h"
#include "ui/widgets/terms/explain.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kFewest = 3;

WrappedLabel* words(const char* role)
{
    auto* label = new WrappedLabel(role);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString shapeText(int side, int channels)
{
    return QualityPanel::tr("%1 × %1 %2")
        .arg(side)
        .arg(channels == 1 ? QualityPanel::tr("grey") : QualityPanel::tr("colour"));
}

QString valueText(double value, std::optional<double> error, int decimals)
{
    const QString text = number(value, decimals);
    return error ? text + QStringLiteral(" ± ") + number(*error, decimals) : text;
}

} // namespace

QualityPanel::QualityPanel(Bridge& bridge, QWidget* parent)
    : QWidget(parent), bridge_(bridge), measure_(new Button(tr("Measure"))),
      inceptionButton_(new Button(tr("Inception file…"), {}, Button::Look::Flat)),
      inceptionClear_(new Button(tr("Without"), {}, Button::Look::Flat)), state_(words("caption")),
      error_(words("error")), verdict_(words("secondary")), notes_(words("caption")), inceptionName_(caption({})),
      numbers_(new QWidget), nearest_(new QWidget), grid_(new QGridLayout(numbers_)),
      sample_(new ImageView(Concept::State)), training_(new ImageView(Concept::Signal))
{
    build();
    connect(measure_, &QPushButton::clicked, this, &QualityPanel::measure);
    connect(inceptionButton_, &QPushButton::clicked, this, &QualityPanel::chooseInception);
    connect(inceptionClear_, &QPushButton::clicked, this, [this] { setInception({}); });
    connect(&bridge_, &Bridge::qualityMeasured, this, &QualityPanel::onMeasured);
    connect(&bridge_, &Bridge::failed, this, &QualityPanel::onFailed);
    connect(&bridge_, &Bridge::datasetOpened, this, [this] { clear(); }); // the numbers were against another set
    setInception(Preferences::text(Preferences::kInceptionFile));
    clear();
}

void QualityPanel::build()
{
    measure_->setObjectName(QStringLiteral("measure"));
    state_->setObjectName(QStringLiteral("qualityState"));
    error_->setObjectName(QStringLiteral("qualityError"));
    verdict_->setObjectName(QStringLiteral("qualityVerdict"));
    numbers_->setObjectName(QStringLiteral("qualityNumbers"));
    inceptionButton_->setToolTip(tr("A TorchScript file of the Inception network: with it FID and KID are measured, "
                                    "too."));
    inceptionClear_->setToolTip(tr("Measure without FID and KID."));
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setVerticalSpacing(6);
    grid_->setColumnStretch(0, 1);
    auto* pair = new QHBoxLayout;
    pair->setSpacing(12);
    sample_->setSymbol({}, tr("this sample"));
    training_->setSymbol({}, tr("nearest in training"));
    auto* link = new ViewLink(this);
    for (ImageView* view : {sample_, training_}) {
        view->setLink(link);
        view->setFixedHeight(150);
        pair->addWidget(view, 1);
    }
    auto* near = new QVBoxLayout(nearest_);
    near->setContentsMargins(0, 0, 0, 0);
    near->setSpacing(6);
    near->addLayout(pair);
    near->addWidget(verdict_);
    auto* inception = new QHBoxLayout;
    inception->setSpacing(4);
    inceptionName_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    inception->addWidget(inceptionButton_);
    inception->addWidget(inceptionName_, 1);
    inception->addWidget(inceptionClear_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(measure_);
    for (QWidget* part : {static_cast<QWidget*>(state_), static_cast<QWidget*>(error_), numbers_, nearest_})
        column->addWidget(part);
    column->addWidget(notes_);
    column->addLayout(inception);
}

void QualityPanel::setPictures(const std::vector<Image>& pictures)
{
    pictures_ = pictures;
    clear();
}

void QualityPanel::clear()
{
    if (quality_)
        Q_EMIT measured(0);
    quality_.reset();
    job_ = 0; // an answer still to come is about pictures that are gone
    error_->hide();
    refresh();
}

void QualityPanel::setSelected(int picture)
{
    selected_ = picture;
    showNearest();
}

const Image* QualityPanel::nearestTo(int picture) const
{
    const bool known = quality_ && picture >= 0 && std::size_t(picture) < quality_->nearest.size();
    return known ? &quality_->nearest[std::size_t(picture)].picture : nullptr;
}

QString QualityPanel::disabledReasonNow() const
{
    const auto& set = bridge_.dataset();
    if (!set)
        return tr("Open the dataset that the model was trained on.");
    if (int(pictures_.size()) < kFewest)
        return tr("Generate at least %1 pictures; one alone has no distribution.").arg(kFewest);
    const Image& first = pictures_.front();
    if (first.width != set->side || first.channels != set->channels)
        return tr("%1 has %2 pictures, these are %3.")
            .arg(QString::fromStdString(set->name), shapeText(set->side, set->channels),
                 shapeText(first.width, first.channels));
    return busy_;
}

void QualityPanel::setBusy(const QString& why)
{
    if (why == busy_)
        return;
    busy_ = why;
    refresh();
}

void QualityPanel::refresh()
{
    const QString reason = disabledReasonNow();
    const auto& set = bridge_.dataset();
    const QString name = set ? QString::fromStdString(set->name) : QString();
    const bool busy = job_ != 0;
    measure_->setText(busy   ? tr("Cancel")
                      : !set ? tr("Measure")
                             : tr("Measure against %1").arg(fontMetrics().elidedText(name, Qt::ElideMiddle, 130)));
    measure_->setEnabled(busy || reason.isEmpty());
    setReason(measure_, busy ? QString() : reason);
    state_->setWords(
        busy ? tr("Measuring %1 against %2…").arg(countText(int(pictures_.size()), tr("picture"), tr("pictures")), name)
             : reason);
    state_->setVisible(!state_->text().isEmpty());
    for (QWidget* control : {static_cast<QWidget*>(inceptionButton_), static_cast<QWidget*>(inceptionClear_)})
        control->setEnabled(!busy);
    showNumbers();
    showNearest();
}

void QualityPanel::measure()
{
    if (job_ != 0) {
        bridge_.session().cancelSampling();
        return;
    }
    clear();
    MeasureRequest request;
    request.images = pictures_;
    request.inceptionFile = inception_.toStdString();
    job_ = bridge_.session().measure(request);
    refresh();
}

void QualityPanel::onMeasured(const QualityMeasured& quality)
{
    if (quality.job != job_ || job_ == 0)
        return;
    quality_ = quality;
    job_ = 0;
    refresh();
    Q_EMIT measured(quality.pictures);
}

void QualityPanel::onFailed(const Failed& failure)
{
    if (failure.task != Task::Measure || failure.job != job_ || job_ == 0)
        return;
    job_ = 0;
    if (!failure.cancelled) {
        error_->setWords(failureText(failure.error));
        error_->show();
    }
    refresh();
}

void QualityPanel::showNumbers()
{
    while (QLayoutItem* item = grid_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    numbers_->setVisible(quality_.has_value());
    notes_->setVisible(quality_ && !quality_->notes.empty());
    if (!quality_)
        return;
    const auto add = [this](const char* name, const QString& title, const QString& help, const QString& value) {
        const int row = grid_->rowCount();
        auto* label = new QLabel(title);
        label->setProperty("role", "field");
        auto* number = new NumberLabel(13, 600);
        number->setText(value);
        number->setObjectName(QLatin1String(name));
        number->setAccessibleName(title + u' ' + value);
        for (QWidget* widget : {static_cast<QWidget*>(label), static_cast<QWidget*>(number)})
            widget->setToolTip(help);
        grid_->addWidget(label, row, 0);
        grid_->addWidget(number, row, 1, Qt::AlignRight);
    };
    const QualityMeasured& q = *quality_;
    add("slicedWasserstein", tr("Sliced Wasserstein"),
        tr("How far the pixels of one set must move to become the other, over random directions; 0 is equal."),
        number(q.slicedWasserstein, 4));
    add("kernelDistance", tr("Kernel distance"),
        tr("Squared maximum mean discrepancy with its standard error; 0 is equal, and slightly below can happen."),
        valueText(q.kernelDistance, q.kernelDistanceError, 4));
    if (q.fid)
        add("fid", tr("FID"), tr("Fréchet distance of the Inception network's features."), number(*q.fid, 1));
    if (q.kid)
        add("kid", tr("KID"), tr("Kernel distance of the Inception network's features."),
            valueText(*q.kid, q.kidError, 4));
    QStringList notes;
    for (const std::string& note : q.notes)
        notes << QString::fromStdString(note);
    notes_->setWords(notes.join(u'\n'));
}

void QualityPanel::showNearest()
{
    const auto at = std::size_t(std::max(0, selected_));
    const bool shown = quality_ && at < quality_->nearest.size() && at < pictures_.size();
    nearest_->setVisible(shown);
    if (!shown)
        return;
    const QualityMeasured::Neighbour& near = quality_->nearest[at];
    sample_->setImage(pictures_[at]);
    training_->setImage(near.picture);
    const double usual = quality_->medianNeighbourDistance;
    verdict_->setWords(nearestVerdict(near.distance, usual) + u' ' + nearestNumbers(near.distance, usual));
}

void QualityPanel::chooseInception()
{
    auto* dialog =
        new QFileDialog(this, tr("Choose an Inception network (TorchScript)"), QFileInfo(inception_).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({nameFilter(tr("TorchScript"), inceptionFileExtensions()), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        setInception(file);
        Preferences::setText(Preferences::kInceptionFile, file);
    });
    dialog->open();
}

void QualityPanel::setInception(const QString& file)
{
    const bool cleared = file.isEmpty() && !inception_.isEmpty();
    inception_ = file;
    if (cleared)
        Preferences::setText(Preferences::kInceptionFile, {});
    const QString name = QFileInfo(file).fileName();
    inceptionName_->setText(file.isEmpty() ? tr("adds FID and KID")
                                           : fontMetrics().elidedText(name, Qt::ElideMiddle, 120));
    inceptionName_->setToolTip(file);
    inceptionClear_->setVisible(!file.isEmpty());
}

} // namespace diffuscope::ui
