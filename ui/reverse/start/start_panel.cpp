#include "ui/reverse/start/start_panel.h"

#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/terms/explain.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kStartView = 168, kMostRedos = 20;
} // namespace

StartPanel::StartPanel(Bridge& bridge, QWidget* parent)
    : QWidget(parent), bridge_(bridge), start_(new StartPicture(bridge, this)),
      way_(new SegmentedControl({{QStringLiteral("noise"), tr("Noise"), {}},
                                 {QStringLiteral("redraw"), tr("Picture"), {}},
                                 {QStringLiteral("repaint"), tr("Part of one"), {}}})),
      source_(new QWidget), strengthRow_(new QWidget), maskRow_(new QWidget), view_(new MaskView),
      strength_(new QSlider(Qt::Horizontal)), percent_(new QDoubleSpinBox), redos_(new QSpinBox), brush_(new QSpinBox),
      open_(new Button(tr("Open…"))), dice_(new Button(tr("Any of the set"))), paste_(new Button(tr("Paste"))),
      sample_(new Button(tr("This sample"))), clear_(new Button(tr("Clear"))), invert_(new Button(tr("Invert"))),
      words_(new QLabel)
{
    build();
    connect(way_, &SegmentedControl::currentChanged, this, [this] {
        arrange();
        Q_EMIT changed();
    });
    connect(strength_, &QSlider::valueChanged, percent_, &QDoubleSpinBox::setValue);
    connect(percent_, &QDoubleSpinBox::valueChanged, this, [this](double percent) {
        strength_->setValue(int(std::lround(percent)));
        showNumbers();
        Q_EMIT changed();
    });
    connect(redos_, &QSpinBox::valueChanged, this, &StartPanel::changed);
    connect(brush_, &QSpinBox::valueChanged, view_, &MaskView::setBrush);
    connect(view_, &MaskView::maskChanged, this, [this] {
        mask_ = {};
        showNumbers();
        Q_EMIT changed();
    });
    connect(open_, &QAbstractButton::clicked, this, [this] { start_->chooseFile(this); });
    connect(paste_, &QAbstractButton::clicked, start_, &StartPicture::paste);
    connect(dice_, &QAbstractButton::clicked, start_, &StartPicture::drawOne);
    connect(sample_, &QAbstractButton::clicked, this, &StartPanel::sampleWanted);
    connect(clear_, &QAbstractButton::clicked, view_, &MaskView::clearMask);
    connect(invert_, &QAbstractButton::clicked, view_, &MaskView::invertMask);
    connect(start_, &StartPicture::changed, this, &StartPanel::showPicture);
    connect(start_, &StartPicture::loading, view_, &MaskView::setLoading);
    connect(start_, &StartPicture::statusMessage, this, &StartPanel::statusMessage);
    connect(&bridge_, &Bridge::imageLoaded, this, &StartPanel::onMask);
    arrange();
}

void StartPanel::build()
{
    const std::pair<QWidget*, const char*> names[] = {
        {way_, "startWay"},     {view_, "startPicture"},  {strength_, "startSlider"}, {percent_, "startStrength"},
        {redos_, "startRedos"}, {brush_, "startBrush"},   {open_, "startOpen"},       {dice_, "startDice"},
        {paste_, "startPaste"}, {sample_, "startSample"}, {clear_, "startClear"},     {invert_, "startInvert"}};
    for (const auto& [widget, name] : names)
        widget->setObjectName(QLatin1String(name));
    way_->setAccessibleName(tr("Where the walk starts"));
    way_->setToolTip(
        tr("From pure noise; from a picture with noise on it (SDEdit); or a marked part of a picture drawn anew "
           "while the rest stays (RePaint)"));
    view_->setSymbol(QStringLiteral("x_0"), tr("the start"));
    view_->setMinimumHeight(kStartView);
    strength_->setRange(1, 100);
    strength_->setAccessibleName(tr("Strength"));
    percent_->setRange(1, 100);
    percent_->setDecimals(0);
    percent_->setSuffix(QStringLiteral(" %"));
    percent_->setValue(50);
    strength_->setValue(50);
    for (QWidget* field : std::initializer_list<QWidget*>{strength_, percent_})
        field->setToolTip(
            tr("How much noise is put on the picture: at 100 % nothing of it is left, at 5 % hardly anything "
               "changes"));
    percent_->setAccessibleName(tr("Strength in per cent"));
    redos_->setRange(1, kMostRedos);
    redos_->setValue(5);
    redos_->setAccessibleName(tr("Times each step is taken"));
    redos_->setToolTip(
        tr("How often each step is taken, with its noise put back in between, so that the new part has time to "
           "agree with the old one; costs as many times the network calls"));
    brush_->setRange(1, 64);
    brush_->setValue(4);
    brush_->setAccessibleName(tr("Size of the brush"));
    brush_->setToolTip(
        tr("Pixels across. The left button marks what is drawn anew, the right button takes marks away"));
    open_->setToolTip(tr("Open a picture; it is fitted as training fits its pictures"));
    dice_->setToolTip(tr("Take any picture of the open dataset"));
    paste_->setToolTip(tr("Take the picture in the clipboard"));
    sample_->setToolTip(tr("Take the sample that is shown, at the end of its walk"));
    clear_->setToolTip(tr("Mark nothing"));
    invert_->setToolTip(tr("Mark what is not marked, and the other way round"));
    auto* buttons = new QGridLayout;
    buttons->setSpacing(6);
    buttons->addWidget(open_, 0, 0);
    buttons->addWidget(dice_, 0, 1);
    buttons->addWidget(paste_, 1, 0);
    buttons->addWidget(sample_, 1, 1);
    auto* source = new QVBoxLayout(source_);
    source->setContentsMargins(0, 0, 0, 0);
    source->setSpacing(6);
    source->addWidget(view_);
    source->addLayout(buttons);
    auto* strength = new QHBoxLayout(strengthRow_);
    strength->setContentsMargins(0, 0, 0, 0);
    strength->addWidget(new QLabel(tr("Strength")));
    strength->addWidget(strength_, 1);
    strength->addWidget(percent_);
    auto* mask = new QGridLayout(maskRow_);
    mask->setContentsMargins(0, 0, 0, 0);
    mask->setSpacing(6);
    mask->addWidget(new QLabel(tr("Brush")), 0, 0);
    mask->addWidget(brush_, 0, 1);
    mask->addWidget(clear_, 0, 2);
    mask->addWidget(invert_, 0, 3);
    mask->addWidget(new QLabel(tr("Times a step")), 1, 0, 1, 2);
    mask->addWidget(redos_, 1, 2, 1, 2);
    words_->setProperty("role", "secondary");
    words_->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    for (QWidget* part : std::initializer_list<QWidget*>{way_, source_, maskRow_, strengthRow_, words_})
        column->addWidget(part);
}

StartPanel::Way StartPanel::way() const
{
    return way_->current() == QLatin1String("redraw")    ? Way::Redraw
           : way_->current() == QLatin1String("repaint") ? Way::Repaint
                                                         : Way::Noise;
}

void StartPanel::setWay(Way way) { way_->choose(int(way)); }

void StartPanel::arrange()
{
    source_->setVisible(way() != Way::Noise);
    strengthRow_->setVisible(way() == Way::Redraw);
    maskRow_->setVisible(way() == Way::Repaint);
    view_->setCursor(way() == Way::Repaint ? Qt::CrossCursor : Qt::ArrowCursor);
    view_->setMaskable(way() == Way::Repaint);
    showNumbers();
}

void StartPanel::showNumbers()
{
    words_->setVisible(way() != Way::Noise);
    if (way() == Way::Noise)
        return;
    if (const QString why = problem(); !why.isEmpty())
        return words_->setText(why);
    words_->setText(way() == Way::Redraw ? tr("%1: starts at about t = %2")
                                               .arg(start_->name())
                                               .arg(std::lround(percent_->value() / 100 * timesteps_))
                                         : tr("%1: %2 % of it is drawn anew, the rest stays as it is")
                                               .arg(start_->name(), number(100 * view_->share(), 0)));
}

QString StartPanel::problem() const
{
    if (way() == Way::Noise)
        return {};
    if (start_->isEmpty())
        return tr("Choose the picture to start from");
    if (way() == Way::Repaint && !repaints())
        return tr("Mark with the brush what is to be drawn anew");
    return {};
}

bool StartPanel::repaints() const { return mask_.given() || view_->share() > 0; }

QString StartPanel::note() const
{
    return way() == Way::Redraw    ? tr("%1 % noise").arg(percent_->value())
           : way() == Way::Repaint ? tr("part of a picture")
                                   : tr("noise");
}

void StartPanel::addTo(SampleRequest& request) const
{
    if (way() == Way::Noise || !problem().isEmpty())
        return;
    request.from = start_->given();
    if (way() == Way::Redraw) {
        request.strength = percent_->value() / 100;
        return;
    }
    request.mask = mask_;
    if (!mask_.given())
        request.mask.pixels = view_->mask();
    request.redos = redos_->value();
}

void StartPanel::setModel(const ModelOpened& model)
{
    timesteps_ = std::max(1, int(model.betas.size()));
    brush_->setMaximum(std::max(1, model.side));
    start_->setModel(model);
    showNumbers();
}

const Image& StartPanel::picture() const { return start_->picture(); }

void StartPanel::openFile(const QString& path) { start_->openFile(path); }

void StartPanel::use(const Image& picture, const QString& name) { start_->use(picture, name); }

void StartPanel::showPicture()
{
    const Image& picture = start_->picture();
    if (view_->hasImage() && !picture.sameShape(view_->image()))
        view_->clearMask();
    picture.empty() ? view_->clear() : view_->setImage(picture);
    if (std::exchange(maskWanted_, false) && start_->side() > 0) {
        ImageRequest wanted = sightOf(mask_);
        wanted.side = start_->side();
        wanted.channels = 1;
        maskJob_ = bridge_.session().loadImage(wanted);
    }
    showNumbers();
    Q_EMIT changed();
}

void StartPanel::onMask(const ImageLoaded& loaded)
{
    if (maskJob_ == 0 || loaded.job != maskJob_)
        return;
    maskJob_ = 0;
    const GivenPicture kept = mask_;
    view_->setMask(loaded.image);
    mask_ = kept; // as exact as it came
    showNumbers();
}

void StartPanel::showRequest(const SampleRequest& request)
{
    way_->setCurrent(!request.from.given()  ? QStringLiteral("noise")
                     : request.mask.given() ? QStringLiteral("repaint")
                                            : QStringLiteral("redraw"));
    percent_->setValue(100 * request.strength);
    redos_->setValue(request.redos);
    view_->clearMask();
    start_->use(request.from);
    mask_ = request.mask;
    maskWanted_ = mask_.given(); // after the picture: the newest of two that are opened is the only one
    arrange();
}

} // namespace diffuscope::ui
