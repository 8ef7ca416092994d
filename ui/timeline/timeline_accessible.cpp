#include "ui/timeline/timeline_accessible.h"

#include "ui/timeline/timeline_track.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace diffuscope::ui {

namespace {

class TrackAccessible : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit TrackAccessible(TimelineTrack* track) : QAccessibleWidget(track, QAccessible::Slider), track_(track) {}

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ValueInterface ? static_cast<QAccessibleValueInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text part) const override
    {
        return part == QAccessible::Value ? track_->accessibleDescription() : QAccessibleWidget::text(part);
    }
    QVariant currentValue() const override { return model() ? model()->step() : 0; }
    void setCurrentValue(const QVariant& value) override
    {
        if (model())
            model()->setStep(value.toInt());
    }
    QVariant maximumValue() const override { return model() ? model()->totalSteps() : 0; }
    QVariant minimumValue() const override { return 0; }
    QVariant minimumStepSize() const override { return 1; }

private:
    TimelineModel* model() const { return track_->model(); }
    TimelineTrack* track_;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* track = qobject_cast<TimelineTrack*>(object);
    return track ? new TrackAccessible(track) : nullptr;
}

} // namespace

void installTimelineAccessible()
{
    static const bool kInstalled = (QAccessible::installFactory(makeInterface), true);
    Q_UNUSED(kInstalled)
}

} // namespace diffuscope::ui
