#include "ui/window/frame/inspector_stack.h"

#include "ui/settings/preferences.h"
#include "ui/widgets/controls/surface.h"
#include "ui/widgets/form/section.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

QWidget* scrolled(QWidget* inspector)
{
    auto* panel = new Surface(Surface::Tone::Surface, Qt::LeftEdge);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(1, 0, 0, 0);
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    inspector->setAutoFillBackground(false);
    area->setWidget(inspector);
    inspector->setVisible(true);
    column->addWidget(area);
    return panel;
}

void rememberFolding(Section* section, const QString& key)
{
    const QStringList folded = Preferences::recent(Preferences::kFolded);
    if (folded.contains(key))
        section->setOpen(false);
    else if (folded.contains(u'+' + key))
        section->setOpen(true);
    QObject::connect(section, &Section::openChanged, section, [key](bool open) {
        Preferences::removeRecent(Preferences::kFolded, open ? key : u'+' + key);
        Preferences::addRecent(Preferences::kFolded, open ? u'+' + key : key, 100);
    });
}

} // namespace

InspectorStack::InspectorStack(QWidget* parent) : QStackedWidget(parent) { setObjectName("inspectors"); }

void InspectorStack::addInspector(const QString& mode, QWidget* inspector)
{
    addWidget(scrolled(inspector));
    for (Section* section : inspector->findChildren<Section*>())
        rememberFolding(section, mode + u'/' + section->accessibleName());
}

} // namespace diffuscope::ui
