#include "ui/reverse/strips.h"

#include "ui/reverse/edit/edit_strip.h"
#include "ui/reverse/explore/spread_chart.h"
#include "ui/reverse/explore/walk_tree.h"
#include "ui/reverse/race/distance_chart.h"
#include "ui/reverse/step/prediction_strip.h"
#include "ui/reverse/step/weights_chart.h"

namespace diffuscope::ui {

namespace {
constexpr int kFewLanes = 3, kUsualLanes = 8;
}

void Strips::alignToTrack(int left, int width) const
{
    parts_.guesses->alignToTrack(left, width);
    parts_.weights->alignToTrack(left, width);
    parts_.spread->alignToTrack(left, width);
    parts_.distances->alignToTrack(left, width);
    parts_.results->alignToTrack(left, width);
    parts_.tree->alignToTrack(left, width);
}

void Strips::setStep(int step) const
{
    parts_.guesses->setStep(step);
    parts_.weights->setStep(step);
    parts_.tree->setStep(step);
}

void Strips::show(Tool tool, bool low, bool walks, bool alone) const
{
    parts_.guesses->setFolded(low);
    parts_.guesses->setVisible(tool == Tool::Watch && !alone);
    parts_.weights->setVisible(tool == Tool::Step && !low);
    parts_.spread->setVisible(tool == Tool::Explore && !low);
    parts_.distances->setVisible(tool == Tool::Race && !low);
    parts_.results->setFolded(low);
    parts_.results->setVisible(tool == Tool::Edit);
    parts_.tree->setVisible(tool == Tool::Explore && walks);
    parts_.tree->setMostLanes(low ? kFewLanes : kUsualLanes);
}

} // namespace diffuscope::ui
