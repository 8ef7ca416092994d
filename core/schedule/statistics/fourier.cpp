#include "core/schedule/statistics/fourier.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope {
namespace {

std::vector<std::size_t> radicesOf(std::size_t length)
{
    std::vector<std::size_t> radices;
    for (const std::size_t radix : {4, 2, 3, 5, 7, 11, 13})
        for (; length % radix == 0; length /= radix)
            radices.push_back(radix);
    return length == 1 ? radices : std::vector<std::size_t>();
}

std::size_t powerOfTwoFrom(std::size_t least)
{
    std::size_t power = 1;
    while (power < least)
        power *= 2;
    return power;
}

} // namespace

FourierTransform::FourierTransform(std::size_t length) : length_(length), radices_(radicesOf(length))
{
    const auto turn = [&](std::size_t k) { return -2 * std::numbers::pi * double(k) / double(length); };
    for (std::size_t k = 0; k < length; ++k) {
        cosines_.push_back(float(std::cos(turn(k))));
        sines_.push_back(float(std::sin(turn(k))));
    }
    if (!radices_.empty() || length <= 1) {
        for (auto* buffer : {&real_, &imaginary_, &nextReal_, &nextImaginary_})
            buffer->resize(length * kLanes);
        return;
    }
    const std::size_t whole = powerOfTwoFrom(2 * length - 1);
    longer_.emplace_back(whole);
    for (auto* buffer : {&real_, &imaginary_, &filterReal_, &filterImaginary_})
        buffer->assign(whole * kLanes, 0.0f);
    for (std::size_t j = 0; j < length; ++j) { // exp(-pi i j^2 / n), its square taken modulo 2n
        const double angle = std::numbers::pi * double(j * j % (2 * length)) / double(length);
        chirpReal_.push_back(float(std::cos(angle)));
        chirpImaginary_.push_back(float(-std::sin(angle)));
        for (const std::size_t at : {j, (whole - j) % whole})
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                filterReal_[at * kLanes + lane] = chirpReal_[j];
                filterImaginary_[at * kLanes + lane] = -chirpImaginary_[j];
            }
    }
    longer_.front().apply(filterReal_, filterImaginary_);
}

void FourierTransform::apply(std::vector<float>& real, std::vector<float>& imaginary)
{
    if (length_ <= 1)
        return;
    if (radices_.empty())
        return convolve(real, imaginary);
    real_.swap(real);
    imaginary_.swap(imaginary);
    std::size_t length = length_, stride = kLanes;
    for (const std::size_t radix : radices_) {
        if (radix == 4)
            passOfFour(length, stride);
        else if (radix == 2)
            passOfTwo(length, stride);
        else
            pass(radix, length, stride);
        real_.swap(nextReal_);
        imaginary_.swap(nextImaginary_);
        length /= radix;
        stride *= radix;
    }
    real_.swap(real);
    imaginary_.swap(imaginary);
}

void FourierTransform::passOfTwo(std::size_t length, std::size_t stride)
{
    const std::size_t half = length / 2, step = length_ / length;
    for (std::size_t q = 0; q < half; ++q) {
        const float c = cosines_[q * step], s = sines_[q * step];
        const float *ar = &real_[q * stride], *ai = &imaginary_[q * stride];
        const float *br = &real_[(q + half) * stride], *bi = &imaginary_[(q + half) * stride];
        float *yr = &nextReal_[2 * q * stride], *yi = &nextImaginary_[2 * q * stride];
        float *zr = yr + stride, *zi = yi + stride;
        for (std::size_t j = 0; j < stride; j += kLanes)
            for (std::size_t i = j; i < j + kLanes; ++i) {
                const float dr = ar[i] - br[i], di = ai[i] - bi[i];
                yr[i] = ar[i] + br[i];
                yi[i] = ai[i] + bi[i];
                zr[i] = dr * c - di * s;
                zi[i] = dr * s + di * c;
            }
    }
}

void FourierTransform::passOfFour(std::size_t length, std::size_t stride)
{
    const std::size_t quarter = length / 4, step = length_ / length;
    for (std::size_t q = 0; q < quarter; ++q) {
        const float c1 = cosines_[q * step], s1 = sines_[q * step];
        const float c2 = cosines_[2 * q * step], s2 = sines_[2 * q * step];
        const float c3 = cosines_[3 * q * step], s3 = sines_[3 * q * step];
        const float *xr = &real_[q * stride], *xi = &imaginary_[q * stride];
        const std::size_t next = quarter * stride;
        float *yr = &nextReal_[4 * q * stride], *yi = &nextImaginary_[4 * q * stride];
        for (std::size_t j = 0; j < stride; j += kLanes)
            for (std::size_t i = j; i < j + kLanes; ++i) {
                const float pr = xr[i] + xr[i + 2 * next], pi = xi[i] + xi[i + 2 * next];
                const float mr = xr[i] - xr[i + 2 * next], mi = xi[i] - xi[i + 2 * next];
                const float qr = xr[i + next] + xr[i + 3 * next], qi = xi[i + next] + xi[i + 3 * next];
                const float nr = xr[i + next] - xr[i + 3 * next], ni = xi[i + next] - xi[i + 3 * next];
                const float er = mr + ni, ei = mi - nr, gr = mr - ni, gi = mi + nr, fr = pr - qr, fi = pi - qi;
                yr[i] = pr + qr;
                yi[i] = pi + qi;
                yr[i + stride] = er * c1 - ei * s1;
                yi[i + stride] = er * s1 + ei * c1;
                yr[i + 2 * stride] = fr * c2 - fi * s2;
                yi[i + 2 * stride] = fr * s2 + fi * c2;
                yr[i + 3 * stride] = gr * c3 - gi * s3;
                yi[i + 3 * stride] = gr * s3 + gi * c3;
            }
    }
}

void FourierTransform::pass(std::size_t radix, std::size_t length, std::size_t stride)
{
    const std::size_t part = length / radix, step = length_ / length, whole = length_ / radix;
    for (std::size_t q = 0; q < part; ++q)
        for (std::size_t k = 0; k < radix; ++k) {
            float *yr = &nextReal_[(radix * q + k) * stride], *yi = &nextImaginary_[(radix * q + k) * stride];
            for (std::size_t r = 0; r < radix; ++r) {
                const std::size_t at = (r * k % radix * whole + q * k * step) % length_; // both turns at once
                const float c = cosines_[at], s = sines_[at];
                const float *xr = &real_[(q + part * r) * stride], *xi = &imaginary_[(q + part * r) * stride];
                for (std::size_t i = 0; i < stride; ++i) {
                    yr[i] = (r ? yr[i] : 0) + xr[i] * c - xi[i] * s;
                    yi[i] = (r ? yi[i] : 0) + xr[i] * s + xi[i] * c;
                }
            }
        }
}

void FourierTransform::convolve(std::vector<float>& real, std::vector<float>& imaginary)
{
    const auto turned = [](float* r, float* i, float c, float s) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const float before = r[lane];
            r[lane] = before * c - i[lane] * s;
            i[lane] = before * s + i[lane] * c;
        }
    };
    const std::size_t whole = longer_.front().length();
    real_.assign(whole * kLanes, 0.0f);
    imaginary_.assign(whole * kLanes, 0.0f);
    std::copy(real.begin(), real.end(), real_.begin());
    std::copy(imaginary.begin(), imaginary.end(), imaginary_.begin());
    for (std::size_t j = 0; j < length_; ++j)
        turned(&real_[j * kLanes], &imaginary_[j * kLanes], chirpReal_[j], chirpImaginary_[j]);
    longer_.front().apply(real_, imaginary_);
    for (std::size_t i = 0; i < real_.size(); ++i) { // the product's conjugate: transforming it again goes back
        const float r = real_[i] * filterReal_[i] - imaginary_[i] * filterImaginary_[i];
        imaginary_[i] = -(real_[i] * filterImaginary_[i] + imaginary_[i] * filterReal_[i]);
        real_[i] = r;
    }
    longer_.front().apply(real_, imaginary_);
    const float scale = 1.0f / float(whole);
    for (std::size_t j = 0; j < length_; ++j)
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const float r = real_[j * kLanes + lane] * scale, i = -imaginary_[j * kLanes + lane] * scale;
            real[j * kLanes + lane] = r * chirpReal_[j] - i * chirpImaginary_[j];
            imaginary[j * kLanes + lane] = r * chirpImaginary_[j] + i * chirpReal_[j];
        }
}

} // namespace diffuscope
