#include "ui/timeline/readout_panel.h"

#include "ui/style/paint_kit.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/math/math_text.h"
#include "ui/widgets/terms/explain.h"
#include "ui/widgets/terms/terms.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QRegularExpressionValidator>

#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kSide = 16, kNarrow = 240;
} // namespace

ReadoutPanel::ReadoutPanel(QWidget* parent) : QWidget(parent), field_(new QLineEdit(this))
{
    setObjectName(QStringLiteral("readouts"));
    setMouseTracking(true);
    field_->setObjectName(QStringLiteral("timestepField"));
    field_->setAccessibleName(tr("Timestep"));
    field_->setMaxLength(5);
    field_->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]*")), field_));
    field_->installEventFilter(this);
    field_->hide();
    explainParts(this, [this](const QPoint& at) { return partAt(at); });
    connect(field_, &QLineEdit::editingFinished, field_, &QWidget::hide);
    connect(field_, &QLineEdit::returnPressed, this, [this] {
        const QString typed = field_->text();
        field_->hide();
        if (!typed.isEmpty())
            Q_EMIT stepTyped(typed.toInt());
    });
}

QRect ReadoutPanel::stepRect() const
{
    const int size = compact_ ? 26 : 34, baseline = compact_ ? 38 : 52;
    const double left = kSide + MathText::measure(QStringLiteral("t"), size).width() + 6;
    const double wide = NumberLabel::width(QStringLiteral("0000"), textFont(size, 600)) + 12;
    return QRectF(left, baseline - shownSize(size), wide, shownSize(size) + 10).toRect();
}

void ReadoutPanel::openField()
{
    field_->setGeometry(stepRect());
    field_->setFont(textFont(compact_ ? 18 : 24, 600));
    field_->setText(QString::number(model_->step()));
    field_->selectAll();
    field_->show();
    field_->setFocus(Qt::MouseFocusReason);
}

void ReadoutPanel::mousePressEvent(QMouseEvent* event)
{
    if (model_ && event->button() == Qt::LeftButton && stepRect().contains(event->position().toPoint()))
        openField();
    else
        QWidget::mousePressEvent(event);
}

void ReadoutPanel::mouseMoveEvent(QMouseEvent* event)
{
    const bool over = model_ && stepRect().contains(event->position().toPoint());
    setCursor(over ? Qt::IBeamCursor : Qt::ArrowCursor);
}

// Papers count steps of noise from 1, diffusers and this program's command line count timesteps from 0.
QString ReadoutPanel::stepWords() const
{
    const int step = model_->step();
    const QString counted =
        step == 0 ? tr("t = 0, the data, no noise yet; no timestep of diffusers.")
        : step == 1
            ? tr("t = 1, one step of noise; timestep 0 of diffusers and the command line.")
            : tr("t = %1, %1 steps of noise; timestep %2 of diffusers and the command line.").arg(step).arg(step - 1);
    return counted + u' ' + tr("Click to type a step; digits work anywhere.");
}

std::optional<Explained> ReadoutPanel::partAt(const QPoint& at) const
{
    if (!model_)
        return std::nullopt;
    if (const QRect step = stepRect(); step.contains(at))
        return Explained{"t", stepWords(), step};
    const auto all = rows();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QRectF place = rowPlace(i, all.size());
        const Term* const term = all[i].markup.isEmpty() ? findTerm(QLatin1String("snr")) : termOfMarkup(all[i].markup);
        if (term && place.contains(at))
            return Explained{term->id, all[i].value, place.toAlignedRect()};
    }
    return std::nullopt;
}

QRectF ReadoutPanel::rowPlace(std::size_t row, std::size_t count) const
{
    const std::size_t columns = width() < kNarrow ? 1 : 2;
    const double tall = compact_ ? 26 : 31;
    const double top = height() - tall * (double(count) / double(columns)) - (compact_ ? 4 : 13);
    const double wide = (width() - 2 * kSide - double(columns - 1) * 20) / double(columns);
    return {kSide + double(row % columns) * (wide + 20), top + double(row / columns) * tall, wide, tall};
}

bool ReadoutPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == field_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        field_->hide();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ReadoutPanel::setModel(TimelineModel* model)
{
    if (model_)
        disconnect(model_, nullptr, this, nullptr);
    model_ = model;
    if (model_) {
        connect(model_, &TimelineModel::stepChanged, this, qOverload<>(&QWidget::update));
        connect(model_, &TimelineModel::changed, this, qOverload<>(&QWidget::update));
        connect(model_, &TimelineModel::noteChanged, this, qOverload<>(&QWidget::update));
    }
    update();
}

void ReadoutPanel::setCompact(bool compact)
{
    compact_ = compact;
    update();
}

void ReadoutPanel::setTyped(const QString& digits)
{
    typed_ = digits;
    update();
}

std::vector<ReadoutPanel::Row> ReadoutPanel::rows() const
{
    const Palette& p = paletteOf(this);
    const Schedule& schedule = model_->schedule();
    const int t = model_->step() - 1;
    const double alphaBar = t < 0 ? 1 : schedule.alphaBar(t);
    const QString ratio =
        t < 0 ? QStringLiteral("∞ dB") : signedNumber(schedule.snrDecibel(t), 2) + QStringLiteral(" dB");
    std::vector<Row> rows{
        {QStringLiteral("\\bar{\\alpha}_t"), {}, smallNumber(alphaBar, 4), p.signal.text, p.signal.text},
        {{}, tr("SNR"), ratio, p.text2, p.text1}};
    if (width() < kNarrow)
        return rows;
    rows.push_back({QStringLiteral("\\sqrt{\\bar{\\alpha}_t}"),
                    {},
                    smallNumber(std::sqrt(alphaBar), 4),
                    p.signal.text,
                    p.signal.text});
    rows.push_back({QStringLiteral("\\sqrt{1-\\bar{\\alpha}_t}"),
                    {},
                    smallNumber(std::sqrt(1 - alphaBar), 4),
                    p.noise.text,
                    p.noise.text});
    return rows;
}

void ReadoutPanel::paintEvent(QPaintEvent*)
{
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(hairline(painter, QRectF(0, 0, 1, height())), p.line);
    if (!model_)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    drawStep(painter);
    const auto all = rows();
    for (std::size_t i = 0; i < all.size(); ++i)
        drawRow(painter, all[i], rowPlace(i, all.size()));
}

void ReadoutPanel::drawStep(QPainter& painter) const
{
    const Palette& p = paletteOf(this);
    const int size = compact_ ? 26 : 34;
    const double baseline = compact_ ? 38 : 52;
    double x = kSide + MathText::draw(painter, {kSide, baseline}, QStringLiteral("t"), size, p.text1, this) + 10;
    const QFont big = textFont(size, 600);
    painter.setPen(typed_.isEmpty() ? p.text1 : p.focus);
    x += NumberLabel::draw(painter, {x, baseline}, typed_.isEmpty() ? QString::number(model_->step()) : typed_ + u'_',
                           big) +
         10;
    painter.setFont(textFont(13));
    painter.setPen(p.text3);
    const QString total = tr("of %1").arg(model_->totalSteps());
    painter.drawText(QPointF(x, baseline), total);
    x += QFontMetricsF(painter.font()).horizontalAdvance(total) + 10;
    const int percent = int(std::lround(100.0 * model_->step() / model_->totalSteps()));
    const QString note = !typed_.isEmpty()          ? tr("Enter jumps there")
                         : model_->note().isEmpty() ? tr("%1 % of the way").arg(percent)
                                                    : model_->note();
    painter.setFont(textFont(11));
    const QFontMetricsF metrics(painter.font());
    const double room = width() - kSide - x; // whole or not at all: half a note tells nothing
    if (metrics.horizontalAdvance(note) <= room)
        painter.drawText(QRectF(x, baseline - 14, room, 18), Qt::AlignRight | Qt::AlignBottom, note);
}

void ReadoutPanel::drawRow(QPainter& painter, const Row& row, const QRectF& place) const
{
    const Palette& p = paletteOf(this);
    painter.fillRect(hairline(painter, QRectF(place.left(), std::round(place.top()), place.width(), 1)), p.line);
    const QFont font = textFont(14, 600);
    const double baseline = std::round(place.center().y() + QFontMetricsF(font).capHeight() / 2);
    if (!row.markup.isEmpty())
        MathText::draw(painter, {place.left(), baseline}, row.markup, 15, row.label, this);
    painter.setFont(textFont(12));
    painter.setPen(row.label);
    painter.drawText(QPointF(place.left(), baseline), row.words);
    painter.setPen(row.colour);
    NumberLabel::draw(painter, {place.right() - NumberLabel::width(row.value, font), baseline}, row.value, font);
}

} // namespace diffuscope::ui
