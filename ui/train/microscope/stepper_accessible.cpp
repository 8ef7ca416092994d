// To assistive programs the sub-steps are tabs, one of them selected.
#include "ui/train/microscope/stepper.h"
#include "ui/widgets/controls/painted_parts.h"

#include <QAccessibleWidget>

namespace diffuscope::ui {

namespace {

class SubstepTab : public PaintedPart<Stepper>, public QAccessibleActionInterface {
public:
    using PaintedPart::PaintedPart;
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QAccessible::Role role() const override { return QAccessible::PageTab; }
    QString text(QAccessible::Text part) const override
    {
        return isValid() && part == QAccessible::Name ? owner()->nameOf(index()) : QString();
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        state.selectable = isValid() && owner()->isReached(index());
        state.selected = isValid() && owner()->current() == index();
        state.disabled = !state.selectable;
        state.focused = state.selected && owner()->hasFocus();
        return state;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& name) override
    {
        if (name == pressAction() && isValid())
            owner()->choose(index());
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

protected:
    QRect place() const override { return owner()->columnRect(index()); }
};

class SubstepTabs : public QAccessibleWidget {
public:
    explicit SubstepTabs(Stepper* stepper)
        : QAccessibleWidget(stepper, QAccessible::PageTabList), stepper_(stepper), tabs_(stepper)
    {
    }
    int childCount() const override { return stepper_->count(); }
    QAccessibleInterface* child(int index) const override { return tabs_.at(index); }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        return child(stepper_->columnAt(stepper_->mapFromGlobal(QPoint(x, y))));
    }
    int indexOfChild(const QAccessibleInterface* child) const override { return tabs_.indexOf(child); }
    QAccessibleInterface* focusChild() const override
    {
        return stepper_->hasFocus() ? child(stepper_->current()) : nullptr;
    }

private:
    Stepper* stepper_;
    PaintedParts<Stepper, SubstepTab> tabs_;
};

QAccessibleInterface* makeSubstepTabs(const QString&, QObject* object)
{
    auto* stepper = qobject_cast<Stepper*>(object);
    return stepper ? new SubstepTabs(stepper) : nullptr;
}

} // namespace

void installStepperAccessible()
{
    static const bool kInstalled = (QAccessible::installFactory(makeSubstepTabs), true);
    Q_UNUSED(kInstalled)
}

} // namespace diffuscope::ui
