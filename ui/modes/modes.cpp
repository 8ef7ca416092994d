#include "ui/modes/modes.h"

#include "ui/forward/forward_workspace.h"
#include "ui/gallery/gallery_workspace.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/train/train_workspace.h"

namespace diffuscope::ui {

std::vector<std::unique_ptr<Workspace>> makeModes(Bridge& bridge)
{
    std::vector<std::unique_ptr<Workspace>> modes;
    modes.push_back(std::make_unique<ForwardWorkspace>(bridge));
    modes.push_back(std::make_unique<TrainWorkspace>(bridge));
    modes.push_back(std::make_unique<ReverseWorkspace>(bridge));
    modes.push_back(std::make_unique<GalleryWorkspace>(bridge));
    return modes;
}

} // namespace diffuscope::ui
