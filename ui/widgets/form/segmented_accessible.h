#pragma once

namespace diffuscope::ui {

// Assistive programs see a SegmentedControl as a group of radio buttons, one of them checked, that can be pressed.
// Once, before the first one is made; more often does no harm.
void installSegmentedAccessible();

} // namespace diffuscope::ui
