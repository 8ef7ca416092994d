#include "ui/forward/channel_table.h"

#include "ui/style/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/histogram_plot.h"

#include <QPainter>

#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kRow = 18, kHeader = 18, kNumber = 66;

} // namespace

ChannelTable::ChannelTable(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Mean and variance of each channel"));
}

void ChannelTable::setStats(const std::vector<ChannelStats>& stats)
{
    const bool resized = stats.size() != stats_.size();
    stats_ = stats;
    QStringList words;
    for (std::size_t channel = 0; channel < stats.size(); ++channel)
        words << textAt(int(channel));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    if (resized)
        updateGeometry();
    update();
}

QString ChannelTable::textAt(int channel) const
{
    const ChannelStats& stats = stats_.at(std::size_t(channel));
    return tr("%1: mean %2, variance %3")
        .arg(channelName(channel, int(stats_.size())), number(stats.mean, 3), number(stats.variance, 3));
}

QSize ChannelTable::sizeHint() const { return {200, kHeader + kRow * int(stats_.size()) + 2}; }

void ChannelTable::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto column = [this](int fromRight) {
        return QRectF(width() - kNumber * (fromRight + 1), 0, kNumber, kHeader);
    };
    const QString heads[] = {tr("σ"), tr("variance"), tr("mean")};
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    for (int i = 0; i < 3; ++i)
        painter.drawText(column(i), Qt::AlignRight | Qt::AlignVCenter, heads[i]);
    const QFont font = textFont(12, 500);
    for (std::size_t channel = 0; channel < stats_.size(); ++channel) {
        const double top = kHeader + kRow * double(channel), base = top + 13;
        painter.fillRect(QRectF(0, top, width(), 1), p.line);
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
