#pragma once

namespace diffuscope::ui {

// Makes assistive programs see the gallery's grid as a Table of pictures, in rows as long as those that are shown. Call
// it before the first grid is made; more calls change nothing.
void installGalleryAccessible();

} // namespace diffuscope::ui
