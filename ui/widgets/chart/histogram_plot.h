#pragma once
#include "core/schedule/statistics/pixel_statistics.h"
#include "ui/widgets/chart/chart.h"

#include <QPixmap>

#include <vector>

namespace diffuscope::ui {

// Histogram of pixel values against the N(0, 1) bell, of all channels together or each as an outline of its own. kl()
// is the divergence of all values from the bell, in nat, as klToBell() estimates it.
class HistogramPlot : public Chart {
    Q_OBJECT
public:
    explicit HistogramPlot(QWidget* parent = nullptr);
    void setImage(const Image& image);
    void setByChannel(bool on);
    double kl() const { return kl_; }
    ChartTable table() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent*) override;
    void changeEvent(QEvent* event) override;

private:
    QPointF placeOf(const QRectF& box, double value, double density) const;
    void countChannels(const Image& image);
    void drawBell(QPainter& painter, const QRectF& box, bool area) const;
    void drawBars(QPainter& painter, const QRectF& box) const;
    void drawOutlines(QPainter& painter, const QRectF& box) const;
    void renderAxis(const QRectF& box);
    void drawAxis(QPainter& painter, const QRectF& box) const;

    ValueHistogram all_;
    std::vector<ValueHistogram> channels_; // filled while they are shown
    double peak_ = 0.5, kl_ = 0;
    bool byChannel_ = false;
    QPixmap axis_; // and its words; empty: to be rendered
};

// What tells a channel's curve apart besides its name: red, green, blue as dash patterns of one ink.
QString channelName(int channel, int channels);   // "red", "grey"
QString channelLetter(int channel, int channels); // "R"
Qt::PenStyle channelDash(int channel);

} // namespace diffuscope::ui
