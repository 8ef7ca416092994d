#pragma once
#include <QImage>
#include <QPoint>

#include <vector>

namespace diffuscope::ui {

// A picture somebody draws: square, opaque, with what was done to it. No widget. Pixels are hard: a network of 32 x 32
// sees every one of them.
class Drawing {
public:
    static constexpr int kLeastSide = 16, kMostSide = 512;

    explicit Drawing(const QImage& start = {});
    const QImage& picture() const { return picture_; }
    int side() const { return picture_.width(); }

    // A stroke is undone as one: begin, any number of lines, end. `size` is the pen's diameter in pixels.
    void begin();
    void line(const QPoint& from, const QPoint& to, int size, QRgb colour);
    void end();

    void fill(const QPoint& at, QRgb colour); // the connected pixels of one colour
    void clear(QRgb colour);
    void resize(int side); // whole factors keep hard pixels

    bool canUndo() const { return !undo_.empty(); }
    bool canRedo() const { return !redo_.empty(); }
    void undo();
    void redo();

private:
    void keep();
    QImage picture_;
    std::vector<QImage> undo_, redo_;
};

} // namespace diffuscope::ui
