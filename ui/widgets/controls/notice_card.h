#pragma once
#include <QFrame>

class QLabel;
class QPushButton;

namespace diffuscope::ui {

// Inline card: coloured bar, what happened, which, what to do, some actions, a close button. Never modal. As high as
// its width asks for, up to some lines of detail: a longer list scrolls.
class NoticeCard : public QFrame {
    Q_OBJECT
public:
    enum class Tone { Neutral, Error };
    NoticeCard(Tone tone, const QString& title, const QString& detail, QWidget* parent = nullptr);
    QPushButton* addAction(const QString& text); // closing the card is up to the caller
    void setText(const QString& title, const QString& detail);

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent*) override;

private:
    Tone tone_;
    QLabel *title_, *detail_;
    QWidget *area_, *actions_;
};

} // namespace diffuscope::ui
