#include "core/export/letters.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace diffuscope {
namespace {

constexpr int kFace = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kLowered = 0.7, kSmallHeight = 14, kHatGap = 3, kHatHeight = 4; // in units of size 1
constexpr int kShift = 4;                                                        // lines end between pixels, too
constexpr double kEpsilonWidth = 13;
const std::string kEpsilon = "\xce\xb5";

struct Piece {
    std::string text;
    bool low = false, hat = false;
};

std::size_t lengthAt(const std::string& text, std::size_t at)
{
    std::size_t end = at + 1;
    while (end < text.size() && ((unsigned char)(text[end]) & 0xc0u) == 0x80)
        ++end;
    return end - at;
}

// One letter, or what stands in braces.
std::string unitAt(const std::string& text, std::size_t& at)
{
    if (at < text.size() && text[at] == '{') {
        const std::size_t end = std::min(text.find('}', at), text.size());
        std::string unit = text.substr(at + 1, end - at - 1);
        at = std::min(end + 1, text.size());
        return unit;
    }
    const std::size_t length = at < text.size() ? lengthAt(text, at) : 0;
    std::string unit = text.substr(std::min(at, text.size()), length);
    at += length;
    return unit;
}

std::vector<Piece> piecesOf(const std::string& text, Words kind)
{
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < text.size();) {
        if (kind == Words::Formula && (text[at] == '_' || text[at] == '~')) {
            const bool low = text[at++] == '_';
            pieces.push_back({unitAt(text, at), low, !low});
            continue;
        }
        const std::size_t length = lengthAt(text, at);
        const std::string unit = text.substr(at, length);
        at += length;
        if (!pieces.empty() && !pieces.back().low && !pieces.back().hat && unit != kEpsilon &&
            pieces.back().text != kEpsilon)
            pieces.back().text += unit;
        else
            pieces.push_back({unit});
    }
    return pieces;
}

double sizeOf(const Piece& piece, double size) { return piece.low ? size * kLowered : size; }

int widthOf(const Piece& piece, double size)
{
    const double own = sizeOf(piece, size);
    if (piece.text == kEpsilon)
        return int(std::lround(kEpsilonWidth * own));
    return piece.text.empty() ? 0 : cv::getTextSize(piece.text, kFace, own, 1, nullptr).width;
}

// Through points in units of size 1, upwards from the line.
void drawLine(cv::Mat& letters, const std::vector<cv::Point2d>& points, cv::Point2d from, double size)
{
    std::vector<cv::Point> exact;
    for (const cv::Point2d& each : points)
        exact.emplace_back(int(std::lround((from.x + each.x * size) * (1 << kShift))),
                           int(std::lround((from.y - each.y * size) * (1 << kShift))));
    cv::polylines(letters, std::vector<std::vector<cv::Point>>{exact}, false, cv::Scalar(255), 1, cv::LINE_AA, kShift);
}

void drawPiece(cv::Mat& letters, const Piece& piece, int left, int baseline, double size)
{
    const double own = sizeOf(piece, size);
    const int line = baseline + (piece.low ? int(std::lround(size * kSmallHeight / 3)) : 0);
    if (piece.text == kEpsilon)
        drawLine(letters,
                 {{9.5, 12},
                  {7, 13.7},
                  {4.5, 13.7},
                  {2.5, 12},
                  {2.5, 9.8},
                  {4.5, 8},
                  {7, 8},
                  {4.5, 8},
                  {2, 6},
                  {1.5, 3},
                  {3.5, 0.5},
                  {7, 0.3},
                  {10, 2.3}},
                 {double(left), double(line)}, own);
    else
        cv::putText(letters, piece.text, {left, line}, kFace, own, cv::Scalar(255), 1, cv::LINE_AA);
    if (!piece.hat)
        return;
    const double middle = widthOf(piece, size) / own / 2, low = kSmallHeight + kHatGap;
    drawLine(letters, {{middle - 4, low}, {middle, low + kHatHeight}, {middle + 4, low}}, {double(left), double(line)},
             own);
}

} // namespace

int widthOfWords(const std::string& text, double size, Words kind)
{
    int width = 0;
    for (const Piece& piece : piecesOf(text, kind))
        width += widthOf(piece, size);
    return width;
}

double fittingSize(const std::vector<std::string>& texts, int width, double most, Words kind)
{
    double size = most;
    for (const std::string& each : texts)
        if (const int needed = widthOfWords(each, 1, kind); needed > 0)
            size = std::min(size, double(width) / needed);
    return size;
}

LineHeight heightOfWords(double size)
{
    int below = 0;
    const int above = cv::getTextSize("0", kFace, size, 1, &below).height;
    return {above, below};
}

void drawWords(cv::Mat& letters, const std::string& text, int left, int baseline, double size, Words kind)
{
    for (const Piece& piece : piecesOf(text, kind)) {
        drawPiece(letters, piece, left, baseline, size);
        left += widthOf(piece, size);
    }
}

} // namespace diffuscope
