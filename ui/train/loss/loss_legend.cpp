#include "ui/train/loss/loss_legend.h"

#include "ui/style/theme.h"
#include "ui/train/history/run_history.h"

#include <QEvent>
#include <QPainter>

namespace diffuscope::ui {

namespace {
constexpr int kSample = 16, kLegendGap = 6, kBetween = 18;
}

LossLegend::LossLegend(const RunHistory& history, QWidget* parent) : QWidget(parent), history_(history)
{
    explainParts(this, [this](const QPoint& at) { return partAt(at); });
    fit();
}

std::optional<Explained> LossLegend::partAt(const QPoint& at) const
{
    constexpr const char* kTerms[] = {"loss", "smoothedLoss", "validation"};
    const QFontMetrics metrics(textFont(11));
    const auto valueAt = [](double value, std::int64_t step) {
        return tr("%1 at step %2").arg(smallNumber(value, 4), grouped(step));
    };
    int left = 0;
    const QStringList all = names();
    for (qsizetype k = 0; k < all.size(); ++k) {
        const QRect place(left, 0, kSample + kLegendGap + metrics.horizontalAdvance(all[k]) + kBetween, height());
        left += place.width();
        if (!place.contains(at))
            continue;
        QString now;
        if (k == 2)
            now = valueAt(history_.validation().back().loss, history_.validation().back().step);
        else if (!history_.points().empty())
            now = valueAt(k == 0 ? history_.points().back().loss : history_.smoothed(), history_.lastStep());
        return Explained{kTerms[k], now, place};
    }
    return std::nullopt;
}

QStringList LossLegend::names() const
{
    QStringList names{tr("batch"), tr("smoothed")};
    if (validation_ && !history_.validation().empty())
        names << tr("validation");
    return names;
}

void LossLegend::setValidation(bool shown)
{
    if (shown == validation_)
        return;
    validation_ = shown;
    fit();
}

void LossLegend::fit()
{
    const QFontMetrics metrics(textFont(11));
    int width = 2 - kBetween;
    for (const QString& name : names())
        width += kSample + kLegendGap + metrics.horizontalAdvance(name) + kBetween;
    setFixedSize(width, 16);
    setAccessibleName(tr("Curves: %1").arg(names().join(QStringLiteral(", "))));
    update();
}

void LossLegend::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fit();
}

void LossLegend::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(textFont(11));
    QColor raw = colours.error.graphic;
    raw.setAlphaF(0.27f);
    int left = 0;
    const QStringList all = names();
    for (qsizetype k = 0; k < all.size(); ++k) {
        if (k == 0) {
            painter.fillRect(QRectF(left, 4, kSample, 8), raw);
        } else if (k == 1) {
            painter.fillRect(QRectF(left, 7, kSample, 2), colours.error.graphic);
        } else {
            painter.setPen(QPen(colours.text1, 1.5, Qt::DotLine, Qt::FlatCap));
            painter.drawLine(QPointF(left, 8), QPointF(left + kSample, 8));
            painter.setPen(Qt::NoPen);
            painter.setBrush(colours.text1);
            painter.drawEllipse(QPointF(left + kSample / 2.0, 8), 2.25, 2.25);
        }
        left += kSample + kLegendGap;
        painter.setPen(colours.text2);
        painter.drawText(QRect(left, 0, 120, 16), Qt::AlignVCenter, all[k]);
        left += painter.fontMetrics().horizontalAdvance(all[k]) + kBetween;
    }
}

} // namespace diffuscope::ui
