#pragma once
#include <QString>

namespace diffuscope::ui {

// What is said of the nearest training picture, wherever it is said: "The nearest training picture is 0.31 × as far as
// neighbours in the set usually are: nearly a copy." `usual`: median distance of training pictures to their nearest
// other one; 0: most are there twice.
QString nearestVerdict(double distance, double usual);
QString nearestNumbers(double distance, double usual); // "Distance 0.12, usual 0.3 (RMS ...)."
QString timesUsual(double distance, double usual);     // "1.3 ×"; empty where nothing is usual

} // namespace diffuscope::ui
