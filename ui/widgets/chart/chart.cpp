#include "ui/widgets/chart/chart.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/chart_text.h"
#include "ui/widgets/chart/chart_window.h"

#include <QAccessibleWidget>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

namespace diffuscope::ui {

namespace {

class ChartAccessible : public QAccessibleWidget {
public:
    explicit ChartAccessible(Chart* chart) : QAccessibleWidget(chart, QAccessible::Graphic), chart_(chart) {}

    QString text(QAccessible::Text part) const override
    {
        return part == QAccessible::Description ? chart_->summary() : QAccessibleWidget::text(part);
    }
    QStringList actionNames() const override
    {
        return QStringList{QStringLiteral("showAsTable")} + QAccessibleWidget::actionNames();
    }
    QString localizedActionName(const QString& name) const override
    {
        return isTable(name) ? Chart::tr("Show as table") : QAccessibleWidget::localizedActionName(name);
    }
    QString localizedActionDescription(const QString& name) const override
    {
        return isTable(name) ? Chart::tr("The chart's numbers in a window of their own")
                             : QAccessibleWidget::localizedActionDescription(name);
    }
    void doAction(const QString& name) override
    {
        isTable(name) ? chart_->showTable() : QAccessibleWidget::doAction(name);
    }
    QStringList keyBindingsForAction(const QString& name) const override
    {
        return isTable(name) ? QStringList{QStringLiteral("Return")} : QAccessibleWidget::keyBindingsForAction(name);
    }

private:
    static bool isTable(const QString& name) { return name == QLatin1String("showAsTable"); }
    Chart* chart_;
};

QAccessibleInterface* accessibleChart(const QString&, QObject* object)
{
    auto* chart = qobject_cast<Chart*>(object);
    return chart ? new ChartAccessible(chart) : nullptr;
}

} // namespace

Chart::Chart(const QString& title, QWidget* parent) : QWidget(parent)
{
    static const bool once = (QAccessible::installFactory(accessibleChart), true);
    Q_UNUSED(once)
    setAccessibleName(title);
    setFocusPolicy(Qt::TabFocus);
    connect(this, &Chart::numbersChanged, this, [this] {
        if (!QAccessible::isActive())
            return;
        QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&changed);
    });
}

ChartWindow* Chart::tableWindow() const { return window_; }

void Chart::showTable()
{
    if (!window_)
        window_ = new ChartWindow(this);
    window_->present();
}

void Chart::copyNumbers()
{
    auto* text = new ChartText(*this, ChartText::Style::Tabs);
    connect(text, &ChartText::finished, text,
            [](const QByteArray& bytes) { QApplication::clipboard()->setText(QString::fromUtf8(bytes)); });
    text->start();
}

// The ring lies over what the chart has painted.
bool Chart::event(QEvent* event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::Paint && showsFocus(this)) {
        QPainter painter(this);
        drawFocusRing(painter, rect(), 4, paletteOf(this));
    } else if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
    }
    return done;
}

void Chart::keyPressEvent(QKeyEvent* event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && modifiers == Qt::NoModifier)
        showTable();
    else if (event->key() == Qt::Key_C && modifiers == (Qt::ControlModifier | Qt::ShiftModifier))
        copyNumbers();
    else
        QWidget::keyPressEvent(event);
}

void Chart::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("chartMenu"));
    menu->addAction(tr("Show as table") + QStringLiteral("\tEnter"), this, &Chart::showTable);
    QAction* copy =
        menu->addAction(tr("Copy the numbers") + QStringLiteral("\tCtrl+Shift+C"), this, &Chart::copyNumbers);
    copy->setEnabled(table().rows > 0);
    menu->popup(event->globalPos());
    event->accept();
}

} // namespace diffuscope::ui
