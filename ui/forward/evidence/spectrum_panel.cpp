#include "ui/forward/evidence/spectrum_panel.h"

#include "ui/forward/evidence/spectrum_plot.h"
#include "ui/style/theme.h"

#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kSpectrumSliceMs = 2, kBlocksAtOnce = 4;
constexpr int kRestMs = 60; // between two states: sixteen times a second

} // namespace

SpectrumPanel::SpectrumPanel(QWidget* parent) : QWidget(parent), plot_(new SpectrumPlot)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(plot_);
    plot_->setObjectName("spectrum");
    plot_->setToolTip(
        tr("Power by spatial frequency: cycles per picture side, 0 dB is white noise of variance 1.\n"
           "Amber: what is left of the data, ᾱ times its spectrum (thin: all of it). Indigo: the noise, "
           "1 − ᾱ, flat.\nDashed: xₜ as measured. Shaded: noise above data, so this detail has drowned."));
    slices_.setSingleShot(true);
    connect(&slices_, &QTimer::timeout, this, &SpectrumPanel::work);
}

void SpectrumPanel::setPicture(const Image& picture)
{
    picture_ = picture;
    pendingData_ = true;
    working_ = false; // what runs is of the old picture
    if (isVisible())
        slices_.start(0);
}

void SpectrumPanel::setState(const Image& state, double alphaBar)
{
    state_ = state;
    pendingState_ = true;
    plot_->setAlphaBar(alphaBar);
    Q_EMIT summaryChanged();
    if (isVisible() && !slices_.isActive())
        slices_.start(0);
}

void SpectrumPanel::showEvent(QShowEvent*) { slices_.start(0); }

void SpectrumPanel::begin()
{
    forData_ = pendingData_;
    (forData_ ? pendingData_ : pendingState_) = false;
    job_.start(forData_ ? picture_ : state_);
    working_ = true;
    if (!forData_)
        since_.start();
}

void SpectrumPanel::work()
{
    if (!isVisible())
        return;
    if (!working_) {
        const qint64 rest = pendingData_ || !since_.isValid() ? 0 : kRestMs - since_.elapsed();
        if (rest > 0)
            return slices_.start(int(rest));
        if (!pendingData_ && !pendingState_)
            return;
        begin();
    }
    QElapsedTimer clock;
    clock.start();
    while (!job_.advance(kBlocksAtOnce))
        if (clock.elapsed() >= kSpectrumSliceMs)
            return slices_.start(0);
    working_ = false;
    forData_ ? plot_->setData(job_.result()) : plot_->setState(job_.result());
    if (forData_)
        Q_EMIT summaryChanged();
    if (pendingData_ || pendingState_)
        slices_.start(0);
}

QString SpectrumPanel::summary() const
{
    const auto drowned = plot_->drownedAbove();
    const int side = std::min(picture_.width, picture_.height);
    if (!drowned || side == 0)
        return tr("all detail above the noise");
    if (*drowned < 1)
        return tr("all detail is lost in noise");
    return tr("finer than <b>%1</b> px lost").arg(number(side / (2 * *drowned), 1));
}

} // namespace diffuscope::ui
