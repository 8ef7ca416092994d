#pragma once
#include <QChar>

namespace diffuscope::ui {

// What the files of ImageView share, and those who give it words.
inline constexpr QChar kVariant(0x9c); // between a text and a shorter one for where it has no room, as Qt has it
inline constexpr int kViewMargin = 5, kViewHeader = 26; // border and gap; symbol and words

} // namespace diffuscope::ui
