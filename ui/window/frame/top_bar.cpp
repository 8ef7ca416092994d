#include "ui/window/frame/top_bar.h"
#include "ui/style/paint_kit.h"

#include "core/session/catalog.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/window/frame/chips.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace diffuscope::ui {

namespace {

QString shortPath(const QString& path)
{
    const QFileInfo info(path);
    const QString folder = QFileInfo(info.path()).fileName();
    return folder.isEmpty() ? info.fileName() : info.fileName() + QStringLiteral("   ") + folder;
}

void addRecent(QMenu* menu, const char* list, const std::function<void(const QString&)>& open)
{
    bool any = false;
    for (const QString& path : Preferences::recent(list)) {
        if (!QFileInfo::exists(path))
            continue;
        if (!std::exchange(any, true))
            menu->addSection("Recent");
        QAction* action = menu->addAction(shortPath(path), menu, [open, path] { open(path); });
        action->setToolTip(path);
    }
}

} // namespace

TopBar::TopBar(QWidget* parent)
    : QWidget(parent), model_(new MenuChip("model", "Model")), dataset_(new MenuChip("folder", "Pictures")),
      datasetMenu_(new QMenu(this)), exports_(new ExportsChip), training_(new TrainingChip),
      device_(new DeviceChip(computeSummary())),
      inspector_(new IconButton("settings", "Show or hide the inspector (F9)"))
{
    setObjectName("topBar");
    model_->setObjectName("modelButton");
    dataset_->setObjectName("datasetButton");
    inspector_->setObjectName("inspectorButton");
    inspector_->setCheckable(true);
    auto* theme = new IconButton("theme", "Light or dark (Ctrl+Shift+T)");
    theme->setObjectName("themeButton");
    auto* help = new IconButton("help", "Keys (F1)");
    help->setObjectName("helpButton");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 1);
    row->setSpacing(8);
    row->addWidget(model_);
    row->addWidget(dataset_);
    row->addStretch(1);
    row->addWidget(exports_);
    row->addWidget(training_);
    row->addWidget(device_);
    row->addWidget(inspector_);
    row->addWidget(theme);
    row->addWidget(help);
    datasetMenu_->setToolTipsVisible(true);
    setModel({});
    setDataset({});

    connect(model_, &QAbstractButton::clicked, this, &TopBar::modelClicked);
    connect(dataset_, &QAbstractButton::clicked, this, [this] { fillDatasetMenu(), showMenu(dataset_, datasetMenu_); });
    connect(training_, &TrainingChip::pauseRequested, this, &TopBar::pauseRequested);
    connect(training_, &TrainingChip::resumeRequested, this, &TopBar::resumeRequested);
    connect(training_, &TrainingChip::clicked, this, &TopBar::trainingClicked);
    connect(inspector_, &QAbstractButton::clicked, this, &TopBar::inspectorToggled);
    connect(exports_, &QAbstractButton::clicked, this, &TopBar::exportsClicked);
}

void TopBar::showMenu(MenuChip* chip, QMenu* menu) { menu->popup(chip->mapToGlobal(QPoint(0, chip->height() + 4))); }

void TopBar::setModel(const std::optional<ModelOpened>& model)
{
    if (!model) {
        model_->setTexts("No model", "open one");
        return;
    }
    const QString side = QStringLiteral("%1×%1").arg(model->side);
    model_->setTexts(QString::fromStdString(model->name), model->weights == "raw" ? side + ", as trained" : side);
}

void TopBar::setDataset(const std::optional<DatasetOpened>& dataset)
{
    opening_ = false;
    if (!dataset) {
        dataset_->setTexts("No pictures", "open a folder");
        return;
    }
    dataset_->setTexts(QString::fromStdString(dataset->name), grouped(dataset->size) + " pictures");
}

void TopBar::setDatasetProgress(const DatasetProgress& progress)
{
    opening_ = !preparing_;
    const QString count = progress.total > 0 ? grouped(progress.done) + " of " + grouped(progress.total)
                                             : grouped(progress.done) + " found";
    dataset_->setTexts("Opening…", count);
}

void TopBar::setTraining(const TrainStatus& status)
{
    preparing_ = status.state == TrainState::Preparing;
    training_->setStatus(status);
}

void TopBar::setExports(int running, double share) { exports_->setRunning(running, share); }

QWidget* TopBar::modelButton() const { return model_; }

void TopBar::setShort(bool isShort)
{
    model_->setShort(isShort);
    dataset_->setShort(isShort);
    training_->setShort(isShort);
    exports_->setShort(isShort);
    device_->setShort(isShort);
}

void TopBar::setInspectorShown(bool shown) { inspector_->setChecked(shown); }

void TopBar::fillDatasetMenu()
{
    datasetMenu_->clear();
    if (opening_) {
        datasetMenu_->addAction("Cancel opening", this, &TopBar::cancelOpeningRequested);
        datasetMenu_->addSeparator();
    }
    datasetMenu_->addAction("Open folder…", this, &TopBar::datasetFolderRequested);
    datasetMenu_->addAction("Open file…", this, &TopBar::datasetFileRequested);
    datasetMenu_->addSection("Built in");
    for (const CatalogEntry& entry : builtinSources()) {
        const QString source = QString::fromStdString(entry.id);
        QAction* action = datasetMenu_->addAction(QString::fromStdString(entry.name), this,
                                                  [this, source] { Q_EMIT datasetChosen(source); });
        action->setToolTip(QString::fromStdString(entry.about));
        action->setObjectName(source);
    }
    addRecent(datasetMenu_, Preferences::kRecentDatasets, [this](const QString& path) { Q_EMIT datasetChosen(path); });
}

void TopBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), paletteOf(this).base);
    painter.fillRect(hairline(painter, QRectF(0, height() - 1, width(), 1)), paletteOf(this).line);
}

} // namespace diffuscope::ui
