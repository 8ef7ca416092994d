#include "ui/widgets/form/seed_field.h"

#include "ui/style/theme.h"

#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QToolTip>

#include <limits>

namespace diffuscope::ui {

namespace {

constexpr quint64 kLast = std::numeric_limits<quint64>::max();
constexpr int kSeedPadding = 9, kSeedGap = 8; // beside the words; the line's own margins

} // namespace

SeedField::SeedField(quint64 seed, QWidget* parent) : QAbstractSpinBox(parent), value_(seed)
{
    setButtonSymbols(NoButtons);
    setFocusPolicy(Qt::StrongFocus);
    setInputMethodHints(Qt::ImhDigitsOnly);
    lineEdit()->setAcceptDrops(false);
    lineEdit()->setText(QString::number(value_));
    connect(lineEdit(), &QLineEdit::textEdited, this, &SeedField::read);
    connect(this, &QAbstractSpinBox::editingFinished, this, [this] { // "007", nothing, or no number
        complain(false);
        if (!saysInstead())
            setValue(value_);
    });
}

void SeedField::setInnerLabel(const QString& word)
{
    word_ = new QLabel(word, this);
    word_->setProperty("role", "field");
    word_->setAttribute(Qt::WA_TransparentForMouseEvents);
    arrange();
}

void SeedField::setValue(quint64 seed)
{
    value_ = seed;
    setInstead({});
}

void SeedField::setInstead(const QString& words)
{
    instead_ = words;
    if (lineEdit()->text() != shownText()) {
        const QSignalBlocker quiet(this);
        lineEdit()->setText(shownText());
    }
    arrange();
}

QString SeedField::shownText() const { return saysInstead() ? instead_ : QString::number(value_); }

void SeedField::read(const QString& text)
{
    bool fits = false;
    const quint64 seed = text.toULongLong(&fits);
    complain(!fits && !text.isEmpty());
    if (!fits || (seed == value_ && !saysInstead()))
        return;
    instead_.clear();
    value_ = seed;
    arrange();
    Q_EMIT valueChanged(value_);
}

void SeedField::complain(bool wrong)
{
    const QString words = wrong ? tr("A seed is a whole number from 0 to %1; %2 goes on counting")
                                      .arg(QString::number(kLast), QString::number(value_))
                                : QString();
    if (words == accessibleDescription())
        return;
    setAccessibleDescription(words);
    QPalette colours;
    if (wrong)
        colours.setColor(QPalette::Text, paletteOf(this).error.text);
    lineEdit()->setPalette(colours);
    if (wrong && isVisible())
        QToolTip::showText(mapToGlobal(QPoint(0, height())), words, this);
    else
        QToolTip::hideText();
}

void SeedField::stepBy(int steps)
{
    const quint64 far = quint64(steps < 0 ? -qint64(steps) : steps);
    const quint64 next = steps < 0 ? value_ - qMin(far, value_) : value_ + qMin(far, kLast - value_);
    if (next == value_ && !saysInstead())
        return;
    setValue(next);
    selectAll();
    Q_EMIT valueChanged(value_);
}

QAbstractSpinBox::StepEnabled SeedField::stepEnabled() const
{
    StepEnabled steps = StepNone;
    steps.setFlag(StepUpEnabled, value_ < kLast);
    steps.setFlag(StepDownEnabled, value_ > 0);
    return steps;
}

// Pasted numbers come with blanks around and commas within.
QValidator::State SeedField::validate(QString& text, int& position) const
{
    if (saysInstead() && text == instead_)
        return QValidator::Acceptable;
    static const QRegularExpression kBetween(QStringLiteral("[\\s,_']"));
    if (text.contains(kBetween)) {
        text.remove(kBetween);
        position = int(text.size());
    }
    bool fits = false;
    text.toULongLong(&fits);
    return fits ? QValidator::Acceptable : QValidator::Intermediate; // stays to be seen, see read()
}

void SeedField::fixup(QString& text) const { text = shownText(); }

int SeedField::textWidth() const { return fontMetrics().horizontalAdvance(shownText()); }

int SeedField::neededWidth() const
{
    return textWidth() + 2 * (kSeedPadding + 4) + (word_ ? word_->sizeHint().width() + kSeedGap : 0);
}

QSize SeedField::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(QStringLiteral("00000000")) + 2 * kSeedPadding,
            QAbstractSpinBox::sizeHint().height()};
}

QSize SeedField::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(QStringLiteral("0000")) + 2 * kSeedPadding,
            QAbstractSpinBox::minimumSizeHint().height()};
}

void SeedField::arrange()
{
    if (!hasFocus()) // its first digits, where it is too long to be seen whole
        lineEdit()->setCursorPosition(0);
    if (!word_)
        return;
    word_->resize(word_->sizeHint());
    word_->move(kSeedPadding, (height() - word_->height()) / 2);
    word_->setVisible(neededWidth() <= width());
}

void SeedField::focusInEvent(QFocusEvent* event)
{
    QAbstractSpinBox::focusInEvent(event);
    if (saysInstead()) // a number that is typed takes their place, wherever it was clicked
        QMetaObject::invokeMethod(this, &QAbstractSpinBox::selectAll, Qt::QueuedConnection);
}

void SeedField::resizeEvent(QResizeEvent* event)
{
    QAbstractSpinBox::resizeEvent(event);
    arrange();
}

void SeedField::changeEvent(QEvent* event)
{
    QAbstractSpinBox::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        arrange();
}

} // namespace diffuscope::ui
