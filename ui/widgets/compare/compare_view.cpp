#include "ui/widgets/compare/compare_view.h"

#include "ui/settings/preferences.h"
#include "ui/style/words.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/compare/wipe_view.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/view_link.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>

#include <array>

namespace diffuscope::ui {

namespace {

constexpr int kTurn = 700; // ms a picture; well under three changes a second
constexpr int kSteps = 1000, kWide = 560, kLongest = 420;
constexpr std::array<const char*, 4> kModes{"wipe", "side", "difference", "flicker"};

QByteArray modeKey(const QString& role) { return "display/" + role.toUtf8() + "/mode"; }

QString lettered(const char* letter, const CompareView::Side& side)
{
    return side.symbol.isEmpty() ? QStringLiteral("\\text{%1}").arg(QLatin1String(letter)) : side.symbol;
}

} // namespace

CompareView::CompareView(const QString& role, QWidget* parent)
    : QWidget(parent), role_(role), modes_(new SegmentedControl({{QLatin1String(kModes[0]), tr("Wipe"), {}},
                                                                 {QLatin1String(kModes[1]), tr("Side by side"), {}},
                                                                 {QLatin1String(kModes[2]), tr("Difference"), {}},
                                                                 {QLatin1String(kModes[3]), tr("Flicker"), {}}})),
      link_(new ViewLink(this)), left_(new ImageView(Concept::State)), right_(new ImageView(Concept::State)),
      difference_(new ImageView(Concept::Error)), turning_(new ImageView(Concept::State)), wipe_(new WipeView),
      wipeRow_(new QWidget), slider_(new QSlider(Qt::Horizontal)), meanName_(caption(tr("mean |A − B|"))),
      lastName_(caption({})), mean_(new NumberLabel(13, 600)), greatest_(new NumberLabel(13, 600)),
      last_(new NumberLabel(13, 600))
{
    nameParts();
    build();
    connectParts();
    const QString kept = Preferences::text(modeKey(role_).constData());
    for (std::size_t k = 0; k < kModes.size(); ++k)
        if (kept == QLatin1String(kModes[k]))
            mode_ = Mode(k);
    modes_->setCurrent(QLatin1String(kModes[std::size_t(mode_)]));
    showMode();
}

void CompareView::nameParts()
{
    const std::pair<QWidget*, const char*> names[] = {
        {modes_, "compareMode"},   {left_, "compareLeft"}, {right_, "compareRight"}, {difference_, "compareDifference"},
        {turning_, "compareTurn"}, {wipe_, "compareWipe"}, {slider_, "wipe"},        {mean_, "compareMean"},
        {greatest_, "compareMax"}, {last_, "compareLast"}};
    for (const auto& [widget, name] : names)
        widget->setObjectName(QLatin1String(name));
    modes_->setAccessibleName(tr("How A and B are compared"));
    slider_->setAccessibleName(tr("Wipe between A and B"));
    slider_->setToolTip(tr("How much of the frame shows A; drag the line in the picture, too"));
}

void CompareView::build()
{
    difference_->setRole(role_ + QStringLiteral("/difference"),
                         {DisplayScale::Colours::Signed, DisplayScale::kAutomatic, -1});
    connect(link_, &ViewLink::probeChanged, this, &CompareView::fillSides); // before the views list their numbers
    for (ImageView* view : {left_, right_, difference_, turning_, static_cast<ImageView*>(wipe_)})
        view->setLink(link_);
    for (ImageView* view : {left_, right_, difference_})
        view->setListing(ImageView::Listing::Always);
    for (ImageView* view : {turning_, static_cast<ImageView*>(wipe_)})
        view->setListing(ImageView::Listing::Never);
    modes_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // closer together in an inspector
    slider_->setRange(0, kSteps);
    slider_->setValue(kSteps / 2);
    slider_->setMaximumWidth(kLongest);
    slider_->setPageStep(kSteps / 10);
    slider_->setSingleStep(kSteps / 50);
    auto* wipeLayout = new QHBoxLayout(wipeRow_);
    wipeLayout->setContentsMargins(0, 0, 0, 0);
    wipeLayout->setSpacing(8);
    wipeLayout->addWidget(caption(tr("Wipe")));
    wipeLayout->addWidget(slider_, 1);
    auto* stage = new QHBoxLayout;
    stage->setSpacing(16);
    for (QWidget* view : std::initializer_list<QWidget*>{left_, right_, difference_, turning_, wipe_})
        stage->addWidget(view, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    head_ = new QBoxLayout(QBoxLayout::TopToBottom);
    head_->setSpacing(10);
    head_->addWidget(modes_);
    head_->addWidget(numbersRow());
    head_->addWidget(wipeRow_, 1);
    head_->addStretch();
    column->addLayout(head_);
    column->addLayout(stage, 1);
}

void CompareView::connectParts()
{
    turns_.setInterval(kTurn);
    connect(&turns_, &QTimer::timeout, this, &CompareView::turn);
    connect(modes_, &SegmentedControl::currentChanged, this, [this](const QString& id) {
        for (std::size_t k = 0; k < kModes.size(); ++k)
            if (id == QLatin1String(kModes[k]))
                setMode(Mode(k));
    });
    connect(slider_, &QSlider::valueChanged, this, [this](int value) { wipe_->setShare(double(value) / kSteps); });
    connect(wipe_, &WipeView::shareChanged, this, [this](double share) { slider_->setValue(qRound(share * kSteps)); });
}

QWidget* CompareView::numbersRow()
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(24);
    const auto add = [layout](QLabel* name, NumberLabel* number) {
        auto* pair = new QVBoxLayout;
        pair->setSpacing(2);
        pair->addWidget(name);
        pair->addWidget(number);
        layout->addLayout(pair);
    };
    add(meanName_, mean_);
    add(caption(tr("greatest")), greatest_);
    add(lastName_, last_);
    layout->addStretch();
    return row;
}

void CompareView::setPair(Side a, Side b)
{
    a_ = std::move(a);
    b_ = std::move(b);
    sidesStale_ = wipeStale_ = true;
    fillSides();
    showNumbers();
    fillWipe();
    showTurn();
}

// Pictures are copied only where they are to be seen, or where their numbers are: a pair comes with every step.
void CompareView::fillSides()
{
    if (!sidesStale_ || (mode_ != Mode::Side && !link_->probe()))
        return;
    sidesStale_ = false;
    const auto fill = [](ImageView* view, const Side& side, const char* letter) {
        view->setSymbol(lettered(letter, side), side.words);
        view->setFrameConcept(side.frame);
        side.image.empty() ? view->clear(tr("Not there yet")) : view->setImage(side.image, side.range);
    };
    fill(left_, a_, "A");
    fill(right_, b_, "B");
}

void CompareView::fillWipe()
{
    if (!wipeStale_ || mode_ != Mode::Wipe)
        return;
    wipeStale_ = false;
    wipe_->setPair(a_.image, b_.image, a_.range);
}

void CompareView::showNumbers()
{
    PictureDifference difference = differenceOf(a_.image, b_.image);
    wipe_->setSymbol({}, tr("%1 against %2").arg(a_.words, b_.words));
    difference_->setSymbol(QStringLiteral("\\text{A}−\\text{B}"), tr("difference"));
    const bool finished = a_.data && b_.data;
    lastName_->setText(finished ? tr("PSNR") : tr("RMS"));
    if (!difference.comparable()) {
        for (ImageView* view : {static_cast<ImageView*>(wipe_), difference_})
            a_.image.empty() || b_.image.empty() ? view->clear(difference.reason) : view->setFailed(difference.reason);
        wipeStale_ = false;
        for (NumberLabel* label : {mean_, greatest_, last_})
            label->setText(QStringLiteral("–"));
        return;
    }
    mean_->setText(number(difference.meanAbsolute, 4));
    greatest_->setText(number(difference.greatest, 3));
    last_->setText(finished ? tr("%1 dB").arg(decibels(difference.psnr)) : number(difference.rms, 4));
    difference_->setImage(std::move(difference.values));
}

void CompareView::setMode(Mode mode)
{
    if (mode == mode_)
        return;
    mode_ = mode;
    modes_->setCurrent(QLatin1String(kModes[std::size_t(mode_)]));
    Preferences::setText(modeKey(role_).constData(), QLatin1String(kModes[std::size_t(mode_)]));
    showMode();
}

void CompareView::showMode()
{
    left_->setVisible(mode_ == Mode::Side);
    right_->setVisible(mode_ == Mode::Side);
    difference_->setVisible(mode_ == Mode::Difference);
    turning_->setVisible(mode_ == Mode::Flicker);
    wipe_->setVisible(mode_ == Mode::Wipe);
    wipeRow_->setVisible(mode_ == Mode::Wipe);
    second_ = false; // A comes first
    fillSides();
    fillWipe();
    showTurn();
}

void CompareView::turn()
{
    second_ = !second_;
    showTurn();
}

void CompareView::showTurn()
{
    const bool flickers = mode_ == Mode::Flicker && isVisible();
    if (flickers != turns_.isActive())
        flickers ? turns_.start() : turns_.stop();
    if (mode_ != Mode::Flicker)
        return;
    const Side& side = second_ ? b_ : a_;
    turning_->setSymbol(second_ ? QStringLiteral("\\text{B}") : QStringLiteral("\\text{A}"), side.words);
    turning_->setFrameConcept(side.frame);
    side.image.empty() ? turning_->clear(tr("Not there yet")) : turning_->setImage(side.image, side.range);
}

void CompareView::setPictureHeight(int height)
{
    for (ImageView* view : {left_, right_, difference_, turning_, static_cast<ImageView*>(wipe_)})
        height > 0 ? view->setFixedHeight(height) : view->setMaximumHeight(QWIDGETSIZE_MAX);
}

void CompareView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool wide = width() >= kWide;
    head_->setSpacing(wide ? 28 : 10);
    head_->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    modes_->setMaximumWidth(wide ? modes_->sizeHint().width() : QWIDGETSIZE_MAX);
}

void CompareView::hideEvent(QHideEvent* event)
{
    turns_.stop();
    QWidget::hideEvent(event);
}

void CompareView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    showTurn();
}

} // namespace diffuscope::ui
