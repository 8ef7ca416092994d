#pragma once

namespace diffuscope::ui {

// What the files of ImageView share.
inline constexpr int kViewMargin = 5, kViewHeader = 26; // border and gap; symbol and words

} // namespace diffuscope::ui
