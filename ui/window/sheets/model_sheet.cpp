#include "ui/window/sheets/model_sheet.h"

#include "core/session/catalog.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/form/segmented_control.h"

#include <QComboBox>
#include <QFileInfo>
#include <QGridLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kSheetWidth = 400, kAround = 16, kLine = 28, kHeading = 24, kMostLines = 8;
enum ModelRole { PathRole = Qt::UserRole, AsideRole };

// Two lines of words in one: what it is called, and what it is; a heading has no path.
class ModelRowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return {200, index.data(PathRole).toString().isEmpty() ? kHeading : kLine};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Palette& p = paletteOf(option.widget);
        const QRectF row = QRectF(option.rect).adjusted(0, 1, 0, -1);
        const bool heading = index.data(PathRole).toString().isEmpty();
        const bool chosen = option.state & QStyle::State_Selected && option.widget && option.widget->hasFocus();
        if (!heading && (chosen || option.state & QStyle::State_MouseOver))
            drawBox(*painter, row, 5, chosen ? p.selectedWash : p.hover, QColor());
        const QString aside = index.data(AsideRole).toString();
        const QRectF inner = row.adjusted(8, 0, -8, 0);
        painter->setFont(textFont(11));
        painter->setPen(p.text3);
        const double taken = std::min(QFontMetricsF(painter->font()).horizontalAdvance(aside), inner.width() * 0.6);
        painter->drawText(inner.adjusted(inner.width() - taken, 0, 0, 0), Qt::AlignRight | Qt::AlignVCenter,
                          QFontMetricsF(painter->font()).elidedText(aside, Qt::ElideMiddle, taken));
        painter->setFont(heading ? textFont(11) : textFont(13));
        painter->setPen(heading ? p.text3 : p.text1);
        const double room = inner.width() - (aside.isEmpty() ? 0 : taken + 12);
        painter->drawText(
            inner, Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(painter->font()).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, room));
    }
};

QString predictsWords(const std::string& type)
{
    if (type == "epsilon")
        return ModelSheet::tr("the noise, ε");
    if (type == "v_prediction")
        return ModelSheet::tr("the velocity, v");
    return type == "sample" ? ModelSheet::tr("the picture, x₀") : QString::fromStdString(type);
}

QString scheduleWords(const ModelOpened& model)
{
    QString name =
        model.schedule == "trained_betas" ? ModelSheet::tr("its own") : QString::fromStdString(model.schedule);
    for (const CatalogEntry& entry : schedules())
        if (entry.id == model.schedule)
            name = QString::fromStdString(entry.name).toLower();
    return ModelSheet::tr("%1, T = %2").arg(name, grouped(qlonglong(model.betas.size())));
}

QString kindWords(const std::string& kind)
{
    if (kind == "raw")
        return ModelSheet::tr("As trained");
    return kind.empty() ? ModelSheet::tr("Averaged") : QString::fromStdString(kind).replace(u'-', u' ').toUpper();
}

QString folderOf(const QString& path) { return QFileInfo(QFileInfo(path).path()).fileName(); }

} // namespace

ModelSheet::ModelSheet(QWidget* window, const QRect& below)
    : Sheet(window, false), below_(below), content_(new QWidget(this)), name_(new ElidedLabel),
      place_(new ElidedLabel({}, Qt::ElideMiddle)), factsBox_(new QWidget), facts_(new QGridLayout(factsBox_)),
      weightsBox_(new QWidget), checkpoint_(new QComboBox), kind_(new SegmentedControl({})), empty_(caption({})),
      list_(new QListWidget), folder_(new Button(tr("Open model folder…"), QStringLiteral("folder"))),
      export_(new Button(tr("Export model…"), QStringLiteral("export")))
{
    setObjectName(QStringLiteral("modelSheet"));
    setAccessibleName(tr("Model"));
    name_->setProperty("role", "title");
    name_->setObjectName(QStringLiteral("modelSheetName"));
    place_->setProperty("role", "caption");
    facts_->setContentsMargins(0, 4, 0, 4);
    facts_->setHorizontalSpacing(12);
    facts_->setVerticalSpacing(3);
    facts_->setColumnStretch(1, 1);
    checkpoint_->setObjectName(QStringLiteral("modelCheckpoint"));
    checkpoint_->setAccessibleName(tr("Checkpoint"));
    checkpoint_->setToolTip(tr("The run kept its weights at these steps. Open an early one to see what it drew then."));
    kind_->setObjectName(QStringLiteral("modelWeights"));
    kind_->setAccessibleName(tr("Weights"));
    kind_->setToolTip(tr("Averaged weights are a running mean over the last steps and draw better. As trained: those "
                         "that the last step left behind."));
    empty_->setWordWrap(true);
    list_->setObjectName(QStringLiteral("modelList"));
    list_->setAccessibleName(tr("Other models"));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setItemDelegate(new ModelRowDelegate(list_));
    list_->setMouseTracking(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->viewport()->setAutoFillBackground(false);
    list_->installEventFilter(this);
    folder_->setObjectName(QStringLiteral("modelFolder"));
    export_->setObjectName(QStringLiteral("modelExport"));
    export_->setToolTip(
        tr("A folder to give away: what diffusers opens, with a model card, pictures and the run's loss"));

    auto* weights = new QVBoxLayout(weightsBox_);
    weights->setContentsMargins(0, 4, 0, 4);
    weights->setSpacing(6);
    weights->addWidget(checkpoint_);
    weights->addWidget(kind_);
    auto* column = new QVBoxLayout(content_);
    column->setContentsMargins(kAround, kAround, kAround, kAround);
    column->setSpacing(4);
    column->addWidget(name_);
    column->addWidget(place_);
    column->addWidget(factsBox_);
    column->addWidget(weightsBox_);
    column->addWidget(separator());
    column->addWidget(empty_);
    column->addWidget(list_);
    column->addSpacing(4);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(folder_);
    buttons->addWidget(export_);
    column->addLayout(buttons);

    connect(checkpoint_, qOverload<int>(&QComboBox::activated), this, &ModelSheet::chooseWeights);
    connect(kind_, &SegmentedControl::currentChanged, this, &ModelSheet::chooseWeights);
    connect(list_, &QListWidget::itemClicked, this, &ModelSheet::chooseItem);
    connect(folder_, &QPushButton::clicked, this, [this] {
        dismiss();
        Q_EMIT folderRequested();
    });
    connect(export_, &QPushButton::clicked, this, [this] {
        const ModelOpened model = *model_;
        dismiss();
        Q_EMIT exportRequested(QString::fromStdString(model.path), QString::fromStdString(model.name));
    });
    setModel({});
    showList();
    appear(list_->count() > 0 ? static_cast<QWidget*>(list_) : folder_);
}

QRect ModelSheet::card() const
{
    const int wide = std::min(kSheetWidth, width() - 16);
    const int high = std::min(content_->sizeHint().height(), height() - below_.bottom() - 16);
    return {std::clamp(below_.left(), 8, std::max(8, width() - wide - 8)), below_.bottom() + 5, wide, high};
}

void ModelSheet::arrange()
{
    int rows = 0;
    for (int k = 0; k < list_->count(); ++k)
        rows += list_->sizeHintForRow(k);
    list_->setVisible(list_->count() > 0);
    list_->setFixedHeight(std::min(rows, kMostLines * kLine) + 2);
    if (content_->layout())
        content_->layout()->activate();
    content_->setGeometry(card().adjusted(1, 1, -1, -1));
    update();
}

void ModelSheet::setModel(const std::optional<ModelOpened>& model)
{
    if (model_ && model && model_->path != model->path && !isOneOfThese(model->path))
        choices_.weights.clear(); // of another run
    model_ = model;
    const bool live = model && model->path == "training";
    name_->setWhole(model ? QString::fromStdString(model->name) : tr("No model is open"));
    place_->setWhole(!model ? tr("Train one, or open a folder with a diffusers model.")
                     : live ? tr("the run that trains now")
                            : QString::fromStdString(model->path));
    export_->setVisible(model.has_value());
    showFacts();
    showWeights();
}

void ModelSheet::setTraining(const TrainStatus& status)
{
    if (std::exchange(runExists_, status.step > 0) != runExists_)
        showList();
}

void ModelSheet::setChoices(const ModelChoices& choices)
{
    choices_ = choices;
    showWeights();
    showList();
}

void ModelSheet::showFacts()
{
    while (QLayoutItem* item = facts_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    factsBox_->setVisible(model_.has_value());
    if (!model_)
        return;
    auto add = [this, row = 0](const QString& label, const QString& value) mutable {
        facts_->addWidget(caption(label), row, 0);
        auto* shown = new ElidedLabel(value);
        shown->setAccessibleName(QStringLiteral("%1: %2").arg(label, value));
        shown->setObjectName(QStringLiteral("modelFact"));
        facts_->addWidget(shown, row++, 1);
    };
    const ModelOpened& m = *model_;
    add(tr("Draws"), QStringLiteral("%1 × %1, %2").arg(m.side).arg(m.channels == 1 ? tr("grey") : tr("colour")));
    add(tr("Parameters"), grouped(m.parameterCount));
    add(tr("Predicts"), predictsWords(m.predictionType));
    add(tr("Noise schedule"), scheduleWords(m));
    add(tr("Classes"), m.classes == 0 ? tr("none")
                       : m.guidable   ? tr("%1, or none of them (guidance works)").arg(m.classes)
                                      : QString::number(m.classes));
    if (m.trainedSteps > 0)
        add(tr("Trained"), countText(m.trainedSteps, tr("step"), tr("steps")));
    if (m.bytes > 0)
        add(tr("On disk"), QLocale().formattedDataSize(qint64(m.bytes), 1, QLocale::DataSizeSIFormat));
    arrange();
}

bool ModelSheet::isOpen(const std::string& path) const
{
    return model_ &&
           std::filesystem::path(model_->path).lexically_normal() == std::filesystem::path(path).lexically_normal();
}

bool ModelSheet::isOneOfThese(const std::string& path) const
{
    return path == choices_.run || std::any_of(choices_.weights.begin(), choices_.weights.end(),
                                               [&path](const auto& each) { return each.path == path; });
}

// Of a run: which checkpoint, and which of its weights.
void ModelSheet::showWeights()
{
    const auto& all = choices_.weights;
    weightsBox_->setVisible(model_ && !all.empty());
    if (!model_ || all.empty())
        return arrange();
    auto shown = std::find_if(all.begin(), all.end(), [this](const auto& each) { return isOpen(each.path); });
    const bool none = shown == all.end() && !isOpen(choices_.run); // the training's own weights lie in no file
    if (shown == all.end())
        shown = all.begin(); // the run itself stands for its newest checkpoint
    checkpoint_->clear();
    for (const auto& each : all)
        if (checkpoint_->findData(qlonglong(each.step)) < 0)
            checkpoint_->addItem(each.step == all.front().step ? tr("Step %1, the newest").arg(grouped(each.step))
                                                               : tr("Step %1").arg(grouped(each.step)),
                                 qlonglong(each.step));
    checkpoint_->setCurrentIndex(checkpoint_->findData(qlonglong(shown->step)));
    QList<SegmentedControl::Segment> kinds;
    for (const auto& each : all)
        if (each.step == shown->step)
            kinds.append({QString::fromStdString(each.kind), kindWords(each.kind), {}});
    kind_->setSegments(kinds);
    kind_->setCurrent(QString::fromStdString(shown->kind));
    kind_->setVisible(!none);
    if (none)
        checkpoint_->setCurrentIndex(-1);
    arrange();
}

// Weights of that kind, where the other checkpoint has them, too.
void ModelSheet::chooseWeights()
{
    const auto step = checkpoint_->currentData().toLongLong();
    const std::string kind = kind_->current().toStdString();
    const ModelChoices::Weights* chosen = nullptr;
    for (const auto& each : choices_.weights)
        if (each.step == step && (!chosen || each.kind == kind))
            chosen = &each;
    if (chosen && !isOpen(chosen->path))
        Q_EMIT modelChosen(QString::fromStdString(chosen->path));
}

void ModelSheet::showList()
{
    const QString current = list_->currentItem() ? list_->currentItem()->data(PathRole).toString() : QString();
    list_->clear();
    const auto add = [this](const QString& title, const QString& aside, const QString& path) {
        auto* item = new QListWidgetItem(title, list_);
        item->setData(PathRole, path);
        item->setData(AsideRole, aside);
        item->setData(Qt::AccessibleDescriptionRole, aside);
        item->setToolTip(path == QLatin1String("training") ? QString() : path);
        if (path.isEmpty())
            item->setFlags(Qt::NoItemFlags);
    };
    if (runExists_)
        add(tr("Current training"), tr("its weights now, averaged"), QStringLiteral("training"));
    if (!choices_.runs.empty())
        add(tr("Runs"), {}, {});
    for (const RunSummary& run : choices_.runs)
        add(QString::fromStdString(run.name), tr("step %1 of %2").arg(grouped(run.step), grouped(run.totalSteps)),
            QString::fromStdString(run.folder));
    const auto starters = builtinModels();
    if (!starters.empty())
        add(tr("Came with the program"), {}, {});
    for (const CatalogEntry& starter : starters)
        add(QString::fromStdString(starter.name), QString::fromStdString(starter.about),
            QString::fromStdString(starter.id));
    if (!choices_.models.empty())
        add(tr("Opened before"), {}, {});
    for (const std::string& path : choices_.models) {
        const QString folder = QString::fromStdString(path);
        add(QFileInfo(folder).fileName(), folderOf(folder), folder);
    }
    for (int k = list_->count() - 1; k >= 0; --k) {
        const QString path = list_->item(k)->data(PathRole).toString();
        if (!path.isEmpty() && (path == current || list_->currentRow() < 0 || current.isEmpty()))
            list_->setCurrentRow(k);
    }
    empty_->setText(tr("Nothing else has been trained or opened yet."));
    empty_->setVisible(list_->count() == 0);
    arrange();
}

void ModelSheet::chooseItem(QListWidgetItem* item)
{
    const QString path = item ? item->data(PathRole).toString() : QString();
    if (path.isEmpty())
        return;
    dismiss();
    Q_EMIT modelChosen(path);
}

bool ModelSheet::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == list_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Space) {
            chooseItem(list_->currentItem());
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            dismiss();
            return true;
        }
    }
    return Sheet::eventFilter(watched, event);
}

} // namespace diffuscope::ui
