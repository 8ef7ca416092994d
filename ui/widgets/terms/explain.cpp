#include "ui/widgets/terms/explain.h"

#include "ui/widgets/terms/terms.h"

#include <QEvent>
#include <QHelpEvent>
#include <QToolTip>
#include <QVariant>
#include <QWidget>

#include <utility>

namespace diffuscope::ui {

namespace {

constexpr const char* kExplains = "explainsParts";
constexpr const char* kUsualToolTip = "usualToolTip"; // there is one while a reason is shown

class Explainer : public QObject {
public:
    using At = std::function<std::optional<Explained>(const QPoint&)>;
    Explainer(QWidget* widget, At at) : QObject(widget), at_(std::move(at)) { widget->installEventFilter(this); }
    bool explains(const QPoint& at) const { return at_(at).has_value(); }
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::ToolTip || watched->property(kUsualToolTip).isValid())
            return false;
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto found = at_(help->pos());
        if (!found)
            return false;
        QToolTip::showText(help->globalPos(), termTip(QLatin1String(found->term), found->now),
                           static_cast<QWidget*>(watched), found->place);
        return true;
    }

private:
    At at_;
};

} // namespace

void explain(QWidget* widget, const char* term, std::function<QString()> now)
{
    Q_ASSERT(findTerm(QLatin1String(term)));
    widget->setToolTip(termTip(QLatin1String(term)));
    if (now)
        new Explainer(widget, [term, now = std::move(now)](const QPoint&) { return Explained{term, now()}; });
}

void explainParts(QWidget* widget, std::function<std::optional<Explained>(const QPoint&)> at)
{
    new Explainer(widget, std::move(at));
}

void setReason(QWidget* widget, const QString& reason)
{
    const QVariant usual = widget->property(kUsualToolTip);
    if (!reason.isEmpty()) {
        if (!usual.isValid())
            widget->setProperty(kUsualToolTip, widget->toolTip());
        widget->setToolTip(reason);
    } else if (usual.isValid()) {
        widget->setProperty(kUsualToolTip, QVariant());
        widget->setToolTip(usual.toString());
    }
}

QString usualToolTip(const QWidget* widget)
{
    const QVariant usual = widget->property(kUsualToolTip);
    return usual.isValid() ? usual.toString() : widget->toolTip();
}

void setUsualToolTip(QWidget* widget, const QString& tip)
{
    if (widget->property(kUsualToolTip).isValid())
        widget->setProperty(kUsualToolTip, tip);
    else
        widget->setToolTip(tip);
}

void setExplainsItself(QWidget* widget) { widget->setProperty(kExplains, true); }

bool isExplained(const QWidget* widget, QPoint at)
{
    if (widget->property(kExplains).toBool())
        return true;
    for (const QWidget* each = widget; each; at = each->mapToParent(at), each = each->parentWidget()) {
        if (!each->toolTip().isEmpty())
            return true;
        for (const QObject* child : each->children())
            if (const auto* explainer = dynamic_cast<const Explainer*>(child); explainer && explainer->explains(at))
                return true;
        if (each->isWindow())
            break;
    }
    return false;
}

} // namespace diffuscope::ui
