#pragma once
#include <QString>

namespace diffuscope::ui {

// MathText's mark-up in characters alone: "\sqrt{\bar{\alpha}_t} x_0" is "√ᾱₜ x₀". What has no character of its own
// stays in brackets: "√(1−ᾱₜ)", "x_(abc)".
QString plainMath(const QString& markup);

} // namespace diffuscope::ui
