#pragma once
#include <cstddef>
#include <vector>

namespace diffuscope {

// Discrete Fourier transform of any length n >= 1, X_k = sum_j x_j exp(-2 pi i jk / n), of kLanes signals side by side:
// element j of signal s stands at [j * kLanes + s], real and imaginary parts apart. Factors to 13 are transformed in
// Stockham's order, other lengths by Bluestein's convolution (1970). Not thread-safe: it has buffers of its own.
class FourierTransform {
public:
    static constexpr std::size_t kLanes = 16;
    explicit FourierTransform(std::size_t length);
    std::size_t length() const { return length_; }
    void apply(std::vector<float>& real, std::vector<float>& imaginary); // in place; length * kLanes each

private:
    void pass(std::size_t radix, std::size_t length, std::size_t stride);
    void passOfTwo(std::size_t length, std::size_t stride);
    void passOfFour(std::size_t length, std::size_t stride);
    void convolve(std::vector<float>& real, std::vector<float>& imaginary);

    std::size_t length_;
    std::vector<std::size_t> radices_;   // empty and length > 1: Bluestein
    std::vector<float> cosines_, sines_; // exp(-2 pi i k / n)
    std::vector<float> real_, imaginary_, nextReal_, nextImaginary_;
    std::vector<FourierTransform> longer_; // Bluestein's power of two, at most one
    std::vector<float> chirpReal_, chirpImaginary_, filterReal_, filterImaginary_;
};

} // namespace diffuscope
