#include "ui/window/main_window.h"

#include "ui/export/export_jobs.h"
#include "ui/export/export_place.h"
#include "ui/export/file_writer.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/timeline/timeline_bar.h"
#include "ui/widgets/controls/cross_fade.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/surface.h"
#include "ui/window/commands.h"
#include "ui/window/frame/appearance_control.h"
#include "ui/window/frame/frame_geometry.h"
#include "ui/window/frame/inspector_stack.h"
#include "ui/window/frame/mode_rail.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/frame/run_reminder.h"
#include "ui/window/frame/status_line.h"
#include "ui/window/frame/top_bar.h"
#include "ui/window/key_rules.h"
#include "ui/window/meanings.h"
#include "ui/window/opener.h"
#include "ui/window/picture_verifier.h"
#include "ui/window/scene_keeper.h"
#include "ui/window/sheets/sheet.h"
#include "ui/workspace/workspace.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPointer>
#include <QScreen>
#include <QStackedWidget>
#include <QTimer>
#include <QWindow>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kFrameKnown = 300; // ms after a window appears, desktops have put their frame around it

constexpr int kMinimumWidth = 1024, kMinimumHeight = 700;
constexpr int kModeFade = 160; // ms

} // namespace

MainWindow::MainWindow(Bridge& bridge, std::vector<std::unique_ptr<Workspace>> modes, QWidget* parent)
    : QWidget(parent), bridge_(bridge), look_(new AppearanceControl(this)), rail_(new ModeRail(this)),
      top_(new TopBar(this)), notices_(new NoticeStack(this)), reminder_(new RunReminder(bridge, notices_, this)),
      canvas_(new QStackedWidget(this)), inspectors_(new InspectorStack(this)), timeline_(new TimelineBar),
      status_(new StatusLine), writer_(new FileWriter(bridge, this)), opener_(new Opener(bridge, order_, this)),
      verifier_(new PictureVerifier(bridge, *notices_, this)), jobs_(new ExportJobs(bridge, this)),
      place_(new ExportPlace(bridge, *jobs_, this)), keeper_(new SceneKeeper(order_, this))
{
    setObjectName("mainWindow");
    setWindowTitle(QStringLiteral("Diffuscope"));
    setMinimumSize(kMinimumWidth, kMinimumHeight);
    firstSize_ = firstWindowSize(screen()->availableSize()).expandedTo(minimumSize());
    resize(firstSize_);
    setAcceptDrops(true);
    timeline_->setObjectName("timeline");
    canvas_->setObjectName("canvas");
    for (std::unique_ptr<Workspace>& mode : modes)
        addWorkspace(mode.release()); // the canvas takes it
    // The focus goes through widgets in the order in which they came to the window: the timeline is after the panels.
    timeline_->setParent(this);
    status_->setParent(this);
    commands_ = new Commands(*this, *timeline_, *look_, *opener_, order_);
    opener_->setKeeps(keeper_->keeps());
    addShortcuts();
    bindButtons();
    connectTopBar();
    connectOpener();
    connectBridge();
    connect(rail_, &ModeRail::modeChosen, this, &MainWindow::setMode);
    connect(timeline_, &TimelineBar::trackMoved, this, &MainWindow::alignWorkspaces);
    connect(notices_, &NoticeStack::heightChanged, this, &MainWindow::arrange);
    connect(look_, &AppearanceControl::changed, this, &MainWindow::arrange);
    retyped_.setSingleShot(true);
    connect(&retyped_, &QTimer::timeout, this, &MainWindow::placeAgain);
    explainControls(this);
    restoreState();
    started_ = true;
    qApp->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, &MainWindow::showHints);
}

MainWindow::~MainWindow()
{
    delete keeper_; // before the modes whose scenes it may be writing
    qApp->removeEventFilter(this);
    qApp->disconnect(this); // the focus goes once more, as the children do
}

void MainWindow::addWorkspace(Workspace* workspace)
{
    workspaces_.insert(workspace->id(), workspace);
    order_.append(workspace);
    rail_->addMode(workspace->id(), workspace->title());
    canvas_->addWidget(workspace);
    inspectors_->addInspector(workspace->id(), workspace->inspector()); // after the canvas in the focus's order
    connect(workspace, &Workspace::statusMessage, this, [this, workspace](const QString& text) {
        if (canvas_->currentWidget() == workspace)
            status_->setMessage(text);
    });
    connect(workspace, &Workspace::timelineChanged, this, [this, workspace] {
        if (canvas_->currentWidget() == workspace)
            showTimeline();
    });
    connect(workspace, &Workspace::chooseDatasetRequested, opener_, &Opener::chooseDatasetFolder);
    connect(workspace, &Workspace::chooseModelRequested, opener_, &Opener::chooseModelFolder);
    connect(workspace, &Workspace::modelsRequested, this, &MainWindow::openModelSheet);
    connect(workspace, &Workspace::settingsChanged, keeper_, [this, workspace] { keeper_->changed(workspace); });
    connect(workspace, &Workspace::pathChosen, opener_, &Opener::openPath);
    connect(workspace, &Workspace::pathOpened, opener_, &Opener::remember);
    connect(workspace, &Workspace::chosen, opener_, &Opener::overtake);
    connect(workspace, &Workspace::closable, this, &QWidget::close, Qt::QueuedConnection);
    connect(workspace, &Workspace::modeRequested, this, &MainWindow::setMode);
    connect(workspace, &Workspace::verifyRequested, verifier_, &PictureVerifier::verify);
    connect(workspace, &Workspace::commandRequested, this, [this](const QString& id) {
        if (Command* command = commands_->find(id))
            run(command);
    });
}

void MainWindow::connectTopBar()
{
    connect(top_, &TopBar::modelClicked, this, &MainWindow::openModelSheet);
    connect(top_, &TopBar::datasetFolderRequested, opener_, &Opener::chooseDatasetFolder);
    connect(top_, &TopBar::datasetFileRequested, opener_, &Opener::chooseDatasetFile);
    connect(top_, &TopBar::cancelOpeningRequested, &bridge_, &Bridge::cancelOpening);
    connect(top_, &TopBar::datasetChosen, opener_, &Opener::openDataset);
    connect(top_, &TopBar::pauseRequested, this, [this] { bridge_.session().pauseTraining(); });
    connect(top_, &TopBar::resumeRequested, this, [this] { bridge_.session().resumeTraining(); });
    connect(top_, &TopBar::trainingClicked, this, [this] {
        if (Workspace* mode = trainer())
            setMode(mode->id());
    });
    connect(top_, &TopBar::inspectorToggled, this, &MainWindow::toggleInspector);
    connect(top_, &TopBar::exportsClicked, this, &MainWindow::openExports);
    connect(place_, &ExportPlace::closed, this, &MainWindow::leaveExport);
    connect(place_, &ExportPlace::verifyRequested, this, [this](const QString& path) { verifier_->verify(path); });
}

void MainWindow::connectOpener()
{
    connect(opener_, &Opener::modeRequested, this, &MainWindow::setMode);
    connect(opener_, &Opener::notice, this, [this](const QString& title, const QString& detail, bool error) {
        notify(NoticeSubject::Kind::Path, title, detail, error);
    });
    connect(opener_, &Opener::pictureGone, this, &MainWindow::onPictureGone);
    connect(verifier_, &PictureVerifier::modelWanted, opener_, &Opener::chooseModelFolder);
    connect(reminder_, &RunReminder::resumeRequested, this, [this](const QString& folder) {
        if (Workspace* mode = trainer()) {
            setMode(mode->id());
            mode->resumeRun(folder);
        }
    });
}

Workspace* MainWindow::trainer() const
{
    const auto found = std::find_if(order_.begin(), order_.end(), [](const Workspace* mode) { return mode->trains(); });
    return found == order_.end() ? nullptr : *found;
}

void MainWindow::restoreState()
{
    const QString last = Preferences::text(Preferences::kMode);
    firstStart_ = last.isEmpty();
    drawerOpen_ = Preferences::flag(Preferences::kDrawer);
    inspectorHidden_ = Preferences::flag(kInspectorHidden);
    if (const QByteArray geometry = Preferences::bytes(Preferences::kGeometry); !geometry.isEmpty())
        restoreGeometry(geometry), firstSize_ = {};
    setMode(workspaces_.contains(last) ? last : order_.front()->id());
}

void MainWindow::prepare(Bridge& bridge, bool welcoming)
{
    const QString last = Preferences::text(Preferences::kModel);
    const QString model = last.isEmpty() && welcoming ? Opener::starter() : last;
    if (!model.isEmpty())
        bridge.session().expectModel(model.toStdString(), last.isEmpty() ? Workspace::kWelcomePictures : 0);
}

void MainWindow::start(bool welcoming)
{
    welcoming = welcoming && Preferences::text(Preferences::kModel).isEmpty(); // nor was one open at the last end
    for (Workspace* mode : order_) // before anything is opened: it may say how
        mode->begin(Preferences::scene(mode->id()).toStdString(), firstStart_);
    keeper_->begin();
    if (!keeper_->keeps())
        status_->setMessage(tr("Diffuscope is open already: what is set up in this window is not kept"));
    if (welcoming)
        welcome();
    opener_->openLast(welcoming);
    reminder_->look();
}

// The mode with the first page comes to the front only where nobody has chosen one yet.
void MainWindow::welcome()
{
    const auto found =
        std::find_if(order_.begin(), order_.end(), [](const Workspace* mode) { return mode->welcomes(); });
    if (found == order_.end() || !opener_->openStarter())
        return;
    if (firstStart_)
        setMode((*found)->id());
    (*found)->welcome();
}

void MainWindow::openPath(const QString& path) { opener_->openPath(path); }

void MainWindow::openDataset(const QString& source) { opener_->openDataset(source); }

void MainWindow::openModel(const QString& path) { opener_->openModel(path); }

void MainWindow::setMode(const QString& id)
{
    Workspace* const workspace = workspaces_.value(id);
    if (!workspace)
        return;
    const int index = int(order_.indexOf(workspace));
    leaveExport();
    opener_->openWaiting();
    if (started_ && index != canvas_->currentIndex())
        CrossFade::begin(canvas_, this, kModeFade);
    rail_->setCurrent(id);
    canvas_->setCurrentIndex(index);
    inspectors_->setCurrentIndex(index);
    status_->setMessage({});
    showTimeline();
    if (!Sheet::openIn(this))
        workspace->setFocus(); // keys belong to the timeline until a field is chosen
    if (keeper_->keeps())
        Preferences::setText(Preferences::kMode, id);
}

void MainWindow::showTimeline()
{
    auto* const workspace = static_cast<Workspace*>(canvas_->currentWidget());
    const bool had = timeline_->model() != nullptr;
    timeline_->setModel(workspace->timeline());
    timeline_->setVisible(workspace->timeline() != nullptr);
    if (lecture_ || had != (workspace->timeline() != nullptr))
        arrange(); // each mode has a panel of its own
    alignWorkspaces();
    showHints();
}

QString MainWindow::mode() const { return static_cast<Workspace*>(canvas_->currentWidget())->id(); }

Workspace* MainWindow::workspace(const QString& id) const { return workspaces_.value(id); }

// What works now: a field or a list that has the focus keeps some keys for itself.
void MainWindow::showHints()
{
    const QWidget* focused = QApplication::focusWidget();
    if (focused && focused->window() != this)
        focused = nullptr;
    QList<QPair<QString, QString>> hints;
    if (needsKey(focused, Qt::Key_L)) { // something is typed
        hints.append({"Enter Esc", tr("back to the keys")});
    } else {
        const struct {
            const char* keys;
            QString words;
            int key;
        } general[] = {{"Space", tr("play"), Qt::Key_Space},
                       {"← →", tr("step"), Qt::Key_Left},
                       {"Shift ← →", tr("10 steps"), Qt::Key_Left},
                       {"Home End", tr("data / noise"), Qt::Key_Home},
                       {"L", tr("loop"), Qt::Key_L}};
        for (const auto& [keys, words, key] : general)
            if (timeline_->model() && !needsKey(focused, key))
                hints.append({QString::fromUtf8(keys), words});
        if (qobject_cast<const QComboBox*>(focused))
            hints.append({"Space", tr("open the list")});
        hints += workspaces_[mode()]->keyHints();
    }
    status_->setHints(hints + QList<QPair<QString, QString>>{{"Ctrl K", tr("find")}, {"F1", tr("help")}});
}

void MainWindow::arrange()
{
    FrameWishes wanted = wishes();
    notices_->resize(FrameGeometry::of(size(), wanted).canvas.width(), notices_->height());
    wanted.noticeHeight = notices_->neededHeight();
    const FrameGeometry g = FrameGeometry::of(size(), wanted);
    rail_->setLabelled(g.railLabels);
    rail_->setGeometry(g.rail);
    top_->setShort(g.shortChips);
    top_->setInspectorShown(g.inspector.width() > 0);
    top_->setGeometry(g.top);
    notices_->setGeometry(g.notices);
    const int covered = g.drawer && g.inspector.width() > 0 ? g.canvas.right() + 1 - g.inspector.left() : 0;
    for (Workspace* workspace : order_) {
        workspace->setTakenAbove(g.notices.height());
        workspace->setCoveredRight(std::max(0, covered));
    }
    canvas_->setGeometry(g.canvas);
    QRect place = g.canvas; // its settings are in the inspector: beside it, not above it
    if (g.drawer && g.inspector.width() > 0)
        place.setRight(std::min(place.right(), g.inspector.left() - 1));
    place_->setGeometry(place);
    inspectors_->setVisible(g.inspector.width() > 0);
    inspectors_->setGeometry(g.inspector);
    if (g.drawer)
        inspectors_->raise();
    timeline_->setCompact(g.compactTimeline);
    timeline_->setReadoutWidth(g.readouts);
    timeline_->setGeometry(g.timeline);
    status_->setGeometry(g.status);
    alignWorkspaces();
    update();
}

void MainWindow::alignWorkspaces()
{
    for (Workspace* workspace : order_)
        workspace->alignToTrack(timeline_->trackLeft(), timeline_->trackWidth());
}

void MainWindow::resizeEvent(QResizeEvent*) { arrange(); }

// Only now can it be known how much of the screen the frame takes.
void MainWindow::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    QTimer::singleShot(kFrameKnown, this, [this] {
        const QSize first = std::exchange(firstSize_, QSize());
        if (size() != first || isFullScreen() || isMaximized() || !windowHandle())
            return;
        const QRect place =
            fittedToScreen(geometry(), windowHandle()->frameMargins(), screen()->availableGeometry(), minimumSize());
        if (place != geometry())
            setGeometry(place);
    });
}

// Presentation type needs broader panels, and what places its parts by the size of the type has to do so again.
void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange && started_) {
        arrange();
        retyped_.start(0);
    }
    QWidget::changeEvent(event);
}

// Even where its own size stays. Dialogs and tables place their parts themselves, and placing may end some.
void MainWindow::placeAgain()
{
    QList<QPointer<QWidget>> parts;
    for (QWidget* part : findChildren<QWidget*>())
        if (part->window() == this)
            parts.append(part);
    for (const QPointer<QWidget>& part : std::as_const(parts)) {
        if (!part)
            continue;
        QResizeEvent again(part->size(), part->size());
        QCoreApplication::sendEvent(part, &again);
    }
}

void MainWindow::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), palette.base);
    FrameWishes wanted = wishes();
    wanted.noticeHeight = notices_->neededHeight();
    const FrameGeometry g = FrameGeometry::of(size(), wanted);
    painter.fillRect(g.notices.united(g.canvas), palette.canvas);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    const bool isKey = event->type() == QEvent::KeyPress && watched->isWidgetType();
    if (isKey && static_cast<QWidget*>(watched)->window() == this && !QApplication::activePopupWidget())
        return handleKey(static_cast<QKeyEvent*>(event));
    return QWidget::eventFilter(watched, event);
}

// Before the focused widget sees it: the timeline's keys work wherever the focus is, except where they mean something.
bool MainWindow::handleKey(QKeyEvent* event)
{
    QWidget* const focused = QApplication::focusWidget();
    const bool escape = event->key() == Qt::Key_Escape;
    const bool done = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || escape;
    if (done && qobject_cast<QAbstractSpinBox*>(focused)) { // the number is taken, the keys are the timeline's again
        focused->clearFocus();
        return true;
    }
    if (Sheet::openIn(this))
        return false;
    if (escape && qobject_cast<QComboBox*>(focused)) {
        focused->clearFocus();
        return true;
    }
    if (done && qobject_cast<QLineEdit*>(focused)) // once it has taken what was typed
        QTimer::singleShot(0, focused, [focused] { focused->clearFocus(); });
    if (done && !escape && event->modifiers() == Qt::ControlModifier && !place_->isHidden())
        return openExport(), true;
    if (needsKey(focused, event->key()))
        return false;
    const bool isTool = event->modifiers() == Qt::AltModifier && event->key() >= Qt::Key_1 && event->key() <= Qt::Key_9;
    if (isTool && workspaces_[mode()]->handleKey(event->key(), event->modifiers()))
        return true;
    if (timeline_->handleKey(event->key(), event->modifiers(), event->text()))
        return true;
    const bool isLetter = !(event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
    if (escape && isLetter && !place_->isHidden())
        return leaveExport(), true;
    if (escape && isLetter && drawerOpen_ && isDrawer()) // what lies over the canvas goes first
        return toggleInspector(), true;
    if (isLetter && place_->isHidden() && workspaces_[mode()]->handleKey(event->key(), event->modifiers()))
        return true;
    return escape && isLetter && lecture_ && (toggleLecture(), true);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (keeper_->keeps()) {
        Preferences::setBytes(Preferences::kGeometry, saveGeometry());
        Preferences::setText(Preferences::kMode, mode());
    }
    keeper_->keepAll();
    for (Workspace* mode : order_)
        if (!mode->mayClose())
            return event->ignore();
    QWidget::closeEvent(event);
}

} // namespace diffuscope::ui
