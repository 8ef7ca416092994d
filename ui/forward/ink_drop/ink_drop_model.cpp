#include "ui/forward/ink_drop/ink_drop_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope::ui {

namespace {

constexpr int kNx = 76, kNy = 60, kAcross = kNx + 1; // coarse cells; nodes 0 .. n
constexpr int kColumnsOf = InkDropModel::kColumns, kRowsOf = InkDropModel::kRows;
constexpr double kCell = 1.0 / kNy, kFine = 1.0 / kRowsOf;
constexpr double kGravity = 1.6, kViscosity = 2.5e-5;
constexpr double kDuration = 6.6; // of the flow, in the equations' time
constexpr int kStepsPerFrame = 8;
constexpr float kLevels = 65535;

std::size_t node(int i, int j) { return std::size_t(j) * kAcross + std::size_t(i); }
std::size_t cell(int i, int j) { return std::size_t(j) * kColumnsOf + std::size_t(i); }

// Catmull and Rom's cubic at u between b and c, held between them: no ringing at the ink's edge.
float cubic(float a, float b, float c, float d, float u)
{
    const float value = b + 0.5f * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)));
    return std::clamp(value, std::min(b, c), std::max(b, c));
}

double initialInk(double x, double y)
{
    const double drop = std::hypot(x, y - 0.235) - 0.18;
    const double stem = std::max(x - 0.125, y - 0.235);
    const double edge = std::min(drop, stem);
    return 1 / (1 + std::exp(edge / 0.006));
}

} // namespace

InkDropModel::InkDropModel()
    : ink_(std::size_t(kColumns) * kRows), nextInk_(ink_.size()), vorticity_(std::size_t(kAcross) * (kNy + 1)),
      next_(vorticity_.size()), stream_(vorticity_.size()), u_(vorticity_.size()), v_(vorticity_.size()),
      backX_(vorticity_.size()), backY_(vorticity_.size()), kept_(ink_.size() * kFrames)
{
    for (int j = 0; j < kRows; ++j)
        for (int i = 0; i < kColumns; ++i)
            ink_[cell(i, j)] = float(initialInk((i + 0.5) * kFine, (j + 0.5) * kFine));
    for (int k = 0; k <= kNx; ++k)
        for (int i = 0; i <= kNx; ++i)
            sines_.push_back(float(std::sin(std::numbers::pi * k * i / kNx)));
    const auto cosines = [](std::vector<float>& table, int n) {
        for (int k = 0; k < n; ++k)
            for (int i = 0; i < n; ++i)
                table.push_back(float(std::cos(std::numbers::pi * k * (i + 0.5) / n)));
    };
    cosines(cosinesX_, kColumns);
    cosines(cosinesY_, kRows);
    work_.resize(ink_.size());
    keepFrame();
}

void InkDropModel::advance()
{
    if (finished())
        return;
    step();
    if (++steps_ % kStepsPerFrame == 0)
        keepFrame();
}

void InkDropModel::step()
{
    const double dt = kDuration / ((kFrames - 1) * kStepsPerFrame);
    buoyancy(dt);
    solveStream();
    traceBack(dt);
    moveVorticity(dt);
    moveInk();
}

// Dw/Dt = g dc/dx: heavy ink beside light water turns the water.
void InkDropModel::buoyancy(double dt)
{
    const auto inkAt = [this](int i, int j) { // of a coarse cell, mirrored at the middle
        i = i < 0 ? -1 - i : i;
        return 0.25f * (ink_[cell(2 * i, 2 * j)] + ink_[cell(2 * i + 1, 2 * j)] + ink_[cell(2 * i, 2 * j + 1)] +
                        ink_[cell(2 * i + 1, 2 * j + 1)]);
    };
    const float push = float(kGravity * dt / (2 * kCell));
    for (int j = 1; j < kNy; ++j)
        for (int i = 1; i < kNx; ++i)
            vorticity_[node(i, j)] += push * (inkAt(i, j - 1) - inkAt(i - 1, j - 1) + inkAt(i, j) - inkAt(i - 1, j));
}

// lap p = -w with p = 0 at walls and middle: sines across, a tridiagonal system down for each of them.
void InkDropModel::solveStream()
{
    std::vector<float> waves(vorticity_.size()), diagonal(std::size_t(kNy) + 1);
    for (int j = 1; j < kNy; ++j)
        for (int i = 1; i < kNx; ++i) {
            const float w = vorticity_[node(i, j)] * float(2.0 / kNx);
            const float* sine = &sines_[node(0, i)];
            float* wave = &waves[node(0, j)];
            for (int k = 0; k < kAcross; ++k)
                wave[k] += w * sine[k];
        }
    for (int k = 1; k < kNx; ++k) { // Thomas
        const float middle = float(2 * std::cos(std::numbers::pi * k / kNx) - 4);
        float factor = 0;
        for (int j = 1; j < kNy; ++j) {
            diagonal[std::size_t(j)] = middle - factor;
            const float before = j > 1 ? waves[node(k, j - 1)] : 0;
            waves[node(k, j)] = (-float(kCell * kCell) * waves[node(k, j)] - before) / diagonal[std::size_t(j)];
            factor = 1 / diagonal[std::size_t(j)];
        }
        for (int j = kNy - 2; j >= 1; --j)
            waves[node(k, j)] -= waves[node(k, j + 1)] / diagonal[std::size_t(j)];
    }
    std::fill(stream_.begin(), stream_.end(), 0.0f);
    for (int j = 1; j < kNy; ++j)
        for (int k = 1; k < kNx; ++k) {
            const float wave = waves[node(k, j)];
            const float* sine = &sines_[node(0, k)];
            float* stream = &stream_[node(0, j)];
            for (int i = 0; i < kAcross; ++i)
                stream[i] += wave * sine[i];
        }
    const auto at = [this](int i, int j) { return stream_[node(std::clamp(i, 0, kNx), std::clamp(j, 0, kNy))]; };
    for (int j = 0; j <= kNy; ++j)
        for (int i = 0; i <= kNx; ++i) {
            const float down = j == 0 || j == kNy ? 1.0f : 2.0f;
            // The stream function is odd about the middle.
            const float left = i == 0 ? -at(1, j) : at(i - 1, j), right = i == kNx ? -at(kNx - 1, j) : at(i + 1, j);
            u_[node(i, j)] = (at(i, j + 1) - at(i, j - 1)) / (down * float(kCell));
            v_[node(i, j)] = -(right - left) / (2 * float(kCell));
        }
}

void InkDropModel::velocityAt(double x, double y, double& u, double& v) const
{
    const double sign = x < 0 ? -1 : 1;
    const float px = float(std::clamp(sign * x / kCell, 0.0, kNx - 1e-4)),
                py = float(std::clamp(y / kCell, 0.0, kNy - 1e-4));
    const int i = int(px), j = int(py);
    const float fx = px - float(i), fy = py - float(j);
    const auto mix = [&](const std::vector<float>& f) {
        const float* at = &f[node(i, j)];
        const float top = at[0] + fx * (at[1] - at[0]), low = at[kAcross] + fx * (at[kAcross + 1] - at[kAcross]);
        return double(top + fy * (low - top));
    };
    u = sign * mix(u_);
    v = mix(v_);
}

// Where what arrives at each node comes from, in coarse cells (midpoint rule).
void InkDropModel::traceBack(double dt)
{
    for (int j = 0; j <= kNy; ++j)
        for (int i = 0; i <= kNx; ++i) {
            double u = double(u_[node(i, j)]), v = double(v_[node(i, j)]);
            velocityAt(i * kCell - u * dt / 2, j * kCell - v * dt / 2, u, v);
            backX_[node(i, j)] = float(u * dt / kCell);
            backY_[node(i, j)] = float(v * dt / kCell);
        }
}

void InkDropModel::moveVorticity(double dt)
{
    const auto at = [this](int i, int j) { // odd about the middle, none at the walls
        const float sign = i < 0 ? -1.0f : 1.0f;
        return sign * vorticity_[node(std::min(std::abs(i), kNx), std::clamp(j, 0, kNy))];
    };
    const float rub = float(kViscosity * dt / (kCell * kCell));
    for (int j = 1; j < kNy; ++j)
        for (int i = 1; i < kNx; ++i) {
            const float x = std::clamp(float(i) - backX_[node(i, j)], 0.0f, kNx - 1e-3f),
                        y = std::clamp(float(j) - backY_[node(i, j)], 0.0f, kNy - 1e-3f);
            const int a = int(x), b = int(y);
            float lines[4];
            for (int k = 0; k < 4; ++k)
                lines[k] = cubic(at(a - 1, b - 1 + k), at(a, b - 1 + k), at(a + 1, b - 1 + k), at(a + 2, b - 1 + k),
                                 x - float(a));
            const float around = at(i - 1, j) + at(i + 1, j) + at(i, j - 1) + at(i, j + 1) - 4 * at(i, j);
            next_[node(i, j)] = cubic(lines[0], lines[1], lines[2], lines[3], y - float(b)) + rub * around;
        }
    vorticity_.swap(next_);
}

void InkDropModel::moveInk()
{
    const auto column = [](int i) { return std::min(i < 0 ? -1 - i : i, kColumns - 1); };
    for (int j = 0; j < kRows; ++j)
        for (int i = 0; i < kColumns; ++i) {
            // A fine cell's centre lies a quarter or three quarters of the way between two nodes.
            const std::size_t corner = node(i / 2, j / 2);
            const float fx = i % 2 ? 0.75f : 0.25f, fy = j % 2 ? 0.75f : 0.25f;
            const auto mix = [&](const std::vector<float>& f) {
                const float* at = &f[corner];
                const float top = at[0] + fx * (at[1] - at[0]),
                            low = at[kAcross] + fx * (at[kAcross + 1] - at[kAcross]);
                return 2 * (top + fy * (low - top)); // in fine cells
            };
            const float x = std::clamp(float(i) - mix(backX_), -0.5f, kColumns - 1.0f),
                        y = std::clamp(float(j) - mix(backY_), 0.0f, kRows - 1.0f);
            const int a = x < 0 ? -1 : int(x), b = int(y);
            const int columns[4] = {column(a - 1), column(a), column(a + 1), column(a + 2)};
            float lines[4];
            for (int k = 0; k < 4; ++k) {
                const float* line = &ink_[cell(0, std::clamp(b - 1 + k, 0, kRows - 1))];
                lines[k] = cubic(line[columns[0]], line[columns[1]], line[columns[2]], line[columns[3]], x - float(a));
            }
            nextInk_[cell(i, j)] = cubic(lines[0], lines[1], lines[2], lines[3], y - float(b));
        }
    ink_.swap(nextInk_);
}

// The heat kernel between walls: every cosine of the picture fades by exp(-k^2 spread^2 / 2).
void InkDropModel::diffuseInto(double spread)
{
    std::vector<float> across(ink_.size()), waves(ink_.size());
    const auto fade = [spread](int k, double length) {
        const double number = std::numbers::pi * k / length;
        return float(std::exp(-number * number * spread * spread / 2));
    };
    const double width = kColumns * kFine;
    std::vector<float> smooth(std::size_t(kColumns) * kColumns), tall(std::size_t(kRows) * kRows);
    const auto kernel = [&](std::vector<float>& matrix, const std::vector<float>& cosines, int n, double length) {
        for (int k = 0; k < n; ++k) {
            const float weight = (k ? 2.0f : 1.0f) / float(n) * fade(k, length);
            if (weight < 1e-7f)
                break;
            for (int i = 0; i < n; ++i) {
                const float scaled = weight * cosines[std::size_t(k * n + i)];
                for (int j = 0; j < n; ++j)
                    matrix[std::size_t(i * n + j)] += scaled * cosines[std::size_t(k * n + j)];
            }
        }
    };
    kernel(smooth, cosinesX_, kColumns, width);
    kernel(tall, cosinesY_, kRows, 1);
    for (int j = 0; j < kRows; ++j)
        for (int from = 0; from < kColumns; ++from) {
            const float ink = ink_[cell(from, j)];
            const float* spreadOut = &smooth[std::size_t(from) * kColumns];
            float* row = &across[cell(0, j)];
            for (int i = 0; i < kColumns; ++i)
                row[i] += ink * spreadOut[i];
        }
    std::fill(work_.begin(), work_.end(), 0.0f);
    for (int j = 0; j < kRows; ++j)
        for (int from = 0; from < kRows; ++from) {
            const float share = tall[std::size_t(from * kRows + j)];
            const float* row = &across[cell(0, from)];
            float* out = &work_[cell(0, j)];
            for (int i = 0; i < kColumns; ++i)
                out[i] += share * row[i];
        }
}

void InkDropModel::keepFrame()
{
    const double time = double(frames()) / (kFrames - 1);
    const double spread = time < 1 ? 0.012 * std::sqrt(time) + 0.25 * std::pow(time, 3) / std::sqrt(1 - time) : 1e3;
    diffuseInto(spread);
    std::uint16_t* frame = &kept_[std::size_t(frames()) * ink_.size()];
    for (std::size_t i = 0; i < work_.size(); ++i)
        frame[i] = std::uint16_t(std::lround(std::clamp(work_[i], 0.0f, 1.0f) * kLevels));
    ++frames_;
}

void InkDropModel::at(double time, std::vector<float>& ink) const
{
    const double place = std::clamp(time, 0.0, 1.0) * (kFrames - 1);
    const int last = frames_ - 1, before = std::min(int(place), last), after = std::min(before + 1, last);
    const float part = float(std::min(place - before, 1.0)) / kLevels, rest = 1 / kLevels - part;
    ink.resize(std::size_t(kColumns) * kRows);
    const std::uint16_t* one = &kept_[std::size_t(before) * ink.size()];
    const std::uint16_t* other = &kept_[std::size_t(after) * ink.size()];
    for (std::size_t i = 0; i < ink.size(); ++i)
        ink[i] = rest * float(one[i]) + part * float(other[i]);
}

} // namespace diffuscope::ui
