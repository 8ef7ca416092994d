#pragma once
#include <QAccessible>
#include <QHash>
#include <QPointer>
#include <QWidget>

#include <utility>

// Widgets that paint several things themselves (samples, segments) and tell assistive programs of each.
namespace diffuscope::ui {

// Thing `index` of `owner`, without children of its own. It outlives its owner for as long as somebody holds on to it.
template <typename Owner> class PaintedPart : public QAccessibleInterface {
public:
    PaintedPart(Owner* owner, int index) : owner_(owner), index_(index) {}

    bool isValid() const override { return owner_ && index_ < owner_->count(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(owner_); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QWindow* window() const override { return isValid() ? parent()->window() : nullptr; }
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override
    {
        return isValid() ? QRect(owner_->mapToGlobal(place().topLeft()), place().size()) : QRect();
    }
    int index() const { return index_; }

protected:
    virtual QRect place() const = 0; // in the owner
    Owner* owner() const { return owner_; }

private:
    QPointer<Owner> owner_;
    int index_;
};

// The parts that were asked for, made once each.
template <typename Owner, typename Part> class PaintedParts {
public:
    explicit PaintedParts(Owner* owner) : owner_(owner) {}
    PaintedParts(const PaintedParts&) = delete;
    PaintedParts& operator=(const PaintedParts&) = delete;
    ~PaintedParts()
    {
        for (const QAccessible::Id id : std::as_const(made_))
            QAccessible::deleteAccessibleInterface(id);
    }
    QAccessibleInterface* at(int index) const // null: there is none
    {
        if (index < 0 || index >= owner_->count())
            return nullptr;
        auto found = made_.constFind(index);
        if (found == made_.cend())
            found = made_.insert(index, QAccessible::registerAccessibleInterface(new Part(owner_, index)));
        return QAccessible::accessibleInterface(*found);
    }
    static int indexOf(const QAccessibleInterface* part)
    {
        const auto* own = dynamic_cast<const Part*>(part);
        return own ? own->index() : -1;
    }

private:
    Owner* owner_;
    mutable QHash<int, QAccessible::Id> made_;
};

} // namespace diffuscope::ui
