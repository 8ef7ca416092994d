#include "ui/window/frame/inspector_stack.h"

#include "ui/settings/preferences.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/surface.h"
#include "ui/widgets/form/section.h"

#include <QApplication>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

// While one section is shown alone: how all of them were before.
constexpr const char *kHiddenBefore = "hiddenBefore", *kOpenBefore = "openBefore";

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
    QObject::connect(section, &Section::openChanged, section, [section, key](bool open) {
        if (section->property(kHiddenBefore).isValid())
            return; // it was unfolded to be shown alone
        Preferences::removeRecent(Preferences::kFolded, open ? key : u'+' + key);
        Preferences::addRecent(Preferences::kFolded, open ? u'+' + key : key, 100);
    });
}

} // namespace

InspectorStack::InspectorStack(QWidget* parent) : QStackedWidget(parent)
{
    setObjectName("inspectors");
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget* before, QWidget* now) {
        if (now && QApplication::mouseButtons() == Qt::NoButton)
            followFocus(before, now);
    });
}

// Scroll areas look after the focus that goes on within them, not after what comes from outside.
void InspectorStack::followFocus(const QWidget* before, QWidget* now)
{
    QScrollArea* area = nullptr;
    for (QWidget* each = now; each && each != this; each = each->parentWidget())
        if (auto* found = qobject_cast<QScrollArea*>(each))
            area = found;
    if (area && isAncestorOf(now) && !(before && area->isAncestorOf(before)))
        area->ensureWidgetVisible(now);
}

void InspectorStack::addInspector(const QString& mode, QWidget* inspector)
{
    addWidget(scrolled(inspector));
    for (Section* section : inspector->findChildren<Section*>())
        rememberFolding(section, mode + u'/' + section->accessibleName());
}

QStringList InspectorStack::panels(int page) const
{
    QStringList titles;
    for (const Section* section : widget(page)->findChildren<Section*>())
        titles.append(section->accessibleName());
    return titles;
}

void InspectorStack::showOnly(int page, const QString& panel)
{
    for (Section* section : widget(page)->findChildren<Section*>()) {
        const QVariant before = section->property(kHiddenBefore);
        if (panel.isEmpty()) {
            if (!before.isValid())
                continue;
            section->setHidden(before.toBool());
            section->setOpen(section->property(kOpenBefore).toBool());
            section->setProperty(kHiddenBefore, QVariant());
            continue;
        }
        if (!before.isValid()) {
            section->setProperty(kHiddenBefore, section->isHidden()); // by whoever made it, for reasons of its own
            section->setProperty(kOpenBefore, section->isOpen());
        }
        const bool chosen = section->accessibleName() == panel;
        section->setVisible(chosen);
        if (chosen)
            section->setOpen(true);
    }
}

void InspectorStack::reveal(int page, const QString& panel)
{
    for (Section* section : widget(page)->findChildren<Section*>()) {
        if (section->accessibleName() != panel)
            continue;
        section->setOpen(true);
        if (auto* area = widget(page)->findChild<QScrollArea*>())
            QTimer::singleShot(animationTime(this) + 20, section,
                               [area, section] { area->ensureWidgetVisible(section, 0, area->viewport()->height()); });
    }
}

} // namespace diffuscope::ui
