#include "ui/frame/notice_stack.h"

#include "ui/widgets/controls.h"

#include <QTimer>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

constexpr int kMostCards = 2, kNeutralMs = 8000;

} // namespace

NoticeStack::NoticeStack(QWidget* parent) : QWidget(parent), column_(new QVBoxLayout(this))
{
    setObjectName("notices");
    column_->setContentsMargins(16, 8, 16, 4);
    column_->setSpacing(6);
    setVisible(false);
}

NoticeCard* NoticeStack::show(const QString& subject, const QString& title, const QString& detail, bool error)
{
    dismiss(subject);
    while (cards_.size() >= kMostCards)
        dismiss(cards_.front().first);
    auto* card = new NoticeCard(error ? NoticeCard::Tone::Error : NoticeCard::Tone::Neutral, title, detail);
    card->setObjectName(error ? "errorNotice" : "notice");
    connect(card, &NoticeCard::closed, this, [this, subject] { dismiss(subject); });
    if (!error)
        QTimer::singleShot(kNeutralMs, card, [this, subject] { dismiss(subject); });
    cards_.append({subject, card});
    column_->addWidget(card);
    setVisible(true);
    Q_EMIT heightChanged();
    return card;
}

void NoticeStack::dismiss(const QString& subject)
{
    for (qsizetype i = 0; i < cards_.size(); ++i) {
        if (cards_[i].first != subject)
            continue;
        NoticeCard* card = cards_.takeAt(i).second;
        column_->removeWidget(card);
        card->hide();
        card->deleteLater();
        setVisible(!cards_.isEmpty());
        Q_EMIT heightChanged();
        return;
    }
}

int NoticeStack::neededHeight() const
{
    if (cards_.isEmpty())
        return 0;
    return column_->hasHeightForWidth() && width() > 0 ? column_->heightForWidth(width())
                                                       : column_->sizeHint().height();
}

} // namespace diffuscope::ui
