#pragma once

class QWidget;

namespace diffuscope::ui {

// What the controls and charts in here mean, where they do not say it themselves: from the glossary, or in words that
// stand here once. Whoever explains its own widget (widgets/terms/explain.h) is left as it is.
void explainControls(QWidget* root);

} // namespace diffuscope::ui
