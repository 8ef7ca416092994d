#include "ui/widgets/controls/bar_list.h"

#include "ui/style/theme.h"
#include "ui/widgets/controls/number_label.h"

#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kRow = 20, kBar = 10, kBarGap = 10;
constexpr std::size_t kHead = 24, kTail = 8;
} // namespace

BarList::BarList(const QString& accessibleName, QWidget* parent) : Chart(accessibleName, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BarList::setBars(const std::vector<Bar>& bars)
{
    bars_ = bars;
    rows_.clear();
    largest_ = 1;
    for (const Bar& bar : bars)
        largest_ = std::max(largest_, bar.count);
    const bool whole = bars.size() <= kHead + kTail + 1;
    const auto head = bars.begin() + std::ptrdiff_t(whole ? bars.size() : kHead);
    rows_.assign(bars.begin(), head);
    if (!whole) {
        const auto between = static_cast<long long>(bars.size() - kHead - kTail);
        rows_.push_back({tr("%1 more between").arg(grouped(between)), -1});
        rows_.insert(rows_.end(), bars.end() - std::ptrdiff_t(kTail), bars.end());
    }
    Q_EMIT numbersChanged();
    updateGeometry();
    update();
}

ChartTable BarList::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("name")}, {tr("count")}};
    table.rows = qsizetype(bars_.size());
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const Bar& bar = bars_[std::size_t(row)];
        return column == 0 ? QVariant(bar.name) : QVariant(qlonglong(bar.count));
    };
    return table;
}

QSize BarList::sizeHint() const { return {320, std::max(1, rows()) * kRow}; }

void BarList::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont font = textFont(12), bold = textFont(12, 600);
    const QFontMetricsF metrics(font);
    qreal names = 0, counts = 0;
    for (const Bar& row : rows_) {
        if (row.count >= 0)
            names = std::max(names, metrics.horizontalAdvance(row.name));
        counts = std::max(counts, NumberLabel::width(grouped(std::max(0, row.count)), bold));
    }
    names = std::min(names + 1, width() * 0.42);
    const qreal left = names + kBarGap, room = std::max(10.0, width() - left - kBarGap - counts);
    qreal top = 0;
    for (const Bar& row : rows_) {
        const qreal baseline = top + (kRow + metrics.capHeight()) / 2;
        painter.setFont(font);
        painter.setPen(row.count < 0 ? p.text3 : p.text2);
        const bool gap = row.count < 0;
        painter.drawText(QPointF(gap ? left : 0, baseline),
                         gap ? row.name : metrics.elidedText(row.name, Qt::ElideMiddle, names));
        if (!gap) {
            const qreal length = std::max(row.count > 0 ? 2.0 : 0.0, room * row.count / largest_);
            painter.setPen(Qt::NoPen);
            painter.setBrush(p.signal.graphic);
            painter.drawRoundedRect(QRectF(left, top + (kRow - kBar) / 2.0, length, kBar), 2, 2);
            painter.setPen(p.text1);
            NumberLabel::draw(painter, {left + length + kBarGap, baseline}, grouped(row.count), bold);
        }
        top += kRow;
    }
}

} // namespace diffuscope::ui
