// All scenes, in the order in which each starts from what the one before it left.
#include "tests/screenshots/stage.h"

namespace diffuscope::ui {

QList<Scene> scenes()
{
    return forwardScenes() + lectureScenes() + sheetScenes() + trainScenes() + reverseScenes() + editScenes() +
           trialScenes() + trainTroubleScenes() + galleryScenes() + welcomeScenes();
}

} // namespace diffuscope::ui
