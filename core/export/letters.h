#pragma once
#include <string>
#include <vector>

namespace cv {
class Mat;
}

namespace diffuscope {

// Lines of words and small equations, drawn without any font of the system. Internal to core/export.
// "ε" is drawn, other letters that are not ASCII become "?". In a formula "_" lowers the letter behind it, or
// "{several}", and "~" puts a hat over one; in plain words they are letters like all others.
enum class Words { Plain, Formula };

// How wide a text is at this size, in pixels; size 1 has capitals of 21 pixels.
int widthOfWords(const std::string& text, double size, Words kind = Words::Plain);

// The largest size, up to `most`, at which every text is at most `width` wide.
double fittingSize(const std::vector<std::string>& texts, int width, double most, Words kind = Words::Plain);

// How far letters reach above their line (with hats) and below it (lowered letters, tails), in pixels.
struct LineHeight {
    int above = 0, below = 0;
};
LineHeight heightOfWords(double size);

// Onto `letters`, 8 bits and one channel, in white: it begins at (left, baseline).
void drawWords(cv::Mat& letters, const std::string& text, int left, int baseline, double size,
               Words kind = Words::Plain);

} // namespace diffuscope
