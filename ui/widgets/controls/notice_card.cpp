#include "ui/widgets/controls/notice_card.h"
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLayout>
#include <QPainter>
#include <QPushButton>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

namespace diffuscope::ui {

namespace {

QLabel* wrapped(const char* role, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setProperty("role", role);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText); // what failed may be a file name
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

constexpr int kLeft = 40, kRight = 8, kTop = 7, kCardGap = 12, kLine = 2, kClose = 24;
constexpr int kWords = 280; // that stay beside the buttons, or the buttons go below
constexpr const char* kDetail = "detail";

// As low as it can be, so that what is below a card keeps its room: title, detail and buttons in one row where they
// fit, the lines of the detail in one where that fits, and buttons below only in a narrow card.
class CardLayout : public QLayout {
public:
    enum Part { Title, Detail, Actions, Close, Count };
    CardLayout(QWidget* card, const std::array<QWidget*, Count>& parts) : QLayout(card), parts_(parts)
    {
        for (std::size_t i = 0; i < Count; ++i) {
            addChildWidget(parts[i]);
            items_[i] = std::make_unique<QWidgetItem>(parts[i]);
        }
    }
    void addItem(QLayoutItem*) override {}
    int count() const override { return Count; }
    QLayoutItem* itemAt(int index) const override
    {
        return index >= 0 && index < Count ? items_[std::size_t(index)].get() : nullptr;
    }
    QLayoutItem* takeAt(int) override { return nullptr; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(width, false); }
    QSize minimumSize() const override { return {200, 2 * kTop + kClose}; }
    QSize sizeHint() const override { return {560, arrange(560, false)}; }
    void setGeometry(const QRect& place) override
    {
        QLayout::setGeometry(place);
        arrange(place.width(), true);
    }

private:
    bool shown(Part part) const { return !items_[part]->isEmpty(); }
    QLabel* label(Part part) const { return static_cast<QLabel*>(parts_[part]); }
    static int wide(const QLabel* label, const QString& text)
    {
        label->ensurePolished();
        return int(std::ceil(QFontMetricsF(label->font()).horizontalAdvance(text))) + 2;
    }

    int arrange(int width, bool place) const
    {
        const int whole = width - kLeft - kRight - kClose - kCardGap;
        const QSize buttons = shown(Actions) ? parts_[Actions]->sizeHint() : QSize();
        const bool below = shown(Actions) && whole - buttons.width() - kCardGap < kWords;
        const int words = whole - (shown(Actions) && !below ? buttons.width() + kCardGap : 0);
        const QString given = label(Detail)->property(kDetail).toString();
        const QString joined = QString(given).replace(u'\n', QStringLiteral(" · "));
        const int title = wide(label(Title), label(Title)->text()), detail = wide(label(Detail), joined);
        const bool beside = shown(Detail) && title + kCardGap + detail <= words;
        if (place)
            label(Detail)->setText(detail <= words ? joined : given);
        const int titleHigh = label(Title)->heightForWidth(beside ? title : words);
        const int detailHigh = !shown(Detail) ? 0 : detailHeight(detail <= words ? joined : given, words);
        const int text = beside ? std::max(titleHigh, detailHigh) : titleHigh + (detailHigh ? kLine + detailHigh : 0);
        const int row = std::max({text, below ? 0 : buttons.height(), int(kClose)});
        if (!place)
            return row + (below ? kCardGap / 2 + buttons.height() : 0) + 2 * kTop;
        const int top = kTop + (row - text) / 2;
        parts_[Title]->setGeometry(kLeft, top, beside ? title : words, titleHigh);
        parts_[Detail]->setGeometry(beside ? kLeft + title + kCardGap : kLeft, beside ? top : top + titleHigh + kLine,
                                    beside ? words - title - kCardGap : words, detailHigh);
        const int left = below ? kLeft : kLeft + words + kCardGap, high = buttons.height();
        parts_[Actions]->setGeometry(left, below ? kTop + row + kCardGap / 2 : kTop + (row - high) / 2,
                                     below ? whole : buttons.width(), high);
        parts_[Close]->setGeometry(width - kRight - kClose, kTop, kClose, kClose);
        return row;
    }

    // Of other words than it may have just now.
    int detailHeight(const QString& text, int width) const
    {
        return QFontMetrics(label(Detail)->font())
            .boundingRect(QRect(0, 0, width, 10'000), Qt::TextWordWrap | Qt::AlignLeft, text)
            .height();
    }

    std::array<QWidget*, Count> parts_;
    std::array<std::unique_ptr<QWidgetItem>, Count> items_;
};

} // namespace

NoticeCard::NoticeCard(Tone tone, const QString& title, const QString& detail, QWidget* parent)
    : QFrame(parent), tone_(tone)
{
    title_ = wrapped("title", this);
    detail_ = wrapped("secondary", this);
    actions_ = new QWidget(this);
    actions_->hide();
    actionRow_ = new QHBoxLayout(actions_);
    actionRow_->setContentsMargins(0, 0, 0, 0);
    actionRow_->setSpacing(8);
    actionRow_->addStretch(1);
    auto* close = new IconButton(QStringLiteral("close"), tr("Close"), this);
    close->setBox(kClose, kClose, 16);
    connect(close, &QAbstractButton::clicked, this, &NoticeCard::closed);
    new CardLayout(this, {title_, detail_, actions_, close});
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    setText(title, detail);
}

QPushButton* NoticeCard::addAction(const QString& text)
{
    auto* button = new Button(text, {}, Button::Look::Normal, actions_);
    actionRow_->insertWidget(actionRow_->count() - 1, button);
    actions_->show();
    return button;
}

void NoticeCard::setText(const QString& title, const QString& detail)
{
    title_->setText(title);
    detail_->setProperty(kDetail, detail);
    detail_->setText(detail);
    detail_->setVisible(!detail.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(detail);
}

void NoticeCard::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    drawBox(painter, rect(), 6, p.raised, p.line2);
    const QColor mark = tone_ == Tone::Error ? p.error.graphic : p.text3;
    painter.save();
    painter.setClipRect(0, 0, 3, height());
    drawBox(painter, QRectF(0, 0, 12, height()), 6, mark, QColor());
    painter.restore();
    drawIcon(painter, tone_ == Tone::Error ? QStringLiteral("warning") : QStringLiteral("info"), QRectF(13, 10, 18, 18),
             tone_ == Tone::Error ? p.error.text : p.text2);
}

} // namespace diffuscope::ui
