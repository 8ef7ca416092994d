#pragma once
#include <QAbstractSpinBox>

class QLabel;

namespace diffuscope::ui {

// A seed: any whole number of 64 bits, all its digits. What is typed or pasted counts at once; up, down and page keys
// step. What is no such number is marked and said, and counts for nothing; when the field is left, the last seed comes
// back.
class SeedField : public QAbstractSpinBox {
    Q_OBJECT
    Q_PROPERTY(qulonglong value READ value NOTIFY valueChanged) // what assistive programs ask for
public:
    explicit SeedField(quint64 seed, QWidget* parent = nullptr);
    void setInnerLabel(const QString& word); // at its left, as long as the number leaves room
    quint64 value() const { return value_; }
    void setValue(quint64 seed); // without a signal
    // Words in the number's place, where something else than a seed decides; the next seed, whoever gives it, ends
    // that.
    void setInstead(const QString& words); // empty: the number again
    bool saysInstead() const { return !instead_.isEmpty(); }
    int neededWidth() const; // to show the number and the word whole
    void stepBy(int steps) override;
    void clear() override {} // a seed is never nothing
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void valueChanged(quint64 seed); // by the user

protected:
    QValidator::State validate(QString& text, int& position) const override;
    void fixup(QString& text) const override;
    StepEnabled stepEnabled() const override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    QString shownText() const;
    void read(const QString& text);
    void arrange();
    void complain(bool wrong);
    int textWidth() const;

    quint64 value_;
    QString instead_;
    QLabel* word_ = nullptr;
};

} // namespace diffuscope::ui
