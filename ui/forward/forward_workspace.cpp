#include "ui/forward/forward_workspace.h"

#include "core/recipe/recipe.h"
#include "ui/forward/equation/picture_equation.h"
#include "ui/forward/evidence/pixel_journey.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_toolbar.h"
#include "ui/forward/picture/dataset_picker.h"
#include "ui/forward/picture/picture_shape_panel.h"
#include "ui/settings/preferences.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/empty_state.h"
#include "ui/widgets/drawing/drawing_pad.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QKeyEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr auto kJourney = "forwardJourney"; // in the settings file
const QString kShown = QStringLiteral("shown"), kHidden = QStringLiteral("hidden");
constexpr int kFoldHeight = 540;   // canvas lower than this: no journey
constexpr int kLeastJourney = 164; // its legend needs so much
constexpr int kWalkSliceMs = 12;
constexpr int kSayEvery = 200; // ms: a number that changes with every frame cannot be read
constexpr std::size_t kMostThumbnails = 200;

} // namespace

ForwardWorkspace::ForwardWorkspace(Bridge& bridge, QWidget* parent)
    : Workspace(parent), bridge_(bridge), timeline_(new TimelineModel(this)), source_(new PictureSource(bridge, this)),
      exports_(state_, *timeline_, [this] { return scene(); }), toolbar_(new ForwardToolbar(this)),
      equation_(new PictureEquation(this)), journey_(new PixelJourney(this)),
      empty_(new EmptyState(tr("Drop a picture to watch it dissolve."), this)),
      picker_(new DatasetPicker(bridge, this)), bar_(new DrawingBar(this)), canvas_(new DrawingCanvas(this)),
      inspector_(new ForwardInspector(
          bridge,
          [this](ExportPanel::Kind kind, bool) {
              return exports_.content(kind, inspector_->exporter().contentValues());
          },
          this))
{
    setObjectName("forwardWorkspace");
    build();
    addCommands();
    connectControls();
    connectPictures();
    connectDrawing();
    source_->setShape(inspector_->shape().shape());
    onSchedule();
    setSeed(7);
    if (bridge_.dataset())
        onDataset(*bridge_.dataset());
}

void ForwardWorkspace::build()
{
    Button* open = empty_->addAction(tr("Open a picture…"), "image", true);
    open->setObjectName(QStringLiteral("openFirst"));
    Button* dataset = empty_->addAction(tr("Open a folder of pictures…"), "folder", false);
    connect(dataset, &QPushButton::clicked, this, &Workspace::chooseDatasetRequested);
    for (QWidget* later : {static_cast<QWidget*>(equation_), static_cast<QWidget*>(journey_),
                           static_cast<QWidget*>(picker_), static_cast<QWidget*>(bar_), static_cast<QWidget*>(canvas_),
                           static_cast<QWidget*>(inspector_)}) // the inspector until the frame takes it
        later->hide();
    inspector_->exporter().setReady(false, tr("Open a picture first."));
    inspector_->exporter().setFigures(exports_.figures());
    inspector_->exporter().setContentSpecs(&ForwardExports::specs);
    toolbar_->setFigures(exports_.figures());
    if (const QString journey = Preferences::text(kJourney); !journey.isEmpty())
        journeyWanted_ = journey == kShown;
    walking_.setSingleShot(true);
    drawn_.setSingleShot(true);
    timeline_->setThumbnails([this](int step) { return thumbnail(step); });
    equation_->setRecipe([this] { return recipe(); });
}

void ForwardWorkspace::connectControls()
{
    connect(toolbar_, &ForwardToolbar::modeChosen, this, &ForwardWorkspace::setMode);
    connect(toolbar_, &ForwardToolbar::exportRequested, this, [this](const QString& format) {
        inspector_->exporter().setFormat(format);
        exportCurrent();
    });
    connect(equation_, &PictureEquation::probed, this, &ForwardWorkspace::probe);
    connect(equation_, &PictureEquation::seedChosen, this, &ForwardWorkspace::setSeed);
    connect(equation_, &PictureEquation::held, this, &Workspace::settingsChanged);
    connect(journey_, &PixelJourney::channelChosen, this, [this](int channel) {
        channel_ = channel;
        showProbe();
        Q_EMIT settingsChanged();
    });
    connect(inspector_, &ForwardInspector::scheduleChanged, this, &ForwardWorkspace::onSchedule);
    connect(inspector_, &ForwardInspector::stepPicked, timeline_, &TimelineModel::setStep);
    connect(&inspector_->exporter(), &ExportPanel::statusMessage, this, &Workspace::statusMessage);
    connect(timeline_, &TimelineModel::stepChanged, this, &ForwardWorkspace::showStep);
    connect(timeline_, &TimelineModel::stepChanged, this, [this] {
        if (!timeline_->playing()) // else when it pauses
            Q_EMIT settingsChanged();
    });
    connect(timeline_, &TimelineModel::changed, this, &Workspace::settingsChanged);
    connect(timeline_, &TimelineModel::changed, &inspector_->exporter(), &ExportPanel::contentChanged);
    connect(timeline_, &TimelineModel::playingChanged, this, &Workspace::settingsChanged);
    connect(&walking_, &QTimer::timeout, this, &ForwardWorkspace::showStep);
}

QWidget* ForwardWorkspace::inspector() { return inspector_; }

bool ForwardWorkspace::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    modifiers &= ~Qt::ShiftModifier;
    if (key == Qt::Key_Escape && !(modifiers & ~Qt::KeypadModifier))
        return leaveInnermost();
    return Workspace::handleKey(key, modifiers);
}

bool ForwardWorkspace::leaveInnermost()
{
    if (drawing())
        return finishDrawing(false), true;
    if (picker_->isVisible())
        return picker_->hide(), true;
    if (equation_->pinned())
        return equation_->setPinned(false), true;
    return false;
}

// Alt and the arrows move the probe; without them they are the timeline's.
void ForwardWorkspace::keyPressEvent(QKeyEvent* event)
{
    const bool arrow = event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down;
    if (arrow && (event->modifiers() & Qt::AltModifier) && !state_.empty())
        return equation_->moveProbe(event);
    if (drawing() && event->matches(QKeySequence::Undo))
        return canvas_->undo();
    Workspace::keyPressEvent(event);
}

void ForwardWorkspace::exportCurrent() { inspector_->exporter().choose(); }

void ForwardWorkspace::alignToTrack(int left, int width) { journey_->alignToTrack(left, width); }

void ForwardWorkspace::newNoise() { setSeed(state_.seed() + 1); }

void ForwardWorkspace::setSeed(quint64 seed)
{
    seedToKeep_.reset();
    state_.setSeed(seed);
    equation_->setSeed(seed);
    journey_->setSeed(seed);
    inspector_->setSeed(seed);
    forgetThumbnails();
    showStep();
    Q_EMIT settingsChanged();
}

void ForwardWorkspace::setMode(ForwardState::Mode mode)
{
    state_.setMode(mode);
    toolbar_->setMode(mode);
    forgetThumbnails();
    showStep();
    Q_EMIT settingsChanged();
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
    if (std::exchange(walked_, state_.walkedThumbnails()) != state_.walkedThumbnails())
        timeline_->refreshThumbnails();
    timeline_->setNote(tr("%1 % of the way").arg(wanted * 100 / std::max(1, timeline_->totalSteps())));
    sayHow(mixed);
    inspector_->exporter().contentChanged();
}

void ForwardWorkspace::sayHow(double mixedMs)
{
    if (mix_.step != timeline_->step()) {
        Q_EMIT statusMessage(tr("Walking, step %1 of %2").arg(mix_.step).arg(timeline_->step()));
        walking_.start(0);
    } else if (!timeline_->playing() && (!said_.isValid() || said_.elapsed() > kSayEvery)) {
        said_.start();
        Q_EMIT statusMessage(tr("x_t computed in %1 ms").replace("x_t", "xₜ").arg(number(mixedMs, 2)));
    }
}

void ForwardWorkspace::probe(const QPoint& pixel)
{
    probe_ = pixel;
    showProbe();
    if (equation_->pinned()) // else it only follows the mouse
        Q_EMIT settingsChanged();
}

void ForwardWorkspace::showProbe()
{
    const Image& picture = state_.picture();
    if (picture.empty())
        return;
    probe_ = {std::clamp(probe_.x(), 0, picture.width - 1), std::clamp(probe_.y(), 0, picture.height - 1)};
    channel_ = std::clamp(channel_, 0, picture.channels - 1);
    equation_->setProbe(probe_, channel_);
    equation_->setStart(double(picture.at(channel_, probe_.y(), probe_.x())));
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
    if (const auto found = thumbnails_.find(step); found != thumbnails_.end())
        return found->second;
    const Image small = state_.thumbnailAt(step);
    if (small.empty())
        return {};
    if (thumbnails_.size() > kMostThumbnails)
        thumbnails_.clear();
    return thumbnails_.emplace(step, toQImage(small)).first->second;
}

void ForwardWorkspace::forgetThumbnails()
{
    thumbnails_.clear();
    timeline_->refreshThumbnails();
}

void ForwardWorkspace::resizeEvent(QResizeEvent*) { arrange(); }

void ForwardWorkspace::setTakenAbove(int height)
{
    if (height == takenAbove_)
        return;
    takenAbove_ = height;
    arrange();
}

// What a card takes above comes off the journey, as far as that can still be read: the pictures keep their size.
void ForwardWorkspace::arrange()
{
    const int bar = toolbar_->height();
    const bool ready = !state_.empty(), folded = journeyWanted_ ? !*journeyWanted_ : height() < kFoldHeight;
    const int usual = std::clamp((height() + takenAbove_) * 224 / 676, 180, 300);
    const int lower = ready && !folded ? std::max(usual - takenAbove_, kLeastJourney) : 0;
    toolbar_->setGeometry(0, 0, width(), bar);
    bar_->setGeometry(toolbar_->geometry());
    equation_->setGeometry(0, bar, width(), height() - bar - lower);
    empty_->setGeometry(equation_->geometry());
    journey_->setGeometry(0, height() - lower, width(), lower);
    canvas_->setGeometry(equation_->dataPlace());
    const QSize wanted = DatasetPicker::wanted().boundedTo(size() - QSize(32, bar + 16));
    picker_->setGeometry(QRect({width() - wanted.width() - 12, bar + 8}, wanted));
    equation_->setVisible(ready);
    empty_->setVisible(!ready);
    journey_->setVisible(lower > 0);
}

void ForwardWorkspace::copyPicture()
{
    if (mix_.state.empty())
        return;
    QApplication::clipboard()->setImage(enlargedToShare(toQImage(mix_.state)));
    Q_EMIT statusMessage(tr("Copied the picture at step %1").arg(mix_.step));
}

void ForwardWorkspace::toggleJourney()
{
    journeyWanted_ = !journey_->isVisibleTo(this);
    Preferences::setText(kJourney, *journeyWanted_ ? kShown : kHidden);
    arrange();
}

ForwardScene ForwardWorkspace::scene() const
{
    ForwardScene scene;
    scene.mix = mix_;
    scene.original = state_.picture();
    scene.schedule = state_.schedule();
    scene.recipe = madeFrom();
    scene.json = toJson(scene.recipe);
    scene.journey = journey_->plot();
    scene.probe = probe_;
    scene.channel = channel_;
    return scene;
}

} // namespace diffuscope::ui
