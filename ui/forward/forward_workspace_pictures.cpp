// ForwardWorkspace: which picture is noised. Files, the dataset, the clipboard, the drawing pad.
#include "core/schedule/statistics/pixel_statistics.h"
#include "core/session/catalog.h"
#include "ui/forward/equation/picture_equation.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_toolbar.h"
#include "ui/forward/forward_workspace.h"
#include "ui/forward/picture/dataset_picker.h"
#include "ui/forward/picture/picture_shape_panel.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/controls/cross_fade.h"
#include "ui/widgets/drawing/drawing_pad.h"
#include "ui/widgets/files/file_dialogs.h"

#include <QFileDialog>
#include <QFileInfo>

#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kDrawnEvery = 16; // ms between looks at a drawing that grows

constexpr int kPictureFade = 250; // ms

} // namespace

void ForwardWorkspace::fadePicture() { CrossFade::begin(equation_, this, kPictureFade); }

void ForwardWorkspace::connectPictures()
{
    connect(source_, &PictureSource::opened, this, [this](const Image& image) {
        leaveDrawing();
        fadePicture();
        setPicture(image);
        if (source_->current().kind == PictureSource::Kind::File)
            Q_EMIT pathOpened(PathKind::Image, source_->current().path);
    });
    connect(source_, &PictureSource::busyChanged, toolbar_, &ForwardToolbar::setBusy);
    connect(source_, &PictureSource::said, this, &Workspace::statusMessage);
    connect(source_, &PictureSource::filePasted, this, &Workspace::pathChosen);
    connect(source_, &PictureSource::datasetWanted, this, &Workspace::chooseDatasetRequested);
    connect(&inspector_->shape(), &PictureShapePanel::shapeChosen, this, [this] {
        const PictureSource::Shape shape = inspector_->shape().shape();
        if (drawing()) {
            canvas_->resizeImage(shape.side);
            source_->noteShape(shape); // what is drawn stays
        } else {
            source_->setShape(shape);
        }
    });
    connect(picker_, &DatasetPicker::chosen, this, [this](int index) {
        Q_EMIT chosen(PathKind::Image);
        source_->openIndex(index);
    });
    connect(picker_, &DatasetPicker::randomRequested, source_, &PictureSource::openRandom);
    connect(picker_, &DatasetPicker::closed, this, [this] {
        picker_->hide();
        setFocus();
    });
    connect(&bridge_, &Bridge::datasetOpened, this, &ForwardWorkspace::onDataset);
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (failure.task == Task::OpenDataset)
            lastDataset_.clear(); // the next one is the user's choice
        // The last session's picture, say: then the dataset's first.
        if (state_.empty() && bridge_.dataset())
            onDataset(*bridge_.dataset());
    });
}

void ForwardWorkspace::connectDrawing()
{
    connect(canvas_, &DrawingCanvas::changed, this, [this] {
        bar_->setHistory(canvas_->drawing().canUndo(), canvas_->drawing().canRedo());
        bar_->setSide(canvas_->drawing().side());
        if (!drawn_.isActive())
            drawn_.start(kDrawnEvery);
    });
    connect(canvas_, &DrawingCanvas::colourPicked, bar_, &DrawingBar::setColour);
    connect(canvas_, &DrawingCanvas::finished, this, &ForwardWorkspace::finishDrawing);
    connect(bar_, &DrawingBar::toolChanged, this, [this] { canvas_->setTool(bar_->tool()); });
    connect(bar_, &DrawingBar::sideChosen, canvas_, &DrawingCanvas::resizeImage);
    connect(bar_, &DrawingBar::undoRequested, canvas_, &DrawingCanvas::undo);
    connect(bar_, &DrawingBar::redoRequested, canvas_, &DrawingCanvas::redo);
    connect(bar_, &DrawingBar::clearRequested, this, [this] { canvas_->clear(bar_->tool().colour); });
    connect(bar_, &DrawingBar::finished, this, &ForwardWorkspace::finishDrawing);
    connect(&drawn_, &QTimer::timeout, this, &ForwardWorkspace::showDrawing);
    canvas_->setTool(bar_->tool());
}

void ForwardWorkspace::open(const QString& path) { source_->openFile(path); }

void ForwardWorkspace::usePicture(const QImage& picture, const QString& name) { source_->use(picture, name); }

void ForwardWorkspace::paste()
{
    Q_EMIT chosen(PathKind::Image);
    source_->paste();
}

void ForwardWorkspace::choosePicture()
{
    const QString last = source_->current().path;
    auto* dialog =
        new QFileDialog(this, tr("Open a picture"), last.isEmpty() ? QString() : QFileInfo(last).absolutePath());
    dialog->setObjectName("pictureDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({nameFilter(tr("Pictures"), imageFileExtensions()), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &Workspace::pathChosen);
    dialog->open();
}

void ForwardWorkspace::browsePictures()
{
    if (!bridge_.dataset() || bridge_.dataset()->size < 1) {
        Q_EMIT chooseDatasetRequested();
        return;
    }
    const bool show = picker_->isHidden();
    picker_->setVisible(show);
    if (!show)
        return setFocus();
    picker_->raise();
    const PictureSource::Picture& current = source_->current();
    picker_->open(current.kind == PictureSource::Kind::Dataset ? current.index : -1);
    picker_->findChild<QWidget*>(QStringLiteral("datasetSheet"))->setFocus();
}

void ForwardWorkspace::setPicture(const Image& picture)
{
    const bool reshaped = !picture.sameShape(state_.picture());
    state_.setPicture(picture);
    if (const auto keep = std::exchange(seedToKeep_, std::nullopt))
        setSeed(*keep);
    else if (!equation_->seedLocked())
        newNoise();
    if (reshaped) {
        probe_ = {picture.width * 5 / 8, picture.height * 9 / 32};
        channel_ = 0;
    }
    equation_->setPictureName(source_->current().name);
    equation_->setPicturePower(meanSquareOf(state_.picture()));
    inspector_->setPicture(picture, source_->current());
    inspector_->exporter().setReady(true, {});
    toolbar_->setReady(true);
    refreshCommands();
    thumbnails_.clear();
    showStep();
    arrange();
    timeline_->refreshThumbnails();
    Q_EMIT settingsChanged();
    if (std::exchange(playWithPicture_, false))
        timeline_->play(); // from its beginning, which nobody would have seen before
}

void ForwardWorkspace::onDataset(const DatasetOpened& dataset)
{
    const PictureSource::Kind kind = source_->current().kind;
    const bool free = kind == PictureSource::Kind::None || kind == PictureSource::Kind::Dataset;
    const bool kept = std::exchange(lastDataset_, {}) == QString::fromStdString(dataset.source) && !state_.empty();
    if (!free || kept || source_->busy() || drawing() || dataset.samples.empty())
        return;
    PictureSource::Picture first; // the samples are spread over the set, from its first picture on
    first.kind = PictureSource::Kind::Dataset;
    first.name = QString::fromStdString(dataset.name);
    first.dataset = QString::fromStdString(dataset.source);
    first.index = 0;
    source_->adopt(first);
    setPicture(dataset.samples.front());
}

bool ForwardWorkspace::drawing() const { return !canvas_->isHidden(); }

// On what is shown, at its own size: the noised picture follows every stroke.
void ForwardWorkspace::draw()
{
    if (drawing())
        return;
    Q_EMIT chosen(PathKind::Image);
    picker_->hide();
    beforeDrawing_ = source_->current();
    pictureBefore_ = state_.picture();
    QImage start = toQImage(state_.picture());
    if (start.isNull()) {
        const int side = inspector_->shape().shape().side;
        start = QImage(side, side, QImage::Format_RGB32);
        start.fill(Qt::white);
        setPicture(source_->drawn(start, 3, tr("drawing")));
    }
    canvas_->start(start);
    bar_->setSide(start.width());
    bar_->setHistory(false, false);
    bar_->setVisible(true);
    bar_->raise();
    equation_->setDrawing(true);
    canvas_->show();
    canvas_->raise();
    refreshCommands();
    arrange();
    canvas_->setFocus();
    Q_EMIT statusMessage(tr("Draw on x₀. Enter is done, Escape gives up."));
}

void ForwardWorkspace::showDrawing()
{
    if (!drawing())
        return;
    const int channels = inspector_->shape().shape().channels;
    const Image image = source_->drawn(canvas_->drawing().picture(), channels == 1 ? 1 : 3, tr("drawing"));
    const bool reshaped = !image.sameShape(state_.picture());
    state_.setPicture(image);
    equation_->setPictureName(source_->current().name);
    equation_->setPicturePower(meanSquareOf(state_.picture()));
    thumbnails_.clear();
    showStep();
    timeline_->refreshThumbnails();
    if (reshaped)
        arrange();
}

void ForwardWorkspace::leaveDrawing()
{
    drawn_.stop();
    canvas_->hide();
    bar_->hide();
    equation_->setDrawing(false);
    refreshCommands();
}

void ForwardWorkspace::finishDrawing(bool keep)
{
    if (!drawing())
        return;
    const bool changed = canvas_->drawing().canUndo();
    if (keep && changed) {
        showDrawing();
        PictureSource::Shape shape = source_->shape(); // a drawing is as large as it was drawn
        shape.side = state_.picture().width;
        source_->noteShape(shape);
        inspector_->shape().setShape(shape);
    }
    leaveDrawing();
    if (!(keep && changed) && !pictureBefore_.empty()) {
        source_->adopt(beforeDrawing_);
        state_.setPicture(pictureBefore_);
    }
    equation_->setPictureName(source_->current().name);
    equation_->setPicturePower(meanSquareOf(state_.picture()));
    inspector_->setPicture(state_.picture(), source_->current());
    forgetThumbnails();
    showStep();
    arrange();
    setFocus();
    Q_EMIT settingsChanged();
}

} // namespace diffuscope::ui
