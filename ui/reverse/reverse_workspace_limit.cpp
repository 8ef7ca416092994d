// ReverseWorkspace: what is said where the predicted picture leaves the range of pictures.
#include "core/session/catalog.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/reverse/trajectories/predicted_range.h"
#include "ui/widgets/controls/notice_card.h"

namespace diffuscope::ui {

void ReverseWorkspace::offerLimit()
{
    const int beyond = picturesBeyondRange(trajectory());
    limitNotice_->setVisible(beyond > 0);
    if (beyond == 0)
        return;
    const int pictures = trajectory().pictures();
    const QString which = pictures == 1
                              ? tr("x̂₀ leaves the range of pictures by far")
                              : tr("x̂₀ leaves the range of pictures by far in %1 of %2").arg(beyond).arg(pictures);
    limitNotice_->setText(which, tr("Values of pictures go from −1 to 1. Near pure noise a small error of the network "
                                    "becomes a large one of x̂₀, and %1 carries it on, unless x̂₀ is limited to "
                                    "[−1, 1].")
                                     .arg(samplerName(trajectory())));
}

void ReverseWorkspace::generateLimited()
{
    limitNotice_->hide();
    SampleRequest request = trajectory().request(); // the panel may be set to something else by now
    request.params.insert_or_assign("clip", std::string("clip"));
    sampler_->setRequest(request);
    generated_ = false; // the same seed, so that the difference shows
    generate();
}

} // namespace diffuscope::ui
