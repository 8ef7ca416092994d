#include "ui/widgets/image/view_link.h"

namespace diffuscope::ui {

void ViewLink::setLook(const ViewLook& look)
{
    if (look == look_)
        return;
    look_ = look;
    Q_EMIT lookChanged();
}

void ViewLink::setProbe(const std::optional<QPointF>& share)
{
    if (share == probe_)
        return;
    probe_ = share;
    Q_EMIT probeChanged();
}

} // namespace diffuscope::ui
