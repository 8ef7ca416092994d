#include "ui/forward/evidence/channel_table.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/histogram_plot.h"
#include "ui/widgets/controls/number_label.h"

#include <QPainter>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kTableRow = 18, kTableHeader = 18, kNumber = 66;

} // namespace

ChannelTable::ChannelTable(QWidget* parent) : Chart(tr("Mean and variance of each channel"), parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ChannelTable::setStats(const std::vector<ChannelStats>& stats)
{
    const bool resized = stats.size() != stats_.size();
    stats_ = stats;
    Q_EMIT numbersChanged();
    if (resized)
        updateGeometry();
    update();
}

ChartTable ChannelTable::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("channel")}, {tr("mean"), {}, 5}, {tr("variance"), {}, 5}, {tr("σ"), {}, 5}, {tr("values")}};
    table.rows = qsizetype(stats_.size());
    table.cell = [this](qsizetype row, int column) -> QVariant {
        const ChannelStats& s = stats_[std::size_t(row)];
        if (column == 0)
            return channelName(int(row), int(stats_.size()));
        if (column == 4)
            return qlonglong(s.count);
        const double values[] = {s.mean, s.variance, std::sqrt(s.variance)};
        return s.count > 0 ? QVariant(values[column - 1]) : QVariant();
    };
    return table;
}

QSize ChannelTable::sizeHint() const { return {200, kTableHeader + kTableRow * int(stats_.size()) + 2}; }

void ChannelTable::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto column = [this](int fromRight) {
        return QRectF(width() - kNumber * (fromRight + 1), 0, kNumber, kTableHeader);
    };
    const QString heads[] = {tr("σ"), tr("variance"), tr("mean")};
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    for (int i = 0; i < 3; ++i)
        painter.drawText(column(i), Qt::AlignRight | Qt::AlignVCenter, heads[i]);
    const QFont font = textFont(12, 500);
    for (std::size_t channel = 0; channel < stats_.size(); ++channel) {
        const double top = kTableHeader + kTableRow * double(channel), base = top + 13;
        painter.fillRect(hairline(painter, QRectF(0, top, width(), 1)), p.line);
        painter.setPen(QPen(p.state.graphic, 1.5, channelDash(int(channel))));
        painter.drawLine(QPointF(0, top + 9.5), QPointF(18, top + 9.5));
        painter.setPen(p.text2);
        painter.setFont(textFont(12));
        painter.drawText(QPointF(26, base), channelName(int(channel), int(stats_.size())));
        const ChannelStats& s = stats_[channel];
        const double values[] = {std::sqrt(s.variance), s.variance, s.mean};
        painter.setPen(p.text1);
        for (int i = 0; i < 3; ++i) {
            const QString text = s.count ? number(values[i], 3) : QStringLiteral("–");
            NumberLabel::draw(painter, {column(i).right() - NumberLabel::width(text, font), base}, text, font);
        }
    }
}

} // namespace diffuscope::ui
