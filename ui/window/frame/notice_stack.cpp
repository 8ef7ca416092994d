#include "ui/window/frame/notice_stack.h"

#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/notice_card.h"

#include <QEvent>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kMostCards = 2, kNeutralMs = 8000;

} // namespace

NoticeStack::NoticeStack(QWidget* parent)
    : QWidget(parent), column_(new QVBoxLayout(this)), more_(new Button({}, {}, Button::Look::Flat, this))
{
    setObjectName("notices");
    column_->setContentsMargins(16, 8, 16, 2);
    column_->setSpacing(6);
    column_->addWidget(more_, 0, Qt::AlignLeft);
    more_->setObjectName("moreNotices");
    more_->setToolTip(tr("Show all notices"));
    more_->hide();
    connect(more_, &QPushButton::clicked, this, [this] {
        all_ = true;
        choose();
    });
    setVisible(false);
}

NoticeCard* NoticeStack::show(const NoticeSubject& subject, const QString& title, const QString& detail, bool error)
{
    NoticeCard* card = add(subject, title, detail, error ? Kind::Error : Kind::News);
    connect(card, &NoticeCard::closed, this, [this, subject] { dismiss(subject); });
    return card;
}

NoticeCard* NoticeStack::ask(const NoticeSubject& subject, const QString& title, const QString& detail)
{
    return add(subject, title, detail, Kind::Question);
}

NoticeCard* NoticeStack::add(const NoticeSubject& subject, const QString& title, const QString& detail, Kind kind)
{
    dismiss(subject);
    const bool error = kind == Kind::Error;
    auto* card = new NoticeCard(error ? NoticeCard::Tone::Error : NoticeCard::Tone::Neutral, title, detail);
    card->setObjectName(error ? "errorNotice" : "notice");
    QTimer* life = nullptr;
    if (kind == Kind::News) {
        life = new QTimer(card);
        life->setSingleShot(true);
        life->setInterval(kNeutralMs);
        connect(life, &QTimer::timeout, this, [this, subject] { dismiss(subject); });
    }
    cards_.append({subject, card, kind, life});
    column_->insertWidget(column_->count() - 1, card);
    choose();
    // What the caller adds to the card makes it higher.
    QTimer::singleShot(0, card, [this] { Q_EMIT heightChanged(); });
    return card;
}

// Which of them are shown. What has to wait is said later, and a neutral card's time begins anew when it is seen.
void NoticeStack::choose()
{
    all_ = all_ && cards_.size() > kMostCards;
    QList<Entry> order(cards_.crbegin(), cards_.crend());
    std::stable_sort(order.begin(), order.end(), [](const Entry& a, const Entry& b) { return a.kind > b.kind; });
    for (qsizetype i = 0; i < order.size(); ++i) {
        const bool shown = all_ || i < kMostCards;
        order[i].card->setVisible(shown);
        if (QTimer* life = order[i].life; life && life->isActive() != shown)
            shown ? life->start() : life->stop();
    }
    const qsizetype waiting = all_ ? 0 : std::max<qsizetype>(0, cards_.size() - kMostCards);
    more_->setText(waiting == 1 ? tr("1 more notice") : tr("%1 more notices").arg(waiting));
    more_->setVisible(waiting > 0);
    setVisible(!cards_.isEmpty());
    Q_EMIT heightChanged();
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
        choose();
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
