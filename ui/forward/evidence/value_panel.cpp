#include "ui/forward/evidence/value_panel.h"

#include "ui/forward/evidence/channel_table.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart/histogram_plot.h"
#include "ui/widgets/controls/buttons.h"

#include <QVBoxLayout>

namespace diffuscope::ui {

ValuePanel::ValuePanel(QWidget* parent)
    : QWidget(parent), histogram_(new HistogramPlot), byChannel_(nullptr), table_(new ChannelTable)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(histogram_);
    column->addWidget(table_);
    histogram_->setObjectName("histogram");
    histogram_->setToolTip(
        tr("Bars: the pixel values of xₜ, 64 bins from −4 to 4. Filled curve: N(0, 1), where they go.\n"
           "The KL to N(0, 1) is that of the histogram of all pixels: estimated from the bins, less the excess that a "
           "finite number of pixels brings; "
           "the true one is at least this. "
           "It is another number than that of q(x_T | x₀) in the schedule’s warning."));
    table_->setObjectName("channelTable");
    table_->hide();
    auto* button = new IconButton(QStringLiteral("menu"), tr("Channel by channel, with mean and variance"), this);
    button->setBox(24, 22, 16);
    button->setCheckable(true);
    button->resize(button->sizeHint());
    button->setObjectName("byChannel");
    byChannel_ = button;
    connect(button, &QAbstractButton::toggled, this, [this](bool on) {
        histogram_->setByChannel(on);
        table_->setVisible(on);
        Q_EMIT detailChanged();
    });
}

void ValuePanel::setState(const Image& state)
{
    histogram_->setImage(state);
    if (byChannel_->isChecked())
        table_->setStats(channelStatsOf(state));
}

QString ValuePanel::summary() const { return tr("histogram’s KL  <b>%1</b> nat").arg(number(histogram_->kl(), 3)); }

void ValuePanel::resizeEvent(QResizeEvent*) { byChannel_->move(width() - byChannel_->width(), 0); }

} // namespace diffuscope::ui
