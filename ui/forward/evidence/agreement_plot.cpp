#include "ui/forward/evidence/agreement_plot.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/number_label.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope::ui {

namespace {

constexpr int kHistogram = 84, kAgreementAxis = 20, kAgreementRow = 18, kColumn = 74;
constexpr double kAgreementReach = Agreement::kReach;
constexpr int kAgreementBins = Agreement::kBins;

double bellAt(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }

double edgeOf(qsizetype bin)
{
    return -kAgreementReach + 2 * kAgreementReach * double(bin) / kAgreementBins;
} // in deviations from the mean

double bellUpTo(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

// Of N(0, 1) in that bin, the tails in the end ones, as the walks are counted.
double bellIn(qsizetype bin)
{
    return (bin == kAgreementBins - 1 ? 1 : bellUpTo(edgeOf(bin + 1))) - (bin == 0 ? 0 : bellUpTo(edgeOf(bin)));
}

} // namespace

AgreementPlot::AgreementPlot(QWidget* parent) : Chart(tr("Walks against the closed form"), parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void AgreementPlot::setAgreement(const Agreement* agreement)
{
    shown_ = agreement ? std::optional<Agreement>(*agreement) : std::nullopt;
    Q_EMIT numbersChanged();
    update();
}

// A step without noise has no bins: every walk stands at one value.
ChartTable AgreementPlot::table() const
{
    ChartTable table;
    table.title = accessibleName();
    table.columns = {{tr("value from"), {}, 4},
                     {tr("to"), {}, 4},
                     {tr("walks")},
                     {tr("of all"), QStringLiteral("%"), 3},
                     {tr("closed form"), QStringLiteral("%"), 3}};
    if (!shown_ || shown_->count == 0)
        return table;
    table.about = tr("%1 walks: mean %2 ± %3, deviation %4 ± %5; closed form: mean %6, deviation %7")
                      .arg(grouped(qlonglong(shown_->count)), number(shown_->mean, 4), number(shown_->meanError, 4),
                           number(shown_->deviation, 4), number(shown_->deviationError, 4),
                           number(shown_->exactMean, 4), number(shown_->exactDeviation, 4));
    table.rows = shown_->exactDeviation > 0 ? kAgreementBins : 0;
    table.cell = [this](qsizetype row, int column) -> QVariant {
        if (column < 2)
            return shown_->exactMean + edgeOf(row + column) * shown_->exactDeviation;
        if (column == 4)
            return 100 * bellIn(row);
        const double walks = shown_->histogram[std::size_t(row)];
        return column == 2 ? QVariant(qlonglong(walks)) : QVariant(100 * walks / double(shown_->count));
    };
    return table;
}

void AgreementPlot::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(0, 4, width(), kHistogram - 4);
    painter.fillRect(hairline(painter, QRectF(0, box.bottom(), width(), 1)), p.line2);
    if (!shown_ || shown_->count == 0) {
        painter.setPen(p.text3);
        painter.setFont(textFont(12));
        painter.drawText(box, Qt::AlignCenter, tr("walking…"));
        return;
    }
    if (shown_->exactDeviation > 0)
        drawHistogram(painter, box);
    else {
        painter.setPen(p.text2);
        painter.setFont(textFont(12));
        painter.drawText(box, Qt::AlignCenter, tr("No noise yet: every walk stands at x₀."));
    }
    drawTable(painter, kHistogram + kAgreementAxis);
}

void AgreementPlot::drawHistogram(QPainter& painter, const QRectF& box) const
{
    const Palette& p = paletteOf(this);
    constexpr double kPeak = 0.5;
    const auto place = [&](double z, double density) {
        return QPointF(box.left() + (z + kAgreementReach) / (2 * kAgreementReach) * box.width(),
                       box.bottom() - std::min(1.0, density / kPeak) * box.height());
    };
    QPolygonF bell;
    for (int i = 0; i <= 80; ++i)
        bell.append(place(-kAgreementReach + 2 * kAgreementReach * i / 80,
                          bellAt(-kAgreementReach + 2 * kAgreementReach * i / 80)));
    QPainterPath area;
    area.addPolygon(bell);
    area.lineTo(box.bottomRight());
    area.lineTo(box.bottomLeft());
    painter.fillPath(area, p.noise.wash);
    QColor bars = p.state.graphic;
    bars.setAlphaF(0.82f);
    const double width = 2 * kAgreementReach / kAgreementBins;
    for (int bin = 0; bin < kAgreementBins; ++bin) {
        const double density = double(shown_->histogram[std::size_t(bin)]) / double(shown_->count) / width;
        const QPointF a = place(-kAgreementReach + bin * width, density),
                      b = place(-kAgreementReach + (bin + 1) * width, 0);
        painter.fillRect(QRectF(a.x() + 0.4, a.y(), b.x() - a.x() - 0.8, b.y() - a.y()), bars);
    }
    painter.setPen(QPen(p.noise.graphic, 2));
    painter.drawPolyline(bell);
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    const auto valueAt = [this](int z) { return number(shown_->exactMean + z * shown_->exactDeviation, 2); };
    double widest = 0;
    for (int z = -2; z <= 2; ++z)
        widest = std::max(widest, QFontMetricsF(painter.font()).horizontalAdvance(valueAt(z)));
    const int apart = widest + 8 <= place(1, 0).x() - place(0, 0).x() ? 1 : 2; // larger type has no room for all
    for (int z = -2; z <= 2; z += apart) {
        const double x = place(z, 0).x();
        painter.drawText(QRectF(x - 40, box.bottom() + 3, 80, 16), Qt::AlignCenter, valueAt(z));
    }
    painter.drawText(box.adjusted(0, 18, 0, 0), Qt::AlignLeft | Qt::AlignTop, tr("walks"));
    painter.setPen(p.noise.text);
    painter.drawText(box.adjusted(0, 18, 0, 0), Qt::AlignRight | Qt::AlignTop, tr("closed form"));
}

void AgreementPlot::drawTable(QPainter& painter, double top) const
{
    const Palette& p = paletteOf(this);
    const QFont font = textFont(12, 500);
    const double wide =
        std::max<double>(kColumn, QFontMetricsF(textFont(11)).horizontalAdvance(tr("closed form")) + 14);
    const auto column = [&](int fromRight) { return width() - wide * fromRight; };
    const auto write = [&](int fromRight, double base, const QString& text, const QColor& colour) {
        painter.setPen(colour);
        NumberLabel::draw(painter, {column(fromRight) - NumberLabel::width(text, font), base}, text, font);
    };
    painter.setFont(textFont(11));
    painter.setPen(p.text3);
    const QString heads[] = {tr("± error"), tr("closed form"), tr("walks")};
    for (int i = 0; i < 3; ++i)
        painter.drawText(QRectF(column(i) - wide, top, wide, kAgreementRow), Qt::AlignRight | Qt::AlignVCenter,
                         heads[i]);
    const struct {
        QString name;
        double walks, exact, error;
    } rows[] = {{tr("mean"), shown_->mean, shown_->exactMean, shown_->meanError},
                {tr("σ"), shown_->deviation, shown_->exactDeviation, shown_->deviationError}};
    for (int i = 0; i < 2; ++i) {
        const double line = top + kAgreementRow * (i + 1), base = line + 13;
        painter.fillRect(hairline(painter, QRectF(0, line, width(), 1)), p.line);
        painter.setFont(textFont(12));
        painter.setPen(p.text2);
        painter.drawText(QPointF(0, base), rows[i].name);
        write(2, base, number(rows[i].walks, 4), p.text1);
        write(1, base, number(rows[i].exact, 4), p.noise.text);
        write(0, base, number(rows[i].error, 4), p.text2);
    }
}

} // namespace diffuscope::ui
