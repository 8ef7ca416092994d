#include "ui/window/frame/notice_stack.h"

#include "ui/widgets/controls/notice_card.h"

#include <QEvent>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kMostCards = 2, kNeutralMs = 8000;

} // namespace

NoticeStack::NoticeStack(QWidget* parent) : QWidget(parent), column_(new QVBoxLayout(this))
{
    setObjectName("notices");
    column_->setContentsMargins(16, 8, 16, 2);
    column_->setSpacing(6);
    setVisible(false);
}

NoticeCard* NoticeStack::show(const NoticeSubject& subject, const QString& title, const QString& detail, bool error)
{
    NoticeCard* card = add(subject, title, detail, error ? Kind::Error : Kind::News);
    connect(card, &NoticeCard::closed, this, [this, subject] { dismiss(subject); });
    if (!error)
        QTimer::singleShot(kNeutralMs, card, [this, subject] { dismiss(subject); });
    return card;
}

NoticeCard* NoticeStack::ask(const NoticeSubject& subject, const QString& title, const QString& detail)
{
    return add(subject, title, detail, Kind::Question);
}

NoticeCard* NoticeStack::add(const NoticeSubject& subject, const QString& title, const QString& detail, Kind kind)
{
    dismiss(subject);
    makeRoom();
    const bool error = kind == Kind::Error;
    auto* card = new NoticeCard(error ? NoticeCard::Tone::Error : NoticeCard::Tone::Neutral, title, detail);
    card->setObjectName(error ? "errorNotice" : "notice");
    cards_.append({subject, card, kind});
    column_->addWidget(card);
    setVisible(true);
    Q_EMIT heightChanged();
    // What the caller adds to the card makes it higher.
    QTimer::singleShot(0, card, [this] { Q_EMIT heightChanged(); });
    return card;
}

void NoticeStack::makeRoom()
{
    while (cards_.size() >= kMostCards) {
        const auto first = std::min_element(cards_.cbegin(), cards_.cend(),
                                            [](const Entry& a, const Entry& b) { return a.kind < b.kind; });
        dismiss(NoticeSubject(first->subject));
    }
}

void NoticeStack::dismiss(const NoticeSubject& subject)
{
    for (qsizetype i = 0; i < cards_.size(); ++i) {
        if (cards_[i].subject != subject)
            continue;
        NoticeCard* card = cards_.takeAt(i).card;
        column_->removeWidget(card);
        card->hide();
        card->deleteLater();
        setVisible(!cards_.isEmpty());
        Q_EMIT heightChanged();
        return;
    }
}

// A card has got other words, another button, other type.
bool NoticeStack::event(QEvent* event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest && neededHeight() != height())
        Q_EMIT heightChanged();
    return done;
}

int NoticeStack::neededHeight() const
{
    if (cards_.isEmpty())
        return 0;
    return column_->hasHeightForWidth() && width() > 0 ? column_->heightForWidth(width())
                                                       : column_->sizeHint().height();
}

} // namespace diffuscope::ui
