#include "ui/reverse/step/step_equations.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/math/math_text.h"

#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kMath = 17, kDesignWidth = 304;
constexpr double kPicture = 38;
} // namespace

StepEquations::StepEquations(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setNumbers({});
}

void StepEquations::setNumbers(const std::optional<StepNumbers>& numbers)
{
    numbers_ = numbers;
    setAccessibleName(tr("Equations of this step"));
    if (numbers_)
        setAccessibleDescription(
            tr("From step %1 to %2: noise weight %3, signal weight %4, added noise %5")
                .arg(numbers_->from)
                .arg(numbers_->to)
                .arg(number(numbers_->noiseFrom, 3), number(numbers_->signalFrom, 3), number(numbers_->sigma, 3)));
    update();
}

double StepEquations::scale() const { return std::min(1.0, double(width()) / kDesignWidth); }

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
    paintPrediction(painter);
    painter.fillRect(hairline(painter, QRectF(0, 53, width(), 1)), colours.line);
    paintUpdate(painter);
}

void StepEquations::cell(QPainter& painter, double x, double width, double y, const QString& markup) const
{
    const QSizeF size = MathText::measure(markup, kMath);
    const double left = (x + width / 2) * scale() - size.width() / 2;
    MathText::draw(painter, QPointF(left, y + 19), markup, kMath, paletteOf(this).text2, this);
}

void StepEquations::value(QPainter& painter, double x, double width, double y, const QString& text,
                          const QColor& colour) const
{
    const QFont font = textFont(13, 600);
    painter.setPen(colour);
    NumberLabel::draw(painter, QPointF((x + width / 2) * scale() - NumberLabel::width(text, font) / 2, y + 17), text,
                      font);
}

void StepEquations::thumbnail(QPainter& painter, double x, double y, const QImage& picture, const QColor& frame) const
{
    const QRectF box(x * scale(), y, kPicture * scale(), kPicture * scale());
    painter.setBrush(paletteOf(this).canvas);
    painter.setPen(QPen(frame, 2));
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3);
    if (!picture.isNull())
        painter.drawImage(box.adjusted(3, 3, -3, -3), picture);
}

void StepEquations::paintPrediction(QPainter& painter) const
{
    const Palette& colours = paletteOf(this);
    cell(painter, 2, 40, 0, QStringLiteral("\\prediction{\\hat{x}_0}"));
    cell(painter, 42, 18, 0, QStringLiteral("="));
    cell(painter, 62, 36, 0, QStringLiteral("(\\state{x_t}"));
    cell(painter, 100, 20, 0, QStringLiteral("\u2212"));
    cell(painter, 120, 70, 0, QStringLiteral("\\noise{\\sqrt{1\u2212\\bar{\\alpha}_t}}"));
    cell(painter, 190, 20, 0, QStringLiteral("\\prediction{\\hat{\\epsilon}}"));
    cell(painter, 210, 34, 0, QStringLiteral(") /"));
    cell(painter, 244, 46, 0, QStringLiteral("\\signal{\\sqrt{\\bar{\\alpha}_t}}"));
    value(painter, 120, 70, 26, number(numbers_->noiseFrom, 3), colours.noise.text);
    value(painter, 244, 46, 26, number(numbers_->signalFrom, 3), colours.signal.text);
    if (!numbers_->limited)
        return;
    painter.setFont(textFont(11));
    painter.setPen(colours.text3);
    painter.drawText(QPointF(2, 43), tr("then kept in [−1, 1]"));
}

void StepEquations::paintUpdate(QPainter& painter) const
{
    const Palette& colours = paletteOf(this);
    const StepNumbers& n = *numbers_;
    if (n.update == StepNumbers::Update::Other) {
        painter.setFont(textFont(12));
        painter.setPen(colours.text2);
        painter.drawText(
            QRectF(0, 62, width(), 80), Qt::AlignLeft | Qt::TextWordWrap,
            tr("%1 goes from t = %2 to s = %3 by a rule of its own.").arg(n.samplerName).arg(n.from).arg(n.to));
        return;
    }
    const bool ddim = n.update == StepNumbers::Update::Ddim;
    const bool noisy = n.sigma > 0;
    cell(painter, 0, 40, 62, QStringLiteral("\\state{x_s}"));
    cell(painter, 42, 18, 62, QStringLiteral("="));
    cell(painter, 58, 48, 62,
         ddim ? QStringLiteral("\\signal{\\sqrt{\\bar{\\alpha}_s}}") : QStringLiteral("\\signal{w_0}"));
    cell(painter, 106, 38, 62, QStringLiteral("\\prediction{\\hat{x}_0}"));
    cell(painter, 144, 16, 62, QStringLiteral("+"));
    cell(painter, 160, 62, 62,
         !ddim   ? QStringLiteral("\\state{w_t}")
         : noisy ? QStringLiteral("\\noise{\\sqrt{1\u2212\\bar{\\alpha}_s\u2212\\sigma^2}}")
                 : QStringLiteral("\\noise{\\sqrt{1\u2212\\bar{\\alpha}_s}}"));
    cell(painter, noisy && ddim ? 232 : 222, 38, 62,
         ddim ? QStringLiteral("\\prediction{\\hat{\\epsilon}}") : QStringLiteral("\\state{x_t}"));
    cell(painter, 260, 16, 62, QStringLiteral("+"));
    cell(painter, 276, 28, 62, QStringLiteral("\\sigma z"));
    const double row = 99;
    thumbnail(painter, 1, row - 6, n.next, colours.state.graphic);
    cell(painter, 42, 18, row, QStringLiteral("="));
    value(painter, 58, 48, row, number(n.first, 3), colours.signal.text);
    thumbnail(painter, 106, row - 6, n.prediction, colours.prediction.graphic);
    cell(painter, 144, 16, row, QStringLiteral("+"));
    value(painter, 160, 62, row, number(n.second, 3), ddim ? colours.noise.text : colours.state.text);
    thumbnail(painter, 222, row - 6, n.other, ddim ? colours.prediction.graphic : colours.state.graphic);
    cell(painter, 260, 16, row, QStringLiteral("+"));
    value(painter, 274, 32, row, noisy ? number(n.sigma, 2) : QStringLiteral("0"),
          noisy ? colours.noise.text : colours.text3);
}

} // namespace diffuscope::ui
