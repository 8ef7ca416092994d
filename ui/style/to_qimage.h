#pragma once
#include "core/base/image/image.h"
#include "core/base/image/pixel_buffer.h"

#include <QImage>

namespace diffuscope::ui {

// Noise is shown from -2.6 to 2.6 standard deviations, wherever it is: 99 in 100 values.
inline constexpr float kNoiseRange = 2.6f;

// 8-bit picture of values in [-1, 1]; `range` widens the mapping ([-range, range]), for noise and states.
QImage toQImage(const Image& image, float range = 1.0f);
// As above into a picture that is kept from frame to frame: its memory is used again where size and owner allow.
void toQImage(const Image& image, float range, QImage& into);

// Values by a table of kShades colours. Signed: -range is the first, 0 the middle, range the last one. Magnitude: 0 is
// the first, range the last one. Colour pictures show one channel, or with channel -1 the mean of all three (of their
// magnitudes). What lies outside has the colour of the end; not a number has `none`.
inline constexpr int kShades = 511;
struct Shading {
    bool magnitude = false;
    float range = 1;
    int channel = -1;
    const QRgb* table = nullptr; // kShades
    QRgb none = 0xff808080;
};
void toQImage(const Image& image, const Shading& shading, QImage& into);

// The pixels as a file of them would be read: no colour space is applied. Any thread.
PixelBuffer pixelsOf(const QImage& picture);

// A small picture at a whole multiple, without smoothing, so that it is no stamp where it is pasted: as exported files
// are enlarged, the longer side at least 256 pixels.
QImage enlargedToShare(const QImage& picture);

} // namespace diffuscope::ui
