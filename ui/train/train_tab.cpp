#include "ui/train/train_tab.h"

namespace diffuscope::ui {

void TrainTab::addCommands(const AddCommand&) {}

bool TrainTab::handleKey(int, Qt::KeyboardModifiers) { return false; }

void TrainTab::alignToTrack(int, int) {}

void TrainTab::setTakenAbove(int) {}

void TrainTab::setCoveredRight(int) {}

void TrainTab::restore(const std::string&) {}

} // namespace diffuscope::ui
