#include "core/base/random.h"
#include "core/data/sources/source.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

// Coloured shapes on plain or shaded grounds, antialiased from their signed distance (negative inside).
namespace diffuscope {
namespace {

constexpr double kPi = std::numbers::pi;
struct Corner {
    double x = 0, y = 0;
};
using Polygon = std::vector<Corner>;
using Colour = std::array<float, 3>; // 0 .. 1

double polygonDistance(const Polygon& polygon, Corner p)
{
    double nearest = 1e9;
    bool inside = false;
    for (std::size_t k = 0, last = polygon.size() - 1; k < polygon.size(); last = k++) {
        const Corner a = polygon[last], b = polygon[k];
        const double dx = b.x - a.x, dy = b.y - a.y;
        const double t = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        nearest = std::min(nearest, std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy));
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / dy * dx)
            inside = !inside;
    }
    return inside ? -nearest : nearest;
}

// `corners` points on circles of alternating radius, the first at the top.
Polygon starPolygon(int corners, double inner)
{
    Polygon polygon;
    for (int k = 0; k < corners; ++k) {
        const double radius = k % 2 == 0 ? 1.0 : inner, angle = 2 * kPi * k / corners - kPi / 2;
        polygon.push_back({radius * std::cos(angle), radius * std::sin(angle)});
    }
    return polygon;
}

Polygon crossPolygon()
{
    constexpr double w = 0.34;
    return {{-w, -1}, {w, -1}, {w, -w}, {1, -w}, {1, w}, {w, w}, {w, 1}, {-w, 1}, {-w, w}, {-1, w}, {-1, -w}, {-w, -w}};
}

Polygon heartPolygon()
{
    Polygon polygon;
    for (int k = 0; k < 40; ++k) {
        const double t = 2 * kPi * (k + 0.5) / 40, s = std::sin(t);
        const double y = 13 * std::cos(t) - 5 * std::cos(2 * t) - 2 * std::cos(3 * t) - std::cos(4 * t);
        polygon.push_back({s * s * s, -(y + 2.5) / 16});
    }
    return polygon;
}

double crescentDistance(Corner p) { return std::max(std::hypot(p.x, p.y) - 1.0, 0.85 - std::hypot(p.x - 0.5, p.y)); }

struct Shape {
    const char* name;
    std::function<double(Corner)> distance; // in units of the shape's radius
    double freedom;                         // largest turn to either side, radians
};

const std::vector<Shape>& shapes()
{
    const auto polygon = [](Polygon corners) {
        return [corners = std::move(corners)](Corner p) { return polygonDistance(corners, p); };
    };
    static const std::vector<Shape> all = {
        {"circle", [](Corner p) { return std::hypot(p.x, p.y) - 0.95; }, 0},
        {"crescent", crescentDistance, kPi},
        {"cross", polygon(crossPolygon()), kPi / 4},
        {"heart", polygon(heartPolygon()), 0.5},
        {"ring", [](Corner p) { return std::abs(std::hypot(p.x, p.y) - 0.78) - 0.22; }, 0},
        {"square", polygon({{-.82, -.82}, {.82, -.82}, {.82, .82}, {-.82, .82}}), kPi / 4},
        {"star", polygon(starPolygon(10, 0.42)), kPi / 5},
        {"triangle", polygon({{0, -1}, {0.87, 0.6}, {-0.87, 0.6}}), 0.6},
    };
    return all;
}

// Hue 0 .. 6, chroma and value 0 .. 1.
Colour colourOf(double hue, double chroma, double value)
{
    Colour colour{};
    for (std::size_t k = 0; k < 3; ++k) {
        const double position = std::fmod(hue + (k == 0 ? 5.0 : k == 1 ? 3.0 : 1.0), 6.0);
        colour[k] = float(value - value * chroma * std::clamp(std::min(position, 4.0 - position), 0.0, 1.0));
    }
    return colour;
}

double contrast(const Colour& a, const Colour& b)
{
    const auto luma = [](const Colour& c) { return 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]; };
    return std::abs(luma(a) - luma(b));
}

Colour shapeColour(const Colour& ground, Random& random)
{
    Colour colour{};
    for (int attempt = 0; attempt < 50; ++attempt) {
        colour = colourOf(6 * random.uniform(), 0.65 + 0.35 * random.uniform(), 0.55 + 0.45 * random.uniform());
        if (contrast(colour, ground) > 0.25)
            return colour;
    }
    return contrast(ground, {0, 0, 0}) > 0.5 ? Colour{0.1f, 0.1f, 0.1f} : Colour{1, 1, 1};
}

struct Scene {
    Colour groundNear{}, groundFar{}, colour{};
    double shadeX = 0, shadeY = 0;             // direction of the shading; zero: plain
    double x = 0, y = 0, radius = 0, turn = 0; // pixels, radians
};

Scene randomScene(const Shape& shape, int size, Random& random)
{
    Scene scene;
    const double hue = 6 * random.uniform(), chroma = 0.45 * random.uniform();
    const double value = random.below(2) == 0 ? 0.08 + 0.25 * random.uniform() : 0.75 + 0.25 * random.uniform();
    scene.groundNear = scene.groundFar = colourOf(hue, chroma, value);
    if (random.below(2) == 0) {
        const double angle = 2 * kPi * random.uniform();
        scene.shadeX = std::cos(angle);
        scene.shadeY = std::sin(angle);
        scene.groundFar = colourOf(hue, chroma, std::clamp(value + (value > 0.5 ? -0.18 : 0.18), 0.0, 1.0));
    }
    scene.colour = shapeColour(scene.groundFar, random);
    scene.radius = size * (0.24 + 0.14 * random.uniform());
    const double room = size / 2.0 - scene.radius - 0.04 * size;
    scene.x = size / 2.0 + room * (2 * random.uniform() - 1);
    scene.y = size / 2.0 + room * (2 * random.uniform() - 1);
    scene.turn = shape.freedom * (2 * random.uniform() - 1);
    return scene;
}

Image drawShape(int label, int size, std::uint64_t seed, std::uint64_t index)
{
    Random random(seed, "builtin shapes", index);
    const Shape& shape = shapes()[std::size_t(label)];
    const Scene scene = randomScene(shape, size, random);
    const double cosine = std::cos(scene.turn), sine = std::sin(scene.turn);
    Image picture(3, size, size);
    for (int row = 0; row < size; ++row)
        for (int column = 0; column < size; ++column) {
            const double dx = (column + 0.5 - scene.x) / scene.radius, dy = (row + 0.5 - scene.y) / scene.radius;
            double cover = 0; // turning keeps the distance, so far pixels need no look at the outline
            if (std::hypot(dx, dy) < 1.5)
                cover = std::clamp(
                    0.5 - scene.radius * shape.distance({cosine * dx + sine * dy, cosine * dy - sine * dx}), 0.0, 1.0);
            const double along =
                ((column + 0.5) / size - 0.5) * scene.shadeX + ((row + 0.5) / size - 0.5) * scene.shadeY;
            const double shade = std::clamp(along + 0.5, 0.0, 1.0);
            for (int k = 0; k < 3; ++k) {
                const double ground =
                    std::lerp(scene.groundNear[std::size_t(k)], scene.groundFar[std::size_t(k)], shade);
                picture.at(k, row, column) =
                    float(2 * std::lerp(ground, double(scene.colour[std::size_t(k)]), cover) - 1);
            }
        }
    return picture;
}

std::shared_ptr<Dataset> openShapes(const std::string& source, const DatasetOptions& options,
                                    const ScanProgress& progress, std::stop_token stop)
{
    std::vector<std::string> names;
    for (const Shape& shape : shapes())
        names.emplace_back(shape.name);
    return drawDataset(source, std::move(names), 3, drawShape, options, progress, stop);
}

} // namespace

DatasetSource shapesSource()
{
    return {"builtin:shapes", "Shapes", "Eight coloured shapes on plain or shaded grounds, drawn by the program.",
            [](const std::string& source) { return source == "builtin:shapes"; }, openShapes};
}

} // namespace diffuscope
