#pragma once
#include "core/base/image/image.h"
#include "core/schedule/statistics/spectrum.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace diffuscope::ui {

// Convolved with a Gaussian of so many pixels' standard deviation, to three of them; the border is repeated. In pieces,
// as SpectrumJob.
class GaussianJob {
public:
    void start(const Image& image, double deviation);
    bool advance(int lines); // true when done
    const Image& result() const { return to_; }

private:
    void blurLine(int line);

    Image from_, to_;
    std::vector<double> kernel_;
    int reach_ = 0, next_ = 0; // of the lines of all channels
    bool down_ = false;        // along the columns, the second time
};

Image blurredFor(const Image& picture, double deviation); // at once

// A hybrid image and what it is made of: what a blur leaves of it, what the blur takes away, and the spectra of the
// three. Small pictures are split at once, large ones a slice at a time, so that nobody waits. GUI thread.
class HybridSplit : public QObject {
    Q_OBJECT
public:
    struct Parts {
        Image picture, far, near; // near: the detail, which sums with far to the picture
        double deviation = 0;
        double rms = 0; // of near
        RadialSpectrum ofPicture, ofFar, ofNear;
    };
    explicit HybridSplit(QObject* parent = nullptr);
    void split(const Image& picture, double deviation);          // the newest one counts, after what is being split
    const std::optional<Parts>& parts() const { return parts_; } // the last that was ready
    bool isOf(const Image& picture, double deviation) const;     // the parts are

Q_SIGNALS:
    void ready();

private:
    struct Wanted {
        Image picture;
        double deviation = 0;
    };
    void begin();
    bool advance(); // true when done
    void work();

    std::optional<Parts> parts_, making_;
    std::optional<Wanted> wanted_;
    GaussianJob blur_;
    SpectrumJob spectrum_;
    int stage_ = 0; // the blur, then the three spectra
    QTimer slices_;
};

} // namespace diffuscope::ui
