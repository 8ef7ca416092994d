#include "ui/window/sheets/help_sheet.h"

#include "ui/style/theme.h"
#include "ui/window/sheets/key_caps.h"
#include "ui/workspace/command.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kSide = 32, kBetween = 32, kFoot = 16;

int headHeight() { return presentationType() ? 124 : 104; }

constexpr int kRoomiest = 11, kTightest = 4; // of a row, beyond its type

QString firstSteps()
{
    return HelpSheet::tr(
        "Drop a picture anywhere to watch it dissolve, a folder of pictures to train on it, a model "
        "folder to generate pictures with it. The timeline is the same everywhere: data on the left, noise on the "
        "right. Ctrl+K finds everything by its name.");
}

} // namespace

HelpSheet::HelpSheet(QWidget* window, const QList<Command*>& commands) : Sheet(window, true)
{
    setObjectName(QStringLiteral("helpSheet"));
    setAccessibleName(tr("Keys"));
    for (const Command* command : commands) {
        const QString keys = command->keys();
        if (keys.isEmpty() || !command->isListed(Command::Keys))
            continue;
        auto group = std::find_if(groups_.begin(), groups_.end(),
                                  [&](const Group& known) { return known.title == command->group(); });
        if (group == groups_.end())
            group = groups_.insert(groups_.end(), {command->group(), {}});
        group->keys.append({keys, command->title()});
    }
    measure();
    QStringList spoken;
    for (const Group& group : groups_)
        for (const auto& [keys, title] : group.keys)
            spoken.append(keys + QStringLiteral(": ") + title);
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    appear(this);
}

void HelpSheet::measure()
{
    const QFontMetricsF metrics(textFont(12));
    keysWide_ = wordsWide_ = 0;
    for (const Group& group : groups_)
        for (const auto& [keys, words] : group.keys) {
            keysWide_ = std::max(keysWide_, int(std::ceil(keyCapsWidth(keys, 11))) + 12);
            wordsWide_ = std::max(wordsWide_, int(std::ceil(metrics.horizontalAdvance(words))) + 2);
        }
}

// All keys are seen at once: in a low window with large type the rows move together.
void HelpSheet::arrange()
{
    for (int room = kRoomiest; room >= kTightest; --room) {
        row_ = shownSize(12) + room;
        if (columnsHeight(columns()) + headHeight() + kFoot <= height() - 16)
            break;
    }
    update();
}

void HelpSheet::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        measure();
        arrange();
    }
    Sheet::changeEvent(event);
}

int HelpSheet::groupHeight(const Group& group) const { return row_ * (int(group.keys.size()) + 1) + 14; }

QList<int> HelpSheet::spread(int columns) const
{
    int most = 0, all = 0;
    for (const Group& group : groups_) {
        most = std::max(most, groupHeight(group));
        all += groupHeight(group);
    }
    for (int limit = std::max(most, all / columns);; limit += 4) { // the lowest that holds them all
        QList<int> first{0};
        int high = 0;
        for (int i = 0; i < groups_.size(); ++i) {
            if (high + groupHeight(groups_[i]) > limit && high > 0) {
                first.append(i);
                high = 0;
            }
            high += groupHeight(groups_[i]);
        }
        if (first.size() <= columns)
            return first;
    }
}

int HelpSheet::columnsHeight(int columns) const
{
    const QList<int> first = spread(columns);
    int highest = 0;
    for (int column = 0; column < first.size(); ++column) {
        int high = 0;
        for (int i = first[column]; i < (column + 1 < first.size() ? first[column + 1] : groups_.size()); ++i)
            high += groupHeight(groups_[i]);
        highest = std::max(highest, high);
    }
    return highest;
}

int HelpSheet::columns() const
{
    const int most = (width() - 2 * kSide - 32 + kBetween) / (keysWide_ + wordsWide_ + kBetween);
    for (int columns = 2; columns < most; ++columns)
        if (columnsHeight(columns) + headHeight() + kFoot <= height() - 48)
            return columns;
    return std::max(1, most);
}

QRect HelpSheet::card() const
{
    const int columns = std::min(this->columns(), int(spread(this->columns()).size()));
    const int wide = columns * (keysWide_ + wordsWide_) + (columns - 1) * kBetween + 2 * kSide;
    const int high = std::min(height() - 16, columnsHeight(columns) + headHeight() + kFoot);
    return {(width() - wide) / 2, (height() - high) / 2, wide, high};
}

void HelpSheet::drawGroup(QPainter& painter, const Group& group, QPoint at) const
{
    const Palette& p = paletteOf(this);
    painter.setFont(textFont(12, 600));
    painter.setPen(p.text1);
    painter.drawText(QRect(at, QSize(keysWide_ + wordsWide_, row_)), Qt::AlignLeft | Qt::AlignVCenter, group.title);
    int top = at.y() + row_;
    for (const auto& [keys, words] : group.keys) {
        drawKeyCaps(painter, at.x(), top + row_ / 2.0, keys, 11, p);
        painter.setFont(textFont(12));
        painter.setPen(p.text2);
        painter.drawText(QRect(at.x() + keysWide_, top, wordsWide_, row_), Qt::AlignLeft | Qt::AlignVCenter, words);
        top += row_;
    }
}

void HelpSheet::paintEvent(QPaintEvent* event)
{
    Sheet::paintEvent(event);
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect whole = card();
    painter.setPen(p.text1);
    painter.setFont(textFont(18, 600));
    painter.drawText(whole.adjusted(kSide, 20, -kSide, 0), Qt::AlignLeft | Qt::AlignTop, QStringLiteral("Diffuscope"));
    painter.setFont(textFont(12));
    painter.setPen(p.text2);
    painter.drawText(whole.adjusted(kSide, 50, -kSide, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     firstSteps());
    const QList<int> first = spread(columns());
    for (int column = 0; column < first.size(); ++column) {
        QPoint at(whole.left() + kSide + column * (keysWide_ + wordsWide_ + kBetween), whole.top() + headHeight());
        for (int i = first[column]; i < (column + 1 < first.size() ? first[column + 1] : groups_.size()); ++i) {
            drawGroup(painter, groups_[i], at);
            at.ry() += groupHeight(groups_[i]);
        }
    }
}

void HelpSheet::keyPressEvent(QKeyEvent* event)
{
    event->accept();
    const bool alone = event->key() == Qt::Key_Shift || event->key() == Qt::Key_Control || event->key() == Qt::Key_Alt;
    if (!alone)
        dismiss();
}

void HelpSheet::mousePressEvent(QMouseEvent*) { dismiss(); }

} // namespace diffuscope::ui
