#include "ui/widgets/form/segmented_accessible.h"

#include "ui/widgets/controls/painted_parts.h"
#include "ui/widgets/form/segmented_control.h"

#include <QAccessibleWidget>

namespace diffuscope::ui {

namespace {

class SegmentButton : public PaintedPart<SegmentedControl>, public QAccessibleActionInterface {
public:
    using PaintedPart::PaintedPart;

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QAccessible::Role role() const override { return QAccessible::RadioButton; }
    QString text(QAccessible::Text part) const override
    {
        if (!isValid())
            return {};
        const SegmentedControl::Segment& segment = owner()->segment(index());
        return part == QAccessible::Name          ? segment.label
               : part == QAccessible::Description ? segment.detail
                                                  : QString();
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        state.checkable = state.focusable = isValid();
        state.checked = isValid() && owner()->current() == owner()->segment(index()).id;
        state.focused = state.checked && owner()->hasFocus();
        state.disabled = isValid() && !owner()->isEnabled();
        return state;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& name) override
    {
        if (name == pressAction() && isValid() && owner()->isEnabled())
            owner()->choose(index());
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

protected:
    QRect place() const override { return owner()->segmentRect(index()); }
};

class SegmentGroup : public QAccessibleWidget {
public:
    explicit SegmentGroup(SegmentedControl* control)
        : QAccessibleWidget(control, QAccessible::Grouping), control_(control), buttons_(control)
    {
    }
    int childCount() const override { return control_->count(); }
    QAccessibleInterface* child(int index) const override { return buttons_.at(index); }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        return child(control_->segmentAt(control_->mapFromGlobal(QPoint(x, y))));
    }
    int indexOfChild(const QAccessibleInterface* child) const override { return buttons_.indexOf(child); }
    QAccessibleInterface* focusChild() const override
    {
        for (int i = 0; control_->hasFocus() && i < control_->count(); ++i)
            if (control_->segment(i).id == control_->current())
                return child(i);
        return nullptr;
    }
    QString text(QAccessible::Text part) const override // the group is named, and says what is chosen
    {
        return part == QAccessible::Value ? control_->accessibleDescription() : QAccessibleWidget::text(part);
    }

private:
    SegmentedControl* control_;
    PaintedParts<SegmentedControl, SegmentButton> buttons_;
};

QAccessibleInterface* makeGroup(const QString&, QObject* object)
{
    auto* control = qobject_cast<SegmentedControl*>(object);
    return control ? new SegmentGroup(control) : nullptr;
}

} // namespace

void installSegmentedAccessible()
{
    static const bool kInstalled = (QAccessible::installFactory(makeGroup), true);
    Q_UNUSED(kInstalled)
}

} // namespace diffuscope::ui
