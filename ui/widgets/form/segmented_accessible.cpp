#include "ui/widgets/form/segmented_accessible.h"

#include "ui/widgets/form/segmented_control.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

namespace diffuscope::ui {

namespace {

// One segment. It outlives its control for as long as somebody holds on to it.
class SegmentButton : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    SegmentButton(SegmentedControl* control, int index) : control_(control), index_(index) {}

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    bool isValid() const override { return control_ && index_ < control_->count(); }
    QObject* object() const override { return nullptr; }
    QAccessible::Role role() const override { return QAccessible::RadioButton; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(control_); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QWindow* window() const override { return isValid() ? parent()->window() : nullptr; }
    void setText(QAccessible::Text, const QString&) override {}
    QString text(QAccessible::Text part) const override
    {
        if (!isValid())
            return {};
        const SegmentedControl::Segment& segment = control_->segment(index_);
        return part == QAccessible::Name          ? segment.label
               : part == QAccessible::Description ? segment.detail
                                                  : QString();
    }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect place = control_->segmentRect(index_);
        return {control_->mapToGlobal(place.topLeft()), place.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        state.checkable = state.focusable = isValid();
        state.checked = isValid() && control_->current() == control_->segment(index_).id;
        state.focused = state.checked && control_->hasFocus();
        state.disabled = isValid() && !control_->isEnabled();
        return state;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& name) override
    {
        if (name == pressAction() && isValid() && control_->isEnabled())
            control_->choose(index_);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }
    int index() const { return index_; }

private:
    QPointer<SegmentedControl> control_;
    int index_;
};

class SegmentGroup : public QAccessibleWidget {
public:
    explicit SegmentGroup(SegmentedControl* control)
        : QAccessibleWidget(control, QAccessible::Grouping), control_(control)
    {
    }
    ~SegmentGroup() override
    {
        for (const QAccessible::Id id : std::as_const(buttons_))
            QAccessible::deleteAccessibleInterface(id);
    }
    int childCount() const override { return control_->count(); }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= control_->count())
            return nullptr;
        auto found = buttons_.constFind(index);
        if (found == buttons_.cend())
            found =
                buttons_.insert(index, QAccessible::registerAccessibleInterface(new SegmentButton(control_, index)));
        return QAccessible::accessibleInterface(*found);
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        return child(control_->segmentAt(control_->mapFromGlobal(QPoint(x, y))));
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* button = dynamic_cast<const SegmentButton*>(child);
        return button ? button->index() : -1;
    }
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
    mutable QHash<int, QAccessible::Id> buttons_;
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
