#include "ui/train/microscope/stage/equation_pages.h"

#include "ui/style/paint_kit.h"
#include "ui/style/to_qimage.h"
#include "ui/train/microscope/microscope_state.h"
#include "ui/train/microscope/substeps.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/math/math_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kCoefficient = 96, kSmallSign = 40;

// The answer, or the truth, as it is called: of a network that predicts pictures they are data.
void nameAnswer(ImageView* view, const DissectedStep& step, bool truth)
{
    if (truth) {
        view->setFrameConcept(step.answersData ? Concept::Signal : Concept::Noise);
        view->setSymbol(step.answersData ? QStringLiteral("x_0") : QStringLiteral("\\epsilon"),
                        step.answersData ? EquationPage::tr("the data") : EquationPage::tr("true noise"));
        return;
    }
    view->setSymbol(step.answersData ? QStringLiteral("\\hat{x}_0") : QStringLiteral("\\hat{\\epsilon}"),
                    EquationPage::tr("its answer"));
}

float rangeOf(const DissectedStep& step) { return step.answersData ? 1.0f : kNoiseRange; }

QString placeName(const QPoint& pixel)
{
    return EquationPage::tr("column %1, row %2:").arg(pixel.x() + 1).arg(pixel.y() + 1);
}

double at(const Image& image, const QPoint& pixel) { return double(image.at(0, pixel.y(), pixel.x())); }

} // namespace

MixPage::MixPage(MicroscopeState& state, ViewLink* link, QWidget* parent)
    : EquationPage(state, link, parent),
      noisy_(add(QStringLiteral("mixNoisy"), Concept::State, QStringLiteral("x_t"), tr("what it gets"))),
      data_(add(QStringLiteral("mixData"), Concept::Signal, QStringLiteral("x_0"), tr("the data"))),
      noise_(add(QStringLiteral("mixNoise"), Concept::Noise, QStringLiteral("\\epsilon"), tr("true noise")))
{
    noise_->setRole(QStringLiteral("train/noise"));
}

void MixPage::showStep()
{
    noisy_->setImage(followed().noisy);
    data_->setImage(followed().data);
    noise_->setImage(followed().noise, kNoiseRange);
    const Schedule& schedule = state().schedule();
    const int t = followed().timestep;
    setSigns({{QStringLiteral("= \\signal{\\sqrt{\\bar{\\alpha}_t}}"), number(schedule.signalScale(t), 3),
               Concept::Signal, false, kCoefficient},
              {QStringLiteral("+ \\noise{\\sqrt{1-\\bar{\\alpha}_t}}"), number(schedule.noiseScale(t), 3),
               Concept::Noise, false, kCoefficient + 24}});
}

QList<NumberLine::Part> MixPage::numbers() const
{
    const Schedule& schedule = state().schedule();
    const int t = followed().timestep;
    const double signal = schedule.signalScale(t), noise = schedule.noiseScale(t);
    if (const auto p = pixel())
        return {{placeName(*p), number(at(followed().noisy, *p), 3), Concept::State},
                {QStringLiteral("="),
                 QStringLiteral("%1 · %2").arg(number(signal, 3), number(at(followed().data, *p), 3)), Concept::Signal},
                {QStringLiteral("+"),
                 QStringLiteral("%1 · %2").arg(number(noise, 3), number(at(followed().noise, *p), 3)), Concept::Noise}};
    return {{tr("squares of the factors"),
             QStringLiteral("%1 + %2 = 1").arg(number(signal * signal, 3), number(noise * noise, 3))},
            {tr("point at a pixel for its sum"), {}}};
}

PredictPage::PredictPage(MicroscopeState& state, ViewLink* link, QWidget* parent)
    : EquationPage(state, link, parent),
      noisy_(add(QStringLiteral("predictNoisy"), Concept::State, QStringLiteral("x_t"), tr("what it gets"))),
      answer_(add(QStringLiteral("predictAnswer"), Concept::Prediction, QStringLiteral("\\hat{\\epsilon}"),
                  tr("its answer")))
{
}

void PredictPage::place()
{
    const int between = std::clamp(width() - 2 * (kLargest + 10), 180, 460);
    setSigns({{{}, {}, Concept::State, false, between}});
}

void PredictPage::resizeEvent(QResizeEvent* event)
{
    EquationPage::resizeEvent(event);
    place();
}

void PredictPage::showStep()
{
    const DissectedStep& step = *state().step();
    nameAnswer(answer_, step, false);
    answer_->setRole(step.answersData ? QString() : QStringLiteral("train/noise"));
    noisy_->setImage(followed().noisy);
    answer_->setImage(followed().answer, rangeOf(step));
    place();
}

QList<NumberLine::Part> PredictPage::numbers() const
{
    const DissectedStep& step = *state().step();
    return {
        {tr("one look took"), tr("%1 ms").arg(smallNumber(1000 * step.lookSeconds / double(step.pictures.size()), 1))},
        {tr("deviation of the answer"), errorText(statsOf(followed().answer).standardDeviation), Concept::Prediction},
        {tr("of the truth"), number(statsOf(followed().truth).standardDeviation, 3),
         step.answersData ? Concept::Signal : Concept::Noise},
        {step.prediction == "v_prediction" ? tr("it answers with v, from which this noise follows") : QString(), {}}};
}

// As many columns as the network has levels: down, the middle, up, with the skips above.
void PredictPage::drawMore(QPainter& painter)
{
    if (!state().step())
        return;
    const Palette& p = paletteOf(this);
    const DissectedStep& step = *state().step();
    const QRectF room = signPlace(0).adjusted(8, 4, -8, -40);
    int levels = 1;
    for (const NetworkBlock& block : step.blocks)
        levels = std::max(levels, block.level + 1);
    const int columns = 2 * levels + 1;
    const double arrow = 44, wide = (room.width() - 2 * arrow) / (columns * 1.7);
    const auto placeOf = [&](int column) {
        const int level = std::min(column, columns - 1 - column);
        const double high = room.height() * std::pow(0.62, std::min(level, levels - 1));
        const double x = room.left() + arrow + (column + 0.35) * wide * 1.7;
        return QRectF(x, room.center().y() - high / 2, wide, high);
    };
    painter.setPen(QPen(p.prediction.graphic, 1, Qt::DotLine));
    for (int level = 0; level < levels; ++level) {
        const QRectF down = placeOf(level), up = placeOf(columns - 1 - level);
        painter.drawLine(QPointF(down.right(), down.top() + 6), QPointF(up.left(), up.top() + 6));
    }
    for (int column = 0; column < columns; ++column)
        drawBox(painter, placeOf(column), 2, p.prediction.wash, p.prediction.graphic, 1.5);
    painter.setPen(QPen(p.text2, 1.5));
    for (const double left : {room.left(), room.right() - arrow + 6}) {
        const QPointF from(left, room.center().y()), to(left + arrow - 8, room.center().y());
        painter.drawLine(from, to);
        painter.drawPolyline(QPolygonF({to + QPointF(-6, -4), to, to + QPointF(-6, 4)}));
    }
    painter.setFont(textFont(12, 600));
    painter.setPen(p.text1);
    QString told = QStringLiteral("t = %1").arg(followed().timestep + 1);
    if (followed().told && followed().label < int(step.classNames.size()))
        told += tr(", class %1").arg(QString::fromStdString(step.classNames[std::size_t(followed().label)]));
    painter.drawText(QRectF(room.left(), room.bottom() + 2, room.width(), 18), Qt::AlignCenter, told);
    painter.setFont(textFont(11));
    painter.setPen(p.text2);
    painter.drawText(QRectF(room.left(), room.bottom() + 20, room.width(), 16), Qt::AlignCenter,
                     tr("%1 weights").arg(grouped(step.weights)));
}

ErrorPage::ErrorPage(MicroscopeState& state, ViewLink* link, QWidget* parent)
    : EquationPage(state, link, parent), answer_(add(QStringLiteral("compareAnswer"), Concept::Prediction,
                                                     QStringLiteral("\\hat{\\epsilon}"), tr("its answer"))),
      truth_(add(QStringLiteral("compareTruth"), Concept::Noise, QStringLiteral("\\epsilon"), tr("true noise"))),
      error_(add(QStringLiteral("compareError"), Concept::Error, {}, tr("error")))
{
    error_->setRole(QStringLiteral("train/error"), {DisplayScale::Colours::Magnitude, 0, -1});
}

void ErrorPage::showStep()
{
    const DissectedStep& step = *state().step();
    nameAnswer(answer_, step, false);
    nameAnswer(truth_, step, true);
    const QString role = step.answersData ? QString() : QStringLiteral("train/noise");
    answer_->setRole(role);
    truth_->setRole(role);
    error_->setSymbol(step.answersData ? QStringLiteral("|\\hat{x}_0-x_0|")
                                       : QStringLiteral("|\\hat{\\epsilon}-\\epsilon|"),
                      tr("error"));
    answer_->setImage(followed().answer, rangeOf(step));
    truth_->setImage(followed().truth, rangeOf(step));
    error_->setImage(followed().difference);
    setSigns({{QStringLiteral("-"), {}, Concept::State, false, kSmallSign},
              {QStringLiteral("="), {}, Concept::State, false, kSmallSign},
              {{}, {}, Concept::Error, false, 200}});
}

QList<NumberLine::Part> ErrorPage::numbers() const
{
    if (const auto p = pixel()) {
        const double difference = at(followed().difference, *p);
        return {{placeName(*p), QStringLiteral("( %1").arg(number(at(followed().answer, *p), 3)), Concept::Prediction},
                {QStringLiteral("−"), QStringLiteral("%1 )²").arg(number(at(followed().truth, *p), 3)), Concept::Noise},
                {QStringLiteral("="), errorText(difference * difference), Concept::Error}};
    }
    return {{tr("error of this picture"), errorText(followed().error), Concept::Error},
            {tr("of all %1, the loss").arg(state().step()->pictures.size()), errorText(state().step()->loss),
             Concept::Error},
            {tr("point at a pixel for its sum"), {}}};
}

void ErrorPage::drawMore(QPainter& painter)
{
    if (!state().step())
        return;
    const Palette& p = paletteOf(this);
    const QRectF room = signPlace(2).adjusted(24, 16, 0, 0);
    painter.setFont(textFont(12));
    painter.setPen(p.text2);
    painter.drawText(QRectF(room.left(), room.top(), room.width(), 16), Qt::AlignLeft, tr("error of this picture"));
    painter.setFont(textFont(34, 600));
    painter.setPen(p.error.text);
    const bool finite = std::isfinite(followed().error);
    if (!finite)
        painter.setFont(textFont(18, 600));
    painter.drawText(QRectF(room.left(), room.top() + 16, room.width(), 46), Qt::AlignLeft | Qt::AlignVCenter,
                     errorText(followed().error));
    painter.setFont(textFont(12));
    painter.setPen(p.text2);
    painter.drawText(QRectF(room.left(), room.top() + 68, room.width(), room.height() - 68),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     tr("Never looked: about 1. Perfect: 0. The loss of the batch, %1, is the mean of all %2.")
                         .arg(errorText(state().step()->loss))
                         .arg(state().step()->pictures.size()));
}

} // namespace diffuscope::ui
