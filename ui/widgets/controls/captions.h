#pragma once

class QFrame;
class QLabel;
class QString;
class QWidget;

namespace diffuscope::ui {

QLabel* caption(const QString& text, QWidget* parent = nullptr); // 11 px, text 3
QFrame* separator(QWidget* parent = nullptr);

} // namespace diffuscope::ui
