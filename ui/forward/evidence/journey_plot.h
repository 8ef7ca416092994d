#pragma once
#include "core/schedule/schedule.h"
#include "ui/style/theme.h"

#include <QPoint>
#include <QRectF>

#include <cstdint>
#include <vector>

class QPainter;

namespace diffuscope::ui {

// The value of one pixel over all noise levels as a drawing, for the screen and for figures: mean, one and two sigma,
// the jump with this noise, and Markov chains from the same start. No widget; a copy draws on any thread.
struct JourneyPlot {
    struct Pixel {
        QPoint place;
        int channel = 0, channels = 1;
        double data = 0, noise = 0; // x_0 and eps there
        bool operator==(const Pixel&) const = default;
    };
    static constexpr int kChains = 14;

    Schedule schedule = makeSchedule({});
    Pixel pixel;
    std::uint64_t seed = 0;
    bool walk = false;
    std::vector<float> walked; // the picture's own walk there; may be empty
    std::vector<std::vector<float>> chains;
    double left = 192, width = 840, height = 200; // as of a timeline's track, whose axis this shares
    bool figure = false;                          // type of the design's size, not the window's; text that stays text

    void computeChains(); // of the schedule, the seed and the pixel's value
    double meanAt(int step) const;
    double sigmaAt(int step) const;
    double jumpAt(int step) const;
    double valueAt(int step) const; // of the walk where it is shown and known, else of the jump
    bool ownWalk() const { return walk && walked.size() > 1; }
    QString channelWord() const;
    QString placeWords() const; // "column 20, row 9, red"

    double xOf(double step) const;
    double yOf(double value) const;
    void drawBands(QPainter& painter, const Palette& palette) const;
    void drawGrid(QPainter& painter, const Palette& palette) const;
    void drawChain(QPainter& painter, const Palette& palette, std::size_t index) const;
    void drawLines(QPainter& painter, const Palette& palette) const; // own walk, mean and jump
    void drawPlayhead(QPainter& painter, const Palette& palette, int step) const;
    void drawLegend(QPainter& painter, const Palette& palette, const QPointF& corner) const; // rows kLegendRow apart
    static constexpr int kLegendRow = 22;

private:
    QFont font(int pixelSize, int weight = 400) const;
    void drawValues(QPainter& painter, const std::vector<float>& values, const QColor& colour, double pen) const;
};

} // namespace diffuscope::ui
