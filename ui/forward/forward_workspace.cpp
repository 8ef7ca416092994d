#include "ui/forward/forward_workspace.h"

#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_toolbar.h"
#include "ui/forward/picture_equation.h"
#include "ui/forward/pixel_journey.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/controls.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QRandomGenerator>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kFoldHeight = 540; // canvas lower than this: no journey
constexpr int kWalkSliceMs = 12;
constexpr int kSayEvery = 200; // ms: a number that changes with every frame cannot be read
constexpr int kFilmFrames = 61, kSheetFrames = 16;
constexpr int kPastedChannels = 3;

std::vector<int> evenSteps(int count, int total)
{
    std::vector<int> steps;
    for (int k = 0; k < count; ++k)
        steps.push_back(int(std::lround(double(k) * total / (count - 1))));
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    return steps;
}

} // namespace

ForwardWorkspace::ForwardWorkspace(Bridge& bridge, QWidget* parent)
    : Workspace(parent), bridge_(bridge), timeline_(new TimelineModel(this)), toolbar_(new ForwardToolbar(this)),
      equation_(new PictureEquation(this)), journey_(new PixelJourney(this)),
      empty_(new EmptyState(tr("Drop a picture to watch it dissolve."), this)),
      inspector_(new ForwardInspector(
          bridge, [this](ExportPanel::Kind kind, bool) { return exportContent(kind); }, this))
{
    setObjectName("forwardWorkspace");
    build();
    connectControls();
    onSchedule();
    setSeed(7);
    if (bridge_.dataset())
        onDataset(*bridge_.dataset());
}

void ForwardWorkspace::build()
{
    Button* open = empty_->addAction(tr("Open a picture…"), "image", true);
    connect(open, &QPushButton::clicked, this, &ForwardWorkspace::choosePicture);
    Button* dataset = empty_->addAction(tr("Open a folder of pictures…"), "folder", false);
    connect(dataset, &QPushButton::clicked, this, &Workspace::chooseDatasetRequested);
    equation_->hide();
    journey_->hide();
    inspector_->hide(); // until the frame takes it
    inspector_->exporter().setReady(false, tr("Open a picture first."));
    walking_.setSingleShot(true);
    timeline_->setThumbnails([this](int step) { return thumbnail(step); });
}

void ForwardWorkspace::connectControls()
{
    connect(toolbar_, &ForwardToolbar::modeChosen, this, &ForwardWorkspace::setMode);
    connect(toolbar_, &ForwardToolbar::openRequested, this, &ForwardWorkspace::choosePicture);
    connect(toolbar_, &ForwardToolbar::pasteRequested, this, &ForwardWorkspace::paste);
    connect(toolbar_, &ForwardToolbar::copyRequested, this, &ForwardWorkspace::copyPicture);
    connect(toolbar_, &ForwardToolbar::exportRequested, this, [this](const QString& format) {
        inspector_->exporter().setFormat(format);
        exportCurrent();
    });
    connect(equation_, &PictureEquation::probed, this, &ForwardWorkspace::probe);
    connect(equation_, &PictureEquation::seedChosen, this, &ForwardWorkspace::setSeed);
    connect(equation_, &PictureEquation::newSeedRequested, this, &ForwardWorkspace::newNoise);
    connect(equation_, &PictureEquation::openRequested, this, &ForwardWorkspace::choosePicture);
    connect(equation_, &PictureEquation::randomRequested, this, &ForwardWorkspace::randomPicture);
    connect(journey_, &PixelJourney::channelChosen, this, [this](int channel) {
        channel_ = channel;
        showProbe();
    });
    connect(inspector_, &ForwardInspector::scheduleChanged, this, &ForwardWorkspace::onSchedule);
    connect(inspector_, &ForwardInspector::shapeChosen, this, &ForwardWorkspace::reshape);
    connect(inspector_, &ForwardInspector::stepPicked, timeline_, &TimelineModel::setStep);
    connect(&inspector_->exporter(), &ExportPanel::statusMessage, this, &Workspace::statusMessage);
    connect(timeline_, &TimelineModel::stepChanged, this, &ForwardWorkspace::showStep);
    connect(&walking_, &QTimer::timeout, this, &ForwardWorkspace::showStep);
    connect(&bridge_, &Bridge::datasetOpened, this, &ForwardWorkspace::onDataset);
    connect(&bridge_, &Bridge::imageLoaded, this, &ForwardWorkspace::onImage);
}

QWidget* ForwardWorkspace::inspector() { return inspector_; }

QList<QPair<QString, QString>> ForwardWorkspace::keyHints() const
{
    return {{QStringLiteral("R"), tr("new noise")},
            {QStringLiteral("J"), tr("jump / walk")},
            {QStringLiteral("D"), tr("another picture")}};
}

bool ForwardWorkspace::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & ~(Qt::KeypadModifier | Qt::ShiftModifier))
        return false;
    if (key == Qt::Key_R)
        newNoise();
    else if (key == Qt::Key_J)
        setMode(state_.mode() == ForwardState::Mode::Jump ? ForwardState::Mode::Walk : ForwardState::Mode::Jump);
    else if (key == Qt::Key_D)
        randomPicture();
    else
        return false;
    return true;
}

void ForwardWorkspace::exportCurrent() { inspector_->exporter().choose(); }

void ForwardWorkspace::alignToTrack(int left, int width) { journey_->alignToTrack(left, width); }

void ForwardWorkspace::openPicture(const QString& path)
{
    asked_ = path;
    ImageRequest request;
    request.path = path.toStdString();
    request.side = inspector_->side();
    request.channels = inspector_->channels();
    imageJob_ = bridge_.session().loadImage(request);
}

void ForwardWorkspace::usePicture(const QImage& picture, const QString& name)
{
    if (picture.isNull())
        return;
    path_.clear();
    pasted_ = picture;
    imageJob_ = 0;
    const int channels = inspector_->channels() > 0 ? inspector_->channels()
                         : picture.isGrayscale()    ? 1
                                                    : kPastedChannels;
    setPicture(fromQImage(picture, inspector_->side(), channels), name, true);
}

void ForwardWorkspace::paste()
{
    const QMimeData* mime = QApplication::clipboard()->mimeData();
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile())
            return openPicture(url.toLocalFile());
    if (mime->hasImage())
        return usePicture(qvariant_cast<QImage>(mime->imageData()), tr("pasted"));
    Q_EMIT statusMessage(tr("There is no picture on the clipboard"));
}

void ForwardWorkspace::choosePicture()
{
    QStringList patterns;
    for (const std::string& extension : imageFileExtensions())
        patterns.append(u'*' + QString::fromStdString(extension));
    auto* dialog =
        new QFileDialog(this, tr("Open a picture"), path_.isEmpty() ? QString() : QFileInfo(path_).absolutePath());
    dialog->setObjectName("pictureDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Pictures (%1)").arg(patterns.join(u' ')), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &ForwardWorkspace::openPicture);
    dialog->open();
}

void ForwardWorkspace::randomPicture()
{
    const auto& dataset = bridge_.dataset();
    if (!dataset || dataset->size < 1) {
        Q_EMIT chooseDatasetRequested();
        return;
    }
    asked_.clear();
    ImageRequest request;
    request.datasetIndex = int(QRandomGenerator::global()->bounded(dataset->size));
    imageJob_ = bridge_.session().loadImage(request);
}

void ForwardWorkspace::newNoise() { setSeed(state_.seed() + 1); }

void ForwardWorkspace::setSeed(quint64 seed)
{
    state_.setSeed(seed);
    equation_->setSeed(seed);
    journey_->setSeed(seed);
    inspector_->setSeed(seed);
    thumbnails_.clear();
    timeline_->refreshThumbnails();
    showStep();
}

void ForwardWorkspace::setMode(ForwardState::Mode mode)
{
    state_.setMode(mode);
    toolbar_->setMode(mode);
    showStep();
}

void ForwardWorkspace::setPicture(const Image& picture, const QString& name, bool fromFile)
{
    const bool reshaped = !picture.sameShape(state_.picture());
    name_ = name;
    fromDataset_ = !fromFile;
    state_.setPicture(picture);
    if (reshaped) {
        probe_ = {picture.width * 5 / 8, picture.height * 9 / 32};
        channel_ = 0;
    }
    equation_->setPictureName(name);
    inspector_->setPicture(picture, fromFile);
    inspector_->exporter().setReady(true, {});
    toolbar_->setReady(true);
    thumbnails_.clear();
    arrange();
    showStep();
    timeline_->refreshThumbnails();
}

void ForwardWorkspace::onDataset(const DatasetOpened& dataset)
{
    const bool free = state_.empty() || fromDataset_;
    if (free && imageJob_ == 0 && !dataset.samples.empty())
        setPicture(dataset.samples.front(), QString::fromStdString(dataset.name), false);
}

void ForwardWorkspace::onImage(const ImageLoaded& image)
{
    if (image.job != imageJob_)
        return;
    imageJob_ = 0;
    path_ = asked_;
    pasted_ = {};
    setPicture(image.image, QString::fromStdString(image.name), !path_.isEmpty());
    if (!path_.isEmpty())
        Q_EMIT pictureOpened(path_);
}

void ForwardWorkspace::reshape()
{
    if (!path_.isEmpty())
        openPicture(path_);
    else if (!pasted_.isNull())
        usePicture(pasted_, name_);
}

void ForwardWorkspace::onSchedule()
{
    state_.setSchedule(inspector_->schedule());
    journey_->setSchedule(inspector_->schedule());
    thumbnails_.clear();
    timeline_->setSchedule(inspector_->schedule());
    timeline_->refreshThumbnails();
    showStep();
}

void ForwardWorkspace::showStep()
{
    inspector_->setStep(timeline_->step());
    if (state_.empty())
        return;
    QElapsedTimer clock;
    clock.start();
    const int wanted = timeline_->step();
    state_.mixAt(wanted, kWalkSliceMs, mix_);
    const double mixed = double(clock.nsecsElapsed()) / 1e6;
    equation_->show(mix_, state_.mode(), state_.schedule().alphaBar(mix_.step - 1));
    inspector_->setState(mix_.state);
    journey_->setStep(wanted);
    showProbe();
    timeline_->setNote(tr("%1 % of the way").arg(wanted * 100 / std::max(1, timeline_->totalSteps())));
    if (mix_.step != wanted) {
        Q_EMIT statusMessage(tr("Walking, step %1 of %2").arg(mix_.step).arg(wanted));
        walking_.start(0);
    } else if (!timeline_->playing() && (!said_.isValid() || said_.elapsed() > kSayEvery)) {
        said_.start();
        Q_EMIT statusMessage(tr("x_t mixed in %1 ms").replace("x_t", "xₜ").arg(number(mixed, 2)));
    }
}

void ForwardWorkspace::probe(const QPoint& pixel)
{
    probe_ = pixel;
    showProbe();
}

void ForwardWorkspace::showProbe()
{
    const Image& picture = state_.picture();
    if (picture.empty())
        return;
    probe_ = {std::clamp(probe_.x(), 0, picture.width - 1), std::clamp(probe_.y(), 0, picture.height - 1)};
    channel_ = std::clamp(channel_, 0, picture.channels - 1);
    equation_->setProbe(probe_, channel_);
    inspector_->setProbe(probe_, channel_);
    PixelJourney::Pixel pixel{probe_, channel_, picture.channels, double(picture.at(channel_, probe_.y(), probe_.x())),
                              double(state_.noise().at(channel_, probe_.y(), probe_.x()))};
    journey_->setPixel(pixel);
    const bool walk = state_.mode() == ForwardState::Mode::Walk;
    journey_->setWalk(walk, walk ? state_.walkOf(channel_, probe_) : std::vector<float>());
}

QImage ForwardWorkspace::thumbnail(int step)
{
    if (state_.empty())
        return {};
    if (step == mix_.step && !mix_.state.empty() && mix_.state.width <= 64)
        return toQImage(mix_.state);
    auto found = thumbnails_.find(step);
    if (found == thumbnails_.end()) {
        if (thumbnails_.size() > 200)
            thumbnails_.clear();
        found = thumbnails_.emplace(step, toQImage(state_.thumbnailAt(step))).first;
    }
    return found->second;
}

void ForwardWorkspace::resizeEvent(QResizeEvent*) { arrange(); }

void ForwardWorkspace::arrange()
{
    const int bar = toolbar_->height();
    const bool ready = !state_.empty(), folded = height() < kFoldHeight;
    const int lower = ready && !folded ? std::clamp(height() * 224 / 676, 180, 300) : 0;
    toolbar_->setGeometry(0, 0, width(), bar);
    equation_->setGeometry(0, bar, width(), height() - bar - lower);
    empty_->setGeometry(equation_->geometry());
    journey_->setGeometry(0, height() - lower, width(), lower);
    equation_->setVisible(ready);
    empty_->setVisible(!ready);
    journey_->setVisible(lower > 0);
}

void ForwardWorkspace::copyPicture()
{
    if (mix_.state.empty())
        return;
    QApplication::clipboard()->setImage(toQImage(mix_.state));
    Q_EMIT statusMessage(tr("Copied the picture at step %1").arg(mix_.step));
}

// A walk too long to be remembered is written in closed form, which has the same law; the recipe says so.
ExportPanel::Content ForwardWorkspace::exportContent(ExportPanel::Kind kind)
{
    ExportPanel::Content content;
    content.recipe = recipe();
    content.name = QFileInfo(name_).completeBaseName().replace(u' ', u'-');
    if (kind == ExportPanel::Kind::Picture) {
        content.name += QStringLiteral("-step-%1").arg(mix_.step);
        content.frames = {mix_.state};
        return content;
    }
    content.name += kind == ExportPanel::Kind::Sheet ? QStringLiteral("-steps") : QStringLiteral("-forward");
    const bool walk = state_.mode() == ForwardState::Mode::Walk && state_.remembersWalk();
    auto steps = evenSteps(kind == ExportPanel::Kind::Sheet ? kSheetFrames : kFilmFrames, timeline_->totalSteps());
    const std::size_t count = steps.size();
    content.frames = {count, [walk, steps = std::move(steps), state = state_](std::size_t k) mutable {
                          return walk ? state.walkAt(steps[k]) : state.jumpAt(steps[k]);
                      }};
    return content;
}

} // namespace diffuscope::ui
