#pragma once

namespace diffuscope::ui {

// Makes assistive programs see a contact sheet as a Table of its samples, in the rows and columns in which they are
// shown: "Sample 3 of 16", selected or not. Call it before the first sheet is made; more calls change nothing.
void installContactSheetAccessible();

} // namespace diffuscope::ui
