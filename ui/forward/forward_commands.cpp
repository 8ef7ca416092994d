// ForwardWorkspace: what can be done in it, its buttons, and what it knows in numbers.
#include "core/session/catalog.h"
#include "ui/forward/equation/picture_equation.h"
#include "ui/forward/forward_inspector.h"
#include "ui/forward/forward_toolbar.h"
#include "ui/forward/forward_workspace.h"

#include <QAbstractButton>

#include <algorithm>

namespace diffuscope::ui {

void ForwardWorkspace::addCommands()
{
    const auto whileDrawing = [this] { return drawing() ? tr("Finish the drawing first") : QString(); };
    const auto jumps = [this] { return state_.mode() == ForwardState::Mode::Jump; };
    addCommand("new noise", tr("New noise"))
        .onKey(Qt::Key_R, tr("new noise"))
        .foundBy(tr("random seed gauss gaussian epsilon ε"))
        .does([this] { newNoise(); });
    addCommand("jump / walk", tr("Jump / walk"))
        .onKey(Qt::Key_J, tr("jump / walk"))
        .foundBy(tr("closed form markov chain"))
        .does([this, jumps] { setMode(jumps() ? ForwardState::Mode::Walk : ForwardState::Mode::Jump); });
    addCommand("another picture", tr("Another picture"))
        .onKey(Qt::Key_D, tr("another picture"))
        .foundBy(tr("random next image"))
        .disabledBy(whileDrawing) // it would take the drawing away
        .does([this] {
            Q_EMIT chosen(PathKind::Image);
            source_->openRandom();
        });
    addCommand("draw", tr("Draw")).onKey(Qt::Key_P, tr("draw")).disabledBy(whileDrawing).does([this] { draw(); });
    addCommand("browse", tr("Browse")).onKey(Qt::Key_B, tr("browse")).disabledBy(whileDrawing).does([this] {
        browsePictures();
    });
    for (const int by : {-1, 1})
        addCommand(by < 0 ? "picture before" : "picture after", {})
            .onKey(by < 0 ? Qt::Key_PageUp : Qt::Key_PageDown)
            .listed(Command::Nowhere)
            .disabledBy(whileDrawing)
            .does([this, by] {
                Q_EMIT chosen(PathKind::Image);
                source_->openNeighbour(by);
            });
    addCommand("pixel journey", tr("Show or hide the pixel’s journey"))
        .foundBy(tr("plot chart fold panel"))
        .listed(Command::Search)
        .disabledBy([this] { return state_.empty() ? tr("Open a picture first") : QString(); })
        .does([this] { toggleJourney(); });
    addCommand("copy picture", tr("Copy the picture"))
        .foundBy(tr("clipboard"))
        .disabledBy([this] { return state_.empty() ? tr("Open a picture first") : QString(); })
        .does([this] { copyPicture(); });
    for (const CatalogEntry& entry : schedules())
        addCommand(QString::fromStdString("schedule " + entry.id),
                   tr("Noise schedule: %1").arg(QString::fromStdString(entry.name)))
            .foundBy(tr("beta alpha-bar snr curve"))
            .does([this, id = entry.id] { // T is the user's and stays
                inspector_->setSpec({id, state_.schedule().timesteps(), {}});
            });
    addCommand("open picture", tr("Program"), tr("Open a picture…"))
        .onShortcut(QKeySequence(Qt::CTRL | Qt::Key_O))
        .foundBy(tr("image file load import"))
        .does([this] { choosePicture(); });
    addCommand("paste", tr("Program"), tr("Paste a picture"))
        .onShortcut(QKeySequence(Qt::CTRL | Qt::Key_V))
        .foundBy(tr("clipboard image"))
        .does([this] { paste(); });
    const std::pair<const char*, const char*> buttons[] = {
        {"openPicture", "open picture"},      {"openFirst", "open picture"},
        {"dropTray", "open picture"},         {"pastePicture", "paste"},
        {"copyPicture", "copy picture"},      {"newNoise", "new noise"},
        {"randomPicture", "another picture"}, {"drawPicture", "draw"},
        {"browsePictures", "browse"}};
    for (const auto& [button, id] : buttons)
        Command::bind(findChild<QAbstractButton*>(QLatin1String(button)), command(QLatin1String(id)));
}

QList<Workspace::Fact> ForwardWorkspace::facts() const
{
    const Schedule& schedule = state_.schedule();
    const int step = std::min(state_.empty() ? timeline_->step() : mix_.step, schedule.timesteps());
    QList<Fact> facts = {{"t", step},
                         {"T", schedule.timesteps()},
                         {"seed", qulonglong(state_.seed())},
                         {"schedule", QString::fromStdString(inspector_->scheduleSpec().id)},
                         {"alphaBar", schedule.alphaBar(step - 1)},
                         {"snr", schedule.snrDecibel(step - 1), "dB"}, // infinite at t = 0
                         {"form", state_.mode() == ForwardState::Mode::Walk ? "walk" : "jump"}};
    if (!state_.empty()) {
        facts.append({"picture", source_->current().name});
        if (!source_->current().path.isEmpty())
            facts.append({"pictureFile", source_->current().path});
        facts.append({"side", state_.picture().width, "px"});
    }
    return facts;
}

} // namespace diffuscope::ui
