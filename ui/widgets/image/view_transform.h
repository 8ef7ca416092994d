#pragma once
#include <QPoint>
#include <QRectF>
#include <QSize>

#include <optional>

namespace diffuscope::ui {

// Which part of a picture is looked at, so that pictures and views of any size can share it: `magnification` against
// the fitted picture (1 fits), `centre` in shares of the picture.
struct ViewLook {
    double magnification = 1;
    QPointF centre{0.5, 0.5};
    bool fitted() const { return magnification == 1; }
    bool operator==(const ViewLook&) const = default;
};

// Where a picture lies in its view. The fitted picture's place is a window that stays; zooming moves the picture behind
// it. From 1:1 on, a picture pixel is a whole number of device pixels, and all edges lie on device pixels; below, the
// picture is as small as it must be. Widget coordinates are logical pixels. No widget in here: plain arithmetic.
struct ViewTransform {
    static constexpr double kLargest = 128; // device pixels a picture pixel
    static constexpr double kGridFrom = 12; // from here on, a grid between the pixels can be drawn

    QSize pixels;        // of the picture
    QRectF frame;        // the window: where the fitted picture lies
    double fitScale = 1; // device pixels a picture pixel, fitted
    double dpr = 1;      // device pixels a logical pixel
    ViewLook look;

    // The picture as large as it fits into `room`, centred. `origin`: the widget's own place in its window in device
    // pixels, which is no whole number on fractional screens.
    static ViewTransform fit(const QSize& pixels, const QRectF& room, double dpr, const QPointF& origin);

    double scale() const;        // device pixels a picture pixel
    double cellSize() const;     // logical pixels a picture pixel
    QRectF picture() const;      // of the whole picture; reaches beyond the frame when zoomed in
    QRect visiblePixels() const; // those at least partly inside the frame
    QRectF cell(const QPoint& pixel) const;
    std::optional<QPoint> pixelAt(const QPointF& position) const; // of those that are visible
    bool canPan() const;

    double smallestScale() const { return fitScale < 1 ? fitScale : 1; }
    double largestScale() const;
    double nextScale(int direction) const;                     // one level in (+1) or out (-1)
    ViewLook zoomed(const QPointF& about, double scale) const; // what lies at `about` stays there, as far as it can
    ViewLook panned(const QPointF& by) const;                  // logical pixels the picture moves
    ViewLook revealing(const QPoint& pixel) const;             // moved just so far that the pixel is inside
};

} // namespace diffuscope::ui
