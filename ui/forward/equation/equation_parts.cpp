#include "ui/forward/equation/equation_parts.h"

#include "ui/forward/equation/pixel_sum.h"
#include "ui/style/icons.h"
#include "ui/style/paint_kit.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/math/math_text.h"
#include "ui/widgets/terms/explain.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace diffuscope::ui {

namespace {

constexpr qreal kLeastGap = 8, kMostGap = 40; // between numbers in a line

qreal baselineIn(const QWidget* widget, const QFont& font)
{
    return std::round((widget->height() + QFontMetricsF(font).capHeight()) / 2);
}

} // namespace

void BoxedIconButton::paintEvent(QPaintEvent* event)
{
    IconButton::paintEvent(event);
    if (showsFocus(this))
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBox(painter, rect(), 5, QColor(), paletteOf(this).line2);
}

StatLine::StatLine(QWidget* parent) : QWidget(parent)
{
    explainParts(this, [this](const QPoint& at) -> std::optional<Explained> {
        for (qsizetype i = 0; i < std::min(places_.size(), parts_.size()); ++i)
            if (parts_[i].term && places_[i].contains(at))
                return Explained{parts_[i].term, parts_[i].value, places_[i].toAlignedRect()};
        return std::nullopt;
    });
}

void StatLine::setParts(const QList<Part>& parts)
{
    parts_ = parts;
    QStringList words;
    for (const Part& part : parts)
        words.append(part.word + u' ' + part.value);
    setAccessibleName(words.join(u' '));
    update();
}

qreal StatLine::widthOf(const Part& part)
{
    return QFontMetricsF(textFont(12)).horizontalAdvance(part.word) + 5 +
           NumberLabel::width(part.value, textFont(12, 600));
}

int StatLine::neededWidth() const
{
    qreal total = kLeastGap * qreal(std::max<qsizetype>(0, parts_.size() - 1));
    for (const Part& part : parts_)
        total += widthOf(part);
    return int(std::ceil(total));
}

void StatLine::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    const QFont light = textFont(12), bold = textFont(12, 600);
    const qreal baseline = baselineIn(this, bold);
    QList<qreal> widths; // of the parts that have room, none is cut
    qreal total = 0;
    for (const Part& part : parts_) {
        const qreal wide = widthOf(part);
        if (total + wide + kLeastGap * qreal(widths.size()) > width())
            break;
        widths.append(wide);
        total += wide;
    }
    const qreal gap =
        widths.size() > 1 ? std::clamp((width() - total) / qreal(widths.size() - 1), kLeastGap, kMostGap) : 0;
    qreal left = 0;
    places_.clear();
    for (qsizetype i = 0; i < widths.size(); left += widths[i++] + gap) {
        places_.append(QRectF(left - gap / 2, 0, widths[i] + gap, height()));
        painter.setFont(light);
        painter.setPen(palette.text2);
        painter.drawText(QPointF(left, baseline), parts_[i].word);
        painter.setPen(palette.text1);
        NumberLabel::draw(painter, {left + QFontMetricsF(light).horizontalAdvance(parts_[i].word) + 5, baseline},
                          parts_[i].value, bold);
    }
}

DropTray::DropTray(QWidget* parent)
    : QAbstractButton(parent), draw_(new IconButton("pen", tr("Draw a picture (P)"), this)),
      browse_(new IconButton("grid", tr("Choose a picture of the dataset (B)"), this)),
      dice_(new IconButton("dice", tr("Another picture of the dataset (D)"), this))
{
    setText(tr("Drop a picture here"));
    setAccessibleName(tr("Open a picture"));
    setToolTip(tr("Drop a picture anywhere, or click to open one (Ctrl+O)"));
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    for (IconButton* button : {draw_, browse_, dice_})
        button->setBox(24, 22, 18);
}

QAbstractButton* DropTray::dice() const { return dice_; }
QAbstractButton* DropTray::draw() const { return draw_; }
QAbstractButton* DropTray::browse() const { return browse_; }

void DropTray::resizeEvent(QResizeEvent*)
{
    const QSize box = dice_->sizeHint(); // they have no size of their own before they are first shown
    int right = width() - 3;
    for (IconButton* button : {dice_, browse_, draw_}) {
        right -= box.width();
        button->setGeometry(QRect({right, (height() - box.height()) / 2}, box));
    }
}

void DropTray::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen dashes(palette.signal.graphic, 1.5);
    dashes.setDashPattern({3, 2});
    QColor wash = palette.signal.wash;
    wash.setAlphaF(underMouse() || isDown() ? 1.0f : 0.55f);
    painter.setPen(dashes);
    painter.setBrush(wash);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    if (showsFocus(this))
        drawFocusRing(painter, QRectF(rect()).adjusted(1, 1, -1, -1), 6, palette);
    drawIcon(painter, "upload", {9, (height() - 18) / 2.0, 18, 18}, palette.signal.text);
    painter.setFont(textFont(12, 500));
    painter.setPen(palette.signal.text);
    const QRectF room(32, 0, draw_->x() - 34, height());
    const QFontMetricsF metrics(painter.font());
    QString words = tr("Drop");
    for (const QString& longer : {text(), tr("Drop picture"), tr("Picture")})
        if (metrics.horizontalAdvance(longer) <= room.width()) {
            words = longer;
            break;
        }
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(words, Qt::ElideRight, room.width()));
}

PowerBar::PowerBar(QWidget* parent) : QWidget(parent)
{
    explain(this, "powerBar", [this] { return now(); });
}

void PowerBar::setSignal(double alphaBar)
{
    alphaBar_ = alphaBar;
    setAccessibleName(tr("Share of variance kept %1 %, from noise %2 %")
                          .arg(number(100 * alphaBar, 1), number(100 - 100 * alphaBar, 1)));
    update();
}

void PowerBar::setPicturePower(double meanSquare) { power_ = meanSquare; }

// The share is a schedule's; how much signal there is depends on the picture, too.
QString PowerBar::now() const
{
    const QString shares =
        tr("%1 % kept, %2 % noise.").arg(number(100 * alphaBar_, 1), number(100 - 100 * alphaBar_, 1));
    if (power_ <= 0)
        return shares;
    return shares + u' ' +
           (alphaBar_ < 1
                ? tr("This picture’s mean square is %1, so its own signal is %2 against noise of %3: SNR %4 dB.")
                      .arg(number(power_, 3), smallNumber(power_ * alphaBar_, 3), smallNumber(1 - alphaBar_, 3),
                           signedNumber(10 * std::log10(power_ * alphaBar_ / (1 - alphaBar_)), 2))
                : tr("This picture’s mean square is %1; there is no noise yet.").arg(number(power_, 3)));
}

void PowerBar::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(rect(), 4, 4);
    painter.setClipPath(outline);
    const qreal cut = std::round(width() * alphaBar_);
    painter.fillRect(QRectF(0, 0, cut, height()), palette.signal.wash);
    painter.fillRect(QRectF(cut, 0, width() - cut, height()), palette.noise.wash);
    painter.fillRect(QRectF(std::clamp(cut - 1, 0.0, width() - 2.0), 0, 2, height()), palette.text1);

    const QFont words = textFont(12, 500);
    const qreal baseline = baselineIn(this, words);
    const auto side = [&](qreal left, qreal right, const ConceptColours& colours, const QString& symbol, double share,
                          const QString& name, bool nameFirst) {
        const QString value = QStringLiteral(" = ") + number(100 * share, 1) + QStringLiteral(" %");
        const qreal symbolWidth = MathText::measure(symbol, 15).width();
        const qreal valueWidth = symbolWidth + NumberLabel::width(value, words);
        const qreal nameWidth = QFontMetricsF(words).horizontalAdvance(name);
        painter.setFont(words);
        painter.setPen(colours.text);
        if (right - left < valueWidth + 24)
            return;
        const qreal at = nameFirst ? right - 12 - valueWidth : left + 12;
        MathText::draw(painter, {at, baseline}, symbol, 15, colours.text, this);
        painter.setPen(colours.text);
        NumberLabel::draw(painter, {at + symbolWidth, baseline}, value, words);
        if (right - left > valueWidth + nameWidth + 48)
            painter.drawText(QPointF(nameFirst ? left + 12 : right - 12 - nameWidth, baseline), name);
    };
    side(0, cut, palette.signal, "\\bar{\\alpha}_t", alphaBar_, tr("Share of variance kept"), true);
    side(cut, width(), palette.noise, "1 − \\bar{\\alpha}_t", 1 - alphaBar_, tr("Share from noise"), false);
}

PixelArithmetic::PixelArithmetic(QWidget* parent) : QWidget(parent)
{
    explain(this, "pixelSum", [this] { return text(); });
}

void PixelArithmetic::setTerms(const Terms& terms)
{
    terms_ = terms;
    setAccessibleName(text());
    update();
}

QList<PixelArithmetic::Run> PixelArithmetic::runs() const
{
    const int clean = int(terms_.walk ? Concept::State : Concept::Signal), noise = int(Concept::Noise);
    const PixelSum sum = pixelSumOf(terms_.state, terms_.dataScale, terms_.data, terms_.noiseScale, terms_.noise);
    return {{sum.state, int(Concept::State), true},
            {sum.sign, -1, false},
            {sum.dataScale, clean, true},
            {QStringLiteral(" · "), -1, false},
            {sum.data, clean, true},
            {QStringLiteral(" + "), -1, false},
            {sum.noiseScale, noise, true},
            {QStringLiteral(" · "), -1, false},
            {sum.noise, noise, true}};
}

QList<PixelArithmetic::Run> PixelArithmetic::asJumpRuns() const
{
    if (!terms_.asJump)
        return {};
    return {{tr("   as a jump: "), -1, false},
            {QStringLiteral("ε = "), int(Concept::Noise), false},
            {number(*terms_.asJump, 3), int(Concept::Noise), true}};
}

QString PixelArithmetic::text() const
{
    QString joined;
    for (const Run& run : runs() + asJumpRuns())
        joined += run.text;
    return joined;
}

void PixelArithmetic::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    const QFont light = textFont(12), bold = textFont(13, 600);
    const qreal baseline = baselineIn(this, bold);
    painter.setFont(light);
    painter.setPen(palette.text2);
    painter.drawText(QPointF(0, baseline), terms_.place);
    qreal left = QFontMetricsF(light).horizontalAdvance(terms_.place) + 16;
    const auto draw = [&](const QList<Run>& all) {
        for (const Run& run : all) {
            painter.setPen(run.colour < 0 ? palette.text2 : palette.of(Concept(run.colour)).text);
            left += NumberLabel::draw(painter, {left, baseline}, run.text, run.isNumber ? bold : light);
        }
    };
    draw(runs());
    const QList<Run> asJump = asJumpRuns();
    const auto wider = [&](qreal sum, const Run& run) {
        return sum + NumberLabel::width(run.text, run.isNumber ? bold : light);
    };
    if (std::accumulate(asJump.begin(), asJump.end(), left, wider) <= width()) // whole or not at all
        draw(asJump);
    painter.setFont(textFont(11));
    painter.setPen(palette.text3);
    const QString hint = terms_.pinned ? tr("pinned, Esc releases") : tr("click to pin · Alt+arrows");
    const qreal wide = QFontMetricsF(painter.font()).horizontalAdvance(hint);
    if (left + 24 + wide <= width())
        painter.drawText(QPointF(width() - wide, baseline), hint);
}

} // namespace diffuscope::ui
