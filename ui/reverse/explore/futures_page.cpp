#include "ui/reverse/explore/futures_page.h"

#include "ui/reverse/explore/paint_palette.h"
#include "ui/reverse/explore/paint_view.h"
#include "ui/style/theme.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/terms/explain.h"

#include <QLabel>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr int kFanMargin = 24, kFanTop = 12, kFanHead = 26, kFanFrame = 5, kFanGap = 24, kFanTools = 38,
              kFanSettings = 38;
constexpr double kAllTheSame = 1e-4; // of the spread: rounding
} // namespace

FuturesPage::FuturesPage(QWidget* parent)
    : Surface(Tone::Canvas, {}, parent), state_(new PaintView(this)), palette_(new PaintPalette(state_)),
      mean_(new ImageView(Concept::State, this)), variance_(new ImageView(Concept::Noise, this)),
      futures_(new ContactSheetView(this)), title_(new NumberLabel(12, 600, this)),
      sealed_(new NumberLabel(20, 600, this)), words_(new QLabel(this)), plan_(new QLabel(this)),
      measure_(new Button(tr("Measure the curve"), {}, Button::Look::Normal, this))
{
    setObjectName(QStringLiteral("futuresPage"));
    setMinimumSize(480, 240);
    const std::pair<QWidget*, const char*> names[] = {
        {state_, "futuresState"},   {mean_, "futuresMean"},       {variance_, "futuresVariance"}, {futures_, "futures"},
        {sealed_, "futuresSealed"}, {measure_, "futuresMeasure"}, {words_, "futuresWords"}};
    for (const auto& [widget, name] : names)
        widget->setObjectName(QLatin1String(name));
    for (ImageView* view : std::initializer_list<ImageView*>{state_, mean_, variance_})
        view->setMinimumSize(1, 1);
    state_->setSymbol(QStringLiteral("x_t"), tr("where they part"));
    mean_->setSymbol(QStringLiteral("\\mu"), tr("their mean"));
    variance_->setSymbol({}, tr("where they differ"));
    futures_->setTopAligned(true);
    futures_->setSelectable(true);
    futures_->setAccessibleName(tr("Futures"));
    futures_->setToolTip(tr("The same picture walked on again and again, each time with noise of its own. Enter, or a "
                            "double click, keeps the marked one as a walk."));
    sealed_->setToolTip(
        tr("One less the spread of these futures by that of futures from pure noise: 100 % is a picture that "
           "nothing can change any more"));
    measure_->setToolTip(tr("Walk on from every other stop, to see how much is still open at each"));
    words_->setWordWrap(true);
    words_->setProperty("role", "secondary");
    words_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    plan_->setWordWrap(true);
    plan_->setProperty("role", "secondary");
    connect(measure_, &QAbstractButton::clicked, this, &FuturesPage::measureRequested);
    connect(state_, &PaintView::guessShown, this, &FuturesPage::showSymbol);
    connect(futures_, &ContactSheetView::activated, this, &FuturesPage::keepRequested);
    showNothing({});
}

void FuturesPage::showNothing(const QString& hint)
{
    hint_ = hint;
    for (QWidget* part : std::initializer_list<QWidget*>{mean_, variance_, futures_, title_, sealed_, words_})
        part->hide();
    update();
}

void FuturesPage::setMoment(int step, int side)
{
    if (side_ != side) {
        side_ = side;
        arrange();
    }
    step_ = step;
    showSymbol();
    update();
}

void FuturesPage::showSymbol()
{
    if (state_->showsGuess())
        state_->setSymbol(QStringLiteral("\\hat{x}_0"), tr("t = %1: the guess").arg(step_));
    else
        state_->setSymbol(QStringLiteral("x_t"), tr("t = %1: paint on it").arg(step_));
}

bool FuturesPage::paintKey(int key)
{
    switch (key) {
    case Qt::Key_P:
        palette_->startBrush();
        state_->setFocus(Qt::ShortcutFocusReason);
        return true;
    case Qt::Key_X:
        palette_->toggleBrush();
        return true;
    case Qt::Key_BracketLeft:
        palette_->resize(-1);
        return true;
    case Qt::Key_BracketRight:
        palette_->resize(1);
        return true;
    default:
        return false;
    }
}

void FuturesPage::setPlan(const QString& words) { plan_->setText(words); }

void FuturesPage::setMeasurable(bool measurable)
{
    measure_->setVisible(measurable);
    plan_->setVisible(measurable);
}

void FuturesPage::setMeasureReason(const QString& why)
{
    measure_->setEnabled(why.isEmpty());
    setReason(measure_, why);
}

int FuturesPage::marked() const { return futures_->isHidden() ? -1 : futures_->selected(); }

void FuturesPage::show(const FuturesFrom& futures, double open, const QString& sampler, std::uint64_t seed)
{
    for (QWidget* part : std::initializer_list<QWidget*>{mean_, variance_, futures_, title_, sealed_, words_})
        part->show();
    side_ = futures.state.width;
    mean_->setImage(futures.mean);
    Image deviation = futures.variance;
    for (float& value : deviation.values)
        value = std::sqrt(std::max(0.0f, value));
    variance_->setImage(deviation);
    variance_->setCaption(tr("deviation"));
    futures_->setImages(futures.futures);
    QStringList names;
    for (std::size_t k = 0; k < futures.futures.size(); ++k)
        names.append(tr("future %1, seed %2").arg(k + 1).arg(seed + std::uint64_t(k)));
    futures_->setNames(names, {});
    title_->setText(tr("%1 futures from t = %2").arg(futures.futures.size()).arg(futures.step));
    const bool same = futures.spread < kAllTheSame;
    if (same) {
        sealed_->setText(tr("all the same"));
        words_->setText(
            tr("%1 draws no noise on its way here: from this moment on there is one future. Choose DDPM, or DDIM "
               "with η above 0, to see several.")
                .arg(sampler));
    } else if (open > 0) {
        sealed_->setText(tr("%1 % sealed").arg(number(100 * std::clamp(1 - futures.spread / open, 0.0, 1.0), 0)));
        words_->setText(tr("From here they end %1 apart (RMS); from pure noise it was %2.")
                            .arg(number(futures.spread, 3), number(open, 3)));
    } else {
        sealed_->setText(tr("%1 apart").arg(number(futures.spread, 3)));
        words_->setText(tr("Root mean square of their deviation from the mean, of values in [−1, 1]."));
    }
    arrange();
    update();
}

void FuturesPage::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

void FuturesPage::arrange()
{
    const int wide = width() - 2 * kFanMargin - 2 * kFanGap - kFanTools, high = height() - 2 * kFanTop;
    const auto fitted = [this](int room) {
        return std::max(wholeSide(room, std::max(1, side_), devicePixelRatioF()), 24);
    };
    const int frame = 2 * kFanFrame;
    const int state = fitted(std::min({wide * 32 / 100, high - kFanHead - kFanSettings, 320}) - frame) + frame;
    const int small = fitted(std::min(wide * 15 / 100, 140) - frame) + frame;
    const int sheet = std::max(120, std::min(wide - state - 2 * small - 10, high - kFanHead));
    int x = kFanMargin;
    palette_->tools()->setGeometry(x - 8, kFanTop + kFanHead, kFanTools - 4, 6 * 32);
    x += kFanTools;
    state_->setGeometry(x, kFanTop, state, kFanHead + state);
    palette_->settings()->setGeometry(x, kFanTop + kFanHead + state + 6, palette_->settings()->sizeHint().width(), 30);
    x += state + kFanGap;
    title_->setGeometry(x, kFanTop, sheet, kFanHead - 2);
    futures_->setGeometry(x, kFanTop + kFanHead, sheet, sheet);
    x += sheet + kFanGap;
    mean_->setGeometry(x, kFanTop, small, kFanHead + small);
    variance_->setGeometry(x + small + 10, kFanTop, small, kFanHead + small);
    int y = kFanTop + kFanHead + small + 10;
    const int column = std::max(120, width() - kFanMargin - x);
    sealed_->setGeometry(x, y, column, 30);
    words_->setGeometry(x, y + 32, column, words_->heightForWidth(column) + 4);
    y += 32 + words_->height() + 10;
    measure_->setGeometry(QRect(QPoint(x, y), measure_->sizeHint()));
    plan_->setGeometry(x, y + measure_->height() + 4, column, 40);
}

void FuturesPage::paintEvent(QPaintEvent* event)
{
    Surface::paintEvent(event);
    const Palette& p = paletteOf(this);
    QPainter painter(this);
    if (futures_->isHidden()) {
        painter.setFont(textFont(13));
        painter.setPen(p.text2);
        painter.drawText(rect().adjusted(state_->geometry().right() + 60, 0, -60, -80),
                         Qt::AlignCenter | Qt::TextWordWrap, hint_);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    QColor line = p.noise.graphic;
    line.setAlphaF(0.6f);
    painter.setPen(QPen(line, 1.2));
    const QPointF from(state_->geometry().right() + 3, state_->geometry().center().y() + kFanHead / 2.0);
    const QRect sheet = futures_->geometry();
    for (int row = 0; row < 4; ++row)
        painter.drawLine(from, QPointF(sheet.left() - 3, sheet.top() + sheet.height() * (row + 0.5) / 4));
}

} // namespace diffuscope::ui
