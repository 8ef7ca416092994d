#include "core/base/random.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <cmath>
#include <numbers>

// Handwritten-looking digits: each is a few pen strokes, bent and slanted anew for every picture and drawn with a
// round antialiased nib, white on black.
namespace diffuscope {
namespace {

struct Point {
    double x = 0, y = 0; // y points down; the digit fills about 0 .. 1
};
using Stroke = std::vector<Point>; // a smooth curve through the points; a point given twice is a corner
using Glyph = std::vector<Stroke>;

// Every way of writing each digit.
const std::vector<std::vector<Glyph>>& glyphs()
{
    static const std::vector<std::vector<Glyph>> all = {
        {{{{.55, .02},
           {.30, .10},
           {.16, .38},
           {.17, .70},
           {.36, .96},
           {.62, .95},
           {.81, .70},
           {.82, .35},
           {.70, .09},
           {.50, .02}}},
         {{{.62, .06},
           {.40, .03},
           {.20, .22},
           {.13, .55},
           {.25, .88},
           {.50, .98},
           {.74, .84},
           {.86, .52},
           {.78, .18},
           {.58, .03}}}},
        {{{{.52, .00}, {.50, .50}, {.48, 1.0}}},
         {{{.30, .24}, {.44, .14}, {.55, .00}, {.55, .00}, {.54, .50}, {.52, 1.0}}},
         {{{.28, .26}, {.42, .15}, {.52, .00}, {.52, .00}, {.52, .50}, {.51, .98}},
          {{.24, .99}, {.50, .98}, {.78, .97}}}},
        {{{{.18, .26},
           {.27, .07},
           {.52, .01},
           {.76, .13},
           {.76, .36},
           {.55, .63},
           {.16, .97},
           {.16, .97},
           {.48, .95},
           {.84, .96}}},
         {{{.17, .24},
           {.32, .05},
           {.58, .02},
           {.77, .18},
           {.70, .44},
           {.42, .78},
           {.22, .96},
           {.14, .86},
           {.30, .80},
           {.54, .92},
           {.74, .98},
           {.88, .88}}}},
        {{{{.20, .13},
           {.42, .01},
           {.68, .07},
           {.74, .26},
           {.60, .42},
           {.40, .47},
           {.40, .47},
           {.66, .52},
           {.80, .70},
           {.68, .92},
           {.42, .99},
           {.17, .88}}},
         {{{.18, .04},
           {.45, .03},
           {.76, .03},
           {.76, .03},
           {.60, .22},
           {.42, .40},
           {.42, .40},
           {.68, .47},
           {.80, .68},
           {.67, .91},
           {.40, .99},
           {.16, .90}}}},
        {{{{.34, .02}, {.24, .28}, {.15, .55}, {.15, .55}, {.48, .56}, {.88, .54}},
          {{.68, .08}, {.66, .52}, {.63, 1.0}}},
         {{{.62, .00}, {.38, .32}, {.12, .66}, {.12, .66}, {.50, .67}, {.88, .65}},
          {{.62, .00}, {.62, .50}, {.61, 1.0}}}},
        {{{{.30, .04},
           {.27, .24},
           {.23, .44},
           {.23, .44},
           {.46, .36},
           {.72, .46},
           {.80, .68},
           {.66, .92},
           {.40, .99},
           {.15, .88}},
          {{.29, .04}, {.52, .04}, {.80, .02}}},
         {{{.78, .03},
           {.54, .04},
           {.32, .05},
           {.32, .05},
           {.27, .24},
           {.24, .43},
           {.24, .43},
           {.50, .38},
           {.76, .52},
           {.77, .78},
           {.54, .97},
           {.18, .92}}}},
        {{{{.66, .02},
           {.42, .14},
           {.23, .42},
           {.18, .72},
           {.32, .95},
           {.58, .97},
           {.76, .80},
           {.68, .58},
           {.46, .53},
           {.24, .66}}},
         {{{.56, .00},
           {.34, .28},
           {.21, .60},
           {.26, .88},
           {.50, .99},
           {.74, .86},
           {.75, .64},
           {.54, .52},
           {.32, .58},
           {.22, .72}}}},
        {{{{.14, .06}, {.46, .06}, {.82, .04}, {.82, .04}, {.62, .44}, {.42, 1.0}}},
         {{{.14, .16}, {.17, .05}, {.17, .05}, {.48, .05}, {.83, .04}, {.83, .04}, {.62, .44}, {.46, 1.0}}},
         {{{.15, .06}, {.46, .06}, {.82, .04}, {.82, .04}, {.60, .46}, {.42, 1.0}},
          {{.36, .51}, {.58, .50}, {.78, .48}}}},
        {{{{.72, .13},
           {.50, .02},
           {.27, .11},
           {.27, .30},
           {.48, .46},
           {.73, .64},
           {.77, .84},
           {.52, .98},
           {.26, .88},
           {.25, .68},
           {.46, .50},
           {.70, .32},
           {.73, .12}}},
         {{{.50, .48},
           {.28, .36},
           {.27, .14},
           {.50, .02},
           {.72, .14},
           {.71, .36},
           {.50, .48},
           {.25, .62},
           {.22, .86},
           {.50, .99},
           {.77, .86},
           {.74, .62},
           {.50, .48}}}},
        {{{{.75, .20},
           {.56, .02},
           {.32, .08},
           {.22, .30},
           {.34, .49},
           {.58, .46},
           {.75, .20},
           {.75, .20},
           {.73, .60},
           {.66, 1.0}}},
         {{{.74, .16},
           {.50, .02},
           {.26, .14},
           {.25, .38},
           {.46, .50},
           {.68, .38},
           {.76, .14},
           {.78, .50},
           {.68, .86},
           {.46, .99},
           {.26, .92}}}},
    };
    return all;
}

// How one picture is bent: a smooth wobble of the plane, then slant, turn and stretch.
class Hand {
public:
    explicit Hand(Random& random)
    {
        for (double& phase : phases_)
            phase = random.uniform() * 2 * std::numbers::pi;
        wobble_ = 0.02 + 0.025 * random.uniform();
        slant_ = 0.12 + 0.16 * random.normal();
        turn_ = 0.07 * random.normal();
        stretchX_ = 0.62 + 0.30 * random.uniform();
        stretchY_ = 0.90 + 0.18 * random.uniform();
    }

    Point bend(Point p) const
    {
        const double u = p.x - 0.5 + wobble_ * (std::sin(5.0 * p.y + phases_[0]) + std::sin(3.5 * p.x + phases_[1]));
        const double v = p.y - 0.5 + wobble_ * (std::sin(5.0 * p.x + phases_[2]) + std::sin(3.5 * p.y + phases_[3]));
        const double x = stretchX_ * (u - std::clamp(slant_, -0.25, 0.45) * v), y = stretchY_ * v;
        return {x * std::cos(turn_) - y * std::sin(turn_), x * std::sin(turn_) + y * std::cos(turn_)};
    }

private:
    double phases_[4] = {};
    double wobble_ = 0, slant_ = 0, turn_ = 0, stretchX_ = 1, stretchY_ = 1;
};

Point between(const Stroke& s, std::size_t k, double t)
{
    const Point a = s[k > 0 ? k - 1 : k], b = s[k], c = s[k + 1], d = s[std::min(k + 2, s.size() - 1)];
    const auto blend = [t](double p, double q, double r, double w) { // Catmull-Rom
        return q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - w + t * (3 * (q - r) + w - p)));
    };
    return {blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y)};
}

Stroke smooth(const Stroke& stroke)
{
    constexpr int kPieces = 6;
    Stroke line;
    for (std::size_t k = 0; k + 1 < stroke.size(); ++k)
        for (int piece = 0; piece < kPieces; ++piece)
            line.push_back(between(stroke, k, double(piece) / kPieces));
    line.push_back(stroke.back());
    return line;
}

std::vector<Stroke> written(const Glyph& glyph, Random& random)
{
    const Hand hand(random);
    std::vector<Stroke> lines;
    for (const Stroke& stroke : glyph) {
        Stroke bent;
        for (std::size_t k = 0; k < stroke.size(); ++k) {
            const bool corner = k > 0 && stroke[k].x == stroke[k - 1].x && stroke[k].y == stroke[k - 1].y;
            Point p = corner ? bent.back() : hand.bend(stroke[k]);
            if (!corner)
                p = {p.x + 0.012 * random.normal(), p.y + 0.012 * random.normal()};
            bent.push_back(p);
        }
        lines.push_back(smooth(bent));
    }
    return lines;
}

// Scales and moves the strokes into the picture: pixels, with a margin, near the middle.
void place(std::vector<Stroke>& lines, int size, Random& random)
{
    Point low{1e9, 1e9}, high{-1e9, -1e9};
    for (const Stroke& line : lines)
        for (const Point& p : line) {
            low = {std::min(low.x, p.x), std::min(low.y, p.y)};
            high = {std::max(high.x, p.x), std::max(high.y, p.y)};
        }
    const double extent = std::max({high.x - low.x, high.y - low.y, 0.1});
    const double scale = size * (0.62 + 0.08 * random.uniform()) / extent;
    const double middleX = size * (0.5 + 0.05 * (random.uniform() - 0.5)),
                 middleY = size * (0.5 + 0.05 * (random.uniform() - 0.5));
    for (Stroke& line : lines)
        for (Point& p : line)
            p = {middleX + scale * (p.x - (low.x + high.x) / 2), middleY + scale * (p.y - (low.y + high.y) / 2)};
}

double distanceToSegment(Point p, Point a, Point b)
{
    const double dx = b.x - a.x, dy = b.y - a.y, squared = dx * dx + dy * dy;
    const double t = squared > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / squared, 0.0, 1.0) : 0.0;
    return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

void ink(Image& picture, Point a, Point b, double radius)
{
    const int left = std::max(0, int(std::min(a.x, b.x) - radius - 2)),
              top = std::max(0, int(std::min(a.y, b.y) - radius - 2));
    const int right = std::min(picture.width - 1, int(std::max(a.x, b.x) + radius + 2));
    const int bottom = std::min(picture.height - 1, int(std::max(a.y, b.y) + radius + 2));
    for (int row = top; row <= bottom; ++row)
        for (int column = left; column <= right; ++column) {
            const double distance = distanceToSegment({column + 0.5, row + 0.5}, a, b);
            const double cover = std::clamp(radius + 0.5 - distance, 0.0, 1.0);
            float& value = picture.at(0, row, column);
            value = std::max(value, float(2 * cover - 1));
        }
}

Image drawDigit(int digit, int size, std::uint64_t seed, std::uint64_t index)
{
    Random random(seed, "builtin digits", index);
    const auto& ways = glyphs()[std::size_t(digit)];
    std::vector<Stroke> lines = written(ways[std::size_t(random.below(int(ways.size())))], random);
    place(lines, size, random);
    const double radius = size * (0.030 + 0.026 * random.uniform());
    const double phase = random.uniform() * 2 * std::numbers::pi;
    Image picture(1, size, size, -1.0f);
    for (const Stroke& line : lines)
        for (std::size_t k = 0; k + 1 < line.size(); ++k) {
            const double pressure =
                1.0 + 0.18 * std::sin(phase + 3.0 * double(k) / double(line.size()) * std::numbers::pi);
            ink(picture, line[k], line[k + 1], radius * pressure);
        }
    return picture;
}

std::shared_ptr<Dataset> openDigits(const std::string& source, const DatasetOptions& options,
                                    const ScanProgress& progress, std::stop_token stop)
{
    auto set =
        drawDataset(source, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, 1, drawDigit, options, progress, stop);
    set->mirrorSafe = false;
    return set;
}

} // namespace

DatasetSource digitsSource()
{
    return {"builtin:digits", "Digits", "Ten handwritten-looking digits, drawn by the program; white on black.",
            [](const std::string& source) { return source == "builtin:digits"; }, openDigits};
}

} // namespace diffuscope
