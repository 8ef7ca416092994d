#pragma once
#include "core/base/image/image.h"
#include "core/schedule/statistics/fourier.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace diffuscope {

// Power by spatial frequency: ring r holds the mean of |X(k)|^2 / (width height) over the frequencies at r cycles per
// shorter side (rounded), over all channels. White noise of variance 1 has power 1, 0 dB, in every ring; the sum of
// power * count over the rings and channels is the sum of squares (Parseval). Ring 0 is the mean; rings past half the
// shorter side hold the corners only.
struct RadialSpectrum {
    std::vector<double> power;
    std::vector<double> count; // frequencies in the ring, of one channel
    int nyquist = 0;           // the last whole ring: half the shorter side
};

// Computed in pieces, so that nobody has to wait for a large picture; no rings for an empty one. Two channels are
// transformed at once, as the real and the imaginary part of one.
class SpectrumJob {
public:
    void start(const Image& image); // copies the values
    bool advance(int blocks);       // of 16 columns or rows; true when done
    const RadialSpectrum& result() const { return result_; }
    bool done() const { return channel_ >= image_.channels; }

private:
    void columns(std::size_t first);
    void rows(std::size_t first);
    void finish();

    Image image_;
    std::optional<FourierTransform> alongColumn_, alongRow_;
    std::vector<float> real_, imaginary_, laneReal_, laneImaginary_; // a plane between the passes; a block
    std::vector<int> ringOf_;                                        // by row and column of a quarter of the plane
    int channel_ = 0;
    std::size_t next_ = 0; // of the blocks of this channel pair
    RadialSpectrum result_;
};

} // namespace diffuscope
