#include "ui/window/sheets/command_sheet.h"

#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/window/sheets/key_caps.h"
#include "ui/window/sheets/word_match.h"
#include "ui/workspace/command.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kWidth = 620, kField = 48, kRow = 34, kMostRows = 11, kTop = 84, kInset = 6;
enum Role { KeysRole = Qt::UserRole, GroupRole, ReasonRole, FoundRole };

// A line: title with what was matched in bold, group, the reason why not or the keys at the right.
class RowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, kRow}; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Palette& p = paletteOf(option.widget);
        const QRectF row = QRectF(option.rect).adjusted(kInset, 1, -kInset, -1);
        const bool chosen = option.state & QStyle::State_Selected;
        const QString reason = index.data(ReasonRole).toString();
        if (chosen || option.state & QStyle::State_MouseOver)
            drawBox(*painter, row, 5, chosen ? p.selectedWash : p.hover, QColor());
        const double middle = row.center().y();
        const QString keys = index.data(KeysRole).toString();
        double right = row.right() - 10;
        if (!keys.isEmpty()) {
            right -= keyCapsWidth(keys, 10);
            drawKeyCaps(*painter, right, middle, keys, 10, p);
            right -= 12;
        }
        const double at =
            drawTitle(*painter, row.left() + 10, middle, right, index, reason.isEmpty() ? p.text1 : p.text3);
        const QString aside = reason.isEmpty() ? index.data(GroupRole).toString() : reason;
        painter->setFont(textFont(11));
        painter->setPen(reason.isEmpty() ? p.text3 : p.error.text);
        const QFontMetricsF metrics(painter->font());
        painter->drawText(QRectF(at + 12, row.top(), right - at - 12, row.height()), Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(aside, Qt::ElideMiddle, right - at - 12));
    }

private:
    static double drawTitle(QPainter& painter, double left, double middle, double right, const QModelIndex& index,
                            const QColor& colour)
    {
        const QString title = index.data(Qt::DisplayRole).toString();
        const QList<QVariant> found = index.data(FoundRole).toList();
        const double baseline = std::round(middle + QFontMetricsF(textFont(13)).capHeight() / 2);
        painter.setPen(colour);
        double x = left;
        for (qsizetype at = 0; at < title.size() && x < right;) {
            const bool bold = found.contains(int(at));
            qsizetype end = at + 1;
            while (end < title.size() && found.contains(int(end)) == bold)
                ++end;
            painter.setFont(textFont(13, bold ? 600 : 400));
            const QString run = title.mid(at, end - at);
            painter.drawText(QPointF(x, baseline), run);
            x += QFontMetricsF(painter.font()).horizontalAdvance(run);
            at = end;
        }
        return x;
    }
};

// The title counts most, then the keywords; the group finds it, too. What is said in a title's initials alone comes
// after words that mean it.
std::optional<WordMatch> matchOf(const QString& typed, const Command& command)
{
    constexpr double kInTitle = 3;
    if (auto title = wordMatch(typed, command.title())) {
        title->score += kInTitle;
        return title;
    }
    auto rest =
        wordMatch(typed, command.title() + u'\n' + command.keywords() + u'\n' + command.group(), Initials::Ignored);
    if (rest)
        rest->found.removeIf([&](int at) { return at >= command.title().size(); });
    return rest;
}

} // namespace

CommandSheet::CommandSheet(QWidget* window, const QList<Command*>& commands)
    : Sheet(window, true), commands_(commands), field_(new QLineEdit(this)), list_(new QListWidget(this))
{
    setObjectName(QStringLiteral("commandSheet"));
    setAccessibleName(tr("Command search"));
    commands_.removeIf(
        [](const Command* command) { return !command->isRunnable() || !command->isListed(Command::Search); });
    field_->setObjectName(QStringLiteral("commandField"));
    field_->setAccessibleName(tr("Find a command, a recent file or a step"));
    field_->setPlaceholderText(tr("What do you want to do? Type a word, or a step"));
    field_->setFrame(false);
    field_->setFont(textFont(14));
    field_->installEventFilter(this);
    list_->setObjectName(QStringLiteral("commandList"));
    list_->setAccessibleName(tr("Found commands"));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setItemDelegate(new RowDelegate(list_));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setMouseTracking(true);
    list_->setUniformItemSizes(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->viewport()->setAutoFillBackground(false);
    connect(field_, &QLineEdit::textChanged, this, &CommandSheet::find);
    connect(list_, &QListWidget::itemClicked, this, &CommandSheet::choose);
    find({});
    appear(field_);
}

QRect CommandSheet::card() const
{
    const int rows = std::clamp(list_->count(), 1, kMostRows);
    const int high = std::min(kField + rows * kRow + 2 * kInset + 1, height() - kTop - 24);
    const int wide = std::min(kWidth, width() - 48);
    return {(width() - wide) / 2, std::min(kTop, height() / 8), wide, high};
}

void CommandSheet::arrange()
{
    const QRect whole = card();
    field_->setGeometry(whole.left() + 44, whole.top() + 1, whole.width() - 60, kField - 2);
    list_->setGeometry(whole.left() + 1, whole.top() + kField + kInset, whole.width() - 2,
                       whole.height() - kField - 2 * kInset);
    update();
}

void CommandSheet::paintEvent(QPaintEvent* event)
{
    Sheet::paintEvent(event);
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    const QRect whole = card();
    drawIcon(painter, QStringLiteral("search"), QRectF(whole.left() + 14, whole.top() + (kField - 20) / 2.0, 20, 20),
             p.text3);
    painter.fillRect(hairline(painter, QRectF(whole.left() + 1, whole.top() + kField, whole.width() - 2, 1)), p.line);
    if (list_->count() > 0)
        return;
    painter.setPen(p.text3);
    painter.setFont(textFont(12));
    painter.drawText(QRect(whole.left(), whole.top() + kField + kInset, whole.width(), kRow), Qt::AlignCenter,
                     QFontMetricsF(painter.font())
                         .elidedText(tr("No command matches “%1”").arg(field_->text().simplified()), Qt::ElideMiddle,
                                     whole.width() - 32));
}

void CommandSheet::find(const QString& typed)
{
    struct Hit {
        Command* command;
        WordMatch match;
    };
    std::vector<Hit> hits;
    for (Command* command : commands_)
        if (const auto match = matchOf(typed.trimmed(), *command))
            hits.push_back({command, *match});
    if (!typed.trimmed().isEmpty())
        std::stable_sort(hits.begin(), hits.end(),
                         [](const Hit& a, const Hit& b) { return a.match.score > b.match.score; });
    delete typedOwner_;
    typedOwner_ = new QObject(this);
    shown_ = typed_ ? typed_(typed, typedOwner_) : QList<Command*>();
    const qsizetype extra = shown_.size();
    for (const Hit& hit : hits)
        shown_.append(hit.command);
    list_->clear();
    for (qsizetype i = 0; i < shown_.size(); ++i) {
        const Command& command = *shown_[i];
        auto* item = new QListWidgetItem(command.title(), list_);
        const QString reason = command.disabledReason();
        item->setData(KeysRole, command.keys());
        item->setData(GroupRole, command.group());
        item->setData(ReasonRole, reason);
        item->setData(Qt::AccessibleDescriptionRole, reason.isEmpty() ? command.group() : reason);
        QList<QVariant> found;
        for (const int at : i < extra ? QList<int>() : hits[std::size_t(i - extra)].match.found)
            found.append(at);
        item->setData(FoundRole, found);
    }
    list_->setCurrentRow(0);
    arrange();
}

void CommandSheet::choose()
{
    const int row = list_->currentRow();
    if (row < 0 || row >= shown_.size() || !shown_[row]->disabledReason().isEmpty())
        return;
    Command* const command = shown_[row];
    dismiss();
    Q_EMIT chosen(command);
}

bool CommandSheet::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != field_ || event->type() != QEvent::KeyPress)
        return Sheet::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const int last = list_->count() - 1, row = list_->currentRow();
    switch (key->key()) {
    case Qt::Key_Escape:
        dismiss();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    case Qt::Key_Down:
        list_->setCurrentRow(row < last ? row + 1 : 0);
        return true;
    case Qt::Key_Up:
        list_->setCurrentRow(row > 0 ? row - 1 : last);
        return true;
    case Qt::Key_PageDown:
        list_->setCurrentRow(std::min(row + kMostRows, last));
        return true;
    case Qt::Key_PageUp:
        list_->setCurrentRow(std::max(row - kMostRows, 0));
        return true;
    default:
        return false;
    }
}

} // namespace diffuscope::ui
