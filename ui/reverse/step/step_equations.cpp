#include "ui/reverse/step/step_equations.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/math/math_text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kEquation = 16, kSmallEquation = 11, kWordSize = 11, kNoEquation = 60;
constexpr double kThumb = 34, kTermGap = 8, kEquationRow = 26;

QString numberMarkup(double value) { return QStringLiteral("\\text{%1}").arg(number(value, 3)); }

// "+ 0.478 x0-hat"; the first of a sum has no plus.
QString termMarkup(const StepNumbers::Term& term, bool first)
{
    const QString sign = term.coefficient < 0 ? QStringLiteral("\u2212 ") : first ? QString() : QStringLiteral("+ ");
    const double size = std::abs(term.coefficient);
    const QString factor = size == 1 ? QString() : numberMarkup(size) + u' ';
    return sign + factor + term.symbol;
}

} // namespace

StepEquations::StepEquations(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Equations of this step"));
    explainParts(this, [this](const QPoint& at) { return pieceAt(at); });
    setNumbers({});
}

QRectF StepEquations::Piece::place() const
{
    const QSizeF extent = MathText::measure(markup, size);
    const QRectF line(baseline.x(), baseline.y() - size - 3, extent.width(), size + 10);
    return picture.isNull() ? line : line.united(pictureAt);
}

std::optional<Explained> StepEquations::pieceAt(const QPoint& at) const
{
    for (const Piece& piece : pieces_)
        if (const QRectF place = piece.place(); numbers_ && piece.term && place.contains(at))
            return Explained{piece.term, piece.now, place.toAlignedRect()};
    return std::nullopt;
}

void StepEquations::setNumbers(const std::optional<StepNumbers>& numbers)
{
    numbers_ = numbers;
    if (!numbers_ || numbers_->rule != rule_)
        height_ = 0;
    rule_ = numbers_ ? numbers_->rule : QString();
    layOut();
    say();
}

// As it can be read aloud.
void StepEquations::say()
{
    if (!numbers_) {
        setAccessibleDescription({});
        setToolTip({});
        return;
    }
    QStringList sum;
    for (const StepNumbers::Term& term : numbers_->next)
        sum.append(number(term.coefficient, 3));
    setAccessibleDescription(
        tr("From step %1 to %2: noise weight %3, signal weight %4; coefficients of the sum: %5")
            .arg(numbers_->from)
            .arg(numbers_->to)
            .arg(number(numbers_->noiseAsked, 3), number(numbers_->signalAsked, 3), sum.join(QStringLiteral(", "))));
    setToolTip(numbers_->words.join(u'\n'));
}

void StepEquations::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (event->oldSize().width() != width())
        layOut();
}

double StepEquations::fittedSize(const QString& markup, int size) const
{
    const double wide = MathText::measure(markup, size).width(), room = std::max(width(), 100) - 2;
    return wide <= room ? size : std::max<double>(kSmallEquation, std::floor(size * room / wide));
}

void StepEquations::layOut()
{
    pieces_.clear();
    double y = 0;
    if (!numbers_) {
        height_ = kNoEquation;
    } else {
        addPrediction(y);
        if (!numbers_->corrected.isEmpty())
            addSum(y, {{}, numbers_->correctedSymbol, 0, {}, {}, "xt", tr("t = %1").arg(numbers_->from)},
                   numbers_->corrected);
        addRule(y);
        addSum(y,
               {{},
                QStringLiteral("\\state{x_s}"),
                0,
                numbers_->result,
                {},
                "xs",
                tr("s = %1, from t = %2").arg(numbers_->to).arg(numbers_->from)},
               numbers_->next);
        const QRectF room(0, y + 2, std::max(width(), 100), 1000);
        words_ = QFontMetricsF(textFont(kWordSize))
                     .boundingRect(room, Qt::AlignLeft | Qt::TextWordWrap, numbers_->words.join(QStringLiteral(". ")));
        height_ = std::max(height_, int(std::ceil(words_.bottom())) + 4);
    }
    updateGeometry();
    update();
}

void StepEquations::addPrediction(double& y)
{
    const QString level = numbers_->stirred ? QStringLiteral("t′") : QStringLiteral("t");
    const QString symbols =
        QStringLiteral("\\prediction{\\hat{x}_0} = (\\state{x_{%1}} \u2212 \\noise{\\sqrt{1\u2212\\bar{\\alpha}_{%1}}}"
                       "\\prediction{\\hat{\\epsilon}}) / \\signal{\\sqrt{\\bar{\\alpha}_{%1}}}")
            .arg(level);
    const QString values =
        QStringLiteral("= (\\state{x_{%1}} \u2212 \\noise{%2} \\prediction{\\hat{\\epsilon}}) / \\signal{%3}")
            .arg(level, numberMarkup(numbers_->noiseAsked), numberMarkup(numbers_->signalAsked)) +
        (numbers_->limited ? QStringLiteral(" \\text{, %1}").arg(tr("then kept in [−1, 1]")) : QString());
    const QString now = tr("√(1−ᾱ) = %1, √ᾱ = %2 at t = %3")
                            .arg(number(numbers_->noiseAsked, 4), number(numbers_->signalAsked, 4))
                            .arg(numbers_->from);
    pieces_.append(Piece{QPointF(0, y + 19), symbols, int(fittedSize(symbols, kEquation)), {}, {}, "x0Hat", now});
    pieces_.append(Piece{
        QPointF(18, y + 19 + kEquationRow), values, int(fittedSize(values, kEquation - 2)), {}, {}, "x0Hat", now});
    y += 2 * kEquationRow + 6;
}

void StepEquations::addRule(double& y)
{
    if (numbers_->rule.isEmpty())
        return;
    const QString now = tr("from t = %1 to s = %2").arg(numbers_->from).arg(numbers_->to);
    pieces_.append(
        Piece{QPointF(0, y + 20), numbers_->rule, int(fittedSize(numbers_->rule, kEquation)), {}, {}, "stepSum", now});
    y += kEquationRow + 4;
}

void StepEquations::addSum(double& y, Piece result, const QList<StepNumbers::Term>& terms)
{
    double x = 0;
    bool pictures = false;
    const auto add = [&](Piece piece) {
        piece.size = kEquation - 2;
        const bool shown = !piece.picture.isNull();
        const double wide = std::max(MathText::measure(piece.markup, piece.size).width(), shown ? kThumb : 0);
        if (x > 0 && x + wide > std::max(width(), 100)) {
            x = 18;
            y += kEquationRow + (pictures ? kThumb + 4 : 0);
            pictures = false;
        }
        piece.baseline = QPointF(x, y + 18);
        if (shown) {
            piece.pictureAt = QRectF(x + (wide - kThumb) / 2, y + kEquationRow, kThumb, kThumb);
            pictures = true;
        }
        pieces_.append(piece);
        x += wide + kTermGap;
    };
    result.markup += QStringLiteral(" =");
    add(std::move(result));
    for (qsizetype k = 0; k < terms.size(); ++k)
        add({{},
             termMarkup(terms[k], k == 0),
             0,
             terms[k].picture,
             {},
             terms[k].term,
             tr("times %1 in this step").arg(number(terms[k].coefficient, 4))});
    y += kEquationRow + (pictures ? kThumb + 6 : 2);
}

void StepEquations::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!numbers_) {
        painter.setFont(textFont(12));
        painter.setPen(colours.text3);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("The numbers of a step appear once there is a sample."));
        return;
    }
    painter.fillRect(hairline(painter, QRectF(0, 2 * kEquationRow + 3, width(), 1)), colours.line);
    for (const Piece& piece : pieces_) {
        MathText::draw(painter, piece.baseline, piece.markup, piece.size, colours.text2, this);
        if (!piece.picture.isNull())
            painter.drawImage(piece.pictureAt, piece.picture);
    }
    painter.setFont(textFont(kWordSize));
    painter.setPen(colours.text3);
    painter.drawText(words_, Qt::AlignLeft | Qt::TextWordWrap, numbers_->words.join(QStringLiteral(". ")));
}

} // namespace diffuscope::ui
