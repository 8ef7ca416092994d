#include "ui/timeline/transport_panel.h"

#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/number_label.h"

#include <QPainter>
#include <QSlider>

#include <cmath>

namespace diffuscope::ui {

namespace {

IconButton* small(const QString& icon, const QString& tip, const QString& name, QWidget* parent)
{
    auto* button = new IconButton(icon, tip, parent);
    button->setBox(29, 32);
    button->setObjectName(name);
    return button;
}

} // namespace

TransportPanel::TransportPanel(QWidget* parent) : QWidget(parent)
{
    setFixedWidth(kWidth);
    first_ = small(QStringLiteral("first"), tr("To the data (Home)"), QStringLiteral("transportFirst"), this);
    back_ =
        small(QStringLiteral("stepBack"), tr("One step towards the data (←)"), QStringLiteral("transportBack"), this);
    play_ = new IconButton(QStringLiteral("play"), tr("Play (Space)"), this);
    play_->setBox(42, 36, 22);
    play_->setPrimary(true);
    play_->setObjectName(QStringLiteral("transportPlay"));
    forward_ = small(QStringLiteral("stepForward"), tr("One step towards the noise (→)"),
                     QStringLiteral("transportForward"), this);
    last_ = small(QStringLiteral("last"), tr("To the noise (End)"), QStringLiteral("transportLast"), this);
    loop_ = small(QStringLiteral("loop"), tr("Repeat (L)"), QStringLiteral("transportLoop"), this);
    loop_->setBox(28, 24, 18);
    loop_->setCheckable(true);
    speed_ = new QSlider(Qt::Horizontal, this);
    speed_->setRange(0, 5);
    speed_->setPageStep(1);
    speed_->setTickPosition(QSlider::TicksBelow);
    speed_->setTickInterval(1);
    speed_->setFocusPolicy(Qt::TabFocus);
    speed_->setToolTip(tr("Playing speed ( , and . )"));
    speed_->setAccessibleName(tr("Playing speed"));
    speedText_ = new NumberLabel(12, 600, this);
    speedText_->setToolTip(speed_->toolTip());
    speedText_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    wire();
}

void TransportPanel::wire()
{
    const auto act = [this](IconButton* button, auto action) {
        connect(button, &QAbstractButton::clicked, this, [this, action] {
            if (model_)
                action(*model_);
        });
    };
    act(first_, [](TimelineModel& model) { model.toData(); });
    act(back_, [](TimelineModel& model) { model.moveBy(-1); });
    act(play_, [](TimelineModel& model) { model.togglePlay(); });
    act(forward_, [](TimelineModel& model) { model.moveBy(1); });
    act(last_, [](TimelineModel& model) { model.toNoise(); });
    connect(loop_, &QAbstractButton::clicked, this, &TransportPanel::cycleLoop);
    connect(speed_, &QSlider::valueChanged, this, [this](int index) {
        if (model_)
            model_->setSpeedIndex(index);
    });
}

void TransportPanel::setModel(TimelineModel* model)
{
    if (model_)
        disconnect(model_, nullptr, this, nullptr);
    model_ = model;
    if (model_) {
        connect(model_, &TimelineModel::changed, this, &TransportPanel::refresh);
        connect(model_, &TimelineModel::playingChanged, this, &TransportPanel::refresh);
    }
    setEnabled(model_ != nullptr);
    refresh();
}

void TransportPanel::cycleLoop()
{
    if (model_)
        model_->setLoop(TimelineModel::Loop((int(model_->loop()) + 1) % 3));
    refresh();
}

void TransportPanel::refresh()
{
    if (!model_)
        return;
    const bool backwards = model_->direction() == TimelineModel::Direction::Reverse;
    resizeEvent(nullptr); // the type may have become larger
    play_->setIconName(model_->playing() ? QStringLiteral("pause")
                       : backwards       ? QStringLiteral("playLeft")
                                         : QStringLiteral("play"));
    play_->setAccessibleName(model_->playing() ? tr("Pause") : tr("Play"));
    play_->setToolTip(model_->playing() ? tr("Pause (Space)")
                      : backwards       ? tr("Play towards the data (Space)")
                                        : tr("Play towards the noise (Space)"));
    const auto loop = model_->loop();
    const bool repeats = loop == TimelineModel::Loop::Repeat, once = loop == TimelineModel::Loop::Once;
    loop_->setIconName(repeats ? QStringLiteral("loop") : once ? QStringLiteral("once") : QStringLiteral("pingpong"));
    loop_->setToolTip(repeats ? tr("Repeats (L)") : once ? tr("Plays once (L)") : tr("Plays back and forth (L)"));
    loop_->setAccessibleName(loop_->toolTip());
    loop_->setChecked(!once);
    speed_->setValue(model_->speedIndex());
    speedText_->setText(QString::number(model_->speed()) + u'×');
    update();
}

void TransportPanel::setCompact(bool compact)
{
    compact_ = compact;
    resizeEvent(nullptr);
    update();
}

void TransportPanel::resizeEvent(QResizeEvent*)
{
    const int top = compact_ ? 10 : 14;
    int x = 16;
    for (IconButton* button : {first_, back_, play_, forward_, last_}) {
        const int gap = button == play_ ? 3 : 0, y = top + (36 - button->sizeHint().height()) / 2;
        button->setGeometry(QRect(QPoint(x + gap, y), button->sizeHint()));
        x += button->sizeHint().width() + 2 * gap;
    }
    const int row = top + 36 + (compact_ ? 8 : 14);
    loop_->setGeometry(16, row, 28, 24);
    speed_->setGeometry(54, row, 82, 24);
    speedText_->setGeometry(134, row, presentationType() ? 50 : 42, 24);
}

void TransportPanel::paintEvent(QPaintEvent*)
{
    if (!model_)
        return;
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool backwards = model_->direction() == TimelineModel::Direction::Reverse;
    const double y = compact_ ? 94 : 108;
    const QFont font = textFont(11, 600);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    const QString dataEnd = tr("data"), noiseEnd = tr("noise");
    const double baseline = std::round(y + metrics.capHeight() / 2);
    painter.setPen(p.signal.text);
    painter.drawText(QPointF(16, baseline), dataEnd);
    painter.setPen(p.noise.text);
    const double right = kWidth - 18;
    painter.drawText(QPointF(right - metrics.horizontalAdvance(noiseEnd), baseline), noiseEnd);
    const double from = 16 + metrics.horizontalAdvance(dataEnd) + 8,
                 to = right - metrics.horizontalAdvance(noiseEnd) - 8;
    const double line = std::round(y) + 0.5, tip = backwards ? from : to, inward = backwards ? 4.5 : -4.5;
    painter.setPen(QPen(p.text3, 1.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawLine(QPointF(from, line), QPointF(to, line));
    painter.drawPolyline(QPolygonF{{tip + inward, line - 3.5}, {tip, line}, {tip + inward, line + 3.5}});
}

} // namespace diffuscope::ui
