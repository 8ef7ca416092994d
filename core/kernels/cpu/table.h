#pragma once
#include "core/kernels/isa.h"

#include <cstddef>
#include <cstdint>

namespace diffuscope::kernels {

// The kernels of one instruction set. They work on raw memory on the calling thread; core/kernels/*.cpp split the work
// over threads and know tensors. All matrices are row-major; a `stride` counts elements from row to row.

struct Bf16 {
    std::uint16_t bits;
};

enum class NormActivation { none, silu };

// A part of a feature map: `pixels` rows of `channels` values.
template <typename T> struct Map {
    const T* data;
    std::ptrdiff_t stride;
    std::ptrdiff_t channels, pixels;
};

// Per channel: xhat = x * rstd + offset; z = xhat * gain + bias.
struct NormChannels {
    const float *rstd, *offset, *gain, *bias;
};

template <typename T> struct GroupNormKernels {
    // sum += x - shift and square += (x - shift)^2, per channel.
    void (*moments)(Map<T> x, const float* shift, float* sum, float* square);
    // y = act(x * gain + bias), per channel.
    void (*apply)(Map<T> x, const float* gain, const float* bias, NormActivation act, T* y, std::ptrdiff_t yStride);
    // With dz = dy * act'(z): sumDz += dz, sumDzXhat += dz * xhat, sumXhat += xhat, per channel.
    void (*gradientSums)(Map<T> x, NormChannels c, NormActivation act, const T* dy, std::ptrdiff_t dyStride,
                         float* sumDz, float* sumDzXhat, float* sumXhat);
    // dx = dz * scale + xhat * slope + constant, per channel.
    void (*gradient)(Map<T> x, NormChannels c, NormActivation act, const T* dy, std::ptrdiff_t dyStride,
                     const float* scale, const float* slope, const float* constant, T* dx, std::ptrdiff_t dxStride);
};

// One head of one picture: `tokens` rows of `depth` values in each of q, k, v.
template <typename T> struct AttentionHead {
    const T *q, *k, *v;
    std::ptrdiff_t stride; // of q, k, v
    std::ptrdiff_t tokens, depth;
    float temperature; // the scores are multiplied by it
};

template <typename T> struct AttentionKernels {
    // Rows [first, last) of softmax(q k^T temperature) v, and the binary logarithm of each row's sum.
    void (*forward)(AttentionHead<T> head, std::ptrdiff_t first, std::ptrdiff_t last, T* out, std::ptrdiff_t outStride,
                    float* logSum, float* scratch);
    std::size_t (*forwardScratch)(std::ptrdiff_t tokens, std::ptrdiff_t depth); // floats
    // Gradients of all rows; dq, dk, dv have the stride `gradStride`.
    void (*backward)(AttentionHead<T> head, const T* out, const T* dOut, std::ptrdiff_t outStride, const float* logSum,
                     T* dq, T* dk, T* dv, std::ptrdiff_t gradStride, float* scratch);
    std::size_t (*backwardScratch)(std::ptrdiff_t tokens, std::ptrdiff_t depth); // floats
};

// One pass of AdamW and of averages over `count` values.
struct AdamWStep {
    float gradientScale, decay, beta1, beta2, eps; // decay: the weights are multiplied by it
    float stepSize;                                // learning rate / (1 - beta1^n)
    float secondCorrection;                        // 1 / sqrt(1 - beta2^n)
};

struct Average {
    float* values;
    float rate; // values += (weight - values) * rate
};

// A 3x3 convolution with padding 1 from `in` to `out` channels, both multiples of 16, over maps [pictures, height,
// width, channels]. Its Winograd forms F(2x2, 3x3) and F(4x4, 3x3) work on tiles of side x side results, numbered row
// by row, picture by picture, which are made of products at (side + 2)^2 positions.
struct Convolution {
    std::ptrdiff_t pictures, height, width, in, out;
    int side = 2; // 2 or 4

    std::ptrdiff_t tilesX() const { return (width + side - 1) / side; }
    std::ptrdiff_t tilesY() const { return (height + side - 1) / side; }
    std::ptrdiff_t tiles() const { return pictures * tilesX() * tilesY(); }
    std::ptrdiff_t positions() const { return std::ptrdiff_t(side + 2) * (side + 2); }
};

// Where weight (o, i, y, x) lies: at o * out + i * in + y * row + x * column. Backwards: y and x run from 2 to 0.
struct WeightOrder {
    std::ptrdiff_t out, in, row, column;
    bool backwards;
};

constexpr std::ptrdiff_t kWeightBlock = 64; // channels of a block of the gradient of the weights
// From one position's sums of such a block to the next one's: a line of the cache more than a power of two, so that
// positions do not compete for the same lines.
constexpr std::ptrdiff_t kWeightSums = kWeightBlock * kWeightBlock + 16;

struct Range { // of what is numbered
    std::ptrdiff_t first, last;
};

struct GradientBlock {
    std::ptrdiff_t firstIn, firstOut; // of kWeightBlock channels each, or what is left
    Range tiles;                      // that are summed over, at least one
    bool sameInputs;                  // and the same tiles, as in the last call with this scratch
};

// T is what maps hold and what is multiplied; all is summed in float32. Transformed weights and scratch are memory that
// only these functions understand, measured in floats.
template <typename T> struct WinogradKernels {
    std::size_t (*transformedSize)(int side, std::ptrdiff_t in, std::ptrdiff_t out);
    // Some of the weights: input channels from a multiple of 16 to another, and panels of the output channels (see
    // MatrixKernels).
    void (*transform)(int side, const float* weights, WeightOrder order, std::ptrdiff_t in, std::ptrdiff_t out,
                      Range inputs, Range panels, float* transformed);
    std::size_t (*forwardScratch)(const Convolution& c);
    // y = convolution + bias + residual for some tiles and some panels; bias and residual may be null. What comes out
    // does not depend on how tiles and panels are divided.
    void (*forward)(const Convolution& c, const T* x, const float* transformed, const float* bias, const T* residual,
                    T* y, Range tiles, Range panels, float* scratch);
    std::size_t (*gradientScratch)(const Convolution& c);
    // The gradient of the weights of a block of channels, in the weights' own order, where input channels are
    // neighbours; where dWeights is null its transformed sums only. `sums` holds positions() * kWeightSums values.
    void (*gradient)(const Convolution& c, const T* x, const T* dy, const GradientBlock& block, float* sums,
                     float* dWeights, WeightOrder order, float* scratch);
    // The gradient from `parts` such sums that lie `stride` values apart.
    void (*gradientOfParts)(const Convolution& c, const float* sums, int parts, std::ptrdiff_t stride,
                            std::ptrdiff_t firstIn, std::ptrdiff_t firstOut, float* dWeights, WeightOrder order);
};

// Products of matrices of T, summed in float32. The depth of bfloat16 ones is a multiple of 2.
template <typename T> struct MatrixKernels {
    std::size_t (*packedSize)(std::ptrdiff_t depth, std::ptrdiff_t columns); // floats
    std::ptrdiff_t (*panels)(std::ptrdiff_t columns);
    // Panels [first, last) of b(k, n) = b[k * rowStride + n * columnStride], in the order that multiply wants. One of
    // the strides is 1, depth and columns are multiples of 16.
    void (*pack)(const float* b, std::ptrdiff_t rowStride, std::ptrdiff_t columnStride, std::ptrdiff_t depth,
                 std::ptrdiff_t columns, std::ptrdiff_t first, std::ptrdiff_t last, float* packed);
    // c = a b + bias, c = a b where bias is null, or c += a b. `columns` is a multiple of 16.
    void (*multiply)(const T* a, std::ptrdiff_t aStride, std::ptrdiff_t rows, std::ptrdiff_t depth, const float* packed,
                     std::ptrdiff_t columns, const float* bias, bool add, float* c, std::ptrdiff_t cStride);
    std::size_t (*transposedScratch)(std::ptrdiff_t count, std::ptrdiff_t columns); // floats
    // c = a^T b for a [rows][count] and b [rows][columns]; `count` and `columns` are multiples of 16.
    void (*multiplyTransposed)(const T* a, std::ptrdiff_t aStride, const T* b, std::ptrdiff_t bStride,
                               std::ptrdiff_t rows, std::ptrdiff_t count, std::ptrdiff_t columns, float* c,
                               std::ptrdiff_t cStride, float* scratch);
    // sum[c] += sum over rows of x.
    void (*columnSums)(const T* x, std::ptrdiff_t rows, std::ptrdiff_t columns, float* sum);
    void (*add)(const T* from, float* sum, std::ptrdiff_t count);
    void (*round)(const float* from, T* to, std::ptrdiff_t count);
};

struct CpuKernels {
    GroupNormKernels<float> normFloat;
    GroupNormKernels<Bf16> normBf16;
    AttentionKernels<float> attentionFloat;
    AttentionKernels<Bf16> attentionBf16;
    MatrixKernels<float> matrixFloat;
    MatrixKernels<Bf16> matrixBf16;
    WinogradKernels<float> winogradFloat;
    WinogradKernels<Bf16> winogradBf16;
    double (*sumOfSquares)(const float* values, std::ptrdiff_t count);
    void (*adamw)(const AdamWStep& step, const float* gradient, float* weights, float* first, float* second,
                  const Average* averages, int averageCount, std::ptrdiff_t count);
};

extern const CpuKernels kPlainKernels;
#if defined(__x86_64__)
extern const CpuKernels kAvx2Kernels, kAvx512Kernels, kAvx512Bf16Kernels;
#endif

const CpuKernels& cpuKernels(Isa isa = bestIsa()); // `isa` must be runnable

// The kernels for maps of T.
template <typename T> const GroupNormKernels<T>& groupNormKernels(const CpuKernels& kernels);
template <typename T> const AttentionKernels<T>& attentionKernels(const CpuKernels& kernels);
template <typename T> const MatrixKernels<T>& matrixKernels(const CpuKernels& kernels);
template <typename T> const WinogradKernels<T>& winogradKernels(const CpuKernels& kernels);

template <> inline const GroupNormKernels<float>& groupNormKernels<float>(const CpuKernels& k) { return k.normFloat; }
template <> inline const GroupNormKernels<Bf16>& groupNormKernels<Bf16>(const CpuKernels& k) { return k.normBf16; }
template <> inline const AttentionKernels<float>& attentionKernels<float>(const CpuKernels& k)
{
    return k.attentionFloat;
}
template <> inline const AttentionKernels<Bf16>& attentionKernels<Bf16>(const CpuKernels& k) { return k.attentionBf16; }
template <> inline const MatrixKernels<float>& matrixKernels<float>(const CpuKernels& k) { return k.matrixFloat; }
template <> inline const MatrixKernels<Bf16>& matrixKernels<Bf16>(const CpuKernels& k) { return k.matrixBf16; }
template <> inline const WinogradKernels<float>& winogradKernels<float>(const CpuKernels& k) { return k.winogradFloat; }
template <> inline const WinogradKernels<Bf16>& winogradKernels<Bf16>(const CpuKernels& k) { return k.winogradBf16; }

} // namespace diffuscope::kernels
