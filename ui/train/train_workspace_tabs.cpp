// TrainWorkspace: its tabs, in the life of a run. Watch is the workspace's own page.
#include "ui/train/clocks/history_tab.h"
#include "ui/train/dataset/data_tab.h"
#include "ui/train/history/run_history.h"
#include "ui/train/microscope/microscope_tab.h"
#include "ui/train/preview_panel.h"
#include "ui/train/train_config_panel.h"
#include "ui/train/train_toolbar.h"
#include "ui/train/train_workspace.h"
#include "ui/widgets/controls/current_stack.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStackedWidget>

#include <algorithm>

namespace diffuscope::ui {

namespace {

const QString kWatch = QStringLiteral("watch");

} // namespace

void TrainWorkspace::buildTabs()
{
    addTab(new DataTab(bridge_));
    addWatch();
    addTab(new MicroscopeTab(bridge_, [this] { return config_->request(); }));
    addTab(new HistoryTab(bridge_, *history_));
    tabPages_->setCurrentWidget(pages_);
    tabInspectors_->show(watchInspector_);
    toolbar_->setTabs(tabSegments_, kWatch);
    connect(toolbar_, &TrainToolbar::tabChosen, this, &TrainWorkspace::setTab);
}

void TrainWorkspace::addWatch()
{
    tabSegments_.append({kWatch, tr("Watch"), {}});
    addTabCommand(kWatch, tr("Watch"), tr("Settings, the loss, previews, what the network sees"));
    tabPages_->addWidget(pages_);
    tabInspectors_->addWidget(watchInspector_);
}

void TrainWorkspace::addTab(TrainTab* tab)
{
    const QString id = tab->id();
    tabs_.append(tab);
    tabSegments_.append({id, tab->title(), {}});
    tabPages_->addWidget(tab);
    tabInspectors_->addWidget(tab->inspector());
    if (QWidget* tools = tab->tools())
        toolbar_->addTools(tools);
    addTabCommand(id, tab->title(), tab->about());
    const auto inFront = [this, tab] { return this->tab() == tab; };
    tab->addCommands([this, id, inFront](const QString& command, const QString& title) -> Command& {
        return addCommand(command, title).within(inFront, [this, id] { setTab(id); });
    });
    connect(tab, &TrainTab::statusMessage, this, &TrainWorkspace::statusMessage);
    connect(tab, &TrainTab::settingsChanged, this, [this] {
        if (begun_)
            Q_EMIT settingsChanged();
    });
    connect(tab, &TrainTab::commandsChanged, this, &TrainWorkspace::refreshCommands);
    connect(tab, &TrainTab::tabRequested, this, &TrainWorkspace::setTab);
    connect(tab, &TrainTab::modeRequested, this, &TrainWorkspace::modeRequested);
    connect(tab, &TrainTab::pathChosen, this, &TrainWorkspace::pathChosen);
    connect(tab, &TrainTab::resumeRequested, this, &TrainWorkspace::resumeRun);
}

void TrainWorkspace::addTabCommand(const QString& id, const QString& title, const QString& about)
{
    addCommand(QStringLiteral("tab ") + id, tr("Train: %1").arg(title))
        .shownKeys(QStringLiteral("Alt %1").arg(tabSegments_.size()))
        .foundBy(about)
        .does([this, id] { setTab(id); });
}

TrainTab* TrainWorkspace::tab(const QString& id) const
{
    const auto found = std::find_if(tabs_.begin(), tabs_.end(), [&](const TrainTab* tab) { return tab->id() == id; });
    return found == tabs_.end() ? nullptr : *found;
}

TrainTab* TrainWorkspace::tab() const { return qobject_cast<TrainTab*>(tabPages_->currentWidget()); }

void TrainWorkspace::setTab(const QString& id)
{
    TrainTab* const wanted = tab(id);
    if (!wanted && id != kWatch)
        return;
    toolbar_->setTab(id);
    TrainTab* const before = tab();
    QWidget* const page = wanted ? static_cast<QWidget*>(wanted) : pages_;
    if (tabPages_->currentWidget() == page)
        return;
    if (TimelineModel* const playing = timeline())
        playing->pause();
    tabPages_->setCurrentWidget(page);
    tabInspectors_->show(wanted ? wanted->inspector() : watchInspector_);
    toolbar_->showTools(wanted ? wanted->tools() : nullptr);
    if (before)
        before->leave();
    Q_EMIT timelineChanged();
    if (wanted && isVisible())
        wanted->enter();
    refreshCommands();
    if (begun_)
        Q_EMIT settingsChanged();
}

void TrainWorkspace::showHistory()
{
    const QString id = QStringLiteral("history");
    if (auto* clocks = qobject_cast<HistoryTab*>(tab(id)); clocks && previews_->current() >= 0)
        clocks->showMoment(history_->previews().at(previews_->current()).step);
    setTab(id);
}

bool TrainWorkspace::tabKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (modifiers == Qt::AltModifier && key >= Qt::Key_1 && key - Qt::Key_1 < tabSegments_.size())
        return setTab(tabSegments_[key - Qt::Key_1].id), true;
    TrainTab* const front = tab();
    if (front && front->handleKey(key, modifiers))
        return true;
    if (front && key == Qt::Key_Escape && !(modifiers & ~Qt::KeypadModifier))
        return setTab(kWatch), true;
    return false;
}

TimelineModel* TrainWorkspace::timeline() { return tab() ? tab()->timeline() : timeline_; }

std::string TrainWorkspace::settings() const
{
    QJsonObject tabs;
    for (const TrainTab* tab : tabs_)
        if (const std::string kept = tab->settings(); !kept.empty())
            tabs[tab->id()] = QString::fromStdString(kept);
    return QJsonDocument(QJsonObject{{QStringLiteral("form"), QString::fromStdString(config_->settings())},
                                     {QStringLiteral("tab"), tab() ? tab()->id() : kWatch},
                                     {QStringLiteral("tabs"), tabs}})
        .toJson(QJsonDocument::Compact)
        .toStdString();
}

void TrainWorkspace::begin(const std::string& settings, bool first)
{
    Workspace::begin(settings, first);
    const QJsonObject kept = QJsonDocument::fromJson(QByteArray::fromStdString(settings)).object();
    const QJsonObject tabs = kept.value(QStringLiteral("tabs")).toObject();
    for (TrainTab* tab : tabs_)
        if (const QString text = tabs.value(tab->id()).toString(); !text.isEmpty())
            tab->restore(text.toStdString());
    const QString form = kept.value(QStringLiteral("form")).toString();
    config_->restore(form.isEmpty() ? settings : form.toStdString()); // versions before had the form alone
    setTab(kept.value(QStringLiteral("tab")).toString());
    begun_ = true;
    recallSpeeds();
    speedTimer_.start();
}

} // namespace diffuscope::ui
