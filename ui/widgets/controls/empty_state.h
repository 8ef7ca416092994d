#pragma once
#include <QWidget>

class QHBoxLayout;

namespace diffuscope::ui {

class Button;

// Sentence and one action in the middle of an empty canvas, a faint ink drop behind.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& sentence, QWidget* parent = nullptr);
    Button* addAction(const QString& text, const QString& iconName, bool primary);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QHBoxLayout* actions_;
};

} // namespace diffuscope::ui
