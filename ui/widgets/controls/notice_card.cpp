#include "ui/widgets/controls/notice_card.h"
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/flow_layout.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

namespace diffuscope::ui {

namespace {

constexpr int kLeft = 40, kNarrowLeft = 12, kRight = 8, kTop = 7, kCardGap = 12, kLine = 2, kClose = 24;
constexpr int kWords = 280;   // that stay beside the buttons, or the buttons go below
constexpr int kMostLines = 7; // of the detail; a longer one scrolls
constexpr const char* kDetail = "detail";

QLabel* wrapped(const char* role, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setProperty("role", role);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText); // what failed may be a file name
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

// The detail: as high as its card lets it be, the rest is scrolled to.
class DetailArea : public QScrollArea {
public:
    DetailArea(QLabel* label, QWidget* parent) : QScrollArea(parent)
    {
        setFrameShape(QFrame::NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setWidgetResizable(true);
        setWidget(label);
        setFocusPolicy(Qt::NoFocus);
        for (QWidget* clear : {viewport(), widget()})
            clear->setAutoFillBackground(false);
    }
    QSize minimumSizeHint() const override { return {0, 0}; }
};

// As low as it can be, so that what is below a card keeps its room: title, detail and buttons in one row where they
// fit, the lines of the detail in one where that fits, and buttons below only in a narrow card.
class CardLayout : public QLayout {
public:
    enum Part { Title, Detail, Actions, Close, Count };
    // `twin`: a hidden label like the detail's own, to ask what other words would need.
    CardLayout(QWidget* card, const std::array<QWidget*, Count>& parts, QLabel* detail, QLabel* twin)
        : QLayout(card), parts_(parts), detail_(detail), twin_(twin)
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
    struct Words { // where title and detail come to lie, from the top of their row
        QString text;
        QRect title, detail;
        int height = 0;
        bool scrolls = false;
    };
    bool shown(Part part) const { return !items_[part]->isEmpty(); }
    QLabel* title() const { return static_cast<QLabel*>(parts_[Title]); }
    static int wide(const QLabel* label, const QString& text)
    {
        label->ensurePolished();
        return int(std::ceil(QFontMetricsF(label->font()).horizontalAdvance(text))) + 2;
    }
    int heightOf(const QString& text, int width) const
    {
        twin_->ensurePolished();
        if (twin_->text() != text)
            twin_->setText(text);
        return twin_->heightForWidth(width);
    }

    Words words(int room) const
    {
        Words w;
        const QString given = detail_->property(kDetail).toString();
        const QString joined = QString(given).replace(u'\n', QStringLiteral(" · "));
        const int titleWide = wide(title(), title()->text()), detailWide = wide(detail_, joined);
        w.text = detailWide <= room ? joined : given;
        const bool beside = shown(Detail) && titleWide + kCardGap + detailWide <= room;
        const int titleHigh = title()->heightForWidth(beside ? titleWide : room);
        const int detailLeft = beside ? titleWide + kCardGap : 0;
        const int needed = shown(Detail) ? heightOf(w.text, room - detailLeft) : 0;
        const int detailHigh = std::min(needed, kMostLines * QFontMetrics(twin_->font()).lineSpacing());
        w.scrolls = needed > detailHigh;
        w.title = {0, 0, beside ? titleWide : room, titleHigh};
        w.detail = {detailLeft, beside ? 0 : titleHigh + kLine, room - detailLeft, detailHigh};
        w.height = shown(Detail) ? std::max(titleHigh, w.detail.bottom() + 1) : titleHigh;
        return w;
    }

    int arrange(int width, bool place) const
    {
        const int whole = width - kLeft - kRight - kClose - kCardGap;
        const QSize buttons = shown(Actions) ? parts_[Actions]->sizeHint() : QSize();
        const bool below = shown(Actions) && whole - buttons.width() - kCardGap < kWords;
        const int room = whole - (shown(Actions) && !below ? buttons.width() + kCardGap : 0);
        const Words w = words(room);
        const int row = std::max({w.height, below ? 0 : buttons.height(), int(kClose)});
        int foot = 0;
        QRect actions(kLeft + room + kCardGap, kTop + (row - buttons.height()) / 2, buttons.width(), buttons.height());
        if (below) { // under the words, or from the card's edge where they would not fit there
            const int inset =
                width - kLeft - kRight >= parts_[Actions]->minimumSizeHint().width() ? kLeft : kNarrowLeft;
            const int across = width - inset - kRight;
            actions = {inset, kTop + row + kCardGap / 2, across, parts_[Actions]->heightForWidth(across)};
            foot = kCardGap / 2 + actions.height();
        }
        if (!place)
            return row + foot + 2 * kTop;
        if (detail_->text() != w.text)
            detail_->setText(w.text);
        parts_[Detail]->setFocusPolicy(w.scrolls ? Qt::TabFocus : Qt::NoFocus); // the keyboard scrolls, too
        const QPoint corner(kLeft, kTop + (row - w.height) / 2);
        parts_[Title]->setGeometry(w.title.translated(corner));
        parts_[Detail]->setGeometry(w.detail.translated(corner));
        parts_[Actions]->setGeometry(actions);
        parts_[Close]->setGeometry(width - kRight - kClose, kTop, kClose, kClose);
        return row;
    }

    std::array<QWidget*, Count> parts_;
    std::array<std::unique_ptr<QWidgetItem>, Count> items_;
    QLabel *detail_, *twin_;
};

} // namespace

NoticeCard::NoticeCard(Tone tone, const QString& title, const QString& detail, QWidget* parent)
    : QFrame(parent), tone_(tone)
{
    title_ = wrapped("title", this);
    detail_ = wrapped("secondary", nullptr);
    QLabel* twin = wrapped("secondary", this);
    twin->hide();
    area_ = new DetailArea(detail_, this);
    actions_ = new QWidget(this);
    actions_->hide();
    new FlowLayout(actions_);
    auto* close = new IconButton(QStringLiteral("close"), tr("Close"), this);
    close->setBox(kClose, kClose, 16);
    connect(close, &QAbstractButton::clicked, this, &NoticeCard::closed);
    new CardLayout(this, {title_, area_, actions_, close}, detail_, twin);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    setText(title, detail);
}

QPushButton* NoticeCard::addAction(const QString& text)
{
    auto* button = new Button(text, {}, Button::Look::Normal, actions_);
    actions_->layout()->addWidget(button);
    actions_->show();
    return button;
}

void NoticeCard::setText(const QString& title, const QString& detail)
{
    title_->setText(title);
    detail_->setProperty(kDetail, detail);
    detail_->setText(detail);
    area_->setVisible(!detail.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(detail);
    layout()->invalidate(); // the detail lies in an area of its own and cannot say that it needs another height
    updateGeometry();
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
