#pragma once
#include <Qt>

class QWidget;

namespace diffuscope::ui {

// Whether the focused widget needs this key for itself: typing in fields, choosing with the arrows in lists and
// segmented controls, pressing a button or opening a list with Space. Every other key belongs to the timeline and the
// workspace.
bool needsKey(const QWidget* focused, int key);

} // namespace diffuscope::ui
