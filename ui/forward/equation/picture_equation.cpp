#include "ui/forward/equation/picture_equation.h"

#include "ui/forward/equation/equation_parts.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/chart/histogram_plot.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/seed_field.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/image_view_parts.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/image/view_link.h"
#include "ui/widgets/math/math_text.h"
#include "ui/widgets/terms/explain.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kEquationHeader = 26, kImageFrame = 5;                  // of an ImageView
constexpr int kEquationRow = 28, kBar = 26, kLine = 22;               // under the pictures
constexpr int kBelow = 12 + kEquationRow + 14 + kBar + 8 + kLine + 8; // and their gaps

// For the coefficients, which are larger in presentation type.
int leftGap() { return presentationType() ? 200 : 156; }
int rightGap() { return presentationType() ? 216 : 168; }
int widest() { return presentationType() ? 600 : 480; }

} // namespace

PictureEquation::PictureEquation(QWidget* parent)
    : QWidget(parent), state_(new ImageView(Concept::State, this)), data_(new ImageView(Concept::Signal, this)),
      before_(new ImageView(Concept::State, this)), noise_(new ImageView(Concept::Noise, this)),
      link_(new ViewLink(this)), dataScale_(new NumberLabel(20, 600, this)),
      noiseScale_(new NumberLabel(20, 600, this)), statistics_(new StatLine(this)), tray_(new DropTray(this)),
      seed_(new SeedField(0)), seedField_(new QWidget(this)), dice_(new BoxedIconButton("dice", tr("New noise (R)"))),
      lock_(new BoxedIconButton("lock", {})), power_(new PowerBar(this)), arithmetic_(new PixelArithmetic(this))
{
    build();
    link_->setKeepsProbe(true);
    link_->setBeside([this] { return whatIsBeside(); });
    state_->setRole("forward/state");
    data_->setRole("forward/data");
    before_->setRole("forward/before");
    noise_->setRole("forward/noise");
    for (ImageView* view : {state_, data_, before_, noise_}) {
        connect(view, &ImageView::probed, this, [this](std::optional<QPoint> pixel) {
            if (pixel)
                hover(*pixel);
        });
        connect(view, &ImageView::clicked, this, &PictureEquation::click);
        view->setLink(link_);
        view->installEventFilter(this);
    }
    connect(lock_, &QAbstractButton::toggled, this, [this](bool locked) {
        lock_->setIconName(locked ? "lock" : "unlock");
        lock_->setToolTip(locked ? tr("Locked: another picture keeps this noise")
                                 : tr("Unlocked: another picture gets new noise"));
        Q_EMIT held();
    });
    lock_->setChecked(true);
    connect(seed_, &SeedField::valueChanged, this, &PictureEquation::seedChosen);
}

void PictureEquation::build()
{
    const std::pair<QWidget*, const char*> names[] = {{state_, "stateView"},
                                                      {data_, "dataView"},
                                                      {before_, "beforeView"},
                                                      {noise_, "noiseView"},
                                                      {dataScale_, "dataScale"},
                                                      {noiseScale_, "noiseScale"},
                                                      {statistics_, "statistics"},
                                                      {tray_, "dropTray"},
                                                      {tray_->dice(), "randomPicture"},
                                                      {tray_->draw(), "drawPicture"},
                                                      {tray_->browse(), "browsePictures"},
                                                      {lock_, "seedLock"},
                                                      {seed_, "seed"},
                                                      {dice_, "newNoise"},
                                                      {power_, "powerBar"},
                                                      {arithmetic_, "arithmetic"}};
    for (const auto& [widget, name] : names)
        widget->setObjectName(QLatin1String(name));
    for (NumberLabel* label : {dataScale_, noiseScale_})
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    noiseScale_->setConcept(Concept::Noise);
    before_->hide();
    seed_->setAlignment(Qt::AlignRight);
    seed_->setAccessibleName(tr("Seed of the noise"));
    seed_->setToolTip(tr("Seed: the same number gives the same noise, on every machine"));
    seed_->setInnerLabel(tr("Seed"));
    dice_->setBox(30, kEquationRow, 18);
    lock_->setBox(30, kEquationRow, 18);
    lock_->setCheckable(true);
    lock_->setAccessibleName(tr("Keep the seed with another picture"));
    auto* row = new QHBoxLayout(seedField_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(seed_, 1);
    row->addWidget(dice_);
    row->addWidget(lock_);
    explainCoefficients();
}

// The coefficients are painted between the pictures, with their numbers below.
void PictureEquation::explainCoefficients()
{
    const auto at = [this](bool ofData) {
        const bool walk = mode_ == ForwardState::Mode::Walk;
        return ofData ? Explained{walk ? "stepSignalScale" : "signalScale", dataScale_->text()}
                      : Explained{walk ? "stepNoiseScale" : "noiseScale", noiseScale_->text()};
    };
    explainParts(dataScale_, [at](const QPoint&) { return at(true); });
    explainParts(noiseScale_, [at](const QPoint&) { return at(false); });
    explainParts(this, [this, at](const QPoint& point) -> std::optional<Explained> {
        for (const bool ofData : {true, false}) {
            const QWidget* label = ofData ? dataScale_ : noiseScale_;
            const QRect above = label->geometry().adjusted(0, -60, 0, 0);
            if (above.contains(point) && label->isVisible()) {
                Explained found = at(ofData);
                found.place = above;
                return found;
            }
        }
        return std::nullopt;
    });
}

void PictureEquation::show(const ForwardState::Mix& mix, ForwardState::Mode mode, double alphaBar)
{
    const bool sameTerms = mix.terms != 0 && mix.terms == terms_;
    const bool reshaped = mix.state.width != side_ || mode != mode_;
    mix_ = &mix;
    mode_ = mode;
    alphaBar_ = alphaBar;
    terms_ = mix.terms;
    side_ = mix.state.width;
    const bool walk = mode == ForwardState::Mode::Walk;
    state_->setImage(mix.state);
    state_->setSymbol("x_t", tr("the picture at step %1").arg(mix.step) + kVariant + tr("step %1").arg(mix.step));
    if (!sameTerms)
        noise_->setImage(mix.noise, kNoiseRange);
    noise_->setSymbol(walk ? "z_t" : "\\epsilon",
                      (walk ? tr("noise of this step") : tr("Gaussian noise")) + kVariant + tr("noise"));
    if (walk) {
        before_->setImage(mix.data);
        before_->setSymbol("x_{t-1}", mix.step > 0 ? tr("one step before, %1").arg(mix.step - 1) + kVariant +
                                                         tr("step %1").arg(mix.step - 1)
                                                   : tr("the data"));
    } else if (!sameTerms) {
        data_->setImage(mix.data);
    }
    data_->setVisible(!walk || drawing_); // under the canvas: its header says what is drawn
    before_->setVisible(walk && !drawing_);
    dataScale_->setConcept(walk ? Concept::State : Concept::Signal);
    dataScale_->setText(smallNumber(mix.dataScale, walk ? 4 : 3));
    noiseScale_->setText(smallNumber(mix.noiseScale, walk ? 4 : 3));
    power_->setSignal(alphaBar);
    showStatistics();
    setProbe(probe_, channel_);
    if (!reshaped)
        return; // what is painted here, between the pictures, is the same
    arrange();
    update();
}

bool PictureEquation::seedLocked() const { return lock_->isChecked(); }

void PictureEquation::setSeedLocked(bool locked) { lock_->setChecked(locked); }

void PictureEquation::hover(const QPoint& pixel)
{
    hovered_ = pixel;
    if (byKey_)
        setPinned(true);
    if (!pinned_ || byKey_)
        Q_EMIT probed(pixel);
    else
        setProbe(probe_, channel_); // the pictures' marks followed the mouse
}

bool PictureEquation::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress)
        byKey_ = true;
    else if (event->type() == QEvent::MouseMove || event->type() == QEvent::MouseButtonPress)
        byKey_ = false;
    return QWidget::eventFilter(watched, event);
}

void PictureEquation::moveProbe(QKeyEvent* event) { QApplication::sendEvent(state_, event); }

void PictureEquation::setRecipe(std::function<std::string()> recipe) { state_->setRecipe(std::move(recipe)); }

// A click holds the probe, or moves what is held; one on the pixel that is held lets go.
void PictureEquation::click()
{
    setPinned(!pinned_ || hovered_ != probe_);
    Q_EMIT probed(hovered_);
}

void PictureEquation::setPinned(bool pinned)
{
    if (std::exchange(pinned_, pinned) != pinned)
        Q_EMIT held();
    showArithmetic();
}

// As wide as the picture above, or as they need: the tray is far away.
void PictureEquation::placeStatistics(const Boxes& b, int top)
{
    const int start = b.state.left() - kImageFrame, usual = std::max(b.state.width() + 2 * kImageFrame, 256);
    const int room = tray_->x() - 12 - start;
    statistics_->setGeometry(start, top, std::clamp(statistics_->neededWidth(), std::min(usual, room), room),
                             kEquationRow);
}

QRect PictureEquation::dataPlace() const
{
    return boxes().data.adjusted(-kImageFrame, -kImageFrame, kImageFrame, kImageFrame).translated(pos());
}

void PictureEquation::setDrawing(bool drawing)
{
    drawing_ = drawing;
    tray_->setVisible(!drawing);
    data_->setVisible(drawing || mode_ == ForwardState::Mode::Jump);
    before_->setVisible(!drawing && mode_ == ForwardState::Mode::Walk);
}

void PictureEquation::setPictureName(const QString& name)
{
    name_ = name;
    data_->setSymbol("x_0", name.isEmpty() ? tr("the data") : tr("the data, %1").arg(name) + kVariant + name);
}

void PictureEquation::setPicturePower(double meanSquare) { power_->setPicturePower(meanSquare); }

void PictureEquation::setSeed(quint64 seed)
{
    seed_->setValue(seed);
    if (side_ > 0)
        arrange(); // a long one takes the room that there is
}

void PictureEquation::showStatistics()
{
    const ImageStats stats = statsOf(mix_->state);
    statistics_->setParts(
        {{QStringLiteral("σ"), number(stats.standardDeviation, 3), "sigmaOfPicture"},
         {QStringLiteral("μ"), number(stats.mean, 3), "meanOfPicture"},
         {tr("range"), number(stats.minimum, 1) + QStringLiteral(" … ") + number(stats.maximum, 1), "range"}});
}

void PictureEquation::setProbe(const QPoint& pixel, int channel)
{
    probe_ = pixel;
    channel_ = channel;
    for (ImageView* view : {state_, data_, before_, noise_})
        view->setProbe(pixel);
    showArithmetic();
}

void PictureEquation::setStart(double value)
{
    start_ = value;
    showArithmetic();
}

void PictureEquation::showArithmetic()
{
    if (mix_->state.empty() || probe_.x() >= mix_->state.width || probe_.y() >= mix_->state.height ||
        channel_ >= mix_->state.channels)
        return;
    const auto value = [this](const Image& image) { return double(image.at(channel_, probe_.y(), probe_.x())); };
    PixelArithmetic::Terms terms;
    terms.place =
        tr("column %1, row %2, %3").arg(probe_.x()).arg(probe_.y()).arg(channelName(channel_, mix_->state.channels));
    terms.pinned = pinned_;
    terms.walk = mode_ == ForwardState::Mode::Walk;
    terms.state = value(mix_->state);
    terms.dataScale = mix_->dataScale;
    terms.data = value(mix_->data);
    terms.noiseScale = mix_->noiseScale;
    terms.noise = value(mix_->noise);
    if (terms.walk && alphaBar_ < 1)
        terms.asJump = (terms.state - std::sqrt(alphaBar_) * start_) / std::sqrt(1 - alphaBar_);
    arithmetic_->setTerms(terms);
}

PictureEquation::Boxes PictureEquation::boxes() const
{
    const double dpr = devicePixelRatioF();
    const int margin = width() >= 1000 ? 40 : 24;
    const int across = width() - 2 * margin - leftGap() - rightGap() - 2 * kImageFrame;
    const int down = height() - kBelow - kEquationHeader - 2 * kImageFrame - 10;
    const int room = std::clamp(std::min(across * 7 / 19, down), 48, 1024);
    const int large = wholeSide(room, side_, dpr);
    const int small = std::min(large, wholeSide(std::min(room * 6 / 7 + 1, across * 6 / 19), side_, dpr));
    const int pictures = large + 2 * small;
    const int spare = std::min(width() - 2 * margin - pictures, widest());
    const int left = (width() - pictures - spare) / 2;
    const int first = spare * leftGap() / (leftGap() + rightGap());
    const int top = kEquationHeader + kImageFrame + 8 + std::max(0, (down - large) / 2);
    Boxes b;
    b.centre = top + large / 2;
    b.state = {left, top, large, large};
    b.data = {left + large + first, b.centre - small / 2, small, small};
    b.noise = {left + large + spare + small, b.centre - small / 2, small, small};
    return b;
}

// The view centres its header and its picture together in the space it gets. `beside`: what it gets at either side, so
// that the words above a small picture need not be cut beside empty space.
void PictureEquation::placeView(ImageView* view, const QRect& picture, int beside)
{
    view->setGeometry(
        picture.adjusted(-kImageFrame - beside, -kImageFrame - kEquationHeader, kImageFrame + beside, kImageFrame));
}

void PictureEquation::arrange()
{
    const Boxes b = boxes();
    const int left = b.data.left() - b.state.right(), right = b.noise.left() - b.data.right();
    const int edge = std::max(0, b.state.left() - 2 * kImageFrame);
    placeView(state_, b.state, std::min(edge, left / 2 - 2 * kImageFrame));
    placeView(data_, b.data, std::min(left, right) / 2 - 2 * kImageFrame);
    placeView(before_, b.data, std::min(left, right) / 2 - 2 * kImageFrame);
    placeView(noise_, b.noise, std::min(width() - b.noise.right() - 1 - kImageFrame, right / 2 - 2 * kImageFrame));
    const int under = b.state.bottom() + kImageFrame + 13;
    const int fieldWidth = std::max(b.noise.width() + 2 * kImageFrame, 160);
    tray_->setGeometry(b.data.center().x() - fieldWidth / 2, under, fieldWidth, kEquationRow);
    placeStatistics(b, under);
    const int end = b.noise.right() + 1 + kImageFrame, room = end - tray_->geometry().right() - 17;
    const int buttons = seedField_->sizeHint().width() - seed_->sizeHint().width();
    const int seedWidth = std::clamp(seed_->neededWidth() + buttons, fieldWidth, std::max(fieldWidth, room));
    seedField_->setGeometry(end - seedWidth, under, seedWidth, kEquationRow);
    const int start = b.state.left() - kImageFrame, wide = b.noise.right() + 1 + kImageFrame - start;
    power_->setGeometry(start, under + kEquationRow + 14, wide, kBar);
    arithmetic_->setGeometry(start, power_->geometry().bottom() + 9, wide, kLine);
    const int below = presentationType() ? 32 : 22, high = presentationType() ? 36 : 28;
    dataScale_->setGeometry(b.data.left() - kImageFrame - 140, b.centre + below, 118, high);
    noiseScale_->setGeometry(b.noise.left() - kImageFrame - 140, b.centre + below, 114, high);
}

void PictureEquation::resizeEvent(QResizeEvent*) { arrange(); }

// The coefficients with their signs, and the rows below.
QList<QRect> PictureEquation::whatIsBeside() const
{
    const Boxes b = boxes();
    const int top = b.centre - 36, bottom = dataScale_->geometry().bottom();
    QList<QRect> beside{
        {QPoint(b.state.right() + 1 + kImageFrame, top), QPoint(b.data.left() - 1 - kImageFrame, bottom)},
        {QPoint(b.data.right() + 1 + kImageFrame, top), QPoint(b.noise.left() - 1 - kImageFrame, bottom)}};
    for (const QWidget* row :
         std::initializer_list<const QWidget*>{statistics_, tray_, seedField_, power_, arithmetic_})
        if (row->isVisible())
            beside.append(row->geometry());
    for (QRect& each : beside)
        each.translate(mapTo(window(), QPoint()));
    return beside;
}

void PictureEquation::drawCoefficient(QPainter& painter, const QString& markup, Concept which, const QRect& room,
                                      int centre)
{
    const Palette& palette = paletteOf(this);
    int size = 34;
    while (size > 18 && MathText::measure(markup, size).width() > room.width() - 26)
        size -= 2;
    const qreal wide = MathText::measure(markup, size).width(), end = room.right() - 20;
    MathText::draw(painter, {end - wide, centre + 8.0}, markup, size, palette.of(which).text, this);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.text2);
    painter.drawEllipse(QPointF(room.right() - 8, centre - 2.0), 2.5, 2.5);
}

void PictureEquation::paintEvent(QPaintEvent*)
{
    if (mix_->state.empty())
        return;
    const Boxes b = boxes();
    const bool walk = mode_ == ForwardState::Mode::Walk;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto sign = [&](const QString& symbol, int x) {
        const QSizeF size = MathText::measure(symbol, 34);
        MathText::draw(painter, {x - size.width() / 2, b.centre + 10.0}, symbol, 34, paletteOf(this).text2, this);
    };
    const int leftRoom = b.state.right() + kImageFrame, rightRoom = b.data.right() + kImageFrame;
    sign("=", leftRoom + 24);
    sign("+", rightRoom + 22);
    drawCoefficient(painter, walk ? "\\sqrt{1−\\beta_t}" : "\\sqrt{\\bar{\\alpha}_t}",
                    walk ? Concept::State : Concept::Signal,
                    QRect(QPoint(leftRoom + 46, 0), QPoint(b.data.left() - kImageFrame - 4, 1)), b.centre);
    drawCoefficient(painter, walk ? "\\sqrt{\\beta_t}" : "\\sqrt{1−\\bar{\\alpha}_t}", Concept::Noise,
                    QRect(QPoint(rightRoom + 38, 0), QPoint(b.noise.left() - kImageFrame - 4, 1)), b.centre);
}

} // namespace diffuscope::ui
